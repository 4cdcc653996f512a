//! Files of a form.

use super::Decoder;
use super::rules::Text;
use crate::fault::kind;
use crate::http::{ByteStream, Held};
use bytes::Bytes;
use std::io;
use std::path::Path;

/// A file that came with `multipart/form-data` (RFC 7578). A large one is in a temporary file, which goes away with the
/// last clone of this.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Upload {
    /// As the client named it; nothing to open a file by.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    content: Held,
}

impl Upload {
    #[must_use]
    pub fn new(
        file_name: Option<String>,
        content_type: Option<String>,
        content: impl Into<Held>,
    ) -> Self {
        Self {
            file_name,
            content_type,
            content: content.into(),
        }
    }

    /// In bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.content.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole content, in memory.
    ///
    /// # Errors
    /// The temporary file can't be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        self.content.read().await
    }

    /// The content, piece by piece.
    ///
    /// # Errors
    /// The temporary file can't be opened.
    pub async fn stream(&self) -> io::Result<ByteStream> {
        self.content.stream().await
    }

    /// Writes the content to a file of this name, instead of what is there.
    ///
    /// # Errors
    /// One of the files can't be read or written.
    pub async fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.content.copy_to(path.as_ref()).await
    }

    pub(super) fn bytes_now(&self) -> Option<Bytes> {
        self.content.read_now().ok()
    }
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
        let length = upload.len();
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
