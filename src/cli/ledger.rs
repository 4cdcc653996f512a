//! `specwright inspect SPEC --ledger`: the ledger as a table and the places of what is not enforced, or as JSON.

use crate::ledger::{Entry, Ledger, Treatment};
use crate::source::Sources;
use serde_json::{Value, json};
use std::fmt::Write;

/// Places shown for an entry; `--verbose` shows all that were kept.
const SHOWN: usize = 3;

pub(super) fn as_text(ledger: &Ledger, sources: &Sources, verbose: bool) -> String {
    let mut text = String::new();
    let widest = |cell: fn(&Entry) -> usize, head: usize| {
        ledger
            .entries
            .iter()
            .map(cell)
            .max()
            .unwrap_or_default()
            .max(head)
    };
    let object = widest(|entry| entry.object.len(), 6);
    let keyword = widest(|entry| entry.keyword.chars().count(), 7).min(40);
    let count = widest(|entry| entry.count.to_string().len(), 5);
    let _ = writeln!(
        text,
        "{:object$}  {:keyword$}  {:>count$}  TREATMENT   WHY",
        "OBJECT", "KEYWORD", "COUNT"
    );
    for entry in &ledger.entries {
        let _ = writeln!(
            text,
            "{:object$}  {:keyword$}  {:>count$}  {:10}  {}",
            entry.object,
            entry.keyword,
            entry.count,
            entry.treatment.name(),
            entry.why
        );
    }
    let open: Vec<&Entry> = ledger
        .entries
        .iter()
        .filter(|entry| !entry.places.is_empty())
        .collect();
    if !open.is_empty() {
        text.push_str("\nNot enforced:\n");
    }
    for entry in open {
        let most = if verbose { usize::MAX } else { SHOWN };
        let mut places: Vec<String> = entry
            .places
            .iter()
            .take(most)
            .filter_map(|place| located(sources, place))
            .collect();
        let more = entry.count - entry.places.len().min(most);
        if more > 0 {
            places.push(format!("and {more} more"));
        }
        let _ = writeln!(
            text,
            "  {} {} ({}): {}",
            entry.object,
            entry.keyword,
            entry.treatment.name(),
            places.join(", ")
        );
    }
    text.push_str(&totals(ledger));
    text
}

/// `1,024 keywords: 312 enforced, …`.
fn totals(ledger: &Ledger) -> String {
    let sum = |treatment: Treatment| -> usize {
        ledger
            .entries
            .iter()
            .filter(|entry| entry.treatment == treatment)
            .map(|entry| entry.count)
            .sum()
    };
    let all = [
        Treatment::Enforced,
        Treatment::Typed,
        Treatment::Documented,
        Treatment::Ignored,
    ];
    let parts: Vec<String> = all
        .iter()
        .map(|&treatment| format!("{} {}", sum(treatment), treatment.name()))
        .collect();
    format!("\n{}\n", parts.join(", "))
}

pub(super) fn as_json(ledger: &Ledger, sources: &Sources) -> Value {
    let entries: Vec<Value> = ledger
        .entries
        .iter()
        .map(|entry| {
            let places: Vec<String> = entry
                .places
                .iter()
                .filter_map(|place| located(sources, place))
                .collect();
            json!({
                "object": entry.object,
                "keyword": entry.keyword,
                "count": entry.count,
                "treatment": entry.treatment.name(),
                "why": entry.why,
                "places": places,
            })
        })
        .collect();
    json!({ "ledger": entries })
}

fn located(sources: &Sources, place: &crate::source::Place) -> Option<String> {
    let location = sources.locate(place)?;
    Some(format!("{}:{}", location.path, location.line))
}
