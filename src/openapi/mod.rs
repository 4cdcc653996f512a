//! OpenAPI 3.0, 3.1 and 3.2 documents → [`ir::Api`]. One file per OpenAPI object, each a lenient reader of its own
//! subtree: a fault costs the part that has it, is said where it stands, and the rest is read on. 3.0 and 3.2 are
//! normalised to 3.1's meaning here. Must not know Rust names or what gets generated.

mod bundle;
mod dependency;
mod document;
mod lifespan;
mod media;
mod node;
mod operation;
mod parameter;
mod path_item;
mod reader;
mod response;
mod schema;
mod security;
mod typed;

pub use typed::lower_typed;

use crate::diag::Diagnostics;
use crate::ir;
use crate::source::{FileId, Place, Sources};
use node::Node;
use reader::Reader;

/// Lowers a description. `None` when nothing can be made of it at all: it was not parsed, is no object, or is of a
/// version that is not read. Errors inside it are in `diags`; the caller stops on them.
pub fn lower(sources: &Sources, diags: &mut Diagnostics) -> Option<ir::Api> {
    let root = Node {
        value: sources.entry(),
        place: Place::root(FileId(0)),
    };
    if root.value.is_null() && diags.has_errors() {
        return None;
    }
    let version = document::version(&root, diags)?;
    let document = bundle::bundle(sources, diags);
    let mut reader = Reader::new(sources, version, diags);
    document::read(&mut reader, &root);
    Some(ir::Api {
        document,
        ..reader.finish()
    })
}
