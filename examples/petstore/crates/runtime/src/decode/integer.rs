//! Integers without an end.

use super::Decoder;
use super::rules::Integer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::num::TryFromIntError;
use std::str::FromStr;

/// An integer of any size, as JSON Schema's `integer` has them. Nearly all are an `i64` inside; larger ones keep their
/// digits. Compare it with an `i64`, make one by `from`, take a Rust integer out of it by [`as_i64`](Self::as_i64) or
/// `try_from`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Int(Size);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Size {
    Small(i64),
    /// Digits without leading zeros, perhaps with a minus; beyond `i64`.
    Large(Box<str>),
}

impl Int {
    /// The digits of an integer, as JSON has them.
    pub(super) fn of_digits(digits: String) -> Self {
        match digits.parse() {
            Ok(value) => Self(Size::Small(value)),
            Err(_) => Self(Size::Large(digits.into_boxed_str())),
        }
    }

    /// `None` when it is beyond `i64`.
    #[must_use]
    pub const fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Size::Small(value) => Some(*value),
            Size::Large(_) => None,
        }
    }

    fn parsed<T: FromStr + TryFrom<i64>>(&self) -> Option<T> {
        match &self.0 {
            Size::Small(value) => (*value).try_into().ok(),
            Size::Large(digits) => digits.parse().ok(),
        }
    }

    fn is_negative(&self) -> bool {
        match &self.0 {
            Size::Small(value) => *value < 0,
            Size::Large(digits) => digits.starts_with('-'),
        }
    }
}

impl Default for Int {
    fn default() -> Self {
        Self(Size::Small(0))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Size::Small(a), Size::Small(b)) => a.cmp(b),
            (Size::Large(a), Size::Large(b)) if self.is_negative() == other.is_negative() => {
                let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
                if self.is_negative() {
                    order.reverse()
                } else {
                    order
                }
            }
            // What is large is beyond all that is small.
            (Size::Large(_), _) => 0
                .cmp(&i32::from(self.is_negative()))
                .then(Ordering::Greater),
            (_, Size::Large(_)) => other.cmp(self).reverse(),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq<i64> for Int {
    fn eq(&self, other: &i64) -> bool {
        self.as_i64() == Some(*other)
    }
}

impl PartialOrd<i64> for Int {
    fn partial_cmp(&self, other: &i64) -> Option<Ordering> {
        Some(self.cmp(&Self::from(*other)))
    }
}

/// From and into the integers of Rust. The second number is one that the type does not hold.
macro_rules! conversions {
    ($($type:ty: $beyond:expr),*) => {
        $(
            impl From<$type> for Int {
                fn from(value: $type) -> Self {
                    match i64::try_from(value) {
                        Ok(value) => Self(Size::Small(value)),
                        Err(_) => Self(Size::Large(value.to_string().into_boxed_str())),
                    }
                }
            }

            impl TryFrom<&Int> for $type {
                type Error = TryFromIntError;

                fn try_from(value: &Int) -> Result<Self, TryFromIntError> {
                    value.parsed().map_or_else(|| Self::try_from($beyond), Ok)
                }
            }

            impl TryFrom<Int> for $type {
                type Error = TryFromIntError;

                fn try_from(value: Int) -> Result<Self, TryFromIntError> {
                    Self::try_from(&value)
                }
            }
        )*
    };
}

conversions!(
    i8: i128::MAX, i16: i128::MAX, i32: i128::MAX, i64: i128::MAX, isize: i128::MAX, i128: u128::MAX,
    u8: -1, u16: -1, u32: -1, u64: -1, usize: -1, u128: -1
);

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Size::Small(value) => value.fmt(f),
            Size::Large(digits) => {
                let bare = digits.strip_prefix('-').unwrap_or(digits);
                f.pad_integral(!self.is_negative(), "", bare)
            }
        }
    }
}

/// As it is written in Rust: `3`.
impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseIntError;

impl fmt::Display for ParseIntError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an integer")
    }
}

impl std::error::Error for ParseIntError {}

impl FromStr for Int {
    type Err = ParseIntError;

    /// Digits, perhaps after a sign.
    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParseIntError);
        }
        let digits = digits.trim_start_matches('0');
        let sign = if text.starts_with('-') { "-" } else { "" };
        Ok(match digits {
            "" => Self::default(),
            digits => Self::of_digits(format!("{sign}{digits}")),
        })
    }
}

impl Serialize for Int {
    /// As a JSON number; through [`serde_json::value::RawValue`] beyond 64 bits.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Size::Small(value) => serializer.serialize_i64(*value),
            Size::Large(digits) => match digits.parse() {
                Ok(value) => serializer.serialize_u64(value),
                Err(_) => serde_json::value::RawValue::from_string(digits.to_string())
                    .map_err(serde::ser::Error::custom)?
                    .serialize(serializer),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer, |d: &mut Decoder<'_>| d.integer(&Integer::ANY))
    }
}
