//! What a service method sees of the request beside its typed arguments. No web framework: the types of the `http`
//! crate alone.

use crate::{
    http::{Error, accept},
    scope::{Kept, Outcome, Scope, Tasks},
};
use axum::http::{
    Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, header::ACCEPT, request::Parts,
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The request around an operation: where it came from, how it is known in the logs, what happens when it is over. A
/// clone is of the same request.
#[derive(Debug, Clone)]
pub struct Context {
    parts: Parts,
    visit: Arc<Visit>,
    operation: &'static str,
    route: &'static str,
}

impl Context {
    pub(crate) fn new(
        parts: Parts,
        visit: Arc<Visit>,
        operation: &'static str,
        route: &'static str,
    ) -> Self {
        // Set once per request; a nested router keeps the outer one's.
        let _ = visit.route.set(route);
        Self {
            parts,
            visit,
            operation,
            route,
        }
    }

    #[cfg(feature = "websocket")]
    pub(crate) fn parts_mut(&mut self) -> &mut Parts {
        &mut self.parts
    }

    #[must_use]
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// What layers in front of the router left here.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The text of `x-request-id`: the client's, or one made here. Empty when no layer gives ids.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.visit.id
    }

    /// The other end of the connection: the client, or a proxy in front of it.
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        self.parts.extensions.get().copied()
    }

    /// Puts into the headers of a request to another service what ties it to this one: `traceparent` and `tracestate`
    /// (W3C Trace Context), of this request's span where traces are exported, else as the caller sent them; and
    /// `x-request-id`.
    pub fn pass_on(&self, headers: &mut HeaderMap) {
        for name in ["traceparent", "tracestate"] {
            if let Some(value) = self.parts.headers.get(name) {
                headers.insert(name, value.clone());
            }
        }
        #[cfg(feature = "otel")]
        crate::server::traces::inject(headers);
        if let Ok(id) = HeaderValue::try_from(&*self.visit.id)
            && !id.is_empty()
        {
            headers.insert("x-request-id", id);
        }
    }

    /// The operation's name.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The path template that matched.
    #[must_use]
    pub fn route(&self) -> &'static str {
        self.route
    }

    /// When the request is given up.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.visit.deadline()
    }

    /// The request's value of this type; its default, when it is first asked for.
    #[must_use]
    pub fn slot<S: Default + Send + Sync + 'static>(&self) -> &S {
        self.visit.scope.slot()
    }

    /// What a dependency takes from the request; the route has read it.
    ///
    /// # Errors
    /// The route has not.
    #[doc(hidden)]
    pub fn given<T: Clone + Send + Sync + 'static>(&self) -> Result<T, Error> {
        let kept = self.slot::<OnceLock<T>>().get().cloned();
        kept.ok_or_else(|| Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// Runs a cleanup when the operation is done, before its answer is sent; the last one registered runs first. It
    /// hears how the request ended. An error that it returns is answered instead: a commit that fails is no success.
    ///
    /// It runs once in any case: also after a panic, and in a task of its own when the client went away.
    pub fn on_exit<F>(&self, cleanup: impl FnOnce(Outcome) -> F + Send + 'static)
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let cleanup = |outcome| Box::pin(cleanup(outcome)) as _;
        self.visit.scope.on_exit(Box::new(cleanup));
    }

    /// The same, but after the answer's body was sent: for what a streamed body reads from. By then no client can be
    /// told of an error; the log is.
    pub fn after_body<F>(&self, cleanup: impl FnOnce(Outcome) -> F + Send + 'static)
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let cleanup = |outcome| Box::pin(cleanup(outcome)) as _;
        self.visit.scope.after_body(Box::new(cleanup));
    }

    /// Work for after the answer: started once the operation and its cleanups have succeeded, dropped otherwise. A
    /// shutdown waits for it. What must run in any case goes to [`tasks`](Self::tasks).
    pub fn background(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.visit.scope.background(Box::pin(work));
    }

    /// Tasks that a shutdown waits for.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.visit.tasks
    }

    /// Keeps cleanups from running with the answer: whoever holds what this returns says when. For connections that
    /// live on after their `101`.
    pub fn keep(&self) -> Kept {
        Kept::new(self.visit.clone())
    }

    /// Which of several media types the request wants most, by its `Accept`: an index into `offered`. `None`: it
    /// accepts none of them.
    #[must_use]
    pub fn wanted(&self, offered: &[&str]) -> Option<usize> {
        let lines = self.headers().get_all(ACCEPT).iter();
        accept::choose(lines.filter_map(|line| line.to_str().ok()), offered)
    }

    pub(crate) fn visit(&self) -> Arc<Visit> {
        self.visit.clone()
    }
}

/// One request on its way through the server; shared by the layers outside the router and the operation inside.
#[derive(Debug)]
pub struct Visit {
    pub id: Box<str>,
    /// How long it may take.
    limit: Option<Duration>,
    deadline: Mutex<Option<Instant>>,
    /// The template of the operation, once it is known.
    pub route: OnceLock<&'static str>,
    pub(crate) scope: Scope,
    pub(crate) tasks: Tasks,
}

/// A client that sends a stream has to keep this up, in bytes per second.
const SLOWEST: u32 = 1024;

impl Visit {
    /// `limit`: since when, and how long it may take.
    pub(crate) fn new(id: Box<str>, limit: Option<(Instant, Duration)>, tasks: Tasks) -> Self {
        Self {
            id,
            limit: limit.map(|(_, limit)| limit),
            deadline: Mutex::new(limit.map(|(started, limit)| started + limit)),
            route: OnceLock::new(),
            scope: Scope::default(),
            tasks,
        }
    }

    /// The request's, or one for a request that comes without a layer around the router.
    pub(crate) fn of(extensions: &Extensions, tasks: &Tasks) -> Arc<Self> {
        let known = extensions.get::<Arc<Self>>().cloned();
        known.unwrap_or_else(|| Arc::new(Self::new(Box::default(), None, tasks.clone())))
    }

    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the deadline by what a part of a stream may take, but never beyond one limit from now.
    pub(crate) fn received(&self, bytes: usize) {
        self.received_at(bytes, Instant::now());
    }

    fn received_at(&self, bytes: usize, now: Instant) {
        let mut deadline = self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(limit), Some(deadline)) = (self.limit, deadline.as_mut()) {
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            let credit = Duration::from_secs(bytes.into()) / SLOWEST;
            let latest = now + limit;
            *deadline = latest.min(*deadline + credit).max(*deadline);
        }
    }
}
