//! E-mail addresses by the rules, and in the words, of Python's `email-validator` (2.4) as pydantic calls it, DNS left
//! aside.

use crate::fault::kind::repr;

/// In characters.
const MOST: usize = 2048;
const MOST_OF_ADDRESS: usize = 254;
const MOST_OF_DOMAIN: usize = 253;
const MOST_OF_LABEL: usize = 63;
const RESERVED: &[&str] = &["arpa", "invalid", "local", "localhost", "onion", "test"];

type Checked<T = ()> = Result<T, String>;

/// The address inside `Name <address>` or of the whole text; else what is wrong with it.
pub fn check(text: &str) -> Checked<String> {
    if text.chars().count() > MOST {
        return Err(format!("Length must not exceed {MOST} characters"));
    }
    if text.contains(['\r', '\n']) {
        return Err("Carriage return and line feed characters are not allowed".to_owned());
    }
    let address = pretty(text.trim()).unwrap_or(text).trim();
    let (local, domain) = split(address)?;
    let quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
    if !quoted {
        check_local(local)?;
    }
    if quoted {
        return say("Quoting the part before the @-sign is not allowed here.");
    }
    check_domain(domain)?;
    let address = format!("{local}@{}", domain.to_lowercase());
    let more = address.len().saturating_sub(MOST_OF_ADDRESS);
    if more > 0 {
        return Err(format!("The email address is too long {}.", too_many(more)));
    }
    Ok(address)
}

fn say<T>(text: &str) -> Checked<T> {
    Err(text.to_owned())
}

fn too_many(more: usize) -> String {
    let s = if more > 1 { "s" } else { "" };
    format!("({more} character{s} too many)")
}

/// What stands in angle brackets behind a name, or behind nothing.
fn pretty(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once('<')?;
    let inside = rest.strip_suffix('>').filter(|inside| !inside.is_empty())?;
    let name = name.trim();
    let plain =
        |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.!#$%&'*+-/=?^`{|}~".contains(c);
    let quoted = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
    (quoted || name.chars().all(plain)).then_some(inside)
}

/// At the first `@` that is in no quotes.
fn split(address: &str) -> Checked<(&str, &str)> {
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in address.char_indices() {
        match c {
            '\\' if inside && !escaped => escaped = true,
            '"' if !escaped => inside = !inside,
            '@' if !inside => return Ok((&address[..at], &address[at + 1..])),
            '<' if !inside => return bracketed(&address[..at], &address[at..]),
            _ => escaped = false,
        }
    }
    if address.contains('\u{ff20}') {
        return say(
            "The email address has the \"full-width\" at-sign (@) character instead of a regular at-sign.",
        );
    }
    say("An email address must have an @-sign.")
}

/// A name that pydantic does not take for one.
fn bracketed<'a>(name: &str, rest: &'a str) -> Checked<(&'a str, &'a str)> {
    let wrong = name
        .trim_end()
        .chars()
        .filter(|&c| c != ' ' && (c == '.' || !is_atom(c)));
    let wrong = shown(wrong);
    if !wrong.is_empty() {
        return Err(format!(
            "The display name contains invalid characters when not quoted: {wrong}."
        ));
    }
    if !rest.contains('>') {
        return say(
            "An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.",
        );
    }
    if !rest.trim_end_matches(' ').ends_with('>') {
        return say("There can't be anything after the email address.");
    }
    say("A display name and angle brackets around the email address are not permitted here.")
}

fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

fn check_local(local: &str) -> Checked {
    if local.is_empty() {
        return say("There must be something before the @-sign.");
    }
    let wrong = shown(local.chars().filter(|c| !is_atom(*c) && c.is_ascii()));
    if !wrong.is_empty() {
        return Err(format!(
            "The email address contains invalid characters before the @-sign: {wrong}."
        ));
    }
    check_dots(
        local,
        |what| format!("An email address cannot start with a {what}."),
        |what| format!("An email address cannot have a {what} immediately before the @-sign."),
    )?;
    check_safe(local)
}

fn check_dots(
    text: &str,
    at_start: impl Fn(&str) -> String,
    at_end: impl Fn(&str) -> String,
) -> Checked {
    if text.ends_with('.') {
        return Err(at_end("period"));
    }
    if text.starts_with('.') {
        return Err(at_start("period"));
    }
    if text.contains("..") {
        return say("An email address cannot have two periods in a row.");
    }
    Ok(())
}

/// Blanks and control characters beyond ASCII.
fn check_safe(text: &str) -> Checked {
    let wrong = shown(text.chars().filter(|c| c.is_whitespace() || c.is_control()));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "The email address contains unsafe characters: {wrong}."
    ))
}

fn check_domain(domain: &str) -> Checked {
    if domain.is_empty() {
        return say("There must be something after the @-sign.");
    }
    if domain.starts_with('[') && domain.ends_with(']') {
        return say("A bracketed IP address after the @-sign is not allowed here.");
    }
    let more = domain.chars().count().saturating_sub(MOST_OF_DOMAIN);
    if more > 0 {
        return Err(format!(
            "The email address is too long after the @-sign {}.",
            too_many(more)
        ));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || !c.is_ascii();
    let wrong = shown(domain.chars().filter(|c| !allowed(*c)));
    if !wrong.is_empty() {
        return Err(format!(
            "The part after the @-sign contains invalid characters: {wrong}."
        ));
    }
    check_safe(domain)?;
    let at_start =
        |what: &str| format!("An email address cannot have a {what} immediately after the @-sign.");
    let at_end = |what: &str| format!("An email address cannot end with a {what}.");
    check_dots(domain, at_start, at_end)?;
    if domain.ends_with('-') {
        return Err(at_end("hyphen"));
    }
    if domain.starts_with('-') {
        return Err(at_start("hyphen"));
    }
    if domain.contains(".-") || domain.contains("-.") {
        return say("An email address cannot have a period and a hyphen next to each other.");
    }
    for label in domain.split('.') {
        let lower = label.to_lowercase();
        if lower.chars().skip(2).take(2).eq("--".chars()) && !lower.starts_with("xn") {
            return say(
                "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.",
            );
        }
        let more = label.chars().count().saturating_sub(MOST_OF_LABEL);
        if more > 0 {
            return Err(format!(
                "After the @-sign, periods cannot be separated by so many characters {}.",
                too_many(more)
            ));
        }
    }
    check_top(domain)
}

fn check_top(domain: &str) -> Checked {
    let Some((_, top)) = domain.rsplit_once('.') else {
        return say("The part after the @-sign is not valid. It should have a period.");
    };
    // One beyond ASCII ends with whatever its Punycode does.
    if top.is_ascii() && !top.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return say(
            "The part after the @-sign is not valid. It is not within a valid top-level domain.",
        );
    }
    if RESERVED.contains(&top.to_ascii_lowercase().as_str()) {
        return say(
            "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
        );
    }
    Ok(())
}

/// Each character once, in order, in quotes.
fn shown(wrong: impl Iterator<Item = char>) -> String {
    let display = |c: char| match c {
        ' ' => "SPACE".to_owned(),
        '\\' => "\"\\\"".to_owned(),
        c if c.is_control() || c.is_whitespace() => format!("U+{:04X}", u32::from(c)),
        c => repr(&c.to_string()),
    };
    let mut shown: Vec<String> = wrong.map(display).collect();
    shown.sort_unstable();
    shown.dedup();
    shown.join(", ")
}
