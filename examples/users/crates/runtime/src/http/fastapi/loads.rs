//! `json.loads` over bytes: the encoding is found out, `NaN` and the infinities are literals, and what is wrong has
//! `CPython`'s words and place.

use crate::json::{Decimal, MAX_DEPTH, Scanner};
use std::borrow::Cow;

/// What a body came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Loaded {
    /// Strict JSON: a literal that only Python knows has become a string of the same name.
    Json(String),
    /// `at` is in characters.
    Broken { message: &'static str, at: usize },
    /// No text, or more than Python's reader takes.
    Unreadable,
}

/// An integer with more digits is refused.
const MOST_DIGITS: usize = 4300;

#[must_use]
pub fn loads(bytes: &[u8]) -> Loaded {
    let Some(text) = decode(bytes) else {
        return Loaded::Unreadable;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (text, quoted) = quote_literals(text);
    let mut scan = Scanner::new(&text, MAX_DEPTH);
    let skipped = scan.skip().and_then(|()| {
        scan.peek();
        if scan.at() == text.len() {
            Ok(())
        } else {
            Err(scan.broken("Extra data"))
        }
    });
    match skipped {
        Ok(()) if has_long_integer(&text) => Loaded::Unreadable,
        Ok(()) => Loaded::Json(text.into_owned()),
        Err(broken) if broken.message == "Nesting is too deep" => Loaded::Unreadable,
        Err(broken) => {
            let before = text.get(..broken.at).unwrap_or_default();
            let added = 2 * quoted.iter().filter(|at| **at < broken.at).count();
            Loaded::Broken {
                message: broken.message,
                at: before.chars().count().saturating_sub(added),
            }
        }
    }
}

/// UTF-8, or what the zero bytes of the first characters show (`json.detect_encoding`).
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let zero = |at: usize| bytes.get(at) == Some(&0);
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => utf32(&bytes[4..], u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, ..] => utf32(&bytes[4..], u32::from_be_bytes),
        [0xff, 0xfe, ..] => utf16(&bytes[2..], u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(&bytes[2..], u16::from_be_bytes),
        [_, _, _, _, ..] if zero(0) && zero(1) => utf32(bytes, u32::from_be_bytes),
        [_, _, _, _, ..] if zero(0) => utf16(bytes, u16::from_be_bytes),
        [_, _, _, _, ..] if zero(1) && zero(2) && zero(3) => utf32(bytes, u32::from_le_bytes),
        [_, _, ..] if zero(1) => utf16(bytes, u16::from_le_bytes),
        [_, _] if zero(0) => utf16(bytes, u16::from_be_bytes),
        _ => str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'static, str>> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().copied().map(unit).collect();
    String::from_utf16(&units)
        .ok()
        .filter(|_| rest.is_empty())
        .map(Cow::Owned)
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<Cow<'static, str>> {
    let (units, rest) = bytes.as_chunks::<4>();
    let text: Option<String> = units
        .iter()
        .map(|bytes| char::from_u32(unit(*bytes)))
        .collect();
    text.filter(|_| rest.is_empty()).map(Cow::Owned)
}

/// The half of a pair that an escape stands for.
fn surrogate(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    (0xd800..0xe000).contains(&unit).then_some(unit)
}

/// Python keeps half a pair of surrogates, which no text of Rust can: it is replaced.
fn is_lone_surrogate(text: &str) -> bool {
    let Some(first) = surrogate(text) else {
        return false;
    };
    let second = surrogate(text.get(6..).unwrap_or_default());
    first >= 0xdc00 || second.is_none_or(|second| second < 0xdc00)
}

/// Puts `NaN`, `Infinity` and `-Infinity` outside of strings into quotes; gives the places of the quotes.
fn quote_literals(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    let surrogates = text.contains("\\ud") || text.contains("\\uD");
    if !surrogates && !text.contains("NaN") && !text.contains("Infinity") {
        return (Cow::Borrowed(text), Vec::new());
    }
    let (mut out, mut places) = (String::with_capacity(text.len() + 16), Vec::new());
    let (mut rest, mut inside) = (text, false);
    while let Some(next) = rest.chars().next() {
        let literal = ["NaN", "Infinity", "-Infinity"]
            .into_iter()
            .find(|word| !inside && rest.starts_with(word));
        if let Some(word) = literal {
            places.push(out.len());
            out.push('"');
            out.push_str(word);
            out.push('"');
            rest = &rest[word.len()..];
            continue;
        }
        let mut length = next.len_utf8();
        if next == '"' {
            inside = !inside;
        } else if next == '\\' && inside {
            if is_lone_surrogate(rest) {
                out.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            length += match surrogate(rest) {
                Some(_) => 11,
                None => rest[1..].chars().next().map_or(0, char::len_utf8),
            };
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    (Cow::Owned(out), places)
}

fn has_long_integer(text: &str) -> bool {
    if text.len() <= MOST_DIGITS {
        return false;
    }
    let mut scan = text;
    let mut inside = false;
    while let Some(at) =
        scan.find(|c: char| c == '"' || c == '\\' || (!inside && c.is_ascii_digit()))
    {
        let here = &scan[at..];
        if here.starts_with('\\') {
            scan = here.get(2..).unwrap_or_default();
        } else if let Some(rest) = here.strip_prefix('"') {
            inside = !inside;
            scan = rest;
        } else {
            let end = here
                .find(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-'))
                .unwrap_or(here.len());
            let number = &here[..end];
            if end > MOST_DIGITS
                && number.bytes().all(|b| b.is_ascii_digit())
                && Decimal::parse(number).is_some()
            {
                return true;
            }
            scan = &here[end..];
        }
    }
    false
}
