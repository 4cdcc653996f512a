//! Everything around the router: the layer that every request passes, logs, metrics, health, docs pages, settings,
//! shutdown. Knows nothing of operations but their path templates.

mod cors;
mod docs;
mod health;
mod layer;
mod listen;
mod logs;
mod metrics;
mod pulse;
mod quiet;
mod rate;
mod request_id;
pub mod settings;
mod stop;
mod tls;
#[cfg(feature = "otel")]
pub(crate) mod traces;

pub use cors::Cors;
pub use health::Health;
pub use layer::{Served, ServerLayer};
pub use logs::{LogFilter, LogFormat, start as start_logs};
pub use metrics::Metrics;
pub use rate::{Client, Rate, RateLimit};
pub use tls::Tls;

use crate::{
    http::{Description, Error, ErrorForm, Route},
    scope::Tasks,
};
use axum::Router;
use std::{io, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How requests are served, whatever they ask for.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// A request that takes longer is given up: 408 while its body is read, else 503.
    pub timeout: Duration,
    /// A connection is let go after so long without a whole request, or without anything of an answer being taken.
    pub idle: Duration,
    /// How many connections are served at once; others wait.
    pub connections: usize,
    /// How long requests and tasks under way may take once the process is told to stop.
    pub shutdown: Duration,
    pub cors: Cors,
    /// `None`: nobody counts.
    pub rate_limit: Option<RateLimit>,
    /// `None`: plain HTTP.
    pub tls: Option<Tls>,
    pub errors: ErrorForm,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            connections: 10_000,
            shutdown: Duration::from_secs(10),
            cors: Cors::default(),
            rate_limit: None,
            tls: None,
            errors: ErrorForm::default(),
        }
    }
}

/// What surrounds the router: its layer, its pages, its counters, and the loop that accepts connections. Cloning shares
/// all of it.
#[derive(Debug, Clone, Default)]
pub struct Server(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    options: ServerOptions,
    health: Health,
    metrics: Metrics,
    tasks: Tasks,
    limiter: Option<rate::Limiter>,
    hooks: stop::Hooks,
}

impl Server {
    #[must_use]
    pub fn new(options: ServerOptions) -> Self {
        let limiter = options.rate_limit.clone().map(rate::Limiter::new);
        Self(Arc::new(Shared {
            options,
            limiter,
            ..Shared::default()
        }))
    }

    #[must_use]
    pub fn health(&self) -> &Health {
        &self.0.health
    }

    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Tasks that a shutdown waits for.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.0.tasks
    }

    /// What its addresses begin with: `http`, or `https`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        match self.0.options.tls {
            Some(_) => "https",
            None => "http",
        }
    }

    /// The layer that gives every request its id, its time limit, its line in the log and its place in the metrics, and
    /// keeps a panic from taking the connection along.
    #[must_use]
    pub fn layer(&self) -> ServerLayer {
        ServerLayer(self.clone())
    }

    /// `/docs`, `/redoc`, `/openapi.json`, `/healthz`, `/readyz` and `/metrics`; an operation that is described at one
    /// of these paths takes the page's place.
    pub fn pages<A>(&self, description: &'static Description, routes: &[&[Route<A>]]) -> Router {
        let described = |path: &str| {
            routes
                .iter()
                .copied()
                .flatten()
                .any(|route| route.path == path)
        };
        docs::pages(self, description, &described)
    }

    /// Runs when the process ends, after the last request and the work that requests left behind; what was registered
    /// last runs first. `name` is for the log.
    pub fn on_stop<F>(&self, name: &'static str, hook: impl FnOnce() -> F + Send + 'static)
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.0.hooks.add(name, hook);
    }

    /// Serves until the process is told to stop (Ctrl-C or SIGTERM), then finishes what is under way.
    ///
    /// # Errors
    /// The certificate can't be used.
    pub async fn serve(&self, listener: TcpListener, router: Router) -> io::Result<()> {
        listen::serve(self, listener, router).await
    }

    /// Serves nobody, but for the tasks of this process, until it is told to stop.
    pub async fn work(&self) {
        listen::told_to_stop().await;
        self.stop().await;
    }

    /// Ends what was begun: what [`serve`](Self::serve) does at its end, and a test that wants to see it.
    pub async fn stop(&self) {
        let deadline = stop::begin(self);
        stop::finish(self, deadline, std::future::ready(())).await;
    }
}
