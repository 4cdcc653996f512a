//! The ledger of a description: every keyword that it uses, how often, and what becomes of it. In: the loaded files.
//! Out: a [`Ledger`]. It goes by the value trees and by [`table`]'s knowledge of what the generated service does; it
//! must not plan, and must not print.

mod table;
mod walk;

pub use table::{Row, Treatment, rows};
pub use walk::PLACES;

use crate::options::Types;
use crate::source::{Place, Sources};

/// Every keyword in use, in the order of the objects they belong to, then of the table.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
}

/// One keyword with one fate. A keyword that is enforced in requests and kept as a text in responses has two.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `schema`, `parameter`, …: the object of the specification that the keyword stands in.
    pub object: &'static str,
    /// With its value where that decides: `format: uuid`, `style: deepObject`.
    pub keyword: String,
    pub treatment: Treatment,
    pub count: usize,
    /// Why it is not enforced, or what it does.
    pub why: &'static str,
    /// The first ones, where the keyword could have been enforced and is not.
    pub places: Vec<Place>,
}

/// Reads the ledger off a description that was loaded. `types` says which formats the user has turned off.
#[must_use]
pub fn ledger(sources: &Sources, types: &Types) -> Ledger {
    walk::walk(sources, types)
}
