//! One call, and its answer.

use super::{CallError, HttpClient, Transport};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A call that was not made yet. What is wrong with it is told by [`send`](Self::send).
#[derive(Debug)]
#[must_use = "a call does nothing before `send` is awaited"]
pub struct Call<'c> {
    client: &'c HttpClient,
    request: Result<Request<Bytes>, CallError>,
    timeout: Duration,
}

impl<'c> Call<'c> {
    pub(super) fn new(client: &'c HttpClient, method: Method, url: &str) -> Self {
        let request = match url.parse::<Uri>() {
            Ok(uri) if uri.scheme().is_some() && uri.host().is_some() => {
                let mut request = Request::new(Bytes::new());
                *request.method_mut() = method;
                *request.uri_mut() = uri;
                request.headers_mut().extend(client.headers.clone());
                Ok(request)
            }
            Ok(_) => Err(CallError::Request(format!("`{url}` names no host"))),
            Err(fault) => Err(CallError::Request(format!("`{url}`: {fault}"))),
        };
        Self {
            client,
            request,
            timeout: client.shared.options.timeout,
        }
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let parsed = HeaderName::try_from(name)
            .ok()
            .zip(HeaderValue::try_from(value).ok());
        match (&mut self.request, parsed) {
            (Ok(request), Some((name, value))) => drop(request.headers_mut().insert(name, value)),
            // The value may be a secret.
            (request @ Ok(_), None) => {
                *request = Err(CallError::Request(format!("`{name}` can't be a header")));
            }
            (Err(_), _) => {}
        }
        self
    }

    /// A token in the header `Authorization`.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// A body of any type; its `Content-Type` is a header to set.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        if let Ok(request) = &mut self.request {
            *request.body_mut() = body.into();
        }
        self
    }

    /// A body in JSON.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.body(body).header("content-type", "application/json"),
            Err(fault) => {
                self.request = Err(CallError::Request(fault.to_string()));
                self
            }
        }
    }

    /// How long this call may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes the call and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// The call can't be made, or there is no whole answer in time.
    pub async fn send(self) -> Result<Received, CallError> {
        let request = self.request?;
        let mut end = Instant::now() + self.timeout;
        if let Some(deadline) = self.client.deadline {
            end = end.min(deadline);
        }
        let made = timeout_at(end, self.client.make(request)).await;
        made.unwrap_or(Err(CallError::Timeout))
    }
}

impl HttpClient {
    async fn make(&self, request: Request<Bytes>) -> Result<Received, CallError> {
        let mut held = Vec::with_capacity(self.turns.len());
        for turns in &self.turns {
            held.push(turns.acquire().await);
        }
        let limit = self.shared.options.body_limit;
        let answer = match &self.shared.transport {
            Transport::Network(network) => network.send(request, limit).await?,
            Transport::Fake(fake) => fake(request).await,
        };
        let (parts, body) = answer.into_parts();
        if body.len() > limit {
            return Err(CallError::TooLong);
        }
        Ok(Received {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }
}

/// What another service answered.
#[derive(Debug, Clone)]
pub struct Received {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    /// The same answer, if it is a success.
    ///
    /// # Errors
    /// Its status is none of 200 to 299.
    pub fn ok(self) -> Result<Self, CallError> {
        if self.status.is_success() {
            Ok(self)
        } else {
            Err(CallError::Status(self.status))
        }
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// It is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_slice(&self.body).map_err(|fault| CallError::Answer(fault.into()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// For how long the answer may be used again (RFC 9111, section 5.2.2.1).
    #[must_use]
    pub fn max_age(&self) -> Option<Duration> {
        let text = self.headers.get(header::CACHE_CONTROL)?.to_str().ok()?;
        let mut directives = text
            .split(',')
            .filter_map(|part| part.trim().split_once('='));
        let (_, seconds) = directives.find(|(name, _)| name.eq_ignore_ascii_case("max-age"))?;
        seconds
            .trim_matches('"')
            .parse()
            .ok()
            .map(Duration::from_secs)
    }
}
