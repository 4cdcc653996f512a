//! `format` as an assertion (JSON Schema validation section 7, and the registry of OpenAPI formats). In: a format's
//! name and a text or number. Out: whether it fits, `None` for a format that asserts nothing here.

use super::decimal::Decimal;
use serde_json::Number;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a string fits a format; `None` when the format is unknown or says nothing about strings.
#[must_use]
pub fn text(format: &str, text: &str) -> Option<bool> {
    Some(match format {
        "date" => date(text),
        "time" => time(text),
        "date-time" => date_time(text),
        "duration" => duration(text),
        "uuid" => uuid(text),
        "email" => email(text) && text.is_ascii(),
        "idn-email" => email(text),
        "hostname" => hostname(text),
        "idn-hostname" => idn_hostname(text),
        "uri-template" => uri_template(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uri" => uri(text),
        "uri-reference" => uri_reference(text),
        "iri" => has_scheme(text) && uri_characters(text, true),
        "iri-reference" => has_fitting_start(text) && uri_characters(text, true),
        "json-pointer" => json_pointer(text),
        "relative-json-pointer" => relative_json_pointer(text),
        "regex" => regress::Regex::with_flags(text, "u").is_ok(),
        "byte" | "base64" => base64(text),
        "decimal" => decimal(text),
        _ => return None,
    })
}

/// Whether a number fits a format; `None` when the format is unknown or says nothing about numbers.
#[must_use]
pub fn number(format: &str, value: &Number) -> Option<bool> {
    let (low, high) = integer_range(format)?;
    Some(
        Decimal::of(value)
            .to_i128()
            .is_some_and(|value| (low..=high).contains(&value)),
    )
}

/// The values of an integer format, both ends included.
#[must_use]
pub fn integer_range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// Digits on both sides of a point, or no point; perhaps a minus.
fn decimal(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits
        .split_once('.')
        .map_or(is_digits(digits), |(whole, fraction)| {
            is_digits(whole) && is_digits(fraction)
        })
}

/// Takes `count` ASCII digits off the front.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let head = text.get(..count)?;
    let all_digits = head.bytes().all(|byte| byte.is_ascii_digit());
    Some((head.parse().ok().filter(|_| all_digits)?, &text[count..]))
}

/// RFC 3339 `full-date`.
fn date(text: &str) -> bool {
    date_prefix(text).is_some_and(str::is_empty)
}

fn date_prefix(text: &str) -> Option<&str> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day).then_some(rest)
}

/// RFC 3339 `full-time`; a leap second only at 23:59:60 UTC.
fn time(text: &str) -> bool {
    time_parts(text).is_some()
}

fn time_parts(text: &str) -> Option<()> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
        rest = fraction.get(count..).filter(|_| count > 0)?;
    }
    let offset = match rest.as_bytes().first()? {
        b'Z' | b'z' if rest.len() == 1 => 0,
        sign @ (b'+' | b'-') => {
            let (hours, rest) = digits(&rest[1..], 2)?;
            let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
            if !rest.is_empty() || hours > 23 || minutes > 59 {
                return None;
            }
            let offset = i32::try_from(hours * 60 + minutes).ok()?;
            if *sign == b'-' { -offset } else { offset }
        }
        _ => return None,
    };
    let utc = (i32::try_from(hour * 60 + minute).ok()? - offset).rem_euclid(24 * 60);
    let in_range =
        hour < 24 && minute < 60 && (second < 60 || (second == 60 && utc == 23 * 60 + 59));
    in_range.then_some(())
}

/// RFC 3339 `date-time`.
fn date_time(text: &str) -> bool {
    let Some(rest) = date_prefix(text) else {
        return false;
    };
    matches!(rest.as_bytes().first(), Some(b'T' | b't')) && time(&rest[1..])
}

/// ISO 8601 durations as RFC 3339 appendix A has them: `P1Y2M3D`, `PT36H`, `P4W`.
fn duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (days, time) = rest
        .split_once('T')
        .map_or((rest, None), |(days, time)| (days, Some(time)));
    if let Some(time) = time {
        return (days.is_empty() || duration_parts(days, "YMD")) && duration_parts(time, "HMS");
    }
    duration_parts(days, "YMD") || duration_parts(days, "W")
}

/// One or more `number unit` pairs whose units are consecutive members of `units`.
fn duration_parts(text: &str, units: &str) -> bool {
    let mut rest = text;
    let mut previous = None;
    while !rest.is_empty() {
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest[count..]
            .chars()
            .next()
            .and_then(|unit| units.find(unit));
        let consecutive = match (previous, unit) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(previous), Some(unit)) => unit == previous + 1,
        };
        if count == 0 || !consecutive {
            return false;
        }
        previous = unit;
        rest = &rest[count + 1..];
    }
    previous.is_some()
}

/// RFC 9562 text form.
fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 5321 `Mailbox`: a dot-string or a quoted string before the `@`, a host or an address literal after it.
fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let local_fits = match local.strip_prefix('"') {
        Some(quoted) => {
            quoted.len() > 1 && quoted.ends_with('"') && !quoted[..quoted.len() - 1].contains('"')
        }
        None => local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character)),
    };
    let domain_fits = match domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => literal.parse::<Ipv4Addr>().is_ok(),
        },
        None => hostname(domain) || !domain.is_ascii(),
    };
    // Section 4.5.3.1.1.
    local_fits && local.len() <= 64 && domain_fits
}

fn is_atom_character(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// RFC 1123 section 2.1; a label that starts with `xn--` must be one that Punycode could have made.
fn hostname(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// RFC 5890 section 2.3.2.3 as far as separators and hyphens go; which characters a label may have is not looked at.
fn idn_hostname(text: &str) -> bool {
    text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'])
        .all(|label| {
            let plain = label
                .chars()
                .all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-');
            plain
                && !label.is_empty()
                && label.chars().count() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// RFC 6570 section 2.
fn uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let Some(expression) = rest[open..].strip_prefix('{') else {
            return false;
        };
        let Some((inner, after)) = expression.split_once('}') else {
            return false;
        };
        let operator = ['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|'];
        let list = inner.strip_prefix(operator).unwrap_or(inner);
        if !template_literal(&rest[..open]) || !list.split(',').all(template_variable) {
            return false;
        }
        rest = after;
    }
    template_literal(rest)
}

fn template_literal(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.char_indices().all(|(at, c)| match c {
        '%' => bytes
            .get(at + 1..at + 3)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit)),
        '"' | '<' | '>' | '\\' | '^' | '`' | '|' => false,
        _ => !c.is_ascii() || c.is_ascii_graphic(),
    })
}

/// A name, then `*` or `:` and a length below 10,000.
fn template_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let digits =
                (1..=4).contains(&length.len()) && length.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || length.starts_with('0') {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    let encoded = template_literal(name);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '%';
    encoded
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(plain))
}

/// RFC 3986 `URI`.
fn uri(text: &str) -> bool {
    has_scheme(text) && uri_characters(text, false)
}

/// RFC 3986 `URI-reference`.
fn uri_reference(text: &str) -> bool {
    has_fitting_start(text) && uri_characters(text, false)
}

/// Section 4.2: a colon in the first segment of a relative reference would make it a scheme.
fn has_fitting_start(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    has_scheme(text) || !first.contains(':')
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

fn uri_characters(text: &str, international: bool) -> bool {
    let bytes = text.as_bytes();
    let (before_fragment, fragment) = text.split_once('#').unwrap_or((text, ""));
    let plain = text.char_indices().all(|(at, c)| match c {
        '%' => bytes
            .get(at + 1..at + 3)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit)),
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
        _ if c.is_ascii() => c.is_ascii_graphic(),
        _ => international,
    });
    plain && !fragment.contains('#') && authority_fits(before_fragment)
}

/// Brackets only around an address literal in the authority, digits only in the port.
fn authority_fits(text: &str) -> bool {
    let after_scheme = if has_scheme(text) {
        text.split_once(':').map_or(text, |(_, rest)| rest)
    } else {
        text
    };
    let Some(rest) = after_scheme.strip_prefix("//") else {
        return !text.contains(['[', ']']);
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let port = match host.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((address, port))
                if address.starts_with('v') || address.parse::<Ipv6Addr>().is_ok() =>
            {
                port.strip_prefix(':').or(port.is_empty().then_some(""))
            }
            _ => None,
        },
        None => Some(host.split_once(':').map_or("", |(_, port)| port)),
    };
    !user.contains(['[', ']'])
        && !path.contains(['[', ']'])
        && port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// RFC 6901.
fn json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']))
}

fn relative_json_pointer(text: &str) -> bool {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(count);
    count > 0 && (count == 1 || !number.starts_with('0')) && (rest == "#" || json_pointer(rest))
}

/// RFC 4648 section 4, padded.
fn base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}
