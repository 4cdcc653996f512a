//! Strings, and the types that strings stand for.

use super::Decoder;
use super::rules::Text;
use crate::fault::Kind;
use crate::fault::kind;
use crate::format::{Format, moment};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use uuid::Uuid;

/// A string that `Debug` does not show: a password, a key.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// The string itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(**********)")
    }
}

impl Serialize for Secret {
    /// As the string it is: a response that carries a secret is meant to.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A time of day with its offset from UTC (RFC 3339 section 5.6, `full-time`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    pub time: chrono::NaiveTime,
    pub offset: FixedOffset,
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.time.format("%H:%M:%S%.f"), self.offset)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'a> Decoder<'a> {
    /// Reads a string.
    pub fn string(&mut self, rules: &'static Text) -> Option<String> {
        if self.is_lax()
            && let Some(read) = self.lax_format(rules)
        {
            return read;
        }
        let (text, start) = self.raw_text(rules, &kind::STRING_TYPE)?;
        match check(rules, &text) {
            Ok(()) => Some(text.into_owned()),
            Err(kind) => self.behind(kind, start),
        }
    }

    fn raw_text(
        &mut self,
        rules: &'static Text,
        otherwise: &Kind,
    ) -> Option<(Cow<'a, str>, usize)> {
        let first = self.scan.peek();
        let start = self.scan.at();
        if rules.secret {
            self.hide();
        }
        if first != b'"' {
            return self.wrong(otherwise.clone());
        }
        Some((self.leaf()?.text(), start))
    }

    /// Makes the value ahead a secret, whatever it is.
    #[cold]
    fn hide(&mut self) {
        let mut ahead = self.scan;
        if ahead.skip().is_ok() {
            self.secrets.push((self.scan.at(), ahead.at()));
        }
    }

    /// Reads a string that stands for something else.
    pub(super) fn parsed<T>(
        &mut self,
        rules: &'static Text,
        otherwise: &Kind,
        parse: fn(&str) -> Result<T, Kind>,
    ) -> Option<T> {
        let (text, start) = self.raw_text(rules, otherwise)?;
        match check(rules, &text).and_then(|()| parse(&text)) {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// Reads a string into any type that has a text form.
    pub fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        rules: &'static Text,
    ) -> Option<T> {
        self.parsed(rules, &kind::STRING_TYPE, |text| {
            text.parse().map_err(|error: T::Err| {
                kind::parsing("value_error", "a valid value", &error.to_string())
            })
        })
    }

    /// Reads a string that is kept out of logs.
    pub fn secret(&mut self, rules: &'static Text) -> Option<Secret> {
        self.string(rules).map(Secret::from)
    }

    /// Reads a UUID in its usual form (RFC 9562 section 4).
    pub fn uuid(&mut self, rules: &'static Text) -> Option<Uuid> {
        if self.is_lax() {
            return self.lax_uuid();
        }
        self.parsed(rules, &kind::UUID_TYPE, |text| {
            let parsed = Uuid::try_parse(text);
            let parsed = parsed.map_err(|error| {
                kind::parsing("uuid_parsing", "a valid UUID", &error.to_string())
            })?;
            if text.len() == 36 {
                Ok(parsed)
            } else {
                let error = format!("invalid length: found {}", text.len());
                Err(kind::parsing("uuid_parsing", "a valid UUID", &error))
            }
        })
    }

    /// Reads a date (RFC 3339 section 5.6, `full-date`).
    pub fn date(&mut self, rules: &'static Text) -> Option<NaiveDate> {
        if self.is_lax() {
            return self.lax_date();
        }
        self.parsed(rules, &kind::DATE_TYPE, |text| {
            moment::date(text).map_err(|error| {
                kind::parsing(
                    "date_from_datetime_parsing",
                    "a valid date or datetime",
                    error,
                )
            })
        })
    }

    /// Reads a moment (RFC 3339 section 5.6, `date-time`).
    pub fn date_time(&mut self, rules: &'static Text) -> Option<DateTime<FixedOffset>> {
        if self.is_lax() {
            return self.lax_date_time();
        }
        self.parsed(rules, &kind::DATETIME_TYPE, |text| {
            moment::date_time(text).map_err(|error| {
                kind::parsing(
                    "datetime_from_date_parsing",
                    "a valid datetime or date",
                    error,
                )
            })
        })
    }

    /// Reads a time of day (RFC 3339 section 5.6, `full-time`).
    pub fn time(&mut self, rules: &'static Text) -> Option<Time> {
        if self.is_lax() {
            return self.lax_time();
        }
        self.parsed(rules, &kind::TIME_TYPE, |text| {
            let parsed = moment::time(text);
            let parsed = parsed.map(|(time, offset)| Time { time, offset });
            parsed.map_err(|error| kind::parsing("time_parsing", "in a valid time format", error))
        })
    }

    /// Reads an IPv4 address (RFC 2673 section 3.2).
    pub fn ipv4(&mut self, rules: &'static Text) -> Option<Ipv4Addr> {
        if self.is_lax() {
            return self.lax_ipv4();
        }
        self.parsed(rules, &kind::IP_V4_ADDRESS, |text| {
            text.parse().map_err(|_| kind::IP_V4_ADDRESS)
        })
    }

    /// Reads an IPv6 address (RFC 4291 section 2.2).
    pub fn ipv6(&mut self, rules: &'static Text) -> Option<Ipv6Addr> {
        if self.is_lax() {
            return self.lax_ipv6();
        }
        self.parsed(rules, &kind::IP_V6_ADDRESS, |text| {
            text.parse().map_err(|_| kind::IP_V6_ADDRESS)
        })
    }

    /// Reads an address of either version.
    pub fn ip(&mut self, rules: &'static Text) -> Option<IpAddr> {
        self.parsed(rules, &kind::IP_ANY_ADDRESS, |text| {
            text.parse().map_err(|_| kind::IP_ANY_ADDRESS)
        })
    }
}

/// In pydantic's order: lengths, pattern; then the format.
#[inline]
pub(super) fn check(rules: &Text, text: &str) -> Result<(), Kind> {
    // Between a quarter of the bytes and all of them are code points; mostly that settles it.
    let bytes = text.len() as u64;
    if bytes > rules.max_length && text.chars().count() as u64 > rules.max_length {
        return Err(kind::string_too_long(rules.max_length));
    }
    if bytes < rules.min_length.saturating_mul(4)
        && (text.chars().count() as u64) < rules.min_length
    {
        return Err(kind::string_too_short(rules.min_length));
    }
    if let Some(pattern) = rules.pattern
        && !pattern.matches(text)
    {
        return Err(kind::string_pattern_mismatch(pattern.source()));
    }
    match rules.format {
        Some(format) if !format.accepts(text) => Err(mismatch(format, text)),
        _ => Ok(()),
    }
}

/// The fault of a text that isn't of its format.
#[cold]
pub(crate) fn mismatch(format: Format, text: &str) -> Kind {
    match format {
        Format::Ipv4 => kind::IP_V4_ADDRESS,
        Format::Ipv6 => kind::IP_V6_ADDRESS,
        Format::Email | Format::IdnEmail => kind::email(if text.contains('@') {
            "It is not of the form name@host."
        } else {
            "An email address must have an @-sign."
        }),
        other => kind::string_format(other.name()),
    }
}
