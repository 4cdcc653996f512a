//! Percent-decoding (RFC 3986, section 2.1). In: raw text of a path segment, a query or a cookie. Out: the text
//! it stands for. A `%` that starts no escape stands for itself, as in browsers (WHATWG URL, section 1.3).

use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// The bytes behind the escapes are not UTF-8; holds the text with the bad bytes replaced, for the error message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUtf8(pub String);

/// Decodes a path segment or a cookie value: `+` stands for itself.
pub fn decode(raw: &str) -> Result<Cow<'_, str>, NotUtf8> {
    if memchr(b'%', raw.as_bytes()).is_some() {
        unescape(raw, false)
    } else {
        Ok(Cow::Borrowed(raw))
    }
}

/// Decodes a part of a query or of an urlencoded form: `+` stands for a space.
pub fn decode_form(raw: &str) -> Result<Cow<'_, str>, NotUtf8> {
    if memchr2(b'%', b'+', raw.as_bytes()).is_some() {
        unescape(raw, true)
    } else {
        Ok(Cow::Borrowed(raw))
    }
}

fn unescape(raw: &str, plus_is_space: bool) -> Result<Cow<'_, str>, NotUtf8> {
    let bytes = raw.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = if byte == b'%' {
            bytes.get(at + 1..at + 3).and_then(byte_of)
        } else {
            None
        };
        if let Some(value) = escaped {
            out.push(value);
            at += 3;
        } else {
            out.push(if plus_is_space && byte == b'+' {
                b' '
            } else {
                byte
            });
            at += 1;
        }
    }
    match String::from_utf8(out) {
        Ok(text) => Ok(Cow::Owned(text)),
        Err(fault) => Err(NotUtf8(
            String::from_utf8_lossy(fault.as_bytes()).into_owned(),
        )),
    }
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    match digits {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    }
}
