//! Builds the answer of an operation: a status, typed headers, a body of a documented media type. What can't be put
//! into HTTP (a header value with a line break, a value that does not serialise) answers 500 and is logged.

use super::{
    events::{EventStream, ItemStream, event_body, line_body},
    promise::{Content, Said, Watch},
    stream::ByteStream,
};
use crate::encode::{self, Members, Objects};
use axum::{
    body::{Body, Bytes},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA},
    },
    response::Response,
};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// In bytes: what most bodies have room in, so that they need not grow step by step.
const ORDINARY: usize = 512;

/// An answer in the making.
#[derive(Debug)]
#[must_use]
pub struct Reply {
    response: Response,
    /// What went wrong on the way, for the log.
    broken: Option<String>,
    /// For builds that hold answers against the description.
    said: Option<Said>,
}

impl Reply {
    pub fn new(status: u16) -> Self {
        let mut response = Response::new(Body::empty());
        let broken = match StatusCode::from_u16(status) {
            Ok(status) => {
                *response.status_mut() = status;
                None
            }
            Err(_) => Some(format!("{status} is no HTTP status")),
        };
        Self {
            response,
            broken,
            said: cfg!(debug_assertions).then(Said::default),
        }
    }

    /// Keeps the answer out of every cache: it carries a token (RFC 6749, section 5.1).
    pub fn no_store(mut self) -> Self {
        let headers = self.response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
        self
    }

    /// Adds a header line, in the style `simple`: an array is `1,2`, an object `a,1,b,2`.
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_line(name, serde_json::to_value(value), |value, text| {
            write_simple(value, ",", text);
        })
    }

    /// The same for a header that may be left out.
    pub fn optional_header<T: Serialize>(self, name: &'static str, value: Option<&T>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// The same with `explode`: an object is `a=1,b=2`.
    pub fn exploded_header<T: Serialize>(self, name: &'static str, value: Option<&T>) -> Self {
        let Some(value) = value else { return self };
        self.header_line(name, serde_json::to_value(value), |value, text| {
            write_simple(value, "=", text);
        })
    }

    /// A header that is described by `content`: JSON text, in which what is beyond ASCII is escaped.
    pub fn json_header<T: Serialize>(self, name: &'static str, value: Option<&T>) -> Self {
        let Some(value) = value else { return self };
        self.header_line(name, serde_json::to_value(value), |value, text| {
            for char in value.to_string().chars() {
                if char.is_ascii() {
                    text.push(char);
                } else {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        })
    }

    fn header_line(
        mut self,
        name: &'static str,
        value: serde_json::Result<Value>,
        write: fn(&Value, &mut String),
    ) -> Self {
        let mut text = String::new();
        if let Ok(value) = value {
            write(&value, &mut text);
            if let Some(said) = &mut self.said {
                said.headers.push((name, value.to_string()));
            }
        }
        match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(value)) => drop(self.response.headers_mut().append(name, value)),
            _ => self.broken = Some(format!("header {name}: a value that HTTP can't carry")),
        }
        self
    }

    pub fn json<T: Serialize + ?Sized>(self, media_type: &'static str, body: &T) -> Response {
        let mut written = Vec::with_capacity(ORDINARY);
        let result = serde_json::to_writer(&mut written, body);
        self.serialized(media_type, result.map(|()| written))
    }

    /// A model as JSON.
    pub fn object(self, media_type: &'static str, body: &dyn Members) -> Response {
        let mut written = Vec::with_capacity(ORDINARY);
        let result = encode::json::object(body, &mut written);
        self.serialized(media_type, result.map(|()| written))
    }

    /// Several models as JSON.
    pub fn objects(self, media_type: &'static str, body: &dyn Objects) -> Response {
        let mut written = Vec::with_capacity(ORDINARY);
        let result = encode::json::objects(body, &mut written);
        self.serialized(media_type, result.map(|()| written))
    }

    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Response {
        self.finish(media_type, Body::from(body.into()), Content::Opaque)
    }

    /// Bytes, in one piece or as they become available.
    pub fn stream(self, media_type: &'static str, body: ByteStream) -> Response {
        self.finish(media_type, body.into_body(), Content::Opaque)
    }

    /// Server-Sent Events.
    pub fn events<T>(self, media_type: &'static str, events: EventStream<T>) -> Response
    where
        T: Serialize + Send + 'static,
    {
        let reply = self.header("cache-control", "no-store");
        let watch = reply.said.as_ref().map(|_| Watch::default());
        let content = watch.clone().map_or(Content::Opaque, Content::Items);
        reply.finish(media_type, Body::new(event_body(events, watch)), content)
    }

    /// JSON lines.
    pub fn lines<T>(self, media_type: &'static str, items: ItemStream<T>) -> Response
    where
        T: Serialize + Send + 'static,
    {
        let watch = self.said.as_ref().map(|_| Watch::default());
        let content = watch.clone().map_or(Content::Opaque, Content::Items);
        self.finish(media_type, Body::new(line_body(items, watch)), content)
    }

    pub fn empty(self) -> Response {
        self.checked()
    }

    fn serialized(
        mut self,
        media_type: &'static str,
        written: serde_json::Result<Vec<u8>>,
    ) -> Response {
        match written {
            Ok(body) => {
                let body = Bytes::from(body);
                let content = match self.said {
                    Some(_) => Content::Json(body.clone()),
                    None => Content::Opaque,
                };
                self.finish(media_type, Body::from(body), content)
            }
            Err(fault) => {
                self.broken = Some(format!("the body: {fault}"));
                self.checked()
            }
        }
    }

    fn finish(mut self, media_type: &'static str, body: Body, content: Content) -> Response {
        let status = self.response.status();
        // RFC 9110, section 6.4.1: these have no content.
        if status.is_informational()
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
        {
            return self.checked();
        }
        match HeaderValue::from_maybe_shared(Bytes::from_static(media_type.as_bytes())) {
            Ok(value) => drop(self.response.headers_mut().insert(CONTENT_TYPE, value)),
            Err(_) => self.broken = Some(format!("`{media_type}` is no media type")),
        }
        *self.response.body_mut() = body;
        if let Some(said) = &mut self.said {
            said.content = content;
        }
        self.checked()
    }

    fn checked(mut self) -> Response {
        if let Some(said) = self.said {
            self.response.extensions_mut().insert(Arc::new(said));
        }
        match self.broken {
            None => self.response,
            Some(reason) => broken(&reason),
        }
    }
}

/// The style `simple` (OpenAPI 3.1, section 4.8.12.2.1), which headers are written in. `pair`: what stands between the
/// name and the value of a member.
fn write_simple(value: &Value, pair: &str, text: &mut String) {
    let next = |text: &mut String, index: usize| {
        if index > 0 {
            text.push(',');
        }
    };
    match value {
        Value::Null => {}
        Value::String(value) => text.push_str(value),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                next(text, index);
                write_simple(item, pair, text);
            }
        }
        Value::Object(members) => {
            for (index, (name, member)) in members.iter().enumerate() {
                next(text, index);
                text.push_str(name);
                text.push_str(pair);
                write_simple(member, pair, text);
            }
        }
        other => text.push_str(&other.to_string()),
    }
}

/// Marks a response that can't be sent; whoever knows the shape of errors answers one in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unsendable;

#[cold]
fn broken(reason: &str) -> Response {
    tracing::error!(reason, "the answer of the service can't be sent");
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.extensions_mut().insert(Unsendable);
    response
}
