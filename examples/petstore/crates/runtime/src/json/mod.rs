//! JSON as bytes: what the decoder and the checker read. Text goes in; tokens, exact numbers and borrowed trees come
//! out. Nothing here knows of schemas, Rust models or HTTP.
//!
//! The grammar is that of RFC 8259, strictly. Numbers keep their text, so that nothing is lost before somebody
//! decides what a number should become.

pub mod decimal;
mod node;
mod scan;

pub use decimal::Decimal;
pub use node::{Body, Node};
pub use scan::{Broken, MAX_DEPTH, Numeral, Quoted, Scanner, quote};
