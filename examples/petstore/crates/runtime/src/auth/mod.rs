//! Providers for the usual kinds of credentials: static API keys, JSON Web Tokens, passwords. In: secrets of the
//! settings, and what a request shows. Out: a [`Grant`], or 401. One that nothing is configured for lets nobody in.

#[cfg(any(feature = "auth", feature = "data"))]
pub(crate) mod base64;
#[cfg(feature = "auth")]
pub mod clients;
#[cfg(any(feature = "auth", feature = "passwords"))]
pub mod command;
#[cfg(all(feature = "auth", feature = "client"))]
mod issuer;
#[cfg(feature = "auth")]
mod jwks;
#[cfg(feature = "auth")]
mod keys;
#[cfg(feature = "passwords")]
pub mod passwords;
#[cfg(feature = "auth")]
mod tokens;

#[cfg(feature = "auth")]
pub use keys::ApiKeys;
#[cfg(feature = "passwords")]
pub use passwords::Passwords;
#[cfg(feature = "auth")]
pub use tokens::{Claims, Issued, Tokens};

use crate::http::{Error, Principal};

/// Who a request is from, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The name of a key's owner, the `sub` of a token, the user of a password.
    pub subject: String,
    pub scopes: Vec<String>,
    /// A program that acts for itself (RFC 6749, section 4.4), and no user of that name.
    pub client: bool,
}

impl Grant {
    #[must_use]
    pub fn new(subject: &str, scopes: &[&str]) -> Self {
        Self {
            subject: subject.to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            client: false,
        }
    }

    /// A user of ours.
    #[must_use]
    pub fn user(name: &str, scopes: Vec<String>) -> Self {
        Self {
            subject: name.to_owned(),
            scopes,
            client: false,
        }
    }

    /// A program of ours, that acts for itself.
    #[must_use]
    pub fn client(id: &str, scopes: Vec<String>) -> Self {
        Self {
            subject: id.to_owned(),
            scopes,
            client: true,
        }
    }

    /// The same, if it is a user's: what programs can't show.
    ///
    /// # Errors
    /// 401 where it is a program's.
    pub fn of_user(self) -> Result<Self, Error> {
        if self.client {
            return Err(not_for_this());
        }
        Ok(self)
    }

    /// The same, if it is a program's: what users can't show.
    ///
    /// # Errors
    /// 401 where it is a user's.
    pub fn of_client(self) -> Result<Self, Error> {
        if self.client {
            return Ok(self);
        }
        Err(not_for_this())
    }

    /// The name of the user, if it is one.
    ///
    /// # Errors
    /// 401 where it is a program.
    pub fn name(&self) -> Result<&str, Error> {
        if self.client {
            return Err(nobody());
        }
        Ok(&self.subject)
    }

    /// No more than is asked for: scopes separated by spaces (RFC 6749, section 3.3). Who asks for none gets all.
    #[must_use]
    pub fn narrowed(mut self, asked: &str) -> Self {
        let asked: Vec<&str> = asked.split_whitespace().collect();
        if !asked.is_empty() {
            self.scopes.retain(|scope| asked.contains(&scope.as_str()));
        }
        self
    }
}

/// 401 for a name or a password that is wrong, whichever it was.
#[cold]
#[must_use]
pub fn wrong_password() -> Error {
    Error::unauthorized("Incorrect username or password").with_header("www-authenticate", "Bearer")
}

/// 401 for good credentials of somebody who is not there any more.
#[cold]
#[must_use]
pub fn nobody() -> Error {
    let challenge = "Bearer error=\"invalid_token\"";
    Error::unauthorized("There is no such user").with_header("www-authenticate", challenge)
}

/// 401 for a good token of a user where only programs are let in, or of a program where only users are.
#[cold]
fn not_for_this() -> Error {
    let challenge = "Bearer error=\"invalid_token\"";
    Error::unauthorized("Not a token for this").with_header("www-authenticate", challenge)
}

impl Principal for Grant {
    fn may(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}
