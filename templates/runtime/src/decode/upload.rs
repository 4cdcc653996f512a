//! Files of a form.

use super::Decoder;
use super::rules::Text;
use crate::fault::kind;
use bytes::Bytes;

/// A file that came with `multipart/form-data` (RFC 7578).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Upload {
    /// As the client named it; nothing to open a file by.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub data: Bytes,
}

impl<'a> Decoder<'a> {
    /// The file ahead, which is consumed; `None`, and nothing is consumed, when something else is ahead.
    pub(super) fn uploaded(&mut self) -> Option<&'a Upload> {
        if self.uploads.is_empty() || !self.scan.peek().is_ascii_digit() {
            return None;
        }
        let mut ahead = self.scan;
        let place = ahead.number().ok()?.text.parse::<usize>().ok()?;
        let upload = self.uploads.get(place)?;
        self.scan = ahead;
        Some(upload)
    }

    /// Reads a file. Lengths are in bytes.
    pub fn upload(&mut self, rules: &'static Text) -> Option<Upload> {
        self.scan.peek();
        let start = self.scan.at();
        let Some(upload) = self.uploaded() else {
            return self.wrong(kind::upload());
        };
        let length = upload.data.len() as u64;
        let end = self.scan.at();
        if length > rules.max_length {
            self.fault(kind::bytes_too_long(rules.max_length), start, end);
            return None;
        }
        if length < rules.min_length {
            self.fault(kind::bytes_too_short(rules.min_length), start, end);
            return None;
        }
        Some(upload.clone())
    }
}
