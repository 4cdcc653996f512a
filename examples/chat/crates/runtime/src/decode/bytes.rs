//! Bytes that travel as base64.

use super::Decoder;
use super::rules::Text;
use crate::fault::kind;
use serde::{Serialize, Serializer};

/// Bytes that are base64 in JSON (RFC 4648 section 4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Base64(pub Vec<u8>);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Base64 {
    /// Reads padded base64. The URL-safe letters of RFC 4648 section 5 are accepted too; line breaks are not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if !text.len().is_multiple_of(4) {
            return None;
        }
        let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
        let (digits, _) = text.split_at(text.len() - padding);
        if padding > 2 {
            return None;
        }
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
        for group in digits.chunks(4) {
            let mut bits = 0u32;
            for digit in group {
                bits = bits << 6 | sextet(*digit)?;
            }
            bits <<= 6 * (4 - group.len());
            let [_, a, b, c] = bits.to_be_bytes();
            bytes.extend_from_slice(&[a, b, c][..group.len() - 1]);
        }
        Some(Self(bytes))
    }
}

fn sextet(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

impl std::fmt::Display for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for group in self.0.chunks(3) {
            let mut bytes = [0; 4];
            bytes[1..=group.len()].copy_from_slice(group);
            let bits = u32::from_be_bytes(bytes);
            let mut digits = [b'='; 4];
            for (i, digit) in digits.iter_mut().enumerate().take(group.len() + 1) {
                *digit = ALPHABET[(bits >> (18 - 6 * i) & 63) as usize];
            }
            f.write_str(str::from_utf8(&digits).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Decoder<'_> {
    /// Reads base64. Lengths are those of the text, since that is the JSON string (JSON Schema has no other). A file
    /// of a form is taken as it is.
    pub fn bytes(&mut self, rules: &'static Text) -> Option<Base64> {
        if let Some(upload) = self.uploaded() {
            return upload.bytes_now().map(|bytes| Base64(bytes.to_vec()));
        }
        self.parsed(rules, &kind::BYTES_TYPE, |text| {
            Base64::parse(text).ok_or(kind::BASE64_DECODE)
        })
    }
}
