//! Numbers that keep every digit.

use super::Decoder;
use super::rules::Number;
use crate::json;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A number with every digit that was sent (`format: decimal`): amounts of money, measurements. It is compared by its
/// value, so that `1.50` equals `1.5`, and written as it was read. To calculate, parse its text as the decimal type of
/// your choice, or name that type under `[types.formats]` in specwright.toml.
#[derive(Clone)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// As JSON has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest float there is.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let value: f64 = self.0.parse().unwrap_or_default();
        value.clamp(f64::MIN, f64::MAX)
    }
}

/// The text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseDecimalError;

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a number")
    }
}

impl std::error::Error for ParseDecimalError {}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// As JSON writes numbers.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let mut scan = json::Scanner::new(text, 1);
        match scan.number() {
            Ok(number) if number.text.len() == text.len() => Ok(Self(text.into())),
            _ => Err(ParseDecimalError),
        }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (
            json::Decimal::parse(&self.0),
            json::Decimal::parse(&other.0),
        ) {
            (Some(a), Some(b)) => a.compare(&b),
            _ => self.0.cmp(&other.0),
        }
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self("0".into())
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// As it is written in Rust: `1.5`.
impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    /// As a JSON number, through [`serde_json::value::RawValue`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::value::RawValue::from_string(self.0.to_string())
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer, |d: &mut Decoder<'_>| {
            d.parse_number(&Number::ANY)
        })
    }
}
