//! Where a value is kept once it is made: a dependency's for a request or for the application, and who a request is
//! from.

use crate::{context::Context, http::Error, prelude::BoxFuture};
use std::{fmt, panic::resume_unwind, sync::OnceLock};
use tokio::sync::OnceCell;

/// A dependency's value, made when it is first asked for. Those who ask while it is being made wait for it; one that
/// fails is made again for the next who asks.
#[derive(Debug)]
pub struct Slot<T>(OnceCell<T>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T: Clone> Slot<T> {
    /// The value; `make` does nothing when there is one already.
    ///
    /// # Errors
    /// What went wrong in making it.
    pub async fn resolve(&self, make: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if let Some(value) = self.0.get() {
            return Ok(value.clone());
        }
        self.0.get_or_try_init(|| make).await.cloned()
    }
}

/// Who a request is from, once its credentials are checked.
#[derive(Debug)]
pub struct Identity<T>(OnceLock<Option<T>>);

impl<T> Default for Identity<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T: Clone> Identity<T> {
    /// `None`: nobody can tell, and a service that wants to know is as good as not implemented.
    pub(crate) fn set(&self, principal: Option<T>) {
        // Once for a request.
        let _ = self.0.set(principal);
    }

    /// The principal of a request that has to have one.
    ///
    /// # Errors
    /// The request is anonymous: 401.
    pub fn required(&self) -> Result<T, Error> {
        self.optional()?
            .ok_or_else(|| Error::unauthorized("Not authenticated"))
    }

    /// The principal of a request that may be anonymous.
    ///
    /// # Errors
    /// The request has credentials that nobody can check.
    pub fn optional(&self) -> Result<Option<T>, Error> {
        match self.0.get() {
            None => Ok(None),
            Some(Some(principal)) => Ok(Some(principal.clone())),
            Some(None) => Err(Error::not_implemented()),
        }
    }
}

type Make<T> = dyn Fn(&Context) -> BoxFuture<'static, Result<T, Error>> + Send + Sync;

/// What takes a provider's place in a test.
pub struct StandIn<T>(Box<Make<T>>);

impl<T> StandIn<T> {
    pub fn new<F>(make: impl Fn(&Context) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self(Box::new(move |cx| Box::pin(make(cx))))
    }

    /// # Errors
    /// What the test wants to go wrong.
    pub async fn make(&self, cx: &Context) -> Result<T, Error> {
        (self.0)(cx).await
    }
}

impl<T> fmt::Debug for StandIn<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StandIn")
    }
}

/// What a call comes to that lacks a value it needs.
#[cold]
pub fn refused<'a, T: Send + 'a, E: From<Error> + Send + 'a>(
    error: Error,
) -> BoxFuture<'a, Result<T, E>> {
    Box::pin(std::future::ready(Err(E::from(error))))
}

/// Runs work that blocks where it keeps no request from going on. Once begun it runs to its end, also when nobody waits
/// for it any more; a panic in it is one here.
///
/// # Errors
/// The work's own, and that the process is ending.
pub async fn blocking<T: Send + 'static, E: From<Error> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(result) => result,
        Err(fault) => match fault.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(cancelled) => Err(E::from(cancelled.into())),
        },
    }
}
