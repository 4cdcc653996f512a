//! `name=value` pairs of a query string or an urlencoded form (WHATWG URL, section 5.1), still percent-encoded.
//! Split once; values are decoded by whoever knows their style, since a delimiter may be escaped inside one.

use super::percent;
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;

/// The pairs, in order, as places in the text they were found in.
#[derive(Debug, Default)]
pub struct Pairs(Vec<Pair>);

#[derive(Debug)]
struct Pair {
    /// Only when it differs from the raw one.
    decoded_name: Option<Box<str>>,
    name: (usize, usize),
    value: (usize, usize),
}

impl Pairs {
    #[must_use]
    pub fn split(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut pairs = Vec::with_capacity(8);
        let mut from = 0;
        for end in memchr_iter(b'&', bytes).chain([bytes.len()]) {
            if from < end {
                let equals = memchr(b'=', &bytes[from..end]).map(|length| from + length);
                let name = (from, equals.unwrap_or(end));
                let decoded_name = match percent::decode_form(&text[name.0..name.1]) {
                    Ok(Cow::Owned(decoded)) => Some(decoded.into_boxed_str()),
                    Ok(Cow::Borrowed(_)) | Err(_) => None,
                };
                pairs.push(Pair {
                    decoded_name,
                    name,
                    value: (equals.map_or(end, |at| at + 1), end),
                });
            }
            from = end + 1;
        }
        Self(pairs)
    }

    /// The decoded names with their raw values; `text` is what was split.
    pub fn iter<'a>(
        &'a self,
        text: &'a str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, &'a str)> {
        self.0.iter().map(|pair| {
            let name = pair
                .decoded_name
                .as_deref()
                .unwrap_or(&text[pair.name.0..pair.name.1]);
            (name, &text[pair.value.0..pair.value.1])
        })
    }

    /// The raw values under a name.
    pub fn all<'a>(
        &'a self,
        text: &'a str,
        name: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a str> {
        self.iter(text)
            .filter(move |(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}
