//! `name=value` pairs of a query string or an urlencoded form (WHATWG URL, section 5.1), still percent-encoded.
//! Split once; values are decoded by whoever knows their style, since a delimiter may be escaped inside one.

use super::percent::{self, NotUtf8};
use std::borrow::Cow;

/// The pairs, in order, as places in the text they were found in.
#[derive(Debug, Default)]
pub struct Pairs {
    pairs: Vec<Pair>,
    /// The names that are no UTF-8, with the bad bytes replaced. Nothing that is described has one of these.
    broken: Vec<String>,
}

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
        let mut pairs = Self {
            pairs: Vec::with_capacity(8),
            broken: Vec::new(),
        };
        let mut from = 0;
        for piece in text.as_bytes().split(|byte| *byte == b'&') {
            let until = from + piece.len();
            if !piece.is_empty() {
                let equals = piece.iter().position(|byte| *byte == b'=');
                let name = (from, equals.map_or(until, |length| from + length));
                let written = &text[name.0..name.1];
                let escaped = written.bytes().any(|byte| byte == b'%' || byte == b'+');
                let decoded_name = escaped.then(|| pairs.decoded(written)).flatten();
                pairs.pairs.push(Pair {
                    decoded_name,
                    name,
                    value: (equals.map_or(until, |length| from + length + 1), until),
                });
            }
            from = until + 1;
        }
        pairs
    }

    #[cold]
    fn decoded(&mut self, name: &str) -> Option<Box<str>> {
        match percent::decode_form(name) {
            Ok(Cow::Owned(decoded)) => Some(decoded.into_boxed_str()),
            Ok(Cow::Borrowed(_)) => None,
            Err(NotUtf8(name)) => {
                self.broken.push(name);
                None
            }
        }
    }

    /// For what takes names that are not described.
    ///
    /// # Errors
    /// A name that it would take is no UTF-8.
    pub fn check_names(&self, takes: impl Fn(&str) -> bool) -> Result<(), NotUtf8> {
        match self.broken.iter().find(|name| takes(name)) {
            Some(name) => Err(NotUtf8(name.clone())),
            None => Ok(()),
        }
    }

    /// The decoded names with their raw values; `text` is what was split.
    pub fn iter<'a>(
        &'a self,
        text: &'a str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().map(|pair| {
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
        let named = move |pair: &&Pair| match &pair.decoded_name {
            Some(known) => **known == *name,
            None => text.as_bytes()[pair.name.0..pair.name.1] == *name.as_bytes(),
        };
        let pairs = self.pairs.iter().filter(named);
        pairs.map(|pair| &text[pair.value.0..pair.value.1])
    }
}

/// A text whose values are joined, and what stands between them: clients escape all that is no comma (OpenAPI 3.1.1, section
/// 4.8.12.4).
pub fn joined<'t>(text: &'t str, delimiter: &'static str) -> (Cow<'t, str>, &'static str) {
    match delimiter {
        " " => (Cow::Owned(text.replace("%20", "+")), "+"),
        "|" => (
            Cow::Owned(text.replace("%7C", "|").replace("%7c", "|")),
            "|",
        ),
        _ => (Cow::Borrowed(text), delimiter),
    }
}
