//! Cross-origin requests of browsers (Fetch standard, section 3.3): which pages may call this service.

use crate::http::ErrorForm;
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
            ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
            ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
        },
    },
    response::Response,
};
use std::str::FromStr;

/// The origins whose pages may call this service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cors {
    /// None but our own: no header is sent.
    #[default]
    SameOrigin,
    /// Every page, without its cookies.
    Any,
    /// These, with their cookies.
    Origins(Vec<HeaderValue>),
}

impl FromStr for Cors {
    type Err = String;

    /// `CORS_ORIGINS`: nothing, `*`, or origins separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let origins: Vec<&str> = text
            .split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty())
            .collect();
        match origins.as_slice() {
            [] => Ok(Cors::SameOrigin),
            ["*"] => Ok(Cors::Any),
            origins => origins
                .iter()
                .map(|origin| parse_origin(origin))
                .collect::<Result<_, _>>()
                .map(Cors::Origins),
        }
    }
}

fn parse_origin(origin: &str) -> Result<HeaderValue, String> {
    let host = origin
        .split_once("://")
        .map(|(_, host)| host)
        .filter(|host| !host.is_empty() && !host.contains('/'));
    match (host, HeaderValue::try_from(origin)) {
        (Some(_), Ok(value)) => Ok(value),
        _ => Err(format!(
            "`{origin}` is no origin such as `https://example.org`"
        )),
    }
}

impl Cors {
    /// The answer to a browser's question whether it may send a request; `None` when this is no such question.
    pub(super) fn preflight(
        &self,
        method: &Method,
        headers: &HeaderMap,
        errors: ErrorForm,
    ) -> Option<Response> {
        if *self == Cors::SameOrigin || method != Method::OPTIONS {
            return None;
        }
        let asked = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        if !self.allows(headers.get(ORIGIN)?) {
            return Some(errors.response(StatusCode::BAD_REQUEST, "Disallowed CORS origin".into()));
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let answer = response.headers_mut();
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, asked.clone());
        if let Some(asked) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        self.sign(headers.get(ORIGIN), answer);
        Some(response)
    }

    /// Where a request comes from, when that makes a difference to its answer.
    pub(super) fn origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = || headers.get(ORIGIN).cloned();
        (*self != Cors::SameOrigin).then(origin).flatten()
    }

    /// Tells the browser that the page may see the answer.
    pub(super) fn sign(&self, origin: Option<&HeaderValue>, answer: &mut HeaderMap) {
        match (self, origin) {
            (Cors::SameOrigin, _) | (Cors::Any, None) => {}
            (Cors::Any, Some(_)) => {
                answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
                answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
            }
            (Cors::Origins(_), origin) => {
                answer.append(VARY, HeaderValue::from_static("Origin"));
                if let Some(origin) = origin.filter(|origin| self.allows(origin)) {
                    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
                    answer.insert(
                        ACCESS_CONTROL_ALLOW_CREDENTIALS,
                        HeaderValue::from_static("true"),
                    );
                    expose(answer);
                }
            }
        }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        match self {
            Cors::SameOrigin => false,
            Cors::Any => true,
            Cors::Origins(origins) => origins.contains(origin),
        }
    }
}

/// Lets the page read every header of the answer: with cookies, `*` is a name like others (Fetch standard, section 3.3.2).
fn expose(answer: &mut HeaderMap) {
    let names = answer.keys().map(HeaderName::as_str);
    let names = names.filter(|name| !name.starts_with("access-control-"));
    let names: Vec<&str> = names.collect();
    if let Ok(names) = HeaderValue::try_from(names.join(", ")) {
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
}
