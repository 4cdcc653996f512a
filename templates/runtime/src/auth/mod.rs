//! Providers for the usual kinds of credentials: static API keys, JSON Web Tokens, passwords. In: secrets of the
//! settings, and what a request shows. Out: a [`Grant`], or 401. One that nothing is configured for lets nobody in.

#[cfg(feature = "auth")]
mod base64;
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
pub use tokens::{Claims, Tokens};

use crate::http::Principal;

/// Who a request is from, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The name of a key's owner, the `sub` of a token, the user of a password.
    pub subject: String,
    pub scopes: Vec<String>,
}

impl Grant {
    #[must_use]
    pub fn new(subject: &str, scopes: &[&str]) -> Self {
        Self {
            subject: subject.to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        }
    }
}

impl Principal for Grant {
    fn may(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}
