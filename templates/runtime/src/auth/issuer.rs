//! Public keys of somebody who issues tokens, fetched from them: a JWK Set by its URL, or through their discovery
//! document (OpenID Connect Discovery 1.0, section 4). They are kept, and fetched again when they are old or when a token
//! names one that is not among them; what can't be fetched again stays good.

use super::jwks::Keys;
use crate::{
    client::{CallError, ClientOptions, HttpClient},
    http::Error,
};
use axum::http::StatusCode;
use serde_json::Value;
use std::{
    fmt,
    num::NonZeroUsize,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// Who fetches again and again because of tokens that anybody can make up is no better than who made them.
const PAUSE: Duration = Duration::from_secs(10);
/// How long keys are good where the answer does not say, and the bounds of what it can say.
const USUAL_AGE: Duration = Duration::from_mins(15);
const LEAST_AGE: Duration = Duration::from_mins(1);
const MOST_AGE: Duration = Duration::from_hours(24);

/// Whose keys are fetched. Cloning shares them.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    url: String,
    /// The URL is that of a discovery document.
    discovered: bool,
    client: HttpClient,
    state: RwLock<State>,
    /// One fetch at a time.
    turn: Mutex<()>,
}

#[derive(Clone, Default)]
struct State {
    known: Option<Known>,
    /// When the keys grow old.
    until: Option<Instant>,
    tried: Option<Instant>,
}

/// What the issuer said last.
#[derive(Clone)]
pub struct Known {
    pub keys: Arc<Keys>,
    /// The `iss` of its tokens, where it is discovered.
    pub issuer: Option<Arc<str>>,
}

impl Issuer {
    pub fn new(url: &str, discovered: bool) -> Self {
        let options = ClientOptions {
            timeout: Duration::from_secs(5),
            concurrency: NonZeroUsize::MIN,
            body_limit: 1024 * 1024,
        };
        Self::over(url, discovered, HttpClient::new(&options))
    }

    fn over(url: &str, discovered: bool, client: HttpClient) -> Self {
        Self(Arc::new(Inner {
            url: url.to_owned(),
            discovered,
            client,
            state: RwLock::default(),
            turn: Mutex::default(),
        }))
    }

    /// The keys for a token that names this one, or none.
    ///
    /// # Errors
    /// 503 as long as they could never be fetched.
    pub async fn keys(&self, id: Option<&str>) -> Result<Known, Error> {
        let state = self.state();
        let Some(known) = state.known else {
            self.fetch_once(None).await;
            return self.state().known.ok_or_else(unreachable);
        };
        if id.is_some_and(|id| !known.keys.has(id)) {
            self.fetch_once(id).await;
            return Ok(self.state().known.unwrap_or(known));
        }
        if state.until.is_none_or(|until| until <= Instant::now()) {
            self.refresh();
        }
        Ok(known)
    }

    /// Fetches the keys without anybody waiting for them.
    pub fn refresh(&self) {
        let issuer = self.clone();
        tokio::spawn(async move { issuer.fetch_once(None).await });
    }

    /// Fetches the keys, unless somebody just did or tried.
    async fn fetch_once(&self, id: Option<&str>) {
        let _turn = self.0.turn.lock().await;
        let state = self.state();
        let now = Instant::now();
        if state.tried.is_some_and(|tried| now < tried + PAUSE) {
            return;
        }
        if let Some(id) = id
            && state.known.is_some_and(|known| known.keys.has(id))
        {
            return;
        }
        let fetched = self.fetch().await;
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        state.tried = Some(now);
        match fetched {
            Ok((known, age)) => {
                state.known = Some(known);
                state.until = Some(now + age.clamp(LEAST_AGE, MOST_AGE));
            }
            Err(fault) => {
                let url = &self.0.url;
                tracing::warn!(url, %fault, "the keys that tokens are judged by can't be fetched");
            }
        }
    }

    async fn fetch(&self) -> Result<(Known, Duration), CallError> {
        let Inner { url, client, .. } = &*self.0;
        let (url, issuer) = if self.0.discovered {
            let document: Value = client.get(url).send().await?.ok()?.json()?;
            let text = |name: &str| document.get(name).and_then(Value::as_str);
            let keys = text("jwks_uri").ok_or_else(|| wrong("it has no `jwks_uri`"))?;
            (keys.to_owned(), text("issuer").map(Arc::from))
        } else {
            (url.clone(), None)
        };
        let answer = client.get(&url).send().await?.ok()?;
        let keys = Keys::parse(&answer.text()).filter(|keys| !keys.is_empty());
        let keys = Arc::new(keys.ok_or_else(|| wrong("it is no JWK Set with a key of use"))?);
        let age = answer.max_age().unwrap_or(USUAL_AGE);
        Ok((Known { keys, issuer }, age))
    }

    fn state(&self) -> State {
        let state = self.0.state.read();
        state.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn wrong(what: &str) -> CallError {
    CallError::Answer(what.into())
}

#[cold]
fn unreachable() -> Error {
    Error::from_status(StatusCode::SERVICE_UNAVAILABLE)
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Issuer").field(&self.0.url).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{auth::Tokens, client::answer};
    use axum::http::Request;
    use bytes::Bytes;
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
    };
    use serde_json::json;
    use std::{
        future::ready,
        sync::atomic::{AtomicUsize, Ordering},
    };

    /// Signs tokens as somebody else does.
    struct Other {
        id: &'static str,
        pair: EcdsaKeyPair,
        random: SystemRandom,
    }

    impl Other {
        fn new(id: &'static str) -> Self {
            let random = SystemRandom::new();
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
            Self { id, pair, random }
        }

        fn jwk(&self) -> Value {
            use super::super::base64::encode;
            let point = self.pair.public_key().as_ref();
            let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
            json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": self.id, "alg": "ES256"})
        }

        fn token(&self, issuer: &str) -> String {
            use super::super::base64::encode;
            let head = json!({"alg": "ES256", "kid": self.id}).to_string();
            let claims = json!({"sub": "ann", "iss": issuer, "exp": 9_999_999_999_u64});
            let text = format!(
                "{}.{}",
                encode(head.as_bytes()),
                encode(claims.to_string().as_bytes())
            );
            let signature = self.pair.sign(&self.random, text.as_bytes()).unwrap();
            format!("{text}.{}", encode(signature.as_ref()))
        }
    }

    /// An issuer whose set of keys can be changed; it counts how often it is asked, and fails where there is none.
    struct Fake {
        keys: Arc<RwLock<Option<Value>>>,
        asked: Arc<AtomicUsize>,
    }

    impl Fake {
        fn new(keys: &[Value]) -> Self {
            Self {
                keys: Arc::new(RwLock::new(Some(json!({ "keys": keys })))),
                asked: Arc::default(),
            }
        }

        fn set(&self, keys: Option<&[Value]>) {
            *self.keys.write().unwrap() = keys.map(|keys| json!({ "keys": keys }));
        }

        fn issuer(&self, discovered: bool) -> Issuer {
            let (keys, asked) = (self.keys.clone(), self.asked.clone());
            let fake = move |request: Request<Bytes>| {
                asked.fetch_add(1, Ordering::SeqCst);
                let body = match (request.uri().path(), &*keys.read().unwrap()) {
                    ("/discovery", _) => {
                        Some(json!({"issuer": "https://a", "jwks_uri": "http://a/keys"}))
                    }
                    ("/keys", keys) => keys.clone(),
                    _ => None,
                };
                ready(match body {
                    Some(body) => answer(StatusCode::OK, body.to_string()),
                    None => answer(StatusCode::BAD_GATEWAY, ""),
                })
            };
            let client = HttpClient::fake(&ClientOptions::default(), fake);
            let path = if discovered { "discovery" } else { "keys" };
            Issuer::over(&format!("http://a/{path}"), discovered, client)
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::SeqCst)
        }
    }

    async fn status(tokens: &Tokens, token: &str) -> u16 {
        match tokens.check(token).await {
            Ok(_) => 200,
            Err(error) => error.status().as_u16(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn keys_are_kept_and_new_ones_are_looked_for() {
        let (one, two, none) = (Other::new("one"), Other::new("two"), Other::new("none"));
        let fake = Fake::new(&[one.jwk()]);
        let tokens = Tokens::of_issuer(fake.issuer(false));
        for _ in 0..3 {
            assert_eq!(status(&tokens, &one.token("")).await, 200);
        }
        assert_eq!(fake.asked(), 1);
        // Signed anew with a key that came later. It is found, but not by everybody who makes a name up.
        fake.set(Some(&[one.jwk(), two.jwk()]));
        assert_eq!(status(&tokens, &two.token("")).await, 401);
        tokio::time::advance(PAUSE).await;
        assert_eq!(status(&tokens, &two.token("")).await, 200);
        assert_eq!(fake.asked(), 2);
        for _ in 0..20 {
            assert_eq!(status(&tokens, &none.token("")).await, 401);
        }
        assert_eq!(fake.asked(), 2);
        tokio::time::advance(PAUSE).await;
        assert_eq!(status(&tokens, &none.token("")).await, 401);
        assert_eq!(fake.asked(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn old_keys_are_better_than_none() {
        let one = Other::new("one");
        let fake = Fake::new(&[one.jwk()]);
        let tokens = Tokens::of_issuer(fake.issuer(false));
        fake.set(None);
        assert_eq!(status(&tokens, &one.token("")).await, 503);
        fake.set(Some(&[one.jwk()]));
        assert_eq!(status(&tokens, &one.token("")).await, 503, "not so soon");
        tokio::time::advance(PAUSE).await;
        assert_eq!(status(&tokens, &one.token("")).await, 200);
        fake.set(None);
        tokio::time::advance(USUAL_AGE * 2).await;
        let asked = fake.asked();
        assert_eq!(status(&tokens, &one.token("")).await, 200);
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        assert_eq!(fake.asked(), asked + 1, "asked again, in the background");
        assert_eq!(status(&tokens, &one.token("")).await, 200);
    }

    #[tokio::test(start_paused = true)]
    async fn an_issuer_is_discovered() {
        let one = Other::new("one");
        let fake = Fake::new(&[one.jwk()]);
        let tokens = Tokens::of_issuer(fake.issuer(true));
        assert_eq!(status(&tokens, &one.token("https://a")).await, 200);
        assert_eq!(status(&tokens, &one.token("https://b")).await, 401);
        assert_eq!(fake.asked(), 2);
    }
}
