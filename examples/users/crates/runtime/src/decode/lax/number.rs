//! Integers, floats and booleans.

use super::{Leaf, without_underscores};
use crate::decode::rules::{Integer, Number};
use crate::decode::scalar::{MAX_DIGITS, check_integer, check_large};
use crate::decode::{Decoder, Int};
use crate::fault::Kind;
use crate::fault::kind::{self, Limit};
use crate::json::Decimal;
use std::ops::Bound;

/// What fits 64 bits is below it.
const LARGEST: f64 = 9_223_372_036_854_775_808.0;

/// What a value is as an integer, as digits with a sign.
type Digits = Result<String, Kind>;

impl Decoder<'_> {
    /// An integer within what the Rust type holds; the rules come first.
    pub(in crate::decode) fn lax_whole(
        &mut self,
        rules: &'static Integer,
        least: i128,
        most: i128,
    ) -> Option<i128> {
        let (digits, start) = self.lax_digits()?;
        let value = digits.and_then(|digits| match digits.parse::<i128>() {
            Ok(value) => check_integer(rules, value).map(|()| value),
            Err(_) => match Decimal::parse(&digits) {
                Some(number) => check_large(rules, &number).and(Err(kind::INT_PARSING_SIZE)),
                None => Err(kind::INT_PARSING),
            },
        });
        match value {
            Ok(value) if (least..=most).contains(&value) => Some(value),
            Ok(_) => self.behind(kind::INT_PARSING_SIZE, start),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// An integer of any size.
    pub(in crate::decode) fn lax_integer(&mut self, rules: &'static Integer) -> Option<Int> {
        let (digits, start) = self.lax_digits()?;
        let value = digits.and_then(|digits| match digits.parse::<i128>() {
            Ok(value) => check_integer(rules, value).map(|()| Int::from(value)),
            Err(_) => {
                let number = Decimal::parse(&digits).ok_or(kind::INT_PARSING)?;
                check_large(rules, &number).map(Int::of_digits)
            }
        });
        match value {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// The digits of an integer of any size.
    pub(in crate::decode) fn lax_digits(&mut self) -> Option<(Digits, usize)> {
        let (leaf, start) = self.lax_leaf()?;
        let digits = match leaf {
            Leaf::Text(text) => integer_of_text(&text),
            Leaf::Number(text) => integer_of_number(text),
            Leaf::Boolean(value) => Ok(u8::from(value).to_string()),
            Leaf::Other => Err(kind::INT_TYPE),
        };
        Some((digits, start))
    }

    pub(in crate::decode) fn lax_float(&mut self, rules: &'static Number) -> Option<f64> {
        let (leaf, start) = self.lax_leaf()?;
        let value = match leaf {
            Leaf::Text(text) => float_of_text(&text),
            Leaf::Number(text) => text.parse().map_err(|_| kind::FLOAT_TYPE),
            Leaf::Boolean(value) => Ok(f64::from(u8::from(value))),
            Leaf::Other => Err(kind::FLOAT_TYPE),
        };
        match value.and_then(|value| check_float(rules, value).map(|()| value)) {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }

    pub(in crate::decode) fn lax_boolean(&mut self) -> Option<bool> {
        let (leaf, start) = self.lax_leaf()?;
        let value = match leaf {
            Leaf::Boolean(value) => Ok(value),
            Leaf::Text(text) => boolean_of_text(&text),
            Leaf::Number(text) => match text.parse::<f64>() {
                Ok(0.0) => Ok(false),
                Ok(1.0) => Ok(true),
                Ok(value) if value.fract() == 0.0 && value.abs() < LARGEST => {
                    Err(kind::BOOL_PARSING)
                }
                _ => Err(kind::BOOL_TYPE),
            },
            Leaf::Other => Err(kind::BOOL_TYPE),
        };
        match value {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }
}

fn boolean_of_text(text: &str) -> Result<bool, Kind> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "t", "yes", "y", "on", "1"]) {
        Ok(true)
    } else if is(&["false", "f", "no", "n", "off", "0"]) {
        Ok(false)
    } else {
        Err(kind::BOOL_PARSING)
    }
}

/// Blanks around it, underscores inside, and a fraction of zeros are all right.
fn integer_of_text(text: &str) -> Digits {
    let text = text.trim();
    if text.len() as u64 > MAX_DIGITS {
        return Err(kind::INT_PARSING_SIZE);
    }
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0') => {
            whole
        }
        Some(_) => return Err(kind::INT_PARSING),
        None => text,
    };
    let Some(digits) = without_underscores(whole) else {
        return Err(kind::INT_PARSING);
    };
    let (sign, digits) = match digits.as_bytes() {
        [b'-', rest @ ..] => ("-", rest),
        [b'+', rest @ ..] => ("", rest),
        rest => ("", rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(kind::INT_PARSING);
    }
    Ok(format!(
        "{sign}{}",
        str::from_utf8(digits).unwrap_or_default()
    ))
}

/// A JSON number with a point or an exponent is a float to Python, which has to be whole and within 64 bits.
fn integer_of_number(text: &str) -> Digits {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return Ok(text.to_owned());
    }
    let value: f64 = text.parse().map_err(|_| kind::INT_TYPE)?;
    if !value.is_finite() {
        Err(kind::FINITE_NUMBER)
    } else if value.fract() != 0.0 {
        Err(kind::INT_FROM_FLOAT)
    } else if value.abs() < LARGEST {
        Ok(format!("{value:.0}"))
    } else {
        Err(kind::INT_PARSING_SIZE)
    }
}

fn float_of_text(text: &str) -> Result<f64, Kind> {
    let digits = without_underscores(text.trim()).ok_or(kind::FLOAT_PARSING)?;
    digits.parse().map_err(|_| kind::FLOAT_PARSING)
}

/// In pydantic's order. Infinities are fine; a value that is no number fits no limit.
fn check_float(rules: &Number, value: f64) -> Result<(), Kind> {
    let limit = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
    if let Some(text) = rules.multiple_of {
        let (unit, tolerance) = (limit(text), value.abs() / 1e9);
        let rest = (value % unit).abs();
        if rest > tolerance && (rest - unit).abs() > tolerance {
            return Err(kind::multiple_of(text, true));
        }
    }
    let bound = |limit, text| Err(kind::out_of_bounds(limit, text, true));
    match rules.maximum {
        // A value that is no number is within no bound.
        Bound::Included(text) if value.is_nan() || value > limit(text) => {
            return bound(Limit::LessOrEqual, text);
        }
        Bound::Excluded(text) if value.is_nan() || value >= limit(text) => {
            return bound(Limit::Less, text);
        }
        _ => {}
    }
    match rules.minimum {
        Bound::Included(text) if value.is_nan() || value < limit(text) => {
            bound(Limit::GreaterOrEqual, text)
        }
        Bound::Excluded(text) if value.is_nan() || value <= limit(text) => {
            bound(Limit::Greater, text)
        }
        _ => Ok(()),
    }
}
