//! The end of a process: what is under way is finished, then what was begun at start is ended; all of it by a deadline.

use super::Server;
use crate::{http::Error, prelude::BoxFuture};
use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout, timeout_at};

/// What was begun at start has so long to end, whatever time the requests left of the deadline.
const LEAST: Duration = Duration::from_secs(2);

/// Code of the service's own for its end.
#[derive(Default)]
pub(super) struct Hooks(Mutex<Vec<Hook>>);

struct Hook {
    name: &'static str,
    run: Box<dyn FnOnce() -> BoxFuture<'static, Result<(), Error>> + Send>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

impl Hooks {
    pub fn add<F>(&self, name: &'static str, hook: impl FnOnce() -> F + Send + 'static)
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let run = Box::new(move || Box::pin(hook()) as _);
        let mut hooks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hooks.push(Hook { name, run });
    }

    fn last(&self) -> Option<Hook> {
        let mut hooks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hooks.pop()
    }
}

/// The process is told to stop: no new requests are welcome, and whoever waits for the end hears of it.
pub(super) fn begin(server: &Server) -> Instant {
    server.health().drain();
    server.tasks().stop();
    let deadline = server.0.options.shutdown;
    tracing::info!(?deadline, "stopping: finishing what is under way");
    Instant::now() + deadline
}

/// Waits for the connections and the tasks, and runs the hooks, last registered first.
pub(super) async fn finish(
    server: &Server,
    deadline: Instant,
    connections: impl Future<Output = ()>,
) {
    let tasks = server.tasks();
    let finished = async {
        connections.await;
        tasks.finished().await;
    };
    if timeout_at(deadline, finished).await.is_err() {
        let tasks = tasks.count();
        tracing::warn!(tasks, "not everything was finished in time");
    }
    let left = deadline.saturating_duration_since(Instant::now());
    if timeout(left.max(LEAST), run(&server.0.hooks))
        .await
        .is_err()
    {
        tracing::warn!("what was begun at start did not end in time");
    }
    #[cfg(feature = "otel")]
    super::traces::flush().await;
}

async fn run(hooks: &Hooks) {
    while let Some(Hook { name, run }) = hooks.last() {
        // In a task of its own: one that panics keeps none of the others from running.
        match tokio::spawn(run()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(%error, source = error.source().map(tracing::field::display), name, "could not be ended");
            }
            Err(fault) => tracing::error!(%fault, name, "could not be ended"),
        }
    }
}
