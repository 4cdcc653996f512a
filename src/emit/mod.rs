//! Plan → tree of files. Must not know ir: whatever a fragment has to decide, the plan has decided.

mod rust;


use crate::plan::Plan;
use crate::tree::{Owner, Tree};

/// Emits the whole project, without the description's own files.
#[must_use]
pub fn emit(plan: &Plan) -> Tree {
    let mut tree = Tree::default();
    rust::emit(plan, &mut tree);
    let api = "crates/api";
    tree.add(format!("{api}/openapi.json"), Owner::Generated, plan.document.as_bytes());
    let mocks = serde_json::to_string(&plan.mocks).unwrap_or_default();
    tree.add(format!("{api}/mock.json"), Owner::Generated, mocks);
    tree
}
