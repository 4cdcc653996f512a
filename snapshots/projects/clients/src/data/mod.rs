//! The tables, and every statement that touches them. Nothing above this module sees SQL.

pub mod clients;
pub mod goods;
pub mod users;

use runtime::data::Migration;

/// Run at start, in this order, each once. One that has run anywhere stays as it is: a change of the tables is a new
/// file for each database, with a line here.
pub const MIGRATIONS: &[Migration] = &[
    runtime::migration!("0001_init"),
    runtime::migration!("0001_accounts"),
    runtime::migration!("0001_clients"),
];

/// For the test that prepares them all.
pub const STATEMENTS: &[&[&str]] = &[clients::STATEMENTS, goods::STATEMENTS, users::STATEMENTS];
