//! Booleans, null and numbers.

use super::rules::{Integer, Number};
use super::{Decoder, Int, Mode};
use crate::fault::Kind;
use crate::fault::kind::{self, Limit};
use crate::json::{Decimal, Quoted};
use std::cmp::Ordering;
use std::fmt::Display;
use std::ops::Bound;
use std::str::FromStr;

/// The most digits of an integer; the limit of Python, and so of pydantic.
pub(super) const MAX_DIGITS: u64 = 4300;

/// Three integer types' worth of readers, alike but for the type.
macro_rules! integers {
    ($($name:ident: $type:ident),*) => {
        $(
            /// Reads an integer; what the Rust type can't hold is a fault.
            pub fn $name(&mut self, rules: &'static Integer) -> Option<$type> {
                let value = self.whole(rules, i128::from($type::MIN), i128::from($type::MAX))?;
                $type::try_from(value).ok()
            }
        )*
    };
}

impl<'a> Decoder<'a> {
    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Option<bool> {
        if self.mode == Mode::Lax {
            return self.lax_boolean();
        }
        let first = self.scan.peek();
        let start = self.scan.at();
        if self.mode == Mode::Text && first == b'"' {
            let text = self.leaf()?;
            return match text.raw {
                "true" => Some(true),
                "false" => Some(false),
                _ => self.behind(kind::BOOL_PARSING, start),
            };
        }
        let (word, value) = match first {
            b't' => ("true", true),
            b'f' => ("false", false),
            _ => return self.wrong(kind::BOOL_TYPE),
        };
        match self.scan.literal(word) {
            Ok(()) => Some(value),
            Err(broken) => {
                self.syntax(broken);
                None
            }
        }
    }

    /// Reads `null`; in text the empty string or `null`.
    pub fn null(&mut self) -> Option<()> {
        let first = self.scan.peek();
        let start = self.scan.at();
        if self.mode == Mode::Text && first == b'"' {
            let text = self.leaf()?;
            return match text.raw {
                "" | "null" => Some(()),
                _ => self.behind(kind::NONE_REQUIRED, start),
            };
        }
        if first != b'n' {
            return self.wrong(kind::NONE_REQUIRED);
        }
        match self.scan.literal("null") {
            Ok(()) => Some(()),
            Err(broken) => {
                self.syntax(broken);
                None
            }
        }
    }

    integers!(int8: i8, int16: i16, int32: i32, int64: i64, uint8: u8, uint16: u16, uint32: u32, uint64: u64);

    /// Reads an integer of any size, up to 4,300 digits.
    pub fn integer(&mut self, rules: &'static Integer) -> Option<Int> {
        if self.mode == Mode::Lax {
            return self.lax_integer(rules);
        }
        self.scan.peek();
        let start = self.scan.at();
        let text = self.numeral(kind::INT_TYPE)?;
        let checked = match small(&text) {
            Some(value) => check_integer(rules, value.into()).map(|()| Int::from(value)),
            None => self.any_integer(rules, &text),
        };
        match checked {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    #[cold]
    fn any_integer(&self, rules: &Integer, text: &Quoted<'_>) -> Result<Int, Kind> {
        let number = whole_text(text).ok_or_else(|| self.no_integer())?;
        match number.to_i128() {
            Some(value) => check_integer(rules, value).map(|()| Int::from(value)),
            None => check_large(rules, &number).map(Int::of_digits),
        }
    }

    fn whole(&mut self, rules: &'static Integer, least: i128, most: i128) -> Option<i128> {
        if self.mode == Mode::Lax {
            return self.lax_whole(rules, least, most);
        }
        self.scan.peek();
        let start = self.scan.at();
        let text = self.numeral(kind::INT_TYPE)?;
        let value = match small(&text) {
            Some(value) => Ok(i128::from(value)),
            None => match whole_text(&text) {
                None => Err(self.no_integer()),
                Some(number) => number.to_i128().ok_or_else(|| {
                    let negative = text.raw.starts_with('-');
                    beyond(if negative { least } else { most }, negative)
                }),
            },
        };
        let checked = value.and_then(|value| {
            check_integer(rules, value)?;
            match value {
                _ if value < least => Err(beyond(least, true)),
                _ if value > most => Err(beyond(most, false)),
                _ => Ok(value),
            }
        });
        match checked {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    #[cold]
    fn no_integer(&self) -> Kind {
        match self.mode {
            Mode::Strict => kind::INT_FROM_FLOAT,
            Mode::Text | Mode::Lax => kind::INT_PARSING,
        }
    }

    /// The text of the number that is ahead, which is consumed.
    #[inline]
    fn numeral(&mut self, otherwise: Kind) -> Option<Quoted<'a>> {
        let first = self.scan.peek();
        // What is no text here stands in a part of a form that is JSON.
        if self.mode == Mode::Text && first == b'"' {
            return self.leaf();
        }
        if first != b'-' && !first.is_ascii_digit() {
            return self.wrong(otherwise);
        }
        match self.scan.number() {
            Ok(number) => Some(Quoted {
                raw: number.text,
                escaped: false,
            }),
            Err(broken) => {
                self.syntax(broken);
                None
            }
        }
    }

    /// Reads a number as the nearest `f64` there is; beyond all of them that is the largest.
    pub fn float64(&mut self, rules: &'static Number) -> Option<f64> {
        if self.mode == Mode::Lax {
            return self.lax_float(rules);
        }
        self.scan.peek();
        let start = self.scan.at();
        let text = self.numeral(kind::FLOAT_TYPE)?.text();
        match parse_float(rules, &text) {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// Reads a number that becomes something else than a float, from its text.
    pub fn parse_number<T: FromStr<Err: Display>>(&mut self, rules: &'static Number) -> Option<T> {
        if self.mode == Mode::Lax {
            return self.lax_float(rules)?.to_string().parse().ok();
        }
        self.scan.peek();
        let start = self.scan.at();
        let text = self.numeral(kind::FLOAT_TYPE)?.text();
        let checked = parse_float(rules, &text);
        match checked.and_then(|_| text.parse().map_err(|error| no_value(&error))) {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// Reads an integer that becomes something else than a Rust integer, from its digits.
    pub fn parse_integer<T: FromStr<Err: Display>>(
        &mut self,
        rules: &'static Integer,
    ) -> Option<T> {
        self.scan.peek();
        let start = self.scan.at();
        let value = self.integer(rules)?;
        match value.to_string().parse() {
            Ok(value) => Some(value),
            Err(error) => self.behind(no_value(&error), start),
        }
    }

    /// Reads a number as `f32`: the nearest one. What is larger than all of them is a fault.
    pub fn float32(&mut self, rules: &'static Number) -> Option<f32> {
        self.scan.peek();
        let start = self.scan.at();
        let value = self.float64(rules)?;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "rounding to the nearest is what is asked for"
        )]
        let narrow = value as f32;
        if narrow.is_finite() {
            Some(narrow)
        } else {
            self.behind(kind::FINITE_NUMBER, start)
        }
    }

    /// The string ahead, which is consumed.
    #[inline]
    pub(super) fn leaf(&mut self) -> Option<Quoted<'a>> {
        match self.scan.string() {
            Ok(text) => Some(text),
            Err(broken) => {
                self.syntax(broken);
                None
            }
        }
    }

    /// Records a fault of the value that was just consumed.
    #[cold]
    pub(super) fn behind<T>(&mut self, kind: Kind, start: usize) -> Option<T> {
        let end = self.scan.at();
        self.fault(kind, start, end);
        None
    }
}

/// What a type that was chosen for a format says.
#[cold]
fn no_value(error: &dyn Display) -> Kind {
    kind::parsing("value_error", "a valid value", &error.to_string())
}

/// Digits that surely fit 64 bits.
#[inline]
fn small(text: &Quoted<'_>) -> Option<i64> {
    let (negative, digits) = match text.raw.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// The number, when it is an integer. Text has no escapes and no exponents when it is one.
#[cold]
fn whole_text<'t>(text: &Quoted<'t>) -> Option<Decimal<'t>> {
    let number = Decimal::parse(text.raw)?;
    number.is_integer().then_some(number)
}

#[cold]
fn beyond(limit: i128, below: bool) -> Kind {
    let limit_kind = if below {
        Limit::GreaterOrEqual
    } else {
        Limit::LessOrEqual
    };
    kind::out_of_bounds(limit_kind, &limit.to_string(), false)
}

/// In pydantic's order; the first rule that is broken is the one reported.
#[inline]
pub(super) fn check_integer(rules: &Integer, value: i128) -> Result<(), Kind> {
    if let Some(unit) = rules.multiple_of
        && value.checked_rem(unit) != Some(0)
    {
        return Err(kind::multiple_of(&unit.to_string(), false));
    }
    match rules.maximum {
        Bound::Included(limit) if value > limit => return Err(bound(Limit::LessOrEqual, limit)),
        Bound::Excluded(limit) if value >= limit => return Err(bound(Limit::Less, limit)),
        _ => {}
    }
    match rules.minimum {
        Bound::Included(limit) if value < limit => Err(bound(Limit::GreaterOrEqual, limit)),
        Bound::Excluded(limit) if value <= limit => Err(bound(Limit::Greater, limit)),
        _ => Ok(()),
    }
}

#[cold]
fn bound(limit: Limit, value: i128) -> Kind {
    kind::out_of_bounds(limit, &value.to_string(), false)
}

/// An integer beyond 128 bits: the digits, when the rules allow it.
#[cold]
pub(super) fn check_large(rules: &Integer, number: &Decimal<'_>) -> Result<String, Kind> {
    let digits = number
        .to_integer_text(MAX_DIGITS)
        .ok_or(kind::INT_PARSING_SIZE)?;
    if let Some(unit) = rules.multiple_of {
        let text = unit.to_string();
        let multiple = Decimal::parse(&text).and_then(|unit| number.is_multiple_of(&unit));
        if multiple != Some(true) {
            return Err(kind::multiple_of(&text, false));
        }
    }
    let negative = digits.starts_with('-');
    match (rules.minimum, rules.maximum) {
        (_, Bound::Included(limit)) if !negative => Err(bound(Limit::LessOrEqual, limit)),
        (_, Bound::Excluded(limit)) if !negative => Err(bound(Limit::Less, limit)),
        (Bound::Included(limit), _) if negative => Err(bound(Limit::GreaterOrEqual, limit)),
        (Bound::Excluded(limit), _) if negative => Err(bound(Limit::Greater, limit)),
        _ => Ok(digits),
    }
}

fn parse_float(rules: &Number, text: &str) -> Result<f64, Kind> {
    // `f64::from_str` also knows `inf`, `nan` and `infinity`, which have letters that no number has.
    if text
        .bytes()
        .any(|byte| byte.is_ascii_alphabetic() && byte | 32 != b'e')
    {
        return Err(kind::FLOAT_PARSING);
    }
    let value: f64 = text.parse().map_err(|_| kind::FLOAT_PARSING)?;
    if let Some(unit) = rules.multiple_of
        && !multiple(text, unit)
    {
        return Err(kind::multiple_of(unit, true));
    }
    match rules.maximum {
        Bound::Included(limit) if order(text, value, limit).is_gt() => {
            return Err(kind::out_of_bounds(Limit::LessOrEqual, limit, true));
        }
        Bound::Excluded(limit) if order(text, value, limit).is_ge() => {
            return Err(kind::out_of_bounds(Limit::Less, limit, true));
        }
        _ => {}
    }
    match rules.minimum {
        Bound::Included(limit) if order(text, value, limit).is_lt() => {
            return Err(kind::out_of_bounds(Limit::GreaterOrEqual, limit, true));
        }
        Bound::Excluded(limit) if order(text, value, limit).is_le() => {
            return Err(kind::out_of_bounds(Limit::Greater, limit, true));
        }
        _ => {}
    }
    Ok(value.clamp(f64::MIN, f64::MAX))
}

fn multiple(text: &str, unit: &str) -> bool {
    match (Decimal::parse(text), Decimal::parse(unit)) {
        (Some(number), Some(unit)) => number.is_multiple_of(&unit).unwrap_or(true),
        _ => true,
    }
}

/// The order of a number and a limit. Rounding keeps order, so that only floats that are equal need a closer look.
fn order(text: &str, value: f64, limit: &str) -> Ordering {
    let rounded = quick(limit);
    if value < rounded {
        return Ordering::Less;
    }
    if value > rounded {
        return Ordering::Greater;
    }
    match (Decimal::parse(text), Decimal::parse(limit)) {
        (Some(number), Some(limit)) => number.compare(&limit),
        _ => Ordering::Equal,
    }
}

/// `text` as a float; limits are mostly short integers.
fn quick(text: &str) -> f64 {
    let digits = text.as_bytes();
    if digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit) {
        let value = digits
            .iter()
            .fold(0u32, |value, digit| value * 10 + u32::from(digit - b'0'));
        return f64::from(value);
    }
    text.parse().unwrap_or(f64::NAN)
}
