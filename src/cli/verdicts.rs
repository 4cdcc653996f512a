//! The wording of what became of each operation: which ones work, over which table, and which ones are to be written, and
//! why.

use crate::plan::resource::{Became, Verdict};
use indexmap::IndexMap;
use serde_json::{Value, json};
use std::fmt::Write;

/// Stubs listed before the rest is only counted.
const LISTED: usize = 8;

pub(super) fn any_works(verdicts: &[Verdict]) -> bool {
    verdicts
        .iter()
        .any(|verdict| matches!(verdict.became, Became::Working { .. }))
}

/// Nothing where nothing is stored.
pub(super) fn text(verdicts: &[Verdict], all: bool) -> String {
    let mut tables: IndexMap<&str, Vec<&str>> = IndexMap::new();
    let mut stubs = Vec::new();
    for Verdict { operation, became } in verdicts {
        match became {
            Became::Working { does, table } => tables.entry(table).or_default().push(does),
            Became::Stub { why } => stubs.push((operation, why)),
        }
    }
    if tables.is_empty() {
        return String::new();
    }
    let mut text = "\nThese tables are kept, and these operations work:\n".to_owned();
    let width = tables
        .keys()
        .map(|table| table.len())
        .max()
        .unwrap_or_default();
    for (table, does) in &tables {
        let _ = writeln!(text, "  {table:<width$}  {}", does.join(", "));
    }
    if stubs.is_empty() {
        return text;
    }
    text.push_str("\nThese operations are to be written:\n");
    let shown = if all || stubs.len() <= LISTED + 1 {
        stubs.len()
    } else {
        LISTED
    };
    let stubs_shown = &stubs[..shown];
    let width = stubs_shown
        .iter()
        .map(|(operation, _)| operation.chars().count())
        .max()
        .unwrap_or_default();
    for (operation, why) in stubs_shown {
        let _ = writeln!(text, "  {operation:<width$}  {why}");
    }
    if shown < stubs.len() {
        let _ = writeln!(text, "  … and {} more (-v lists them)", stubs.len() - shown);
    }
    text
}

pub(super) fn as_json(verdicts: &[Verdict]) -> Value {
    verdicts
        .iter()
        .map(|Verdict { operation, became }| match became {
            Became::Working { does, table } => {
                json!({ "operation": operation, "does": does, "table": table })
            }
            Became::Stub { why } => json!({ "operation": operation, "does": null, "why": why }),
        })
        .collect()
}
