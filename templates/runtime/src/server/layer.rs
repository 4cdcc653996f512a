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
use pin_project_lite::pin_project;
use std::{
    convert::Infallible,
    future::ready,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{self, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};
use tower_layer::Layer;
use tower_service::Service;
use tracing::Span;

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
        let started = Instant::now();
        let visit = Arc::new(Visit::new(
            request_id(request.headers()),
            Some((started, options.timeout)),
            self.server.tasks().clone(),
        ));
        request.extensions_mut().insert(visit.clone());
        let span = span(&request, &visit.id);
        let spent = spent(&self.server, &request);
        let errors = options.errors;
        let origin = options.cors.origin(request.headers());
        let method = request.method().clone();
        let record = Record::begin(self.server.clone(), visit, method, started);
        if let Some(left) = spent {
            let answer = Some(ready(Ok(too_many(errors, left))));
            return Box::pin(Pass::new(record, origin, span, answer));
        }
        // Most of the work is done in the future; what is done before may panic as well.
        let answer = span.in_scope(|| isolated(|| self.inner.call(request)));
        Box::pin(Pass::new(record, origin, span, answer))
    }
}

pin_project! {
    /// A request on its way, and what is done around it: as little memory as it takes, since every request has one.
    struct Pass<F> {
        record: Record,
        origin: Option<HeaderValue>,
        span: Span,
        // None once it is there, and when its making panicked.
        #[pin]
        answer: Option<F>,
        // Most answers need no waiting, and so no clock.
        clock: Option<Pin<Box<Sleep>>>,
    }

    impl<F> PinnedDrop for Pass<F> {
        fn drop(this: Pin<&mut Self>) {
            // What is given up is cleaned up after in the request's span.
            let mut this = this.project();
            this.span.in_scope(|| this.answer.set(None));
        }
    }
}

impl<F> Pass<F> {
    fn new(record: Record, origin: Option<HeaderValue>, span: Span, answer: Option<F>) -> Self {
        Self {
            record,
            origin,
            span,
            answer,
            clock: None,
        }
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Pass<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let polled = match this.answer.as_mut().as_pin_mut() {
            Some(answer) => this.span.in_scope(|| isolated(|| answer.poll(cx))),
            None => None,
        };
        let options = &this.record.server.0.options;
        let mut response = match polled {
            Some(Poll::Ready(Ok(response))) => response,
            None => options.errors.status(StatusCode::INTERNAL_SERVER_ERROR),
            Some(Poll::Pending) => {
                ready!(late(&this.record.visit, this.clock, cx));
                options.errors.response(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The request took too long".into(),
                )
            }
        };
        this.span.in_scope(|| this.answer.set(None));
        if let Ok(id) = HeaderValue::try_from(&*this.record.visit.id) {
            response.headers_mut().insert(X_REQUEST_ID, id);
        }
        let cors = &options.cors;
        cors.sign(this.origin.as_ref(), response.headers_mut());
        #[cfg(feature = "otel")]
        {
            let record = &this.record;
            let (method, status) = (record.method.as_str(), response.status());
            traces::end(this.span, method, record.route(), status.as_u16());
        }
        this.span.in_scope(|| this.record.end(response.status()));
        Poll::Ready(Ok(response))
    }
}

/// Waits for the deadline, wherever it has moved meanwhile.
fn late(
    visit: &Visit,
    clock: &mut Option<Pin<Box<Sleep>>>,
    cx: &mut task::Context<'_>,
) -> Poll<()> {
    loop {
        let Some(deadline) = visit.deadline() else {
            return Poll::Pending;
        };
        let clock = clock.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        ready!(clock.as_mut().poll(cx));
        if deadline <= clock.deadline() {
            return Poll::Ready(());
        }
        clock.as_mut().reset(deadline);
    }
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

/// Counts a request, also one whose client went away.
struct Record {
    server: Server,
    visit: Arc<Visit>,
    method: Method,
    started: Instant,
    open: bool,
}

impl Record {
    fn begin(server: Server, visit: Arc<Visit>, method: Method, started: Instant) -> Self {
        server.metrics().begin();
        Self {
            server,
            visit,
            method,
            started,
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

#[cfg(test)]
mod tests {
    use super::super::{Client, Cors, RateLimit, ServerOptions};
    use super::*;
    use axum::{Router, http::header::ORIGIN, routing::get};

    #[tokio::test]
    async fn whoever_asks_too_often_is_told_when_to_ask_again() {
        let server = Server::new(ServerOptions {
            rate_limit: Some(RateLimit {
                rate: "2/m".parse().unwrap(),
                by: Client::Address,
            }),
            ..ServerOptions::default()
        });
        let router = Router::new()
            .route("/fine", get(async || "fine"))
            .route("/healthz", get(async || "alive"))
            .layer(server.layer());
        let send = async |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            router.clone().call(request).await.unwrap()
        };
        assert_eq!(send("/fine").await.status(), 200);
        assert_eq!(send("/none").await.status(), 404);
        let refused = send("/fine").await;
        assert_eq!(refused.status(), 429);
        assert_eq!(refused.headers()[RETRY_AFTER], "30");
        assert!(refused.headers().contains_key(X_REQUEST_ID));
        let body = axum::body::to_bytes(refused.into_body(), 100)
            .await
            .unwrap();
        assert_eq!(body, r#"{"detail":"Too Many Requests"}"#);
        assert_eq!(send("/healthz").await.status(), 200);
        let counted = "http_requests_total{method=\"GET\",route=\"\",status=\"429\"} 1";
        assert!(server.metrics().render().contains(counted));
    }

    /// Notes in which span it is dropped.
    struct Gone(Arc<std::sync::Mutex<Option<&'static str>>>);

    impl Drop for Gone {
        fn drop(&mut self) {
            *self.0.lock().unwrap() = Span::current().metadata().map(|span| span.name());
        }
    }

    #[tokio::test]
    async fn what_is_given_up_ends_in_the_span_of_its_request() {
        let logs = tracing_subscriber::fmt().with_writer(std::io::sink);
        let _logs = tracing::subscriber::set_default(logs.finish());
        let place = Arc::<std::sync::Mutex<_>>::default();
        let shown = Arc::clone(&place);
        let waits = get(move || {
            let gone = Gone(shown.clone());
            async move {
                let _gone = gone;
                std::future::pending::<()>().await;
            }
        });
        let server = Server::new(ServerOptions::default());
        let mut router = Router::new().route("/", waits).layer(server.layer());
        let request = Request::new(Body::empty());
        let waited = tokio::time::timeout(Duration::from_millis(20), router.call(request)).await;
        assert!(waited.is_err());
        assert_eq!(*place.lock().unwrap(), Some("request"));
    }

    async fn send(path: &str) -> (Server, Response) {
        let cors = Cors::Any;
        let server = Server::new(ServerOptions {
            timeout: Duration::from_millis(30),
            cors,
            ..ServerOptions::default()
        });
        let mut router = Router::new()
            .route("/fine", get(async || "fine"))
            .route(
                "/slow",
                get(async || tokio::time::sleep(Duration::from_mins(1)).await),
            )
            .route(
                "/panic",
                get(async || -> String { panic!("a fault of the service") }),
            )
            .layer(server.layer());
        let request = Request::builder()
            .uri(path)
            .header(X_REQUEST_ID, "mine")
            .header(ORIGIN, "https://a.org");
        let response = router
            .call(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        (server, response)
    }

    #[tokio::test]
    async fn every_request_is_answered_signed_and_counted() {
        for (path, status) in [
            ("/fine", 200),
            ("/slow", 503),
            ("/panic", 500),
            ("/none", 404),
        ] {
            let (server, response) = send(path).await;
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(response.headers()[X_REQUEST_ID], "mine");
            assert_eq!(response.headers()["access-control-allow-origin"], "*");
            let counted =
                format!("http_requests_total{{method=\"GET\",route=\"\",status=\"{status}\"}} 1");
            assert!(server.metrics().render().contains(&counted), "{path}");
            assert!(
                server
                    .metrics()
                    .render()
                    .contains("http_requests_in_flight 0"),
                "{path}"
            );
        }
    }
}
