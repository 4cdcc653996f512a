//! Calls to other services over HTTP: connections that are kept and used again, a limit of calls at once, a time limit,
//! answers of bounded size, and the caller's trace. Nothing is tried twice: who calls knows whether that would do harm.

mod call;
mod error;
mod network;

pub use call::{Call, Received};
pub use error::CallError;

use crate::{
    context::Context,
    prelude::BoxFuture,
    server::settings::{Size, Span, Variables},
};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use bytes::Bytes;
use network::Network;
use std::{fmt, num::NonZeroUsize, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::Instant};

/// How calls are made.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// How long a call may take, its waiting for a turn and the reading of its answer included.
    pub timeout: Duration,
    /// How many calls may be under way at once.
    pub concurrency: NonZeroUsize,
    /// How long an answer's body may be, in bytes.
    pub body_limit: usize,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            concurrency: NonZeroUsize::new(64).unwrap_or(NonZeroUsize::MIN),
            body_limit: 10 * 1024 * 1024,
        }
    }
}

impl ClientOptions {
    /// `CLIENT_TIMEOUT`, `CLIENT_CONCURRENCY` and `CLIENT_BODY_LIMIT`.
    pub fn read(variables: &mut Variables) -> Self {
        let default = Self::default();
        Self {
            timeout: variables.or("CLIENT_TIMEOUT", Span(default.timeout)).0,
            concurrency: variables.or("CLIENT_CONCURRENCY", default.concurrency),
            body_limit: variables
                .or("CLIENT_BODY_LIMIT", Size(default.body_limit))
                .0,
        }
    }
}

/// Calls other services. Cloning shares its connections and its limits.
#[derive(Debug, Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
    /// Narrower limits of this handle, beside the one that all share.
    turns: Vec<Arc<Semaphore>>,
    /// What every call carries.
    headers: HeaderMap,
    /// When whoever waits for the answers gives up.
    deadline: Option<Instant>,
}

#[derive(Debug)]
struct Shared {
    options: ClientOptions,
    transport: Transport,
}

type Fake = dyn Fn(Request<Bytes>) -> BoxFuture<'static, Response<Bytes>> + Send + Sync;

/// What carries a call.
enum Transport {
    Network(Network),
    Fake(Box<Fake>),
}

impl HttpClient {
    #[must_use]
    pub fn new(options: &ClientOptions) -> Self {
        Self::over(options, Transport::Network(Network::new()))
    }

    /// One whose calls never leave the process: `answer` answers them. For tests.
    pub fn fake<F>(
        options: &ClientOptions,
        answer: impl Fn(Request<Bytes>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Response<Bytes>> + Send + 'static,
    {
        let fake = move |request| Box::pin(answer(request)) as BoxFuture<'static, _>;
        Self::over(options, Transport::Fake(Box::new(fake)))
    }

    fn over(options: &ClientOptions, transport: Transport) -> Self {
        let turns = Semaphore::new(options.concurrency.get().min(Semaphore::MAX_PERMITS));
        Self {
            turns: vec![Arc::new(turns)],
            shared: Arc::new(Shared {
                options: options.clone(),
                transport,
            }),
            headers: HeaderMap::new(),
            deadline: None,
        }
    }

    /// The same client on behalf of a request: its calls carry the request's id and trace (W3C Trace Context), and end
    /// when the request is given up.
    #[must_use]
    pub fn on_behalf_of(&self, cx: &Context) -> Self {
        let mut client = self.clone();
        cx.pass_on(&mut client.headers);
        client.deadline = cx.deadline();
        client
    }

    /// The same client with at most so many calls of this handle's, and of its clones, at once.
    #[must_use]
    pub fn limited(&self, concurrency: usize) -> Self {
        let mut client = self.clone();
        let turns = Semaphore::new(concurrency.clamp(1, Semaphore::MAX_PERMITS));
        // Whoever waits for the narrower limit holds none of the turns of others.
        client.turns.insert(0, Arc::new(turns));
        client
    }

    pub fn get(&self, url: &str) -> Call<'_> {
        self.call(Method::GET, url)
    }

    pub fn post(&self, url: &str) -> Call<'_> {
        self.call(Method::POST, url)
    }

    pub fn call(&self, method: Method, url: &str) -> Call<'_> {
        Call::new(self, method, url)
    }
}

/// An answer of a fake.
#[must_use]
pub fn answer(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Network(_) => "Network",
            Self::Fake(_) => "Fake",
        })
    }
}
