//! What lives as long as one request, and no longer: values made for it, cleanups that hear how it ended, work that it
//! leaves behind. In: what providers and services register through [`Context`](crate::context::Context). Out: all of it
//! run, once, in order, whatever becomes of the request. It knows nothing of operations.

mod exit;
mod sent;
mod slot;
mod slots;
mod tasks;

pub use exit::Kept;
pub use slot::{Identity, Slot, StandIn, blocking, refused};
pub use tasks::Tasks;

pub(crate) use exit::{cancel, close};

use crate::http::Error;
use slots::Slots;
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    task::{self, Poll},
};

/// How a request ended, as cleanups are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The answer's status is below 400, and no cleanup before failed.
    Success,
    /// The answer's status is 400 or above; or the operation, or a cleanup before, failed or panicked.
    Failure,
    /// Nobody waits for the answer any more: the client went away, or the request took too long.
    Cancelled,
}

impl Outcome {
    #[must_use]
    pub fn is_success(self) -> bool {
        self == Self::Success
    }
}

type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Cleanup = Box<dyn FnOnce(Outcome) -> Pending<Result<(), Error>> + Send>;

/// One request's. Costs nothing before something is put into it.
#[derive(Default)]
pub(crate) struct Scope {
    slots: Slots,
    exits: OnceLock<Box<Mutex<Exits>>>,
}

/// What happens when the request is over.
#[derive(Default)]
struct Exits {
    /// Before the answer is sent.
    cleanups: Vec<Cleanup>,
    /// After its body was.
    after_body: Vec<Cleanup>,
    background: Vec<Pending<()>>,
    /// Somebody else closes the scope: it outlives the answer.
    kept: bool,
}

impl Scope {
    pub fn slot<S: Default + Send + Sync + 'static>(&self) -> &S {
        self.slots.get()
    }

    pub fn on_exit(&self, cleanup: Cleanup) {
        self.exits().cleanups.push(cleanup);
    }

    pub fn after_body(&self, cleanup: Cleanup) {
        self.exits().after_body.push(cleanup);
    }

    pub fn background(&self, work: Pending<()>) {
        self.exits().background.push(work);
    }

    pub fn keep(&self) {
        self.exits().kept = true;
    }

    /// Whether the end of the request's handling has anything to do here.
    pub fn is_open(&self) -> bool {
        self.exits.get().is_some() && !self.exits().kept
    }

    fn exits(&self) -> MutexGuard<'_, Exits> {
        let exits = self.exits.get_or_init(Box::default);
        exits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("in_use", &self.exits.get().is_some())
            .finish_non_exhaustive()
    }
}

/// A future whose panic becomes `None`; the panic itself is logged by the process' hook.
pub(crate) struct Isolated<F>(pub F);

impl<F: Future + Unpin> Future for Isolated<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        let inner = Pin::new(&mut self.0);
        match catch_unwind(AssertUnwindSafe(|| inner.poll(cx))) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        }
    }
}
