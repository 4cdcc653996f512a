//! Calls over connections, which are kept for the next ones.

use super::CallError;
use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, uri::Scheme},
};
use bytes::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::time::Duration;

#[cfg(feature = "client-tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "client-tls"))]
type Connector = HttpConnector;

const CONNECT: Duration = Duration::from_secs(3);
/// A connection that nobody used for so long is closed, before the other end does it.
const IDLE: Duration = Duration::from_secs(50);

pub(super) struct Network(Client<Connector, Body>);

impl Network {
    pub fn new() -> Self {
        let mut http = HttpConnector::new();
        http.set_connect_timeout(Some(CONNECT));
        http.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(32)
            .pool_timer(TokioTimer::new())
            // A call is made once: it may have been heard although its answer was not.
            .retry_canceled_requests(false)
            .build(connector(http));
        Self(client)
    }

    pub async fn send(
        &self,
        request: Request<Bytes>,
        limit: usize,
    ) -> Result<Response<Bytes>, CallError> {
        if !cfg!(feature = "client-tls") && request.uri().scheme() == Some(&Scheme::HTTPS) {
            let why =
                "https needs the runtime's feature `client-tls` (`client = true` under [generate])";
            return Err(CallError::Request(why.to_owned()));
        }
        let answer = self.0.request(request.map(Body::from)).await;
        let answer = answer.map_err(|fault| CallError::Connection(fault.into()))?;
        let (parts, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), limit).await.map_err(broken)?;
        Ok(Response::from_parts(parts, body))
    }
}

/// Both ends of a body that is not read: it is too long, or it broke off.
fn broken(fault: axum::Error) -> CallError {
    let mut cause = std::error::Error::source(&fault);
    while let Some(inner) = cause {
        if inner.to_string().contains("length limit exceeded") {
            return CallError::TooLong;
        }
        cause = inner.source();
    }
    CallError::Connection(fault.into())
}

#[cfg(not(feature = "client-tls"))]
fn connector(http: HttpConnector) -> Connector {
    http
}

/// Servers are trusted by the roots that browsers trust.
#[cfg(feature = "client-tls")]
fn connector(mut http: HttpConnector) -> Connector {
    use rustls::{ClientConfig, RootCertStore, crypto::ring};
    use std::sync::Arc;

    http.enforce_http(false);
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has the usual versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    hyper_rustls::HttpsConnectorBuilder::new()
        .with_tls_config(config)
        .https_or_http()
        .enable_http1()
        .wrap_connector(http)
}
