//! Tasks that outlive the request that started them, and that a shutdown waits for.

use std::sync::Arc;
use tokio::{runtime::Handle, sync::watch};
use tracing::Instrument;

/// The tasks of one server. Cloning shares them.
#[derive(Debug, Clone, Default)]
pub struct Tasks(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Every task holds a receiver: its end is heard of, also when it panics.
    running: watch::Sender<()>,
    stopping: watch::Sender<bool>,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            running: watch::channel(()).0,
            stopping: watch::channel(false).0,
        }
    }
}

impl Tasks {
    /// Runs a future beside everything else. Without a tokio runtime around it, it is dropped: the process is ending.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let held = self.0.running.subscribe();
        let work = async move {
            work.await;
            drop(held);
        };
        runtime.spawn(work.in_current_span());
    }

    /// How many are under way.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.running.receiver_count()
    }

    /// Waits until none is.
    pub async fn finished(&self) {
        self.0.running.closed().await;
    }

    /// Waits until the process is told to stop: a task that would go on for ever ends then. Never, where no server
    /// could be told.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut told = self.0.stopping.subscribe();
        async move {
            if told.wait_for(|stopping| *stopping).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Lets everybody know who waits for it.
    pub(crate) fn stop(&self) {
        self.0.stopping.send_replace(true);
    }
}
