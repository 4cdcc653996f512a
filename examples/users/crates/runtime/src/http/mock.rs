//! Answers of operations that nobody has implemented yet, from the description's examples, which are parsed at first use.
//! What was deleted stays away until something is made there again; nothing else is remembered.

use super::{
    error::Error,
    percent,
    reply::Reply,
    route::{Description, Profile},
};
use crate::context::Context;
use axum::{
    http::{HeaderName, HeaderValue, Method},
    response::Response,
};
use serde_json::{Map, Value};
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

/// The examples of one description.
#[derive(Debug, Default)]
pub struct Mocks {
    answers: OnceLock<Map<String, Value>>,
    deleted: Deleted,
}

impl Mocks {
    /// The example answer of an operation, when there is one, in the media type that the request wants.
    ///
    /// # Errors
    /// 404 for what was deleted, where the description has no answer for that.
    pub fn answer(
        &self,
        description: &Description,
        context: &Context,
    ) -> Option<Result<Response, Error>> {
        let answers = self.answers.get_or_init(|| parse(description.mocks));
        let mock = answers.get(context.operation())?;
        let path = Concrete::of(context, description);
        let profile = description.profile;
        if let Some(answer) = self.gone(mock, context, &path, profile) {
            return Some(answer);
        }
        let response = response(mock, context);
        if response.status().is_success() {
            self.deleted.note(context, path);
        }
        Some(Ok(response))
    }

    fn gone(
        &self,
        mock: &Value,
        context: &Context,
        path: &Concrete,
        profile: Profile,
    ) -> Option<Result<Response, Error>> {
        // RFC 9110, sections 9.3.3 and 9.3.4: these may make a resource at their target.
        let makes = matches!(*context.method(), Method::PUT | Method::POST);
        if !self.deleted.covers(path, makes) {
            return None;
        }
        match mock.get("gone") {
            Some(gone) => Some(Ok(self::response(gone, context))),
            // To delete again is no fault, unless the description says so.
            None if context.method() == Method::DELETE => None,
            // A document of FastAPI's says what is answered without exception, as far as its application keeps anything.
            None if profile == Profile::FastApi => None,
            None => Some(Err(Error::not_found("Not Found"))),
        }
    }
}

fn response(mock: &Value, context: &Context) -> Response {
    let status = mock["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
        .unwrap_or(200);
    let others = mock["others"].as_array().into_iter().flatten();
    let contents: Vec<&Value> = std::iter::once(mock).chain(others).collect();
    let media_types: Vec<&str> = contents
        .iter()
        .filter_map(|content| content["content_type"].as_str())
        .collect();
    let wanted = context.wanted(&media_types).unwrap_or_default();
    let media_type = media_types.get(wanted);
    let content = contents.get(wanted).copied().unwrap_or(mock);
    let reply = Reply::new(status);
    let mut response = match (media_type, content.get("json"), content.get("text")) {
        (Some(_), Some(json), _) => reply.text("application/json", json.to_string()),
        (Some(_), None, Some(Value::String(text))) => reply.text("text/plain", text.as_str()),
        _ => reply.empty(),
    };
    let headers = response.headers_mut();
    if let Some(value) = media_type.and_then(|media_type| HeaderValue::try_from(*media_type).ok())
        && headers.contains_key("content-type")
    {
        headers.insert("content-type", value);
    }
    for (name, value) in mock["headers"].as_object().into_iter().flatten() {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            headers.append(name, value);
        }
    }
    response
}

/// A request's path as a resource has it: decoded, with neither the base path nor a slash at its end.
#[derive(Debug, PartialEq, Eq)]
struct Concrete(String);

impl Concrete {
    fn of(context: &Context, description: &Description) -> Self {
        let path = match percent::decode(context.uri().path()) {
            Ok(path) => path.into_owned(),
            Err(percent::NotUtf8(path)) => path,
        };
        let base = description.base_path.trim_end_matches('/');
        let based = path.strip_prefix(base).filter(|rest| rest.starts_with('/'));
        let path = based.unwrap_or(&path).trim_end_matches('/');
        Self(path.to_owned())
    }

    fn is_below(&self, other: &Self) -> bool {
        let rest = self.0.strip_prefix(&other.0);
        rest.is_some_and(|rest| rest.starts_with('/'))
    }
}

/// The paths that were deleted last.
#[derive(Debug, Default)]
struct Deleted(Mutex<VecDeque<Concrete>>);

/// How many are remembered, so that no client makes the memory grow.
const MOST: usize = 1000;

impl Deleted {
    /// Whether this path, or one that it is below, was deleted; at the path itself something may be made anew.
    fn covers(&self, path: &Concrete, makes: bool) -> bool {
        let deleted = self.lock();
        deleted
            .iter()
            .any(|gone| path.is_below(gone) || (path == gone && !makes))
    }

    /// Takes note of what a request that succeeded did to its path.
    fn note(&self, context: &Context, path: Concrete) {
        match *context.method() {
            // A path without parameters is that of a collection or of an action: it does not go away.
            Method::DELETE if context.route().contains('{') => self.add(path),
            // What is made may get any name below the path.
            Method::PUT | Method::POST => {
                let mut deleted = self.lock();
                deleted.retain(|gone| *gone != path && !gone.is_below(&path));
            }
            _ => {}
        }
    }

    fn add(&self, path: Concrete) {
        let mut deleted = self.lock();
        deleted.retain(|gone| *gone != path);
        if deleted.len() == MOST {
            deleted.pop_front();
        }
        deleted.push_back(path);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Concrete>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(mocks: &str) -> Map<String, Value> {
    serde_json::from_str(mocks).unwrap_or_else(|fault| {
        tracing::error!(%fault, "the mock answers can't be read");
        Map::new()
    })
}
