//! Dates, times and durations: ISO 8601 with the liberties of the crate `speedate`, and numbers of seconds.

use super::Leaf;
use crate::decode::text::Time;
use crate::decode::{Decoder, Mode};
use crate::fault::Kind;
use crate::fault::kind;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};

const SHORT: &str = "input is too short";
const EXTRA: &str = "unexpected extra characters at the end of the input";
/// A number of seconds beyond it is one of milliseconds.
const WATERSHED: f64 = 2e10;

impl Decoder<'_> {
    /// A date, or a moment that is the start of one.
    pub(in crate::decode) fn lax_date(&mut self) -> Option<NaiveDate> {
        let (leaf, start) = self.lax_leaf()?;
        let moment = match leaf {
            Leaf::Text(text) => match date(&text) {
                Ok(date) => return Some(date),
                Err(_) => date_time(&text).map_err(|error| {
                    kind::parsing(
                        "date_from_datetime_parsing",
                        "a valid date or datetime",
                        error,
                    )
                }),
            },
            Leaf::Number(text) => of_number(text).ok_or(kind::DATE_TYPE),
            Leaf::Boolean(_) | Leaf::Other => Err(kind::DATE_TYPE),
        };
        match moment {
            Ok(moment) if moment.time() == NaiveTime::MIN => Some(moment.date_naive()),
            Ok(_) => self.behind(kind::DATE_FROM_DATETIME_INEXACT, start),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// A moment; one without an offset counts as one in UTC.
    pub(in crate::decode) fn lax_date_time(&mut self) -> Option<DateTime<FixedOffset>> {
        let (leaf, start) = self.lax_leaf()?;
        let moment = match leaf {
            Leaf::Text(text) => date_time(&text).map_err(|error| {
                kind::parsing(
                    "datetime_from_date_parsing",
                    "a valid datetime or date",
                    error,
                )
            }),
            Leaf::Number(text) => of_number(text).ok_or(kind::DATETIME_TYPE),
            Leaf::Boolean(_) | Leaf::Other => Err(kind::DATETIME_TYPE),
        };
        match moment {
            Ok(moment) => Some(moment),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// A time of day; one without an offset counts as one in UTC.
    pub(in crate::decode) fn lax_time(&mut self) -> Option<Time> {
        let (leaf, start) = self.lax_leaf()?;
        let wrong = |error: &str| kind::parsing("time_parsing", "in a valid time format", error);
        let time = match leaf {
            Leaf::Text(text) => time(text.as_bytes()).map_err(|(error, _)| wrong(error)),
            Leaf::Number(text) => time_of_number(text).map_err(wrong),
            Leaf::Boolean(_) | Leaf::Other => Err(kind::TIME_TYPE),
        };
        match time {
            Ok((time, offset)) => Some(Time {
                time,
                offset: offset.unwrap_or(UTC),
            }),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// A time or a duration that stays text: the text of the token. `true`: a duration.
    pub(in crate::decode) fn lax_moment_text(&mut self, duration: bool) -> Option<String> {
        if !duration {
            return self.lax_time().map(|time| time.to_string());
        }
        let (leaf, start) = self.lax_leaf()?;
        let text: Result<String, Kind> = match leaf {
            Leaf::Text(text) => match check_duration(&text) {
                Ok(()) => Ok(text.into_owned()),
                Err(error) => Err(kind::parsing(
                    "time_delta_parsing",
                    "a valid timedelta",
                    error,
                )),
            },
            Leaf::Number(text) => Ok(format!("PT{text}S")),
            Leaf::Boolean(_) | Leaf::Other => Err(kind::TIME_DELTA_TYPE),
        };
        match text {
            Ok(text) => Some(text),
            Err(kind) => self.behind(kind, start),
        }
    }

    pub(in crate::decode) fn is_lax(&self) -> bool {
        self.mode == Mode::Lax
    }
}

const UTC: FixedOffset = match FixedOffset::east_opt(0) {
    Some(utc) => utc,
    None => panic!("zero is an offset"),
};

/// Seconds, or milliseconds, since 1970.
fn of_number(text: &str) -> Option<DateTime<FixedOffset>> {
    let value: f64 = text
        .trim()
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())?;
    let seconds = if value.abs() > WATERSHED {
        value / 1000.0
    } else {
        value
    };
    if seconds.abs() > 1e12 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within bounds, and microseconds are what counts"
    )]
    let micros = (seconds * 1e6).round() as i64;
    DateTime::from_timestamp_micros(micros).map(|moment| moment.fixed_offset())
}

fn time_of_number(text: &str) -> Result<(NaiveTime, Option<FixedOffset>), &'static str> {
    let seconds: f64 = text.parse().map_err(|_| "invalid character in hour")?;
    if seconds < 0.0 {
        return Err("time in seconds should be positive");
    }
    if seconds >= 86_400.0 {
        return Err("numeric times may not exceed 86,399 seconds");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within a day"
    )]
    let (whole, nanos) = (seconds as u32, (seconds.fract() * 1e9) as u32);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(whole, nanos);
    Ok((time.unwrap_or(NaiveTime::MIN), None))
}

fn date(text: &str) -> Result<NaiveDate, &'static str> {
    match date_part(text.as_bytes())? {
        (date, []) => Ok(date),
        _ => Err(EXTRA),
    }
}

/// The fault is that of the text as a date, which is what pydantic tries last.
fn date_time(text: &str) -> Result<DateTime<FixedOffset>, &'static str> {
    let of_date = match date_part(text.as_bytes()) {
        Ok((date, [])) => return Ok(utc(date.and_time(NaiveTime::MIN))),
        Ok((date, [b'T' | b't' | b' ' | b'_', rest @ ..])) => {
            if let Ok((time, offset)) = time(rest) {
                let moment = offset
                    .unwrap_or(UTC)
                    .from_local_datetime(&date.and_time(time));
                return moment.single().ok_or(EXTRA);
            }
            EXTRA
        }
        Ok(_) => EXTRA,
        Err(error) => error,
    };
    let digits = text.trim_start_matches(['-', '+']);
    let numeric = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    match of_number(text).filter(|_| numeric) {
        Some(moment) => Ok(moment),
        None => Err(of_date),
    }
}

fn utc(moment: NaiveDateTime) -> DateTime<FixedOffset> {
    moment.and_utc().fixed_offset()
}

fn date_part(text: &[u8]) -> Result<(NaiveDate, &[u8]), &'static str> {
    let (date, rest) = text.split_at_checked(10).ok_or(SHORT)?;
    let number = |from: usize, to: usize, invalid| digits(&date[from..to]).ok_or(invalid);
    let year = number(0, 4, "invalid character in year")?;
    let separator = "invalid date separator, expected `-`";
    if date[4] != b'-' {
        return Err(separator);
    }
    let month = number(5, 7, "invalid character in month")?;
    if date[7] != b'-' {
        return Err(separator);
    }
    let day = number(8, 10, "invalid character in day")?;
    if !(1..=12).contains(&month) {
        return Err("month value is outside expected range of 1-12");
    }
    let year = i32::try_from(year).unwrap_or_default();
    let date = NaiveDate::from_ymd_opt(year, month, day).filter(|_| year > 0);
    Ok((date.ok_or("day value is outside expected range")?, rest))
}

type Found = (NaiveTime, Option<FixedOffset>);

/// `HH:MM[:SS[.f]]`, perhaps with an offset. A fault comes with the place it was found at.
fn time(text: &[u8]) -> Result<Found, (&'static str, usize)> {
    let (clock, mut rest) = text.split_at_checked(5).ok_or((SHORT, 0))?;
    let hour = digits(&clock[..2]).ok_or(("invalid character in hour", 0))?;
    if clock[2] != b':' {
        return Err(("invalid time separator, expected `:`", 2));
    }
    let minute = digits(&clock[3..]).ok_or(("invalid character in minute", 3))?;
    if hour > 23 {
        return Err(("hour value is outside expected range of 0-23", 0));
    }
    if minute > 59 {
        return Err(("minute value is outside expected range of 0-59", 3));
    }
    let (mut second, mut nanos) = (0, 0);
    if let [b':', after @ ..] = rest {
        let (seconds, after) = after.split_at_checked(2).ok_or((SHORT, 6))?;
        second = digits(seconds).ok_or(("invalid character in second", 6))?;
        if second > 59 {
            return Err(("second value is outside expected range of 0-59", 6));
        }
        rest = after;
        if let [b'.' | b',', after @ ..] = rest
            && after.first().is_none_or(u8::is_ascii_digit)
        {
            let count = after
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if count == 0 {
                return Err(("second fraction value is missing or invalid", 9));
            }
            let padded = after[..count]
                .iter()
                .chain(std::iter::repeat(&b'0'))
                .take(9);
            nanos = padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
            rest = &after[count..];
        }
    }
    let time = NaiveTime::MIN
        .with_hour(hour)
        .and_then(|time| time.with_minute(minute));
    let time = time.and_then(|time| time.with_second(second)?.with_nanosecond(nanos));
    let offset = offset(rest).map_err(|error| (error, text.len() - rest.len()))?;
    Ok((time.unwrap_or(NaiveTime::MIN), offset))
}

fn offset(text: &[u8]) -> Result<Option<FixedOffset>, &'static str> {
    let (sign, text) = match text {
        [] => return Ok(None),
        [b'Z' | b'z'] => return Ok(Some(UTC)),
        [b'Z' | b'z', ..] => return Err(EXTRA),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return Err("invalid timezone sign"),
    };
    let (hours, text) = text.split_at_checked(2).ok_or(SHORT)?;
    let hours = digits(hours).ok_or("invalid timezone hour")?;
    let text = text.strip_prefix(b":").unwrap_or(text);
    let (minutes, text) = text.split_at_checked(2).ok_or(SHORT)?;
    let minutes = digits(minutes).ok_or("invalid timezone minute")?;
    if minutes > 59 {
        return Err("timezone minute value is outside expected range of 0-59");
    }
    if !text.is_empty() {
        return Err(EXTRA);
    }
    let seconds = i32::try_from((hours * 60 + minutes) * 60).unwrap_or(i32::MAX);
    let offset = FixedOffset::east_opt(sign * seconds);
    offset
        .map(Some)
        .ok_or("timezone offset must be less than 24 hours")
}

fn digits(text: &[u8]) -> Option<u32> {
    let known = text.iter().all(u8::is_ascii_digit);
    known.then(|| {
        text.iter()
            .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
    })
}

/// `P1DT2H`, `1 day, 02:03`, `02:03:04.5`, each perhaps with a sign.
fn check_duration(text: &str) -> Result<(), &'static str> {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some(first) = text.bytes().next() else {
        return Err(SHORT);
    };
    if first == b'P' {
        return iso_duration(&text[1..]);
    }
    if let Some(days) = clock_duration(text) {
        return if days { Ok(()) } else { Err(EXTRA) };
    }
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return Err("invalid digit in duration");
    }
    let rest = text[count..].trim_start();
    let unit = rest
        .strip_prefix(['d', 'D'])
        .ok_or("\"day\" identifier in duration not correctly formatted")?;
    let unit = ["ays", "AYS", "ay", "AY"]
        .iter()
        .find_map(|word| unit.strip_prefix(word))
        .unwrap_or(unit);
    let rest = unit.trim_start_matches([',', ' ']);
    match rest {
        "" => Ok(()),
        _ if clock_duration(rest) == Some(true) => Ok(()),
        _ => Err("invalid digit in duration"),
    }
}

/// `None` when it does not begin like a clock; whether it is one.
fn clock_duration(text: &str) -> Option<bool> {
    let (hours, rest) = text.split_once(':')?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !number(hours) {
        return None;
    }
    let (minutes, seconds) = match rest.split_once(':') {
        Some((minutes, seconds)) => (minutes, seconds),
        None => (rest, "0"),
    };
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    Some(number(minutes) && minutes.len() == 2 && number(seconds) && number(fraction))
}

fn iso_duration(text: &str) -> Result<(), &'static str> {
    let (mut rest, mut in_time, mut any) = (text, false, false);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            if in_time {
                return Err("duration invalid, `T` repeated");
            }
            (rest, in_time) = (after, true);
            continue;
        }
        let count = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
            .count();
        if count == 0 {
            return Err("invalid digit in duration");
        }
        let units = if in_time { "HMS" } else { "YMWD" };
        match rest[count..].chars().next() {
            None => return Err(SHORT),
            Some(unit) if units.contains(unit) => rest = &rest[count + 1..],
            Some(_) if in_time => return Err("invalid time unit in duration"),
            Some(_) => return Err("invalid date unit in duration"),
        }
        any = true;
    }
    if any { Ok(()) } else { Err(SHORT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> String {
        date_time(text).map_or_else(str::to_owned, |moment| moment.to_rfc3339())
    }

    #[test]
    fn moments_are_read_with_speedates_liberties() {
        for (text, expected) in [
            ("2020-01-02", "2020-01-02T00:00:00+00:00"),
            ("2020-01-02 03:04", "2020-01-02T03:04:00+00:00"),
            (
                "2020-01-02t03:04:05.5-0130",
                "2020-01-02T03:04:05.500-01:30",
            ),
            ("1577836800", "2020-01-01T00:00:00+00:00"),
            ("1577836800000", "2020-01-01T00:00:00+00:00"),
            ("", SHORT),
            ("2020-1-1", SHORT),
            ("not a date", "invalid character in year"),
            ("2020-02-30T10:00:00", "day value is outside expected range"),
            (
                "2020-13-01",
                "month value is outside expected range of 1-12",
            ),
            ("2020-01-01T25:00:00", EXTRA),
            ("2020-01-01T10:00:00+25:00", EXTRA),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }

    #[test]
    fn times_are_read() {
        for text in ["03:04", "03:04:05", "03:04:05.123456Z", "03:04+01:00"] {
            assert!(time(text.as_bytes()).is_ok(), "{text}");
        }
        for (text, error) in [
            ("", SHORT),
            ("3600", SHORT),
            ("25:00", "hour value is outside expected range of 0-23"),
            ("second", "invalid character in hour"),
            ("03:04:05,03:04:05", "invalid timezone sign"),
        ] {
            assert_eq!(time(text.as_bytes()).unwrap_err().0, error, "{text}");
        }
        assert!(time_of_number("3600.5").is_ok());
        assert!(time_of_number("86400").is_err());
    }

    #[test]
    fn durations_are_checked() {
        for text in [
            "PT1H",
            "P1DT2H3.5S",
            "-P1W",
            "1 day",
            "2 days, 03:04:05",
            "03:04:05.5",
            "03:04",
        ] {
            assert_eq!(check_duration(text), Ok(()), "{text}");
        }
        let day = "\"day\" identifier in duration not correctly formatted";
        let digit = "invalid digit in duration";
        for (text, error) in [
            ("", SHORT),
            ("3600", day),
            ("x", digit),
            ("PT1H,PT1H", digit),
        ] {
            assert_eq!(check_duration(text), Err(error), "{text}");
        }
    }
}
