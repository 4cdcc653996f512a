//! Names of hosts: RFC 1123 section 2.1, and RFC 5890 for names in other scripts.

use super::script;

pub(super) fn accepts(text: &str) -> bool {
    let labels: Option<Vec<Vec<char>>> = text.split('.').map(letters).collect();
    text.len() <= 253 && labels.is_some_and(|labels| script::run_well(&labels))
}

/// The letters that an ASCII label stands for; `None` when it is no label.
fn letters(label: &str) -> Option<Vec<char>> {
    let edges = label.starts_with('-') || label.ends_with('-');
    let plain = label
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if edges || !plain || !(1..=63).contains(&label.len()) {
        return None;
    }
    let prefix = label.get(..4).unwrap_or_default();
    if !prefix.eq_ignore_ascii_case("xn--") {
        return Some(label.chars().collect());
    }
    // A name of another script in disguise: it has to be the only one that it could wear.
    let rest = label.get(4..).unwrap_or_default().to_ascii_lowercase();
    let decoded = punycode(&rest)?;
    let text: String = decoded.iter().collect();
    let canonical = !rest.starts_with('-') && encoded_length(&text) == Some(rest.len());
    (canonical && !text.is_ascii() && unicode(&decoded)).then_some(decoded)
}

/// A name whose labels may be of any script. Full stops of other scripts separate labels too (RFC 3490 section 3.1).
pub(super) fn accepts_idn(text: &str) -> bool {
    let dots = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];
    let mut labels = Vec::new();
    let mut total = 0usize;
    for part in text.split(dots) {
        total = total.saturating_add(length(part)).saturating_add(1);
        let letters = if part.is_ascii() {
            letters(part)
        } else {
            let letters: Vec<char> = part.chars().collect();
            (length(part) <= 63 && unicode(&letters)).then_some(letters)
        };
        let Some(letters) = letters else {
            return false;
        };
        labels.push(letters);
        // Nothing longer fits, however it goes on.
        if total > 254 {
            return false;
        }
    }
    script::run_well(&labels)
}

/// How long a label is in the form that goes over the wire.
fn length(label: &str) -> usize {
    if label.is_ascii() {
        return label.len();
    }
    encoded_length(label).map_or(usize::MAX, |length| length + "xn--".len())
}

/// The rules of RFC 5891 section 4.2.3 and RFC 5892 for one label.
fn unicode(label: &[char]) -> bool {
    let hyphens = label.get(2..4) == Some(&['-', '-'][..]);
    let edges = label.first() == Some(&'-') || label.last() == Some(&'-');
    let first = label.first().copied().unwrap_or('-');
    if label.is_empty() || hyphens || edges || script::is_mark(first) {
        return false;
    }
    let has =
        |range: std::ops::RangeInclusive<char>| label.iter().any(|letter| range.contains(letter));
    let arabic_digits = has('\u{660}'..='\u{669}') && has('\u{6F0}'..='\u{6F9}');
    let others = label
        .iter()
        .filter(|letter| !letter.is_ascii() && !is_special(**letter));
    let others: Vec<char> = others.copied().collect();
    !arabic_digits && script::may_stand(&others) && (0..label.len()).all(|place| fits(label, place))
}

/// Characters with a rule of their own.
fn is_special(letter: char) -> bool {
    matches!(
        letter,
        '\u{200C}' | '\u{200D}' | '\u{B7}' | '\u{375}' | '\u{5F3}' | '\u{5F4}' | '\u{30FB}'
            // Allowed by name, RFC 5892 section 2.6.
            | '\u{DF}' | '\u{3C2}' | '\u{6FD}' | '\u{6FE}' | '\u{F0B}' | '\u{3007}'
    )
}

fn fits(label: &[char], place: usize) -> bool {
    let letter = label.get(place).copied().unwrap_or('-');
    let before = place
        .checked_sub(1)
        .and_then(|place| label.get(place))
        .copied();
    let after = label.get(place + 1).copied();
    match letter {
        '-' => true,
        letter if letter.is_ascii() => letter.is_ascii_alphanumeric(),
        // RFC 5892 appendix A.1 to A.7
        '\u{200C}' | '\u{200D}' if before.is_some_and(virama) => true,
        '\u{200C}' => {
            let (left, right) = label.split_at(place);
            script::is_joined(left, right.get(1..).unwrap_or_default())
        }
        '\u{200D}' => false,
        '\u{B7}' => before == Some('l') && after == Some('l'),
        '\u{375}' => after.is_some_and(|next| matches!(next, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')),
        '\u{5F3}' | '\u{5F4}' => before.is_some_and(|last| matches!(last, '\u{590}'..='\u{5FF}')),
        '\u{30FB}' => label.iter().any(|letter| {
            matches!(letter, '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}'
                | '\u{30FD}'..='\u{30FF}' | '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
        }),
        // Section 2.6, disallowed.
        '\u{640}' | '\u{7FA}' | '\u{302E}' | '\u{302F}' | '\u{3031}'..='\u{3035}' | '\u{303B}' => false,
        _ => true,
    }
}

fn virama(letter: char) -> bool {
    matches!(
        letter,
        '\u{94D}'
            | '\u{9CD}'
            | '\u{A4D}'
            | '\u{ACD}'
            | '\u{B4D}'
            | '\u{BCD}'
            | '\u{C4D}'
            | '\u{CCD}'
            | '\u{D4D}'
            | '\u{DCA}'
            | '\u{E3A}'
            | '\u{F84}'
            | '\u{1039}'
            | '\u{17D2}'
    )
}

/// RFC 3492 section 6.2.
fn punycode(text: &str) -> Option<Vec<char>> {
    let (basic, extended) = text.rsplit_once('-').unwrap_or(("", text));
    let mut output: Vec<char> = basic.chars().collect();
    let (mut code, mut bias, mut at) = (128u32, 72u32, 0u32);
    let mut digits = extended.bytes().peekable();
    digits.peek()?;
    while digits.peek().is_some() {
        let (start, mut weight) = (at, 1u32);
        for k in (36..).step_by(36) {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = u32::clamp(u32::saturating_sub(k, bias), 1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
        }
        let length = u32::try_from(output.len()).ok()? + 1;
        bias = adapt(at - start, length, start == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        output.insert(at as usize, char::from_u32(code)?);
        at += 1;
    }
    Some(output)
}

/// How many letters RFC 3492 section 6.3 makes of a label.
fn encoded_length(label: &str) -> Option<usize> {
    let basic = label.chars().filter(char::is_ascii).count();
    let mut length = basic + usize::from(basic > 0);
    let (mut code, mut bias, mut delta) = (128u32, 72u32, 0u32);
    let mut done = u32::try_from(basic).ok()?;
    while let Some(next) = label
        .chars()
        .map(u32::from)
        .filter(|letter| *letter >= code)
        .min()
    {
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for letter in label.chars().map(u32::from) {
            if letter < code {
                delta = delta.checked_add(1)?;
            }
            if letter == code {
                let mut rest = delta;
                for k in (36..).step_by(36) {
                    length += 1;
                    let threshold = u32::clamp(u32::saturating_sub(k, bias), 1, 26);
                    if rest < threshold {
                        break;
                    }
                    rest = (rest - threshold) / (36 - threshold);
                }
                bias = adapt(delta, done + 1, done as usize == basic);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        code += 1;
    }
    Some(length)
}

/// RFC 3492 section 6.1.
fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = delta / if first { 700 } else { 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}
