//! Durations: ISO 8601, a clock, or a number of days before either of the words of Python's own; with the liberties and
//! the words of the crate `speedate`.

use super::Leaf;
use super::moment::{self, EXTRA, SHORT};
use crate::decode::Decoder;
use crate::fault::Kind;
use crate::fault::kind;

const DIGIT: &str = "invalid digit in duration";
const DAY: &str = "\"day\" identifier in duration not correctly formatted";
const HOUR: &str = "invalid character in hour";
const LARGE: &str = "a numeric value in the duration is too large";
const DAYS: &str = "durations may not exceed 999,999,999 days";
const MOST_DAYS: u64 = 999_999_999;
/// A day more.
const MOST_SECONDS: f64 = 86_400.0 * 1e9;

impl Decoder<'_> {
    /// A duration stays text; a number is one of seconds.
    pub(in crate::decode) fn lax_duration(&mut self) -> Option<String> {
        let (leaf, start) = self.lax_leaf()?;
        let wrong = |error| kind::parsing("time_delta_parsing", "a valid timedelta", error);
        let text: Result<String, Kind> = match leaf {
            Leaf::Text(text) => check(&text).map(|()| text.into_owned()).map_err(wrong),
            Leaf::Number(text) => match text.parse::<f64>() {
                Ok(seconds) if seconds.abs() < MOST_SECONDS => Ok(format!("PT{text}S")),
                _ => Err(wrong(DAYS)),
            },
            Leaf::Boolean(value) => Ok(format!("PT{}S", u8::from(value))),
            Leaf::Other => Err(kind::TIME_DELTA_TYPE),
        };
        match text {
            Ok(text) => Some(text),
            Err(kind) => self.behind(kind, start),
        }
    }
}

fn check(text: &str) -> Result<(), &'static str> {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest.is_empty() {
        Err(SHORT)
    } else if let Some(rest) = rest.strip_prefix('P') {
        iso(rest.as_bytes())
    } else if text.len() < 5 || text.contains(['d', 'D']) {
        days(rest.as_bytes())
    } else {
        clock(rest.as_bytes())
    }
}

/// `1DT2H3.5S`
fn iso(text: &[u8]) -> Result<(), &'static str> {
    let (mut rest, mut in_time, mut fraction, mut days) = (text, false, false, 0_u64);
    while let [first, after @ ..] = rest {
        if *first == b'T' {
            if in_time {
                return Err("`t` character repeated in duration");
            }
            (rest, in_time) = (after, true);
            continue;
        }
        let (count, after) = number(rest)?;
        if fraction {
            return Err("quantity fraction invalid in duration");
        }
        rest = after;
        if let [b'.' | b',', after @ ..] = rest {
            fraction = true;
            let digits = after.iter().take_while(|byte| byte.is_ascii_digit());
            rest = &after[digits.count()..];
        }
        let unit = match (in_time, rest.first()) {
            (false, Some(b'Y')) => 365,
            (false, Some(b'M')) => 30,
            (false, Some(b'W')) => 7,
            (false, Some(b'D')) => 1,
            (true, Some(b'H' | b'M' | b'S')) => 0,
            (false, _) => return Err("quantity invalid in date part of duration"),
            (true, _) => return Err("quantity invalid in time part of duration"),
        };
        days = days.saturating_add(count.saturating_mul(unit));
        rest = &rest[1..];
    }
    if text.len() < 2 {
        return Err(SHORT);
    }
    if days > MOST_DAYS { Err(DAYS) } else { Ok(()) }
}

/// `1 day, 02:03`
fn days(text: &[u8]) -> Result<(), &'static str> {
    let (days, rest) = number(text)?;
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = match rest {
        [b'd' | b'D', b'a' | b'A', b'y' | b'Y', rest @ ..] => match rest {
            [b's' | b'S', rest @ ..] => rest,
            _ => rest,
        },
        [b'd' | b'D', b'a' | b'A', ..] => return Err(DAY),
        [b'd' | b'D', rest @ ..] => rest,
        _ => return Err(DAY),
    };
    let rest = rest.strip_prefix(b",").unwrap_or(rest);
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    if !rest.is_empty() && !moment::clock(rest)?.1.is_empty() {
        return Err(EXTRA);
    }
    if days > MOST_DAYS { Err(DAYS) } else { Ok(()) }
}

/// `02:03:04.5`, with as many hours as there may be.
fn clock(text: &[u8]) -> Result<(), &'static str> {
    if text.len() < 5 {
        return Err(SHORT);
    }
    let colon = text.iter().position(|byte| *byte == b':').ok_or(HOUR)?;
    let (hours, rest) = text.split_at(colon);
    if hours.len() > 9 {
        return Err("durations may not exceed 999,999,999 hours");
    }
    if hours.is_empty() || !hours.iter().all(u8::is_ascii_digit) {
        return Err(HOUR);
    }
    let mut minutes = b"00".to_vec();
    minutes.extend_from_slice(rest);
    match moment::clock(&minutes)? {
        (_, []) => Ok(()),
        _ => Err(EXTRA),
    }
}

fn number(text: &[u8]) -> Result<(u64, &[u8]), &'static str> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(count);
    if digits.is_empty() {
        return Err(DIGIT);
    }
    let value = digits.iter().fold(0_u64, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    });
    if value > u64::from(u32::MAX) {
        return Err(LARGE);
    }
    Ok((value, rest))
}
