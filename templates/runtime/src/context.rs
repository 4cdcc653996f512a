//! What a service method sees of the request beside its typed arguments. No web framework: the types of the `http`
//! crate alone.

use axum::http::{Extensions, HeaderMap, Method, Uri, request::Parts};
use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
};
use tokio::time::Instant;

/// The request around an operation: where it came from, how it is known in the logs.
#[derive(Debug)]
pub struct Context {
    parts: Parts,
    visit: Option<Arc<Visit>>,
    operation: &'static str,
    route: &'static str,
}

impl Context {
    pub(crate) fn new(parts: Parts, operation: &'static str, route: &'static str) -> Self {
        let visit = parts.extensions.get::<Arc<Visit>>().cloned();
        if let Some(visit) = &visit {
            // Set once per request; a nested router keeps the outer one's.
            let _ = visit.route.set(route);
        }
        Self {
            parts,
            visit,
            operation,
            route,
        }
    }

    #[must_use]
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// What layers in front of the router left here.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The text of `x-request-id`: the client's, or one made here. Empty when no layer gives ids.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.visit.as_ref().map_or("", |visit| &visit.id)
    }

    /// The other end of the connection: the client, or a proxy in front of it.
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        self.parts.extensions.get().copied()
    }

    /// The operation's name.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The path template that matched.
    #[must_use]
    pub fn route(&self) -> &'static str {
        self.route
    }

    /// When the request is given up.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.visit.as_ref().and_then(|visit| visit.deadline)
    }
}

/// One request on its way through the server; shared by the layers outside the router and the operation inside.
#[derive(Debug)]
pub struct Visit {
    pub id: Box<str>,
    pub deadline: Option<Instant>,
    /// The template of the operation, once it is known.
    pub route: OnceLock<&'static str>,
}
