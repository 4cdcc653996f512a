//! The table of operations that generated code hands to the router.

use super::call::Call;
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
    pub handler: fn(Arc<A>, Call) -> Pending,
}

/// What the router needs to know of the description beside its operations.
#[derive(Debug)]
pub struct Description {
    pub title: &'static str,
    /// What `/openapi.json` serves, byte for byte.
    pub openapi: &'static [u8],
    /// JSON: operation → `{status, headers, content_type, json | text}`, the answers of `MOCK=1`.
    pub mocks: &'static str,
    /// The path of the described server (`/v1`), which requests may carry in front of a template's path.
    pub base_path: &'static str,
}
