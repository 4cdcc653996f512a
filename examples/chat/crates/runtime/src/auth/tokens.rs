//! JSON Web Tokens (RFC 7519), signed by a secret of ours (HS256) or by keys of an issuer's (RS256, ES256, `EdDSA`).

#![allow(
    clippy::disallowed_methods,
    reason = "tokens say until when they are good"
)]

#[cfg(feature = "client")]
use super::issuer::Issuer;
use super::{Grant, base64, jwks::Keys};
use crate::{
    http::Error,
    server::settings::{Span, Variables},
};
use axum::http::StatusCode;
use ring::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use serde_json::{Map, Value, json};
use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Clocks may differ by so much, where `JWT_LEEWAY` does not say.
const LEEWAY: Duration = Duration::from_secs(30);
/// A token of our own is good for so long, where `JWT_TTL` does not say.
const LIFETIME: Duration = Duration::from_mins(30);
/// The same of one that new tokens are asked for with, and `JWT_REFRESH_TTL`.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);
/// RFC 7518, section 3.2: a key is no shorter than the hash.
const SECRET_LENGTH: usize = 32;
/// The claim that tells a token for more tokens from one that opens the API.
const USE: &str = "token_use";
const REFRESH: &str = "refresh";
const CLIENT: &str = "client";

/// What tokens are judged by. Nothing of it is shown by `Debug`.
#[derive(Clone, Default)]
pub struct Tokens(Arc<Judge>);

struct Judge {
    secret: Option<hmac::Key>,
    keys: Source,
    issuer: Option<String>,
    audience: Option<String>,
    leeway: Duration,
    lifetime: Duration,
    refresh_lifetime: Duration,
}

/// Where the keys of others are.
enum Source {
    /// Read at start; there may be none.
    Fixed(Keys),
    #[cfg(feature = "client")]
    Fetched(Issuer),
}

impl Source {
    fn is_empty(&self) -> bool {
        match self {
            Self::Fixed(keys) => keys.is_empty(),
            #[cfg(feature = "client")]
            Self::Fetched(_) => false,
        }
    }

    /// `JWT_OPENID`, or `JWT_JWKS`: a URL, or a file.
    fn read(variables: &mut Variables) -> Self {
        for (name, discovered) in [("JWT_OPENID", true), ("JWT_JWKS", false)] {
            let url: Option<String> = variables.optional(name);
            let Some(url) = url.filter(|text| discovered || text.contains("://")) else {
                continue;
            };
            #[cfg(feature = "client")]
            return Self::Fetched(Issuer::new(&url, discovered));
            #[cfg(not(feature = "client"))]
            variables.refuse(name, &format!("{url} would have to be fetched: put `client = true` under [generate] in specwright.toml, and generate"));
            #[cfg(not(feature = "client"))]
            return Self::Fixed(Keys::default());
        }
        Self::Fixed(variables.optional("JWT_JWKS").unwrap_or_default())
    }
}

impl Default for Judge {
    fn default() -> Self {
        Self {
            secret: None,
            keys: Source::Fixed(Keys::default()),
            issuer: None,
            audience: None,
            leeway: LEEWAY,
            lifetime: LIFETIME,
            refresh_lifetime: REFRESH_LIFETIME,
        }
    }
}

/// A token of our own, as its client is told of it (RFC 6749, section 5.1).
#[derive(Debug, Clone)]
pub struct Issued {
    pub access_token: String,
    /// In seconds.
    pub expires_in: u32,
    /// What it lets its holder do, separated by spaces.
    pub scope: String,
}

impl Issued {
    /// For an answer whose members the description does not name.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "access_token": self.access_token,
            "token_type": "bearer",
            "expires_in": self.expires_in,
            "scope": self.scope,
        })
    }
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Tokens {
    /// `JWT_SECRET` for HS256. For tokens of somebody else's: `JWT_JWKS`, a file with a JWK Set (RFC 7517) or the URL of one,
    /// or `JWT_OPENID`, the URL of their discovery document. `JWT_ISSUER` and `JWT_AUDIENCE` are compared where they are
    /// set. Without secret and keys no token is good.
    pub fn read(variables: &mut Variables) -> Self {
        let secret = variables.secret("JWT_SECRET", SECRET_LENGTH);
        Self::with(secret.as_deref(), variables)
    }

    /// The same for a service that issues tokens: it needs a secret. What is built for debugging makes one up that is
    /// worth nothing after a restart, and says so; a release without one does not start. One that answers with examples
    /// (`mock`) gets along without.
    pub fn read_own(variables: &mut Variables, mock: bool) -> Self {
        let secret = match variables.secret("JWT_SECRET", SECRET_LENGTH) {
            None if !mock => variables.made_up("JWT_SECRET", made_up),
            secret => secret,
        };
        Self::with(secret.as_deref(), variables)
    }

    fn with(secret: Option<&str>, variables: &mut Variables) -> Self {
        Self(Arc::new(Judge {
            secret: secret.map(hmac_key),
            keys: Source::read(variables),
            issuer: variables.optional("JWT_ISSUER"),
            audience: variables.optional("JWT_AUDIENCE"),
            leeway: variables.or("JWT_LEEWAY", Span(LEEWAY)).0,
            lifetime: variables.or("JWT_TTL", Span(LIFETIME)).0,
            refresh_lifetime: variables.or("JWT_REFRESH_TTL", Span(REFRESH_LIFETIME)).0,
        }))
    }

    /// Fetches the keys of others, where they are to be fetched, before the first token asks for them.
    pub fn prepare(&self) {
        #[cfg(feature = "client")]
        if let Source::Fetched(issuer) = &self.0.keys {
            issuer.refresh();
        }
    }

    /// Signs and judges by this secret; for tests.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(Arc::new(Judge {
            secret: Some(hmac_key(secret)),
            ..Judge::default()
        }))
    }

    /// Whom a token is of, and what it lets them do: `sub`, and `scope` (or `scopes`, `scp`, `roles`).
    ///
    /// # Errors
    /// 401; "not implemented" without anything to judge by.
    pub async fn check(&self, token: &str) -> Result<Grant, Error> {
        let claims = self.claims(token).await?;
        if claims.get(USE).is_some_and(|purpose| purpose == REFRESH) {
            return Err(refusal("Not a token for this"));
        }
        Ok(claims.grant())
    }

    /// The same for a token that new ones are asked for with.
    ///
    /// # Errors
    /// 401; "not implemented" without anything to judge by.
    pub async fn check_refresh(&self, token: &str) -> Result<Grant, Error> {
        let claims = self.claims(token).await?;
        match claims.get(USE) {
            Some(purpose) if purpose == REFRESH => Ok(claims.grant()),
            _ => Err(refusal("Not a token for this")),
        }
    }

    /// All that a token says.
    ///
    /// # Errors
    /// 401; "not implemented" without anything to judge by.
    pub async fn claims(&self, token: &str) -> Result<Claims, Error> {
        let judge = &*self.0;
        if judge.secret.is_none() && judge.keys.is_empty() {
            return Err(Error::not_implemented());
        }
        let invalid = || refusal("Invalid token");
        let signed = Signed::parse(token).ok_or_else(invalid)?;
        let discovered = judge.verify(&signed).await?;
        let claims = signed.claims().ok_or_else(invalid)?;
        let issuer = judge.issuer.as_deref().or(discovered.as_deref());
        judge.accept(&claims, issuer, seconds(SystemTime::now()))?;
        Ok(Claims(claims))
    }

    /// A token of our own, good from now on for as long as `JWT_TTL` says.
    ///
    /// # Errors
    /// There is no `JWT_SECRET`.
    pub fn issue(&self, grant: &Grant) -> Result<Issued, Error> {
        Ok(Issued {
            access_token: self.issue_at(grant, SystemTime::now())?,
            expires_in: u32::try_from(self.0.lifetime.as_secs()).unwrap_or(u32::MAX),
            scope: grant.scopes.join(" "),
        })
    }

    /// The same, as if it was another time: tests have no time to wait for the end of a token.
    ///
    /// # Errors
    /// There is no `JWT_SECRET`.
    pub fn issue_at(&self, grant: &Grant, time: SystemTime) -> Result<String, Error> {
        let purpose = grant.client.then_some(CLIENT);
        self.0.signed(grant, time, self.0.lifetime, purpose)
    }

    /// A token that new ones are asked for with, and that opens nothing itself.
    ///
    /// # Errors
    /// There is no `JWT_SECRET`; or it would be for a program, which shows its secret again (RFC 6749, section 4.4.3).
    pub fn issue_refresh(&self, grant: &Grant) -> Result<String, Error> {
        grant.name()?;
        let lifetime = self.0.refresh_lifetime;
        self.0
            .signed(grant, SystemTime::now(), lifetime, Some(REFRESH))
    }
}

impl Judge {
    fn signed(
        &self,
        grant: &Grant,
        time: SystemTime,
        lifetime: Duration,
        purpose: Option<&str>,
    ) -> Result<String, Error> {
        let secret = self.secret.as_ref().ok_or_else(Error::not_implemented)?;
        // Whole numbers: some who read tokens take no others (RFC 7519, section 2).
        let begin = time
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let rest = u64::from(lifetime.subsec_nanos() > 0);
        let mut claims = json!({
            "sub": grant.subject,
            "scope": grant.scopes.join(" "),
            "iat": begin,
            "exp": begin.saturating_add(lifetime.as_secs()).saturating_add(rest),
        });
        let named = [
            ("iss", self.issuer.as_deref()),
            ("aud", self.audience.as_deref()),
            (USE, purpose),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                claims[name] = json!(value);
            }
        }
        let head = base64::encode(br#"{"alg":"HS256","typ":"JWT"}"#);
        let signed = format!("{head}.{}", base64::encode(claims.to_string().as_bytes()));
        let signature = hmac::sign(secret, signed.as_bytes());
        Ok(format!("{signed}.{}", base64::encode(signature.as_ref())))
    }

    /// Whether the signature is right. The algorithm is the key's: a token does not choose what it is judged by. Out: the
    /// issuer whose key it was, if that is known.
    async fn verify(&self, token: &Signed<'_>) -> Result<Option<Arc<str>>, Error> {
        let (good, issuer) = match (token.algorithm.as_str(), &self.keys) {
            ("HS256", _) => {
                let secret = self.secret.as_ref();
                let good = secret.is_some_and(|secret| {
                    hmac::verify(secret, token.text.as_bytes(), &token.signature).is_ok()
                });
                (good, None)
            }
            (_, Source::Fixed(keys)) => (token.is_by(keys), None),
            #[cfg(feature = "client")]
            (_, Source::Fetched(issuer)) => {
                let known = issuer.keys(token.key.as_deref()).await?;
                (token.is_by(&known.keys), known.issuer)
            }
        };
        good.then_some(issuer)
            .ok_or_else(|| refusal("Invalid token"))
    }

    /// Time, issuer, audience (RFC 7519, section 4.1). A token without an end is none.
    fn accept(
        &self,
        claims: &Map<String, Value>,
        issuer: Option<&str>,
        now: f64,
    ) -> Result<(), Error> {
        let time = |name: &str| claims.get(name).map(Value::as_f64);
        let leeway = self.leeway.as_secs_f64();
        match time("exp").flatten() {
            Some(end) if now < end + leeway => {}
            Some(_) => return Err(refusal("The token has expired")),
            None => return Err(refusal("The token has no end")),
        }
        if time("nbf").is_some_and(|start| start.is_none_or(|start| now + leeway < start)) {
            return Err(refusal("The token is not good yet"));
        }
        let is = |name: &str, expected: &str| match claims.get(name) {
            Some(Value::String(one)) => one == expected,
            Some(Value::Array(several)) => several.iter().any(|one| one == expected),
            _ => false,
        };
        if issuer.is_some_and(|issuer| !is("iss", issuer)) {
            return Err(refusal("The token is of another issuer"));
        }
        if self
            .audience
            .as_ref()
            .is_some_and(|audience| !is("aud", audience))
        {
            return Err(refusal("The token is for somebody else"));
        }
        Ok(())
    }
}

/// A token, in its parts (RFC 7515, section 3.1); nothing of it is believed yet.
struct Signed<'t> {
    algorithm: String,
    key: Option<String>,
    /// What is signed.
    text: &'t str,
    signature: Vec<u8>,
}

impl<'t> Signed<'t> {
    fn parse(token: &'t str) -> Option<Self> {
        let (text, signature) = token.rsplit_once('.')?;
        let (head, _) = text.split_once('.')?;
        let head: Value = serde_json::from_slice(&base64::decode(head)?).ok()?;
        // Section 4.1.11: what has to be understood, and is not.
        if head.get("crit").is_some() {
            return None;
        }
        let member = |name: &str| head.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            algorithm: member("alg")?,
            key: member("kid"),
            text,
            signature: base64::decode(signature)?,
        })
    }

    fn is_by(&self, keys: &Keys) -> bool {
        let (key, text) = (self.key.as_deref(), self.text.as_bytes());
        keys.verify(&self.algorithm, key, text, &self.signature)
    }

    fn claims(&self) -> Option<Map<String, Value>> {
        let (_, claims) = self.text.split_once('.')?;
        match serde_json::from_slice(&base64::decode(claims)?).ok()? {
            Value::Object(claims) => Some(claims),
            _ => None,
        }
    }
}

impl Claims {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    #[must_use]
    pub fn grant(&self) -> Grant {
        let subject = self.get("sub").and_then(Value::as_str);
        let mut scopes = Vec::new();
        for name in ["scope", "scopes", "scp", "roles"] {
            match self.get(name) {
                Some(Value::String(list)) => {
                    scopes.extend(list.split_whitespace().map(str::to_owned));
                }
                Some(Value::Array(list)) => {
                    scopes.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => {}
            }
        }
        Grant {
            subject: subject.unwrap_or_default().to_owned(),
            scopes,
            client: self.get(USE).is_some_and(|purpose| purpose == CLIENT),
        }
    }
}

/// RFC 6750, section 3.1.
#[cold]
fn refusal(why: &str) -> Error {
    let challenge = format!("Bearer error=\"invalid_token\", error_description=\"{why}\"");
    Error::new(StatusCode::UNAUTHORIZED, why).with_header("www-authenticate", &challenge)
}

fn hmac_key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

/// Nothing that anybody could guess; `None` where the system has no random numbers.
fn made_up() -> Option<String> {
    let mut bytes = [0; SECRET_LENGTH];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(base64::encode(&bytes))
}

/// Since 1970.
fn seconds(time: SystemTime) -> f64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs_f64()
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .finish_non_exhaustive()
    }
}
