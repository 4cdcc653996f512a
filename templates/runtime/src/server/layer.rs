//! What every request passes on its way in and out: CORS, an id, a span, a time limit, panic isolation, metrics, a line
//! in the log.

use super::{
    Server,
    request_id::{X_REQUEST_ID, request_id},
};
use crate::{context::Visit, scope::Isolated};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, header::ORIGIN},
    response::Response,
};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{self, Poll},
};
use tokio::time::{Instant, timeout_at};
use tower_layer::Layer;
use tower_service::Service;
use tracing::Instrument;

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

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The one that was asked whether it is ready has to be the one that is called.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(pass(self.server.clone(), request, move |request| {
            inner.call(request)
        }))
    }
}

async fn pass<F>(
    server: Server,
    mut request: Request<Body>,
    inner: impl FnOnce(Request<Body>) -> F + Send,
) -> Result<Response, Infallible>
where
    F: Future<Output = Result<Response, Infallible>> + Send,
{
    let options = &server.0.options;
    if let Some(answer) =
        options
            .cors
            .preflight(request.method(), request.headers(), options.errors)
    {
        return Ok(answer);
    }
    let origin = request.headers().get(ORIGIN).cloned();
    let started = Instant::now();
    let id = request_id(request.headers());
    let tasks = server.tasks().clone();
    let visit = Arc::new(Visit::new(id, Some(options.timeout), tasks));
    request.extensions_mut().insert(visit.clone());
    let span = tracing::info_span!("request", id = %visit.id, method = %request.method(), path = request.uri().path());
    let mut record = Record::begin(&server, visit.clone(), request.method().clone(), started);

    let answer = Isolated(Box::pin(async move { inner(request).await }));
    let answer = in_time(&visit, answer);
    let mut response = match answer.instrument(span.clone()).await {
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
    span.in_scope(|| record.end(response.status()));
    Ok(response)
}

/// The deadline passed.
struct Late;

/// Waits until the deadline, wherever it has moved meanwhile.
async fn in_time<F: Future + Unpin>(visit: &Visit, mut answer: F) -> Result<F::Output, Late> {
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
struct Record<'s> {
    server: &'s Server,
    visit: Arc<Visit>,
    method: Method,
    started: Instant,
    open: bool,
}

impl<'s> Record<'s> {
    fn begin(server: &'s Server, visit: Arc<Visit>, method: Method, started: Instant) -> Self {
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

impl Drop for Record<'_> {
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
    use super::super::{Cors, ServerOptions};
    use super::*;
    use axum::{Router, routing::get};
    use std::time::Duration;

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
