//! Tasks that outlive the request that started them, and that a shutdown waits for.

use std::sync::Arc;
use tokio::{runtime::Handle, sync::watch};
use tracing::Instrument;

/// The tasks of one server. Cloning shares them.
#[derive(Debug, Clone)]
pub struct Tasks(Arc<watch::Sender<()>>);

impl Default for Tasks {
    fn default() -> Self {
        Self(Arc::new(watch::channel(()).0))
    }
}

impl Tasks {
    /// Runs a future beside everything else. Without a tokio runtime around it, it is dropped: the process is ending.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        // Every task holds a receiver: its end is heard of, also when it panics.
        let held = self.0.subscribe();
        let work = async move {
            work.await;
            drop(held);
        };
        runtime.spawn(work.in_current_span());
    }

    /// How many are under way.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.receiver_count()
    }

    /// Waits until none is.
    pub async fn finished(&self) {
        self.0.closed().await;
    }
}
