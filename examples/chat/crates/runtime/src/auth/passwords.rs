//! Passwords, known by their argon2 hashes.

use super::Grant;
use crate::{http::Error, scope::blocking};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    fmt,
    str::FromStr,
    sync::{Arc, LazyLock},
    thread,
};
use tokio::sync::Semaphore;

/// Users with passwords. In the settings: `USER:HASH` or `USER:HASH:SCOPE,SCOPE`, separated by spaces, where HASH is
/// argon2's in the PHC form (`$argon2id$v=19$…`).
#[derive(Clone, Default)]
pub struct Passwords(Arc<[(String, Grant)]>);

impl Passwords {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who has this name and password. It takes as long for a name that nobody has.
    ///
    /// # Errors
    /// 401; "not implemented" without any users.
    pub async fn check(&self, user: &str, password: &str) -> Result<Grant, Error> {
        if self.is_empty() {
            return Err(Error::not_implemented());
        }
        let known = self.0.iter().find(|(_, grant)| grant.subject == user);
        let hash = known.map(|(hash, _)| hash.clone());
        let good = verify(password.to_owned(), hash).await?;
        match known {
            Some((_, grant)) if good => Ok(grant.clone()),
            _ => Err(Error::unauthorized("Invalid name or password")),
        }
    }
}

/// A hash takes 19 MiB and tens of milliseconds: no more at once than there are processors.
static HASHING: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(2, Into::into)));

/// A password's hash in the PHC form, with a salt of its own, made where it holds nobody up.
///
/// # Errors
/// The system has no random numbers.
pub async fn hash(password: String) -> Result<String, Error> {
    let _turn = HASHING.acquire().await?;
    blocking(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(unusable)
    })
    .await
}

/// Whether the hash is the password's; without one, no, and as late.
///
/// # Errors
/// The process is ending.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, Error> {
    static NOBODYS: LazyLock<String> = LazyLock::new(|| {
        let hash = Argon2::default().hash_password(b"nobody's");
        hash.map(|hash| hash.to_string()).unwrap_or_default()
    });
    let _turn = HASHING.acquire().await?;
    blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODYS.clone());
        let Ok(hash) = PasswordHash::new(&text) else {
            return Ok(false);
        };
        let good = Argon2::default().verify_password(password.as_bytes(), &hash);
        Ok(known && good.is_ok())
    })
    .await
}

fn unusable(fault: argon2::password_hash::Error) -> Error {
    Error::from(std::io::Error::other(fault.to_string()))
}

impl FromStr for Passwords {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let entries = text.split_whitespace().map(entry);
        entries
            .collect::<Result<Vec<_>, _>>()
            .map(|users| Self(users.into()))
    }
}

fn entry(text: &str) -> Result<(String, Grant), String> {
    let mut parts = text.splitn(3, ':');
    let user = parts.next().unwrap_or_default();
    let hash = parts.next().unwrap_or_default();
    let scopes = parts.next().unwrap_or_default().split(',');
    if user.is_empty() || PasswordHash::new(hash).is_err() {
        return Err(
            "use USER:HASH or USER:HASH:SCOPES, with an argon2 hash ($argon2id$…)".to_owned(),
        );
    }
    let scopes: Vec<&str> = scopes.filter(|scope| !scope.is_empty()).collect();
    Ok((hash.to_owned(), Grant::new(user, &scopes)))
}

/// Without the hashes.
impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grants = self.0.iter().map(|(_, grant)| grant);
        f.debug_list().entries(grants).finish()
    }
}
