//! The runtime of an emitted service.
//!
//! Reading JSON: [`decode`] pulls typed values out of bytes by the tables of [`decode::rules`], [`check`] holds values
//! against schemas that no Rust type can express, and every [`fault`] of a request is collected with its place.
//!
//! Speaking HTTP: [`http`] finds a request's operation and reads its parameters and body by tables, [`context`] is what
//! a service sees of the request, [`scope`] what lives as long as it, [`server`] is everything around the router.

pub mod auth;
pub mod check;
#[cfg(feature = "client")]
pub mod client;
pub mod context;
#[cfg(feature = "data")]
pub mod data;
pub mod decode;
pub mod encode;
pub mod fault;
pub mod format;
pub mod http;
#[cfg(feature = "jobs")]
pub mod jobs;
pub mod json;
mod macros;
pub mod pattern;
pub mod prelude;
pub mod scope;
pub mod server;
pub mod testing;
