//! What a service answers when it can't do what was asked, and the one place where every error response is made:
//! the router's 404, the decoder's 422 and a service's 500 all leave through [`ErrorForm::response`].

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use serde_json::{Value, json};
use std::fmt;

/// The general error of a service: a status, a detail for the client, and a cause for the log.
///
/// Any error converts into it with `?` and answers 500 without telling the client why. Like `anyhow::Error` it is no
/// `std::error::Error` itself, so that it converts onward into each operation's failure type.
pub struct Error(Box<Inner>);

struct Inner {
    status: StatusCode,
    detail: Value,
    headers: HeaderMap,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    not_implemented: bool,
}

impl Error {
    /// An error that the client may read: `detail` is text or any JSON.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<Value>) -> Self {
        let detail = detail.into();
        Self(Box::new(Inner {
            status,
            detail,
            headers: HeaderMap::new(),
            source: None,
            not_implemented: false,
        }))
    }

    /// An error whose detail is its status' usual phrase.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        Self::new(status, phrase(status))
    }

    /// 501, or the answer from the description's examples when the service runs with `MOCK=1`.
    #[must_use]
    pub fn not_implemented() -> Self {
        let mut error = Self::from_status(StatusCode::NOT_IMPLEMENTED);
        error.0.not_implemented = true;
        error
    }

    #[must_use]
    pub fn bad_request(detail: impl Into<Value>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    #[must_use]
    pub fn unauthorized(detail: impl Into<Value>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    #[must_use]
    pub fn forbidden(detail: impl Into<Value>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    #[must_use]
    pub fn not_found(detail: impl Into<Value>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    #[must_use]
    pub fn conflict(detail: impl Into<Value>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// Adds a header to the answer; one that HTTP can't carry is left out.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.0.headers.append(name, value);
        }
        self
    }

    /// Adds what went wrong, for the log alone.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    #[must_use]
    pub fn detail(&self) -> &Value {
        &self.0.detail
    }

    #[must_use]
    pub fn source(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    #[must_use]
    pub(crate) fn is_not_implemented(&self) -> bool {
        self.0.not_implemented
    }

    /// Logs what is the service's fault, or has a cause.
    pub(crate) fn log(&self) {
        let (status, detail) = (self.0.status, &self.0.detail);
        if let Some(source) = &self.0.source {
            tracing::error!(status = status.as_u16(), error = %Chain(&**source), "the service failed");
        } else if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED {
            tracing::error!(status = status.as_u16(), %detail, "the service failed");
        }
    }

    /// The answer; the cause goes to the log.
    #[must_use]
    pub fn into_response(self, form: ErrorForm) -> Response {
        self.log();
        let Inner {
            status,
            detail,
            headers,
            ..
        } = *self.0;
        let mut response = form.response(status, detail);
        response.headers_mut().extend(headers);
        response
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    #[cold]
    fn from(source: E) -> Self {
        Self::from_status(StatusCode::INTERNAL_SERVER_ERROR).with_source(source)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("status", &self.0.status)
            .field("detail", &self.0.detail)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.status.as_u16(), self.0.detail)
    }
}

/// For a program that ends with it: the cause, where there is one.
impl From<Error> for Box<dyn std::error::Error> {
    fn from(error: Error) -> Self {
        let said = error.to_string();
        match error.0.source {
            Some(source) => source,
            None => said.into(),
        }
    }
}

/// An error with its causes, `outer: inner: innermost`.
struct Chain<'e>(&'e (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// The shape of every error body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ErrorForm {
    /// `{"detail": …}`, FastAPI's: text, or the list of what is wrong with the request.
    #[default]
    Detail,
    /// `application/problem+json` (RFC 9457); the list is its member `errors`.
    Problem,
}

impl ErrorForm {
    /// Makes an error response.
    #[cold]
    #[must_use]
    pub fn response(self, status: StatusCode, detail: Value) -> Response {
        let (media_type, body) = match self {
            ErrorForm::Detail => ("application/json", json!({ "detail": detail })),
            ErrorForm::Problem => ("application/problem+json", problem(status, detail)),
        };
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        response
    }

    /// An error response with nothing to say beyond its status.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Response {
        self.response(status, phrase(status).into())
    }
}

fn problem(status: StatusCode, detail: Value) -> Value {
    let mut problem =
        json!({ "type": "about:blank", "title": phrase(status), "status": status.as_u16() });
    match detail {
        Value::Array(errors) => problem["errors"] = Value::Array(errors),
        Value::String(text) if text == phrase(status) => {}
        other => problem["detail"] = other,
    }
    problem
}

fn phrase(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

/// What an operation answers that nobody has written yet. No `async` block: one for each operation is what the compiler
/// would spend most time on.
pub fn unwritten<T, E: From<Error>>() -> std::future::Ready<Result<T, E>> {
    std::future::ready(Err(Error::not_implemented().into()))
}
