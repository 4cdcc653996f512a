//! ir → [`Plan`]: everything decided, in Rust's terms. In: an API and the options. Out: final identifiers, modules,
//! types, readers, routes, response types. It must not print Rust, nor know where files go on disk.
//!
//! One planner per concern: [`schema`] gives every schema a type and a reader, `operation` gives every operation its
//! parameters, body, success and failure, `service` groups operations, `project` names the project itself.

pub mod model;
pub mod schema;

pub use model::*;
