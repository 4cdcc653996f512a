//! Rows that know which version of theirs is stored, and the conditions of requests over it (RFC 9110, section 13). Every
//! write gives a row a new version, which no row has had before.

use super::{Result, Row};
use uuid::Uuid;

/// What a row is read as, and its version.
#[derive(Debug, Clone)]
pub struct Versioned<T> {
    pub row: T,
    pub version: Uuid,
}

impl<T> Versioned<T> {
    /// # Errors
    /// The row is not one of these, or has no version.
    pub fn read(row: &Row, column: &'static str, read: impl Fn(&Row) -> Result<T>) -> Result<Self> {
        Ok(Self {
            row: read(row)?,
            version: row.get(column)?,
        })
    }

    /// The strong entity tag for the header `ETag`.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("\"{}\"", self.version)
    }

    /// Whether the header `If-Match` lets a request through: it names this version, or any, or is not there.
    #[must_use]
    pub fn is_expected(&self, if_match: Option<&String>) -> bool {
        if_match.is_none_or(|header| {
            let mut tags = tags(header);
            // Strong comparison: a weak tag is equal to none.
            tags.any(|tag| tag == "*" || tag == self.tag())
        })
    }

    /// Whether the client has this version already, as the header `If-None-Match` says.
    #[must_use]
    pub fn is_known(&self, if_none_match: Option<&String>) -> bool {
        if_none_match.is_some_and(|header| {
            let mut tags = tags(header);
            tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.tag())
        })
    }

    /// The version that a write has to find, so that nothing is lost which another client wrote meanwhile; any, where the
    /// client named none.
    #[must_use]
    pub fn wanted(&self, if_match: Option<&String>) -> Option<Uuid> {
        if_match
            .filter(|header| header.trim() != "*")
            .map(|_| self.version)
    }
}

fn tags(header: &str) -> impl Iterator<Item = &str> {
    header.split(',').map(str::trim)
}
