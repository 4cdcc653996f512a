//! Stand-ins for the stages that have not landed, under the names they will have.

use crate::diag::{Diagnostics, Severity};
use crate::ir;
use crate::options::Options;
use crate::source::Sources;
use crate::tree::{Owner, Tree};
use std::fmt::Write;

pub(super) fn deny(_: &mut Diagnostics, _: Severity) {}

/// As little of a project as shows what the command line does with one.
pub(super) fn plan<'a>(
    api: &'a ir::Api,
    options: &Options,
    _: &mut Diagnostics,
) -> Option<(&'a ir::Api, String)> {
    Some((api, options.name.clone()))
}

pub(super) fn emit((api, name): &(&ir::Api, String)) -> Tree {
    let mut tree = Tree::default();
    let operations: String = api
        .operations
        .iter()
        .map(|operation| format!("// {} {}\n", operation.method.token(), operation.path.raw))
        .collect();
    tree.add(
        "Cargo.toml",
        Owner::User,
        format!("[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
    );
    tree.add("src/main.rs", Owner::User, "fn main() {}\n");
    tree.add(
        "crates/api/openapi.json",
        Owner::Generated,
        format!("{:#}\n", api.document),
    );
    tree.add("crates/api/src/lib.rs", Owner::Generated, operations);
    tree.add(
        "crates/runtime/src/lib.rs",
        Owner::Generated,
        "// runtime\n",
    );
    tree
}

pub(super) fn render(diags: &Diagnostics, sources: &Sources) -> String {
    let mut text = String::new();
    for item in diags.items() {
        let _ = writeln!(text, "{:?}[{}]: {}", item.severity, item.code, item.message);
        if let Some(place) = &item.place {
            let path = sources.file(place.file).map_or("", |file| &file.path);
            let _ = writeln!(text, " --> {path}#{}", place.pointer);
        }
        if let Some(help) = &item.help {
            let _ = writeln!(text, "  = help: {help}");
        }
    }
    text
}

pub(super) fn explain(_: &str) -> Option<&'static str> {
    None
}
