//! The tables, and every statement that touches them. Nothing above this module sees SQL.

pub mod owners;
pub mod pets;
pub mod visits;

use runtime::data::Migration;

/// Run at start, in this order, each once. One that has run anywhere stays as it is: a change of the tables is a new
/// file for each database, with a line here.
pub const MIGRATIONS: &[Migration] = &[runtime::migration!("0001_init")];

/// For the test that prepares them all.
pub const STATEMENTS: &[&[&str]] = &[owners::STATEMENTS, pets::STATEMENTS, visits::STATEMENTS];
