//! JSON Web Tokens (RFC 7519), signed by a secret of ours (HS256) or by keys of an issuer's (RS256, ES256, `EdDSA`).

use super::{Grant, base64, jwks::Keys};
use crate::{http::Error, server::settings::Variables};
use axum::http::StatusCode;
use ring::hmac;
use serde_json::{Map, Value, json};
use std::{
    fmt,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

/// Clocks may differ by so much, in seconds.
const LEEWAY: f64 = 30.0;
/// RFC 7518, section 3.2: a key is no shorter than the hash.
const SECRET_LENGTH: usize = 32;

/// What tokens are judged by. Nothing of it is shown by `Debug`.
#[derive(Clone, Default)]
pub struct Tokens(Arc<Judge>);

#[derive(Default)]
struct Judge {
    secret: Option<hmac::Key>,
    keys: Keys,
    issuer: Option<String>,
    audience: Option<String>,
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Tokens {
    /// `JWT_SECRET` for HS256; `JWT_JWKS`, a file with a JWK Set (RFC 7517), for tokens of somebody else's. `JWT_ISSUER`
    /// and `JWT_AUDIENCE` are compared where they are set. Without secret and keys no token is good.
    pub fn read(variables: &mut Variables) -> Self {
        let secret = variables.secret("JWT_SECRET", SECRET_LENGTH);
        let keys = variables.optional("JWT_JWKS").unwrap_or_default();
        Self(Arc::new(Judge {
            secret: secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())),
            keys,
            issuer: variables.optional("JWT_ISSUER"),
            audience: variables.optional("JWT_AUDIENCE"),
        }))
    }

    /// Whom a token is of, and what it lets them do: `sub`, and `scope` (or `scopes`, `scp`, `roles`).
    ///
    /// # Errors
    /// 401; "not implemented" without anything to judge by.
    pub fn check(&self, token: &str) -> Result<Grant, Error> {
        self.claims(token).map(|claims| claims.grant())
    }

    /// All that a token says.
    ///
    /// # Errors
    /// 401; "not implemented" without anything to judge by.
    pub fn claims(&self, token: &str) -> Result<Claims, Error> {
        let judge = &*self.0;
        if judge.secret.is_none() && judge.keys.is_empty() {
            return Err(Error::not_implemented());
        }
        let claims = judge
            .verified(token)
            .ok_or_else(|| refusal("Invalid token"))?;
        judge.accept(&claims, now())?;
        Ok(Claims(claims))
    }

    /// A token of our own, for so long.
    ///
    /// # Errors
    /// There is no `JWT_SECRET`.
    pub fn issue(&self, grant: &Grant, lifetime: Duration) -> Result<String, Error> {
        let judge = &*self.0;
        let secret = judge.secret.as_ref().ok_or_else(Error::not_implemented)?;
        let (now, lifetime) = (now().floor(), lifetime.as_secs_f64());
        let mut claims = json!({
            "sub": grant.subject,
            "scope": grant.scopes.join(" "),
            "iat": now,
            "exp": now + lifetime,
        });
        for (name, value) in [("iss", &judge.issuer), ("aud", &judge.audience)] {
            if let Some(value) = value {
                claims[name] = json!(value);
            }
        }
        let head = base64::encode(br#"{"alg":"HS256","typ":"JWT"}"#);
        let signed = format!("{head}.{}", base64::encode(claims.to_string().as_bytes()));
        let signature = hmac::sign(secret, signed.as_bytes());
        Ok(format!("{signed}.{}", base64::encode(signature.as_ref())))
    }
}

impl Judge {
    /// The claims, if the signature is right. The algorithm is the key's: a token does not choose what it is judged by.
    fn verified(&self, token: &str) -> Option<Map<String, Value>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (head, claims) = signed.split_once('.')?;
        let signature = base64::decode(signature)?;
        let head: Value = serde_json::from_slice(&base64::decode(head)?).ok()?;
        // RFC 7515, section 4.1.11: what has to be understood, and is not.
        if head.get("crit").is_some() {
            return None;
        }
        let good = match head.get("alg")?.as_str()? {
            "HS256" => {
                let secret = self.secret.as_ref()?;
                hmac::verify(secret, signed.as_bytes(), &signature).is_ok()
            }
            algorithm => {
                let id = head.get("kid").and_then(Value::as_str);
                self.keys
                    .verify(algorithm, id, signed.as_bytes(), &signature)
            }
        };
        if !good {
            return None;
        }
        match serde_json::from_slice(&base64::decode(claims)?).ok()? {
            Value::Object(claims) => Some(claims),
            _ => None,
        }
    }

    /// Time, issuer, audience (RFC 7519, section 4.1). A token without an end is none.
    fn accept(&self, claims: &Map<String, Value>, now: f64) -> Result<(), Error> {
        let time = |name: &str| claims.get(name).map(Value::as_f64);
        match time("exp").flatten() {
            Some(end) if now < end + LEEWAY => {}
            Some(_) => return Err(refusal("The token has expired")),
            None => return Err(refusal("The token has no end")),
        }
        if time("nbf").is_some_and(|start| start.is_none_or(|start| now + LEEWAY < start)) {
            return Err(refusal("The token is not good yet"));
        }
        let is = |name: &str, expected: &str| match claims.get(name) {
            Some(Value::String(one)) => one == expected,
            Some(Value::Array(several)) => several.iter().any(|one| one == expected),
            _ => false,
        };
        if self
            .issuer
            .as_ref()
            .is_some_and(|issuer| !is("iss", issuer))
        {
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
        }
    }
}

/// RFC 6750, section 3.1.
#[cold]
fn refusal(why: &str) -> Error {
    let challenge = format!("Bearer error=\"invalid_token\", error_description=\"{why}\"");
    Error::new(StatusCode::UNAUTHORIZED, why).with_header("www-authenticate", &challenge)
}

/// Seconds since 1970.
fn now() -> f64 {
    UNIX_EPOCH.elapsed().unwrap_or_default().as_secs_f64()
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of thirty-two letters, at least";

    fn tokens(more: &[(&str, &str)]) -> Tokens {
        let mut pairs = vec![("JWT_SECRET", SECRET)];
        pairs.extend(more);
        let mut variables = Variables::from_pairs(pairs);
        let tokens = Tokens::read(&mut variables);
        variables.finish(tokens).unwrap()
    }

    fn signed(head: &str, claims: &Value) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let text = format!(
            "{}.{}",
            base64::encode(head.as_bytes()),
            base64::encode(claims.to_string().as_bytes())
        );
        let signature = hmac::sign(&key, text.as_bytes());
        format!("{text}.{}", base64::encode(signature.as_ref()))
    }

    #[test]
    fn what_is_issued_is_good_until_it_ends() {
        let tokens = tokens(&[("JWT_ISSUER", "here"), ("JWT_AUDIENCE", "us")]);
        let grant = Grant::new("ann", &["read", "write"]);
        let token = tokens.issue(&grant, Duration::from_mins(1)).unwrap();
        assert_eq!(tokens.check(&token).unwrap(), grant);
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{rest}x.{signature}");
        for bad in [
            "",
            "a",
            "a.b",
            "a.b.c",
            &forged,
            &token[..token.len() - 2],
            rest,
        ] {
            assert_eq!(tokens.check(bad).unwrap_err().status(), 401, "{bad}");
        }
        let other = Tokens::read(&mut Variables::from_pairs([(
            "JWT_SECRET",
            "another secret of thirty-two letters",
        )]));
        assert_eq!(other.check(&token).unwrap_err().status(), 401);
    }

    #[test]
    fn claims_are_held_to_the_settings() {
        let strict = tokens(&[("JWT_ISSUER", "here"), ("JWT_AUDIENCE", "us")]);
        let hs = r#"{"alg":"HS256"}"#;
        let later = now() + 60.0;
        for (head, claims, good) in [
            (
                hs,
                json!({"exp": later, "iss": "here", "aud": ["them", "us"]}),
                true,
            ),
            (
                hs,
                json!({"exp": now() - 60.0, "iss": "here", "aud": "us"}),
                false,
            ),
            (hs, json!({"iss": "here", "aud": "us"}), false),
            (
                hs,
                json!({"exp": "9999999999", "iss": "here", "aud": "us"}),
                false,
            ),
            (
                hs,
                json!({"exp": later, "iss": "there", "aud": "us"}),
                false,
            ),
            (hs, json!({"exp": later, "iss": "here"}), false),
            (
                hs,
                json!({"exp": later, "nbf": later, "iss": "here", "aud": "us"}),
                false,
            ),
            (
                r#"{"alg":"none"}"#,
                json!({"exp": later, "iss": "here", "aud": "us"}),
                false,
            ),
            (
                r#"{"alg":"RS256"}"#,
                json!({"exp": later, "iss": "here", "aud": "us"}),
                false,
            ),
            (
                r#"{"alg":"HS256","crit":["x"]}"#,
                json!({"exp": later, "iss": "here", "aud": "us"}),
                false,
            ),
        ] {
            let token = signed(head, &claims);
            assert_eq!(strict.check(&token).is_ok(), good, "{head} {claims}");
        }
        let none = format!(
            "{}.{}.",
            base64::encode(br#"{"alg":"none"}"#),
            base64::encode(b"{}")
        );
        assert!(strict.check(&none).is_err());
    }

    #[test]
    fn scopes_are_said_in_several_ways() {
        for (claims, scopes) in [
            (json!({"scope": "a b"}), vec!["a", "b"]),
            (json!({"scp": ["a", 1, "b"]}), vec!["a", "b"]),
            (json!({"scopes": "a", "roles": ["b"]}), vec!["a", "b"]),
            (json!({}), vec![]),
        ] {
            let Value::Object(claims) = claims else {
                unreachable!()
            };
            assert_eq!(Claims(claims).grant().scopes, scopes);
        }
    }

    #[test]
    fn a_short_secret_is_none() {
        let mut variables = Variables::from_pairs([("JWT_SECRET", "change-me")]);
        let tokens = Tokens::read(&mut variables);
        let faults = variables.finish(()).unwrap_err();
        assert!(!faults.to_string().contains("change-me"));
        assert!(tokens.check("a.b.c").unwrap_err().is_not_implemented());
    }
}
