//! ECMA-262 patterns → the engine that runs them.
//!
//! A pattern that `regex` can say exactly is translated, and runs in linear time. One with look-around or
//! back-references stays as it is, for `regress`. Which it is, is decided here and tried here, so an emitted service
//! never meets a pattern it can't compile.

use super::Planner;
use super::flat::Flat;
use crate::diag::Diagnostic;
use crate::plan::model::Pattern;
use crate::source::Place;
use std::iter::Peekable;
use std::str::Chars;

impl Planner<'_, '_> {
    pub(super) fn pattern(&mut self, source: &str, flat: &Flat) -> Option<Pattern> {
        let place = flat
            .sources
            .iter()
            .map(|&id| &self.arena[id])
            .find(|schema| schema.text.pattern.as_deref() == Some(source))
            .map(|schema| schema.at.at("pattern"));
        self.pattern_at(source, &place.unwrap_or_default())
    }

    /// The pattern and its engine; `None`, with a diagnostic, when no engine takes it.
    pub(super) fn pattern_at(&mut self, source: &str, place: &Place) -> Option<Pattern> {
        let pattern = choose(source);
        if pattern.is_none() {
            self.diags.push(
                Diagnostic::unsupported("pattern", format!("the pattern `{source}` is no ECMA-262 regular expression"))
                    .at(place)
                    .help("it is not enforced; correct it, or take it out"),
            );
        }
        pattern
    }
}

/// The engine for a pattern; `None` when it does not compile.
pub fn choose(source: &str) -> Option<Pattern> {
    if let Some(translated) = translate(source)
        && regex::Regex::new(&translated).is_ok()
    {
        return Some(Pattern::Linear(translated, source.to_owned()));
    }
    let compiles = regress::Regex::with_flags(source, "u").is_ok() || regress::Regex::new(source).is_ok();
    compiles.then(|| Pattern::Backtracking(source.to_owned()))
}

/// `\s` of ECMA-262 section 22.2.2.9: white space and line terminators.
const SPACE: &str = r"\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";
const NOT_SPACE: &str = r"[^\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]";

/// In the syntax of `regex`; `None` where that has no equal.
fn translate(source: &str) -> Option<String> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut out, false)?,
            '.' => out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '[' => class(&mut chars, &mut out)?,
            '(' => group(&mut chars, &mut out)?,
            '{' => braces(&mut chars, &mut out)?,
            '}' => out.push_str(r"\}"),
            ']' => out.push_str(r"\]"),
            c => push_literal(c, &mut out),
        }
    }
    Some(out)
}

fn push_literal(c: char, out: &mut String) {
    // `#`, space, `&`, `~` and `-` mean something to `regex` in some modes; none of them is on, and they stay.
    out.push(c);
}

fn group(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('(');
    if chars.peek() != Some(&'?') {
        return Some(());
    }
    chars.next();
    match chars.next()? {
        ':' => out.push_str("?:"),
        '<' if !matches!(chars.peek(), Some('=' | '!')) => out.push_str("?<"),
        _ => return None, // look-around, modifiers
    }
    Some(())
}

/// A quantifier; anything else in braces is literal text (Annex B).
fn braces(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    let rest: String = chars.clone().take_while(|c| *c != '}').collect();
    let closed = chars.clone().any(|c| c == '}');
    let is_quantifier = closed
        && match rest.split_once(',') {
            None => is_digits(&rest),
            Some((min, max)) => is_digits(min) && (max.is_empty() || is_digits(max)),
        };
    if !is_quantifier {
        out.push_str(r"\{");
        return Some(());
    }
    out.push('{');
    out.push_str(&rest);
    out.push('}');
    for _ in 0..=rest.chars().count() {
        chars.next()?;
    }
    Some(())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    let negated = chars.next_if_eq(&'^').is_some();
    if chars.next_if_eq(&']').is_some() {
        // `[]` matches nothing, `[^]` everything.
        out.push_str(if negated { r"[\x{0}-\x{10ffff}]" } else { r"[^\x{0}-\x{10ffff}]" });
        return Some(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    loop {
        match chars.next()? {
            ']' => break,
            '\\' => {
                let is_set = matches!(chars.peek(), Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P'));
                escape(chars, out, true)?;
                // `[\w-.]`: after a set the hyphen is itself (Annex B).
                if is_set && chars.next_if_eq(&'-').is_some() {
                    out.push_str(r"\-");
                }
            }
            '-' => {
                let is_range = !out.ends_with('[') && !out.ends_with("[^") && !matches!(chars.peek(), Some(']') | None);
                let before_set = chars.peek() == Some(&'\\')
                    && matches!(chars.clone().nth(1), Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P'));
                out.push_str(if is_range && !before_set { "-" } else { r"\-" });
            }
            c @ ('[' | '&' | '~' | '^' | '#' | ' ') => {
                out.push('\\');
                if c == ' ' {
                    out.pop();
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push(']');
    Some(())
}

fn escape(chars: &mut Peekable<Chars<'_>>, out: &mut String, in_class: bool) -> Option<()> {
    let c = chars.next()?;
    let set = |inner: &str| if in_class { inner.to_owned() } else { format!("[{inner}]") };
    match c {
        'd' => out.push_str(&set("0-9")),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str(&set("0-9A-Za-z_")),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        's' => out.push_str(&set(SPACE)),
        'S' => out.push_str(NOT_SPACE),
        'b' if in_class => out.push_str(r"\x{8}"),
        'b' => out.push_str(r"(?-u:\b)"),
        'B' => return None, // `(?-u:\B)` may match inside a character
        't' | 'n' | 'r' | 'f' | 'v' => {
            out.push('\\');
            out.push(c);
        }
        '0' if !chars.peek().is_some_and(char::is_ascii_digit) => out.push_str(r"\x{0}"),
        '0'..='9' | 'k' => return None,
        'c' => {
            let letter = chars.next().filter(char::is_ascii_alphabetic)?;
            out.push_str(&format!(r"\x{{{:x}}}", u32::from(letter) % 32));
        }
        'x' => {
            let code = hex(chars, 2)?;
            out.push_str(&format!(r"\x{{{code:x}}}"));
        }
        'u' => {
            let code = code_point(chars)?;
            out.push_str(&format!(r"\x{{{code:x}}}"));
        }
        'p' | 'P' => return None, // the tables would have to come along
        c if c.is_alphabetic() => push_escaped(c, out),
        c => push_escaped(c, out),
    }
    Some(())
}

/// An identity escape.
fn push_escaped(c: char, out: &mut String) {
    out.push_str(&regex::escape(&c.to_string()));
    if c == '-' && !out.ends_with(r"\-") {
        out.pop();
        out.push_str(r"\-");
    }
}

fn code_point(chars: &mut Peekable<Chars<'_>>) -> Option<u32> {
    if chars.next_if_eq(&'{').is_some() {
        let digits: String = chars.by_ref().take_while(|c| *c != '}').collect();
        return u32::from_str_radix(&digits, 16).ok().filter(|code| char::from_u32(*code).is_some());
    }
    let first = hex(chars, 4)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).map(u32::from);
    }
    if chars.next() != Some('\\') || chars.next() != Some('u') {
        return None;
    }
    let second = hex(chars, 4).filter(|code| (0xdc00..0xe000).contains(code))?;
    Some(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
}

fn hex(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |code, _| Some(code * 16 + chars.next()?.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where both engines run a pattern, they agree.
    #[test]
    fn translated_patterns_match_what_ecma_says() {
        let patterns = [
            r"^\d+$", r"^\w+\s\S$", r"[\w.-]+@[\w-]+", r"^[^\s]$", r"a.b", r"^[a-z&&b]$", r"[[a]", r"^\/x\-y$", r"\u00e9", r"^[]$", r"^[^]$",
            r"^a{2,3}$", r"^a{,3}$", r"x{y}", r"\cJ", r"^\bfoo\b$", r"[\-a]", r"[a\-z]", r"^(?<year>\d{4})-(?:\d\d)$", r"\ud83d\ude00", r"[^-]", r"[a-]", r"[\d-z]", r"^#[0-9a-f ]~$",
        ];
        let inputs = [
            "", "1", "१", "ab", "a b", "a\u{a0}b", "x@y-z", "a\nb", "a\rb", "a\u{2028}b", "&", "b", "[", "/x-y", "é", "aa", "aaaa", "a{,3}", "x{y}", "\n", "foo", "-", "z",
            "2024-05", "😀", "#12 a~", "_", "É",
        ];
        for pattern in patterns {
            let Some(Pattern::Linear(translated, _)) = choose(pattern) else { panic!("{pattern} is not translated") };
            let ours = regex::Regex::new(&translated).unwrap();
            let theirs = regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern)).unwrap();
            for input in inputs {
                assert_eq!(ours.is_match(input), theirs.find(input).is_some(), "{pattern} as {translated} on {input:?}");
            }
        }
    }

    #[test]
    fn look_around_stays_with_the_other_engine() {
        for pattern in [r"^(?!x)", r"(a)\1", r"(?<=a)b", r"^\p{L}+$"] {
            assert_eq!(choose(pattern), Some(Pattern::Backtracking(pattern.to_owned())));
        }
        assert_eq!(choose("("), None);
        assert_eq!(choose("[z-a]"), None);
    }
}
