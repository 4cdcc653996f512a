//! Candidates for strings: by format, by name, by pattern, and cut or stretched to the length that is asked.

use super::shape::Shape;
use super::solve::Goal;
use super::{name, pattern};
use serde_json::Value;

/// Strings longer than this are not made.
const LENGTH_LIMIT: u64 = 100_000;

/// Lengths that the schemas allow, in code points.
pub(super) fn lengths(shape: &Shape<'_>) -> (u64, u64) {
    let least = shape
        .parts
        .iter()
        .filter_map(|part| part.text.min_length)
        .max()
        .unwrap_or(0);
    let most = shape
        .parts
        .iter()
        .filter_map(|part| part.text.max_length)
        .min()
        .unwrap_or(u64::MAX);
    (least, most)
}

/// The first candidate between two lengths that fits: a text of the format, one that suits the name, one of the pattern.
pub(super) fn find(
    shape: &Shape<'_>,
    goal: &Goal,
    (least, most): (u64, u64),
    fits: impl Fn(&Value) -> bool,
) -> Option<Value> {
    if least > LENGTH_LIMIT {
        return None;
    }
    let formats = shape.parts.iter().filter_map(|part| part.format.as_deref());
    let mut plain: Vec<String> = formats
        .flat_map(|format| by_format(format, goal.salt))
        .collect();
    let named = name::text(&goal.name).unwrap_or("string");
    let salted = |text: &str| {
        if goal.salt == 0 {
            text.to_owned()
        } else {
            format!("{text}{}", goal.salt + 1)
        }
    };
    let lower = named.to_lowercase();
    plain.extend([salted(named), salted(&lower), salted("string"), salted("a")]);
    let mut stretched: Vec<String> = plain
        .iter()
        .filter_map(|text| resize(text, least, most, goal.salt))
        .collect();
    plain.append(&mut stretched);
    let patterns = shape
        .parts
        .iter()
        .filter_map(|part| part.text.pattern.as_deref());
    let patterned =
        patterns.flat_map(|pattern| pattern::candidates(pattern, (least, most), goal.salt));
    plain
        .into_iter()
        .chain(patterned)
        .map(Value::String)
        .find(fits)
}

/// Texts of a format; the salt changes one digit or letter of it.
fn by_format(format: &str, salt: u32) -> Vec<String> {
    let digit = salt % 10;
    let tail = if salt == 0 {
        String::new()
    } else {
        salt.to_string()
    };
    let day = salt % 28 + 1;
    match format {
        "date" => vec![format!("2024-01-{day:02}")],
        "date-time" => vec![format!("2024-01-{day:02}T09:30:00Z")],
        "time" => vec![format!("09:30:{:02}Z", salt % 60)],
        "duration" => vec![format!("PT{}H", salt + 1)],
        "uuid" => vec![format!(
            "3fa85f64-5717-4562-b3fc-{:012x}",
            u64::from(salt) + 0x2c96_3f66_afa6
        )],
        "email" | "idn-email" => vec![format!("ada{tail}@example.com"), format!("a{tail}@b.co")],
        "hostname" | "idn-hostname" => vec![format!("host{tail}.example.com"), format!("a{tail}")],
        "ipv4" | "ip" => vec![format!("192.0.2.{}", salt % 250 + 1)],
        "ipv6" => vec![format!("2001:db8::{:x}", salt % 0xffff + 1)],
        "uri" | "url" | "iri" => vec![format!("https://example.com/{tail}"), format!("a:{tail}")],
        "uri-reference" | "iri-reference" => vec![format!("/example{tail}"), format!("a{tail}")],
        "uri-template" => vec![format!("/example{tail}/{{id}}")],
        "json-pointer" => vec![format!("/example{tail}")],
        "relative-json-pointer" => vec![format!("{digit}/example")],
        "regex" => vec![format!("^[a-z]{{1,{}}}$", salt + 8)],
        "byte" | "base64" if salt == 0 => vec![
            "ZXhhbXBsZQ==".to_owned(),
            "ZXhhbXBs".to_owned(),
            "ZQ==".to_owned(),
        ],
        "byte" | "base64" => {
            let letter = char::from(b'A' + u8::try_from(salt % 26).unwrap_or(0));
            vec![format!("{letter}XhhbXBs"), format!("{letter}g==")]
        }
        "decimal" => vec![format!("{}.50", salt + 1), digit.to_string()],
        "password" => vec![format!("correct-horse-{}", salt + 1)],
        _ => Vec::new(),
    }
}

/// Cuts or repeats a text to a length; `None` when it has it already.
fn resize(text: &str, least: u64, most: u64, salt: u32) -> Option<String> {
    let length = text.chars().count() as u64;
    if length < least {
        let missing = usize::try_from(least - length).ok()?;
        let filler: String = "abcdefghijklmnopqrstuvwxyz"
            .chars()
            .cycle()
            .skip(salt as usize % 26)
            .take(missing)
            .collect();
        return Some(match text.split_once('@') {
            Some((local, domain)) => format!("{local}{filler}@{domain}"),
            None => format!("{text}{filler}"),
        });
    }
    let most = usize::try_from(Some(most).filter(|most| length > *most)?).ok()?;
    // The end holds what a salt changed.
    let skipped = if salt == 0 {
        0
    } else {
        usize::try_from(length).ok()?.saturating_sub(most)
    };
    Some(text.chars().skip(skipped).take(most).collect())
}
