//! A parameter that may be given without a value (`allowEmptyValue`, OpenAPI 3.1 section 4.8.12.2).

use super::{Decoder, Read};

/// What a parameter that may be empty was given as: `?since=` is not the same as no `since` at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrEmpty<T> {
    /// The name alone, or nothing after its `=`.
    Empty,
    Value(T),
}

impl<T> OrEmpty<T> {
    /// The value, where there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Empty => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl Decoder<'_> {
    /// Reads a value, unless the empty text stands in its place.
    pub fn or_empty<T>(&mut self, read: Read<T>) -> Option<OrEmpty<T>> {
        let is_text = self.scan.peek() == b'"';
        let mut ahead = self.scan;
        if is_text && ahead.string().is_ok_and(|text| text.raw.is_empty()) {
            self.scan = ahead;
            return Some(OrEmpty::Empty);
        }
        read(self).map(OrEmpty::Value)
    }
}
