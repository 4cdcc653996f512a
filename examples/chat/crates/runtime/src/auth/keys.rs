//! Keys that are known by their hashes alone.

use super::Grant;
use crate::http::Error;
use ring::digest::{SHA256, digest};
use std::{fmt, str::FromStr, sync::Arc};

/// Owners of API keys. In the settings: `OWNER:HASH` or `OWNER:HASH:SCOPE SCOPE`, separated by commas, where HASH is the
/// SHA-256 of the key in hexadecimal (`printf %s KEY | sha256sum`). Keys are long and random, so that no slower hash is
/// called for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ApiKeys(Arc<[(Hash, Grant)]>);

type Hash = [u8; 32];

impl ApiKeys {
    /// Knows keys as they are; for tests.
    #[must_use]
    pub fn of(keys: &[(&str, Grant)]) -> Self {
        let hashed = keys.iter().map(|(key, grant)| (hash(key), grant.clone()));
        Self(hashed.collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whom a key belongs to.
    ///
    /// # Errors
    /// 401 for a key that nobody has; "not implemented" without any keys.
    pub fn check(&self, key: &str) -> Result<Grant, Error> {
        if self.is_empty() {
            return Err(Error::not_implemented());
        }
        // What takes longer or shorter tells of hashes, and no key follows from a part of its hash.
        let hash = hash(key);
        let known = self.0.iter().find(|(known, _)| *known == hash);
        match known {
            Some((_, grant)) => Ok(grant.clone()),
            None => Err(Error::unauthorized("Invalid API key")),
        }
    }
}

fn hash(key: &str) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, key.as_bytes()).as_ref());
    hash
}

impl FromStr for ApiKeys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let entries = text.split(',').map(str::trim);
        let entries = entries.filter(|entry| !entry.is_empty()).map(entry);
        entries
            .collect::<Result<Vec<_>, _>>()
            .map(|keys| Self(keys.into()))
    }
}

fn entry(text: &str) -> Result<(Hash, Grant), String> {
    let mut parts = text.splitn(3, ':');
    let owner = parts.next().unwrap_or_default().trim();
    let hash = parts.next().and_then(|hash| unhex(hash.trim()));
    let scopes = parts.next().unwrap_or_default().split_whitespace();
    match hash {
        Some(hash) if !owner.is_empty() => {
            let scopes = scopes.map(str::to_owned).collect();
            Ok((hash, Grant::user(owner, scopes)))
        }
        _ => Err(
            "use OWNER:HASH or OWNER:HASH:SCOPES, with the key's SHA-256 (64 hexadecimal digits)"
                .to_owned(),
        ),
    }
}

fn unhex(text: &str) -> Option<Hash> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// Without the hashes.
impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(_, grant)| grant))
            .finish()
    }
}

/// How a setting is shown that can't be used: not at all.
impl fmt::Display for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}
