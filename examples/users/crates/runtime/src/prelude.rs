//! What generated code names, as `rt::…`.

pub use crate::check::{Keyword, Schema};
pub use crate::decode::rules::{
    Branch, Choices, Fields, Integer, Items, Kind, Kinds, Members, Number, Tag, Text, Union,
    Unknown,
};
pub use crate::decode::{
    Base64, Decimal, Decoder, Int, Mode, Options, OrEmpty, Read, Secret, Time, Upload, any,
    constant, decode_slice, deserialize,
};
pub use crate::format::Format;
pub use crate::pattern::Pattern;
pub use std::collections::BTreeMap;
pub use std::ops::Bound;

// For routes and services:
pub use crate::context::Context;
#[cfg(feature = "websocket")]
pub use crate::http::Socket;
pub use crate::http::{
    ApiOptions, ByteSender, ByteStream, Call, Content, Credential, Description, Error, ErrorForm,
    Event, EventStream, Field, Form, Gone, In, ItemSender, ItemStream, Parameter, Payload, Pending,
    Profile, Reply, RequestBody, Route, Shape, Style, When,
};
pub use crate::http::{
    Authenticate, Guard, Principal, Scheme, Shown, guarded_router, router, unwritten,
};
pub use crate::scope::{Identity, Outcome, Slot, StandIn, blocking};
pub use crate::{
    deserialize_by_decode, dyn_service, failures, members, texts, variants, write_as_str,
};
pub use axum::Router;
pub use axum::http::StatusCode;
pub use axum::response::Response;
pub use bytes::Bytes;
pub use chrono::NaiveDate;
pub use futures_core::Stream;
pub use serde_json::Value;
pub use uuid::Uuid;

/// A date and time with its offset (RFC 3339).
pub type DateTime = chrono::DateTime<chrono::FixedOffset>;

/// A future behind a pointer.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
