//! The table of operations that generated code hands to the router.

use super::{call::Call, error::ErrorForm, guard::Requirement};
use axum::response::Response;
use std::{pin::Pin, sync::Arc};

/// An answer on its way.
pub type Pending = Pin<Box<dyn Future<Output = Response> + Send>>;

/// One operation of an API whose services are in an `A`.
#[derive(Debug)]
pub struct Route<A: 'static> {
    /// In capitals.
    pub method: &'static str,
    /// The path template, as described: `/pets/{petId}`.
    pub path: &'static str,
    /// The operation's name in logs, metrics and mock answers.
    pub operation: &'static str,
    /// Its place among all operations of the description.
    pub place: usize,
    pub payload: Payload,
    /// Alternatives of combinations; empty: no credential is asked for.
    pub security: &'static [&'static [Requirement]],
    pub handler: fn(Arc<A>, Call) -> Pending,
}

/// What kind of body an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    None,
    Json,
    Form,
    /// Text or bytes.
    Other,
}

/// What counts as what in a request, and what clients are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// JSON Schema's meaning.
    Strict,
    /// What FastAPI does with the same description.
    FastApi,
}

/// What the router needs to know of the description beside its operations.
#[derive(Debug)]
pub struct Description {
    pub title: &'static str,
    /// What `/openapi.json` serves, byte for byte.
    pub openapi: &'static [u8],
    /// JSON: operation → `{status, headers, content_type, json | text, others: [{content_type, json | text}], gone}`, the
    /// answers of `MOCK=1`. `gone` is of the same form, for what was deleted.
    pub mocks: &'static str,
    /// JSON: `operations`, by operation and status, with the schemas of headers and content, and `schemas`, which these
    /// refer to. Empty in a release, which holds no answer against them.
    pub answers: &'static str,
    /// The path of the described server (`/v1`), which requests may carry in front of a template's path.
    pub base_path: &'static str,
    pub profile: Profile,
    pub errors: ErrorForm,
}
