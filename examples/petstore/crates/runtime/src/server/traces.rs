//! Traces for OpenTelemetry, behind the feature `otel`: a span for each request, exported by OTLP over HTTP to where
//! `OTEL_EXPORTER_OTLP_ENDPOINT` says. Names of spans and attributes follow the semantic conventions for HTTP. A caller's
//! `traceparent` (W3C Trace Context) is the parent of the request's span.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use opentelemetry::{
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::{Status, TracerProvider},
};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    runtime::Tokio,
    trace::{SdkTracerProvider, span_processor_with_async_runtime::BatchSpanProcessor},
};
use std::{env, sync::OnceLock};
use tracing::{Span, Subscriber, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, registry::LookupSpan};

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// What exports spans; `None` where no variable says where to.
pub(super) fn layer<S>() -> Option<Box<dyn Layer<S> + Send + Sync>>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    ENDPOINTS.iter().find(|name| set(name))?;
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .build()
        .ok()?;
    // `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` go before what is said here.
    let mut resource = Resource::builder();
    if env::var_os("OTEL_SERVICE_NAME").is_none() {
        resource = resource.with_service_name(program());
    }
    let provider = SdkTracerProvider::builder()
        .with_span_processor(BatchSpanProcessor::builder(exporter, Tokio).build())
        .with_resource(resource.build())
        .build();
    let tracer = provider.tracer("specwright");
    let _ = PROVIDER.set(provider);
    Some(
        tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .boxed(),
    )
}

fn program() -> String {
    let path = env::current_exe().unwrap_or_default();
    let name = path.file_stem().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The span of a request. What only traces say is an attribute of it, which the log does not show.
pub(super) fn span<B>(request: &Request<B>, id: &str) -> Span {
    let (method, path) = (request.method(), request.uri().path());
    let span =
        tracing::info_span!("request", id, %method, path, otel.kind = "server", otel.name = Empty);
    let parent = TraceContextPropagator::new().extract(&Headers(request.headers()));
    // Without an exporter there is nothing that could have a parent.
    let _ = span.set_parent(parent);
    span.set_attribute("http.request.method", method.to_string());
    span.set_attribute("url.path", path.to_owned());
    span
}

/// What is known of it once it has been answered.
pub(super) fn end(span: &Span, method: &str, route: &'static str, status: u16) {
    if !route.is_empty() {
        span.record("otel.name", format!("{method} {route}"));
        span.set_attribute("http.route", route);
    }
    span.set_attribute("http.response.status_code", i64::from(status));
    if status >= 500 {
        span.set_status(Status::error(""));
    }
}

/// Puts the current span into the headers of a request to another service.
pub(crate) fn inject(headers: &mut HeaderMap) {
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut Carrier(headers));
}

/// Sends what has not been sent.
pub(super) async fn flush() {
    if let Some(provider) = PROVIDER.get() {
        // It waits for a task of this runtime.
        let ended = tokio::task::spawn_blocking(|| provider.shutdown()).await;
        if let Ok(Err(fault)) = ended {
            tracing::warn!(%fault, "the last traces were not sent");
        }
    }
}

struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct Carrier<'h>(&'h mut HeaderMap);

impl Injector for Carrier<'_> {
    fn set(&mut self, name: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
