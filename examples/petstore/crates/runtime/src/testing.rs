//! For tests: sends a request to a router in process, without a network. Requests are written as HTTP is: a line with
//! method and path, headers, an empty line, the body.

#[cfg(feature = "websocket")]
mod socket;

#[cfg(feature = "websocket")]
pub use socket::{Conversation, talk};

use crate::{decode::Base64, http::promise::Misfits};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri},
};
use serde_json::Value;
use std::fmt;
use tower_service::Service;

/// What a router answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` when it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What is wrong with a request's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRequest(String);

impl fmt::Display for BadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadRequest {}

/// Reads a request's text. Line breaks around it are cut off; those of a multipart body become CR LF.
pub fn request(text: &str) -> Result<Request<Body>, BadRequest> {
    let text = text.trim_start_matches('\n');
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let (method, uri) = first
        .split_once(' ')
        .ok_or_else(|| bad("no method and path", first))?;
    let mut headers = Vec::new();
    for line in lines {
        headers.push(line.split_once(':').ok_or_else(|| bad("no header", line))?);
    }
    let multipart = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.trim_start().starts_with("multipart/")
    });
    let body = if multipart && !body.contains('\r') {
        body.replace('\n', "\r\n")
    } else {
        body.to_owned()
    };
    assemble(method, uri.trim(), headers.into_iter(), body)
}

/// Puts a request together from its parts.
pub fn assemble<'p>(
    method: &str,
    uri: &str,
    headers: impl Iterator<Item = (&'p str, &'p str)>,
    body: String,
) -> Result<Request<Body>, BadRequest> {
    let mut request = Request::new(if body.is_empty() {
        Body::empty()
    } else {
        Body::from(body)
    });
    *request.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|_| bad("no method", method))?;
    *request.uri_mut() = uri.parse::<Uri>().map_err(|_| bad("no path", uri))?;
    for (name, value) in headers {
        let known = HeaderName::try_from(name.trim()).map_err(|_| bad("no header name", name))?;
        let value = HeaderValue::from_bytes(value.trim().as_bytes())
            .map_err(|_| bad("no header value", value))?;
        request.headers_mut().append(known, value);
    }
    Ok(request)
}

/// A value as part of a path: a text without its quotes.
#[must_use]
pub fn segment(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Puts a value in the place of `<name>`: in a path, or as a member of a JSON body.
#[must_use]
pub fn fill(request: &str, name: &str, value: &Value) -> String {
    request
        .replace(&format!("\"<{name}>\""), &value.to_string())
        .replace(&format!("<{name}>"), &segment(value))
}

/// The value of an `Authorization` that shows a name and a password (RFC 7617).
#[must_use]
pub fn basic(name: &str, password: &str) -> String {
    let shown = format!("{name}:{password}").into_bytes();
    format!("Basic {}", Base64::from(shown))
}

/// Sends a request and reads the whole answer.
///
/// # Panics
/// When the answer of a service does not fit its description.
pub async fn send(mut router: Router, request: Request<Body>) -> Answer {
    let (parts, body) = match router.call(request).await {
        Ok(response) => response.into_parts(),
        Err(never) => match never {},
    };
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let misfits = parts.extensions.get::<Misfits>().map(Misfits::texts);
    let misfits = misfits.unwrap_or_default();
    assert!(
        misfits.is_empty(),
        "the answer does not fit the description:\n{}",
        misfits.join("\n")
    );
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
    }
}

#[cold]
fn bad(what: &str, text: &str) -> BadRequest {
    BadRequest(format!("{what}: `{text}`"))
}
