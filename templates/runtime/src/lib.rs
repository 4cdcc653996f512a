//! The runtime of an emitted service.
//!
//! Reading JSON: [`decode`] pulls typed values out of bytes by the tables of [`decode::rules`], [`check`] holds values
//! against schemas that no Rust type can express, and every [`fault`] of a request is collected with its place.

pub mod check;
pub mod decode;
pub mod fault;
pub mod format;
pub mod json;
pub mod pattern;
pub mod prelude;
