//! Storage: SQLite or PostgreSQL, by `DATABASE_URL` alone.
//!
//! A [`Database`] is opened once; every request that touches it has a [`Session`], which is a transaction from its first
//! statement that writes, committed when the request succeeds and rolled back when it does not. The same SQL text goes to
//! both databases, with `$1`, `$2`, … for values; [`Value`] says how each type is stored.

mod database;
mod error;
mod migration;
mod order;
mod page;
mod row;
mod select;
mod session;
mod start;
mod value;
mod version;

pub use database::{Connections, Database, DatabaseOptions};
pub use error::{Error, Result};
pub use migration::Migration;
pub use order::Order;
pub use page::Page;
pub use row::{Column, Row};
pub use select::Select;
pub use session::{Query, Session};
pub use start::{StartError, migrate, start};
pub use value::{Bind, Value};
pub use version::Versioned;

use crate::prelude::DateTime;
use chrono::{SubsecRound, Utc};
use uuid::Uuid;

/// This moment, as precisely as both databases keep it.
#[must_use]
pub fn now() -> DateTime {
    DateTime::from(Utc::now().trunc_subsecs(6))
}

/// An id that sorts by the time it was made (RFC 9562, version 7).
#[must_use]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
