//! Programs that get tokens for themselves (RFC 6749, section 4.4). In: what a request to the token operation shows. Out: who
//! that would be, and whether the hash that is kept is of the secret that was shown. Secrets are made here, 32 random
//! bytes each, so that no slower hash is called for.

use super::base64;
use crate::{
    context::Context,
    decode::Secret,
    http::{
        Credential, Error, percent,
        security::{self, Shown},
    },
};
use ring::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};
use std::{hint::black_box, io};

const SECRET_LENGTH: usize = 32;

/// The `WWW-Authenticate` for a client that is not known (RFC 6749, section 5.2).
pub const CHALLENGE: &str = "Basic realm=\"api\", charset=\"UTF-8\"";

/// Who a client says it is; nothing of it is believed yet.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub id: String,
    secret: Secret,
}

impl Credentials {
    fn new(id: String, secret: String) -> Option<Self> {
        let secret = secret.into();
        (!id.is_empty()).then_some(Self { id, secret })
    }

    /// Whether the hash is of the secret; without one, no, and as late.
    #[must_use]
    pub fn is_of(&self, hash: Option<&str>) -> bool {
        let known = hash.and_then(base64::decode);
        let kept = known.as_deref().filter(|known| known.len() == 32);
        let own = digest(&SHA256, self.secret.expose().as_bytes());
        let pairs = own.as_ref().iter().zip(kept.unwrap_or(&[0; 32]));
        let differs = pairs.fold(0, |all, (own, kept)| black_box(all | (own ^ kept)));
        kept.is_some() && differs == 0
    }
}

/// What a request shows: HTTP Basic, else `client_id` and `client_secret` of its form. `None` where there is neither, or
/// both (section 2.3: no more than one of them).
#[must_use]
pub fn shown(cx: &Context, id: &str, secret: &str) -> Option<Credentials> {
    if !has_header(cx) {
        return Credentials::new(id.to_owned(), secret.to_owned());
    }
    let shown = by_header(cx)?;
    // Who it is may be said twice, what proves it may not.
    let agrees = secret.is_empty() && (id.is_empty() || id == shown.id);
    agrees.then_some(shown)
}

/// What a request shows by HTTP Basic; both parts are form-encoded inside (section 2.3.1).
#[must_use]
pub fn by_header(cx: &Context) -> Option<Credentials> {
    let Shown::Basic { user, password } = security::shown(cx, &Credential::Http("basic"))? else {
        return None;
    };
    let plain = |text: &str| Some(percent::decode_form(text).ok()?.into_owned());
    Credentials::new(plain(&user)?, plain(&password)?)
}

fn has_header(cx: &Context) -> bool {
    cx.headers().contains_key("authorization")
}

/// A secret that nobody could guess, and the hash to keep of it.
///
/// # Errors
/// The system has no random numbers.
pub fn new_secret() -> Result<(Secret, String), Error> {
    let mut bytes = [0; SECRET_LENGTH];
    let made = SystemRandom::new().fill(&mut bytes);
    made.map_err(|_| io::Error::other("the system has no random numbers"))?;
    let secret = base64::encode(&bytes);
    let hash = base64::encode(digest(&SHA256, secret.as_bytes()).as_ref());
    Ok((secret.into(), hash))
}

/// 401 for a client that is not there, is disabled, or has another secret, whichever it was.
#[cold]
#[must_use]
pub fn unknown() -> Error {
    Error::unauthorized("Unknown client, or a wrong secret")
        .with_header("www-authenticate", CHALLENGE)
}

/// 400 for a flow that the operation does not serve (RFC 6749, section 5.2).
#[cold]
#[must_use]
pub fn wrong_grant() -> Error {
    Error::bad_request("No token is given for this `grant_type`")
}
