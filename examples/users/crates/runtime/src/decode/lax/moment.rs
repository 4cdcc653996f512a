//! Dates and times: ISO 8601 with the liberties of the crate `speedate`, and numbers of seconds.

use super::Leaf;
use crate::decode::text::Time;
use crate::decode::{Decoder, Mode};
use crate::fault::kind;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

pub(super) const SHORT: &str = "input is too short";
pub(super) const EXTRA: &str = "unexpected extra characters at the end of the input";
/// A number of seconds beyond it is one of milliseconds.
const WATERSHED: f64 = 2e10;
/// In seconds since 1970.
const YEAR_10000: f64 = 253_402_300_800.0;

impl Decoder<'_> {
    /// A date, or a moment that is the start of one.
    pub(in crate::decode) fn lax_date(&mut self) -> Option<NaiveDate> {
        let (leaf, start) = self.lax_leaf()?;
        let wrong = |error| {
            kind::parsing(
                "date_from_datetime_parsing",
                "a valid date or datetime",
                error,
            )
        };
        let moment = match leaf {
            Leaf::Text(text) => match date(&text) {
                Ok(date) => return Some(date),
                Err(_) => date_time(&text).map_err(|fault| wrong(fault.as_moment)),
            },
            Leaf::Number(text) => of_number(text).map_err(wrong),
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
            Leaf::Text(text) => date_time(&text).map_err(|fault| {
                kind::parsing(
                    "datetime_from_date_parsing",
                    "a valid datetime or date",
                    fault.as_date,
                )
            }),
            Leaf::Number(text) => of_number(text)
                .map_err(|error| kind::parsing("datetime_parsing", "a valid datetime", error)),
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
            Leaf::Text(text) => time(text.as_bytes()).map_err(wrong),
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

    pub(in crate::decode) fn is_lax(&self) -> bool {
        self.mode == Mode::Lax
    }
}

const UTC: FixedOffset = match FixedOffset::east_opt(0) {
    Some(utc) => utc,
    None => panic!("zero is an offset"),
};

/// Seconds, or milliseconds, since 1970.
fn of_number(text: &str) -> Result<DateTime<FixedOffset>, &'static str> {
    let value: f64 = text.parse().unwrap_or(f64::INFINITY);
    let seconds = if value.abs() > WATERSHED {
        value / 1000.0
    } else {
        value
    };
    if seconds >= YEAR_10000 {
        return Err("dates after 9999 are not supported as unix timestamps");
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within bounds or beyond every year, and microseconds are what counts"
    )]
    let micros = (seconds * 1e6).round() as i64;
    let moment = DateTime::from_timestamp_micros(micros).filter(|moment| moment.year() > 0);
    let moment = moment.ok_or("dates before 0000 are not supported as unix timestamps")?;
    Ok(moment.fixed_offset())
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

/// Why a text is no moment: pydantic tells what was wrong with it as the thing that it tried last.
#[derive(Debug, Clone, Copy)]
struct NoMoment {
    as_date: &'static str,
    as_moment: &'static str,
}

fn date_time(text: &str) -> Result<DateTime<FixedOffset>, NoMoment> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    // What begins as digits with a point is a float in any notation.
    let numeric = match digits.split_once('.') {
        Some((before, _)) => whole(before) && text.parse::<f64>().is_ok(),
        None => whole(digits) && text.parse::<i64>().is_ok(),
    };
    if numeric {
        return of_number(text).map_err(|error| NoMoment {
            as_date: error,
            as_moment: error,
        });
    }
    let both = |error| NoMoment {
        as_date: error,
        as_moment: error,
    };
    let (date, rest) = date_part(text.as_bytes()).map_err(both)?;
    let extra = |error| NoMoment {
        as_date: EXTRA,
        as_moment: error,
    };
    match rest {
        [] => Ok(utc(date.and_time(NaiveTime::MIN))),
        [b'T' | b't' | b' ' | b'_', rest @ ..] => {
            let (time, offset) = time(rest).map_err(extra)?;
            let moment = date.and_time(time);
            let moment = offset.unwrap_or(UTC).from_local_datetime(&moment);
            moment.single().ok_or(extra(EXTRA))
        }
        _ => Err(extra(
            "invalid datetime separator, expected `T`, `t`, `_` or space",
        )),
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

/// `HH:MM[:SS[.f]]`, perhaps with an offset.
fn time(text: &[u8]) -> Result<Found, &'static str> {
    let (time, rest) = clock(text)?;
    Ok((time, offset(rest)?))
}

/// `HH:MM[:SS[.f]]`, and what follows.
pub(super) fn clock(text: &[u8]) -> Result<(NaiveTime, &[u8]), &'static str> {
    let (clock, mut rest) = text.split_at_checked(5).ok_or(SHORT)?;
    let hour = digits(&clock[..2]).ok_or("invalid character in hour")?;
    if clock[2] != b':' {
        return Err("invalid time separator, expected `:`");
    }
    let minute = digits(&clock[3..]).ok_or("invalid character in minute")?;
    if hour > 23 {
        return Err("hour value is outside expected range of 0-23");
    }
    if minute > 59 {
        return Err("minute value is outside expected range of 0-59");
    }
    let (mut second, mut nanos) = (0, 0);
    if let [b':', after @ ..] = rest {
        let wrong = "invalid character in second";
        let (seconds, after) = after.split_at_checked(2).ok_or(wrong)?;
        second = digits(seconds).ok_or(wrong)?;
        if second > 59 {
            return Err("second value is outside expected range of 0-59");
        }
        rest = after;
        if let [b'.' | b',', after @ ..] = rest {
            let count = after
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if count == 0 {
                return Err("second fraction digits missing after `.`");
            }
            let padded = after[..count]
                .iter()
                .chain(std::iter::repeat(&b'0'))
                .take(9);
            nanos = padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
            rest = &after[count..];
        }
    }
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos);
    Ok((time.unwrap_or(NaiveTime::MIN), rest))
}

fn offset(text: &[u8]) -> Result<Option<FixedOffset>, &'static str> {
    let (sign, text) = match text {
        [] => return Ok(None),
        [b'Z' | b'z'] => return Ok(Some(UTC)),
        [b'Z' | b'z', ..] => return Err(EXTRA),
        [b'+', rest @ ..] => (1, rest),
        // A minus sign as typesetters have it will do.
        [b'-', rest @ ..] | [0xE2, 0x88, 0x92, rest @ ..] => (-1, rest),
        _ => return Err("invalid timezone sign"),
    };
    let two =
        |text| <[u8]>::split_at_checked(text, 2).and_then(|(two, rest)| Some((digits(two)?, rest)));
    let (hours, text) = two(text).ok_or("invalid timezone hour")?;
    let text = text.strip_prefix(b":").unwrap_or(text);
    let (minutes, text) = two(text).ok_or("invalid timezone minute")?;
    if minutes > 59 {
        return Err("timezone minute value is outside expected range of 0-59");
    }
    let seconds = i32::try_from((hours * 60 + minutes) * 60).unwrap_or(i32::MAX);
    let offset = FixedOffset::east_opt(sign * seconds);
    let offset = offset.ok_or("timezone offset must be less than 24 hours")?;
    if text.is_empty() {
        Ok(Some(offset))
    } else {
        Err(EXTRA)
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    let known = text.iter().all(u8::is_ascii_digit);
    known.then(|| {
        text.iter()
            .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
    })
}
