//! Dates and times of RFC 3339 section 5.6. Errors have the words of the crate `speedate`, which pydantic shows.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone};

const SHORT: &str = "input is too short";
const EXTRA: &str = "unexpected extra characters at the end of the input";

/// `full-date`.
pub fn date(text: &str) -> Result<NaiveDate, &'static str> {
    match date_part(text.as_bytes())? {
        (date, []) => Ok(date),
        _ => Err(EXTRA),
    }
}

/// `full-time`. A leap second is one only at the end of a day in UTC.
pub fn time(text: &str) -> Result<(NaiveTime, FixedOffset), &'static str> {
    time_part(text.as_bytes())
}

/// `date-time`.
pub fn date_time(text: &str) -> Result<DateTime<FixedOffset>, &'static str> {
    let (date, rest) = date_part(text.as_bytes())?;
    let rest = match rest {
        [] => return Err(SHORT),
        [b'T' | b't', rest @ ..] => rest,
        _ => return Err("invalid datetime separator, expected `T`, `t`, `_` or space"),
    };
    let (time, offset) = time_part(rest)?;
    let moment = offset.from_local_datetime(&date.and_time(time));
    moment.single().ok_or("input is out of range")
}

fn date_part(text: &[u8]) -> Result<(NaiveDate, &[u8]), &'static str> {
    let (year, text) = number(text, 4, "invalid character in year")?;
    let text = literal(text, b'-', "invalid date separator, expected `-`")?;
    let (month, text) = number(text, 2, "invalid character in month")?;
    let text = literal(text, b'-', "invalid date separator, expected `-`")?;
    let (day, text) = number(text, 2, "invalid character in day")?;
    if !(1..=12).contains(&month) {
        return Err("month value is outside expected range of 1-12");
    }
    let year = i32::try_from(year).unwrap_or_default();
    let date = NaiveDate::from_ymd_opt(year, month, day);
    Ok((date.ok_or("day value is outside expected range")?, text))
}

fn time_part(text: &[u8]) -> Result<(NaiveTime, FixedOffset), &'static str> {
    let (hour, text) = number(text, 2, "invalid character in hour")?;
    let text = literal(text, b':', "invalid time separator, expected `:`")?;
    let (minute, text) = number(text, 2, "invalid character in minute")?;
    let text = literal(text, b':', "invalid time separator, expected `:`")?;
    let (second, text) = number(text, 2, "invalid character in second")?;
    let (nanos, text) = fraction(text)?;
    let (offset, text) = offset(text)?;
    if !text.is_empty() {
        return Err(EXTRA);
    }
    if hour > 23 {
        return Err("hour value is outside expected range of 0-23");
    }
    if minute > 59 {
        return Err("minute value is outside expected range of 0-59");
    }
    let east = FixedOffset::east_opt(offset).ok_or("timezone offset must be less than 24 hours")?;
    let leap = second == 60 && {
        let utc = (i64::from(hour) * 60 + i64::from(minute)) * 60 - i64::from(offset);
        utc.rem_euclid(86_400) == 86_340
    };
    if second > 59 && !leap {
        return Err("second value is outside expected range of 0-59");
    }
    // chrono keeps a leap second as the 59th with more than a second of nanoseconds.
    let (second, nanos) = if leap {
        (59, nanos + 1_000_000_000)
    } else {
        (second, nanos)
    };
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos);
    Ok((time.ok_or("input is out of range")?, east))
}

/// Digits beyond nanoseconds are accepted and dropped.
fn fraction(text: &[u8]) -> Result<(u32, &[u8]), &'static str> {
    let [b'.', text @ ..] = text else {
        return Ok((0, text));
    };
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return Err("second fraction value is missing or invalid");
    }
    let (fraction, rest) = text.split_at(digits);
    let padded = fraction.iter().chain(std::iter::repeat(&b'0')).take(9);
    let nanos = padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
    Ok((nanos, rest))
}

fn offset(text: &[u8]) -> Result<(i32, &[u8]), &'static str> {
    let (sign, text) = match text {
        [b'Z' | b'z', rest @ ..] => return Ok((0, rest)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        [] => return Err(SHORT),
        _ => return Err("invalid timezone sign"),
    };
    let (hours, text) = number(text, 2, "invalid timezone hour")?;
    let text = literal(text, b':', "invalid timezone separator, expected `:`")?;
    let (minutes, text) = number(text, 2, "invalid timezone minute")?;
    if hours > 23 || minutes > 59 {
        return Err("timezone offset must be less than 24 hours");
    }
    let seconds = i32::try_from((hours * 60 + minutes) * 60).unwrap_or_default();
    Ok((sign * seconds, text))
}

fn number<'t>(
    text: &'t [u8],
    digits: usize,
    invalid: &'static str,
) -> Result<(u32, &'t [u8]), &'static str> {
    let (number, rest) = text.split_at_checked(digits).ok_or(SHORT)?;
    if !number.iter().all(u8::is_ascii_digit) {
        return Err(invalid);
    }
    let value = number
        .iter()
        .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    Ok((value, rest))
}

fn literal<'t>(text: &'t [u8], byte: u8, invalid: &'static str) -> Result<&'t [u8], &'static str> {
    match text {
        [] => Err(SHORT),
        [first, rest @ ..] if *first == byte => Ok(rest),
        _ => Err(invalid),
    }
}
