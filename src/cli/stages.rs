//! Stand-ins for the stages that have not landed, under the names they will have.

use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::ir;
use crate::options::Options;
use crate::tree::Tree;
use std::fmt::Write;
use std::path::PathBuf;

pub(super) enum SpecInput {
    File(PathBuf),
}

impl SpecInput {
    pub(super) fn from_argument(argument: impl Into<PathBuf>) -> Self {
        Self::File(argument.into())
    }
}

#[derive(Default)]
pub(super) struct Sources {
    files: Vec<SourceFile>,
}

pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    pub(super) syntax: Syntax,
}

#[derive(PartialEq)]
pub(super) enum Syntax {
    Json,
}

impl Sources {
    pub(super) fn files(&self) -> &[SourceFile] {
        &self.files
    }
}

pub(super) fn load(_: &SpecInput, diags: &mut Diagnostics) -> Sources {
    diags.push(Diagnostic::error(
        "not-built-yet",
        "descriptions are not read yet",
    ));
    Sources::default()
}

pub(super) fn lower(_: &Sources, _: &mut Diagnostics) -> Option<ir::Api> {
    None
}

pub(super) fn deny(_: &mut Diagnostics, _: Severity) {}

pub(super) fn plan(_: &ir::Api, _: &Options, _: &mut Diagnostics) -> Option<()> {
    None
}

pub(super) fn emit((): &()) -> Tree {
    Tree::default()
}

pub(super) fn render(diags: &Diagnostics) -> String {
    let mut text = String::new();
    for item in diags.items() {
        let _ = writeln!(text, "{:?}[{}]: {}", item.severity, item.code, item.message);
        if let Some(help) = &item.help {
            let _ = writeln!(text, "  = help: {help}");
        }
    }
    text
}

pub(super) fn explain(_: &str) -> Option<&'static str> {
    None
}
