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
