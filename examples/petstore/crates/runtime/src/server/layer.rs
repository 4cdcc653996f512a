//! What every request passes on its way in and out: CORS, an id, a span, a time limit, panic isolation, metrics, a line
//! in the log.

#[cfg(feature = "otel")]
use super::traces::{self, span};
use super::{
    Server,
    request_id::{X_REQUEST_ID, request_id},
};
use crate::{context::Visit, http::ErrorForm};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, header::RETRY_AFTER},
    response::Response,
};
use std::{
    convert::Infallible,
    future::{poll_fn, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::{self, Poll},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span};

/// Made by [`Server::layer`].
#[derive(Debug, Clone)]
pub struct ServerLayer(pub(super) Server);

/// A service behind a [`ServerLayer`].
#[derive(Debug, Clone)]
pub struct Served<S> {
    server: Server,
    inner: S,
}

impl<S> Layer<S> for ServerLayer {
    type Service = Served<S>;

    fn layer(&self, inner: S) -> Served<S> {
        Served {
            server: self.0.clone(),
            inner,
        }
    }
}

type Passing<E> = Pin<Box<dyn Future<Output = Result<Response, E>> + Send>>;

impl<S> Service<Request<Body>> for Served<S>
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Passing<Infallible>;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let options = &self.server.0.options;
        let preflight = options
            .cors
            .preflight(request.method(), request.headers(), options.errors);
        if let Some(answer) = preflight {
            return Box::pin(ready(Ok(answer)));
        }
        let visit = Arc::new(Visit::new(
            request_id(request.headers()),
            Some(options.timeout),
            self.server.tasks().clone(),
        ));
        request.extensions_mut().insert(visit.clone());
        let span = span(&request, &visit.id);
        let spent = spent(&self.server, &request);
        let errors = options.errors;
        let origin = options.cors.origin(request.headers());
        let method = request.method().clone();
        let record = Record::begin(self.server.clone(), visit, method);
        if let Some(left) = spent {
            let refusal = ready(Ok(too_many(errors, left)));
            return Box::pin(pass(record, origin, span, Some(refusal)));
        }
        // Most of the work is done in the future; what is done before may panic as well.
        let answer = span.in_scope(|| isolated(|| self.inner.call(request)));
        Box::pin(pass(record, origin, span, answer))
    }
}

/// `answer`: on its way, unless its making panicked.
async fn pass<F>(
    mut record: Record,
    origin: Option<HeaderValue>,
    span: Span,
    answer: Option<F>,
) -> Result<Response, Infallible>
where
    F: Future<Output = Result<Response, Infallible>> + Send,
{
    let answer = match answer {
        Some(answer) => {
            in_time(&record.visit, answer)
                .instrument(span.clone())
                .await
        }
        None => Ok(None),
    };
    let options = &record.server.0.options;
    let mut response = match answer {
        Ok(Some(Ok(response))) => response,
        Ok(None) => options.errors.status(StatusCode::INTERNAL_SERVER_ERROR),
        Err(Late) => options.errors.response(
            StatusCode::SERVICE_UNAVAILABLE,
            "The request took too long".into(),
        ),
    };
    if let Ok(id) = HeaderValue::try_from(&*record.visit.id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    options.cors.sign(origin.as_ref(), response.headers_mut());
    #[cfg(feature = "otel")]
    {
        let (method, status) = (record.method.as_str(), response.status());
        traces::end(&span, method, record.route(), status.as_u16());
    }
    span.in_scope(|| record.end(response.status()));
    Ok(response)
}

#[cfg(not(feature = "otel"))]
fn span(request: &Request<Body>, id: &str) -> Span {
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// How long the client has to wait for its next allowance; `None`: it has one. Whether the process lives is never
/// refused an answer: who asks shares an address with those that it asks for.
fn spent(server: &Server, request: &Request<Body>) -> Option<Duration> {
    let limiter = server.0.limiter.as_ref()?;
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") {
        return None;
    }
    limiter.admit(request.headers(), request.extensions()).err()
}

#[cold]
fn too_many(errors: ErrorForm, left: Duration) -> Response {
    let mut response = errors.status(StatusCode::TOO_MANY_REQUESTS);
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// `None` after a panic, which the process' hook has logged.
fn isolated<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// The deadline passed.
struct Late;

/// Waits until the deadline, wherever it has moved meanwhile. `None`: it panicked.
async fn in_time<F: Future>(visit: &Visit, answer: F) -> Result<Option<F::Output>, Late> {
    let mut answer = pin!(answer);
    let mut answer = poll_fn(|cx| match isolated(|| answer.as_mut().poll(cx)) {
        Some(polled) => polled.map(Some),
        None => Poll::Ready(None),
    });
    // Most answers need no waiting, and so no clock.
    if let Poll::Ready(output) = poll_fn(|cx| Poll::Ready(Pin::new(&mut answer).poll(cx))).await {
        return Ok(output);
    }
    loop {
        let Some(deadline) = visit.deadline() else {
            return Ok(answer.await);
        };
        match timeout_at(deadline, &mut answer).await {
            Ok(output) => return Ok(output),
            Err(_) if visit.deadline() > Some(deadline) => {}
            Err(_) => return Err(Late),
        }
    }
}

/// Counts a request, also one whose client went away.
struct Record {
    server: Server,
    visit: Arc<Visit>,
    method: Method,
    started: Instant,
    open: bool,
}

impl Record {
    fn begin(server: Server, visit: Arc<Visit>, method: Method) -> Self {
        server.metrics().begin();
        Self {
            server,
            visit,
            method,
            started: Instant::now(),
            open: true,
        }
    }

    fn end(&mut self, status: StatusCode) {
        let took = self.started.elapsed();
        let route = self.route();
        self.open = false;
        self.server
            .metrics()
            .end(&self.method, route, status.as_u16(), took);
        let status = status.as_u16();
        let milliseconds = (took.as_secs_f64() * 1e6).round() / 1e3;
        if status >= 500 && status != 501 {
            tracing::error!(route, status, milliseconds, "answered");
        } else {
            tracing::info!(route, status, milliseconds, "answered");
        }
    }

    fn route(&self) -> &'static str {
        self.visit.route.get().copied().unwrap_or_default()
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if self.open {
            // As nginx counts a client that did not wait.
            self.server
                .metrics()
                .end(&self.method, self.route(), 499, self.started.elapsed());
        }
    }
}
