//! Plan → tree of files. Must not know ir: whatever a fragment has to decide, the plan has decided.

mod account;
mod data;
mod project;
mod runtime;
mod rust;
mod text;

use crate::plan::Plan;
use crate::tree::{Owner, Tree};

/// Emits the whole project, without the description's own files.
#[must_use]
pub fn emit(plan: &Plan) -> Tree {
    let mut tree = Tree::default();
    rust::emit(plan, &mut tree);
    runtime::emit(&mut tree);
    let project = project::project(plan);
    text::user(&project, &mut tree);
    data::emit(plan, &mut tree);
    text::generated(&project, &mut tree);
    let api = "crates/api";
    tree.add(
        format!("{api}/openapi.json"),
        Owner::Generated,
        plan.document.as_bytes(),
    );
    tree.add(
        format!("{api}/mock.json"),
        Owner::Generated,
        plan.mocks.to_string(),
    );
    tree.add(
        format!("{api}/answers.json"),
        Owner::Generated,
        plan.answers.to_string(),
    );
    tree.add(
        format!("{api}/tests/contract.json"),
        Owner::Generated,
        plan.cases.to_string(),
    );
    if project.principal() {
        tree.add(
            format!("{api}/tests/security.json"),
            Owner::Generated,
            plan.admissions.to_string(),
        );
    }
    tree
}
