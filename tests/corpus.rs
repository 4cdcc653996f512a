//! Every document of a folder of real descriptions is read: the valid ones without an error, none with a panic, none
//! slowly, and every operation is found by the router. The folder is `../shared/corpus` or `SPECWRIGHT_CORPUS`; without one the test is skipped, and says so.

#![allow(
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test that is skipped says so"
)]

mod routing;

use serde_json::Value;
use specwright::diag::{Diagnostics, Severity, View, render};
use specwright::source::SpecInput;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Generous, as other work may keep the machine busy: this is to find what hangs.
const SLOW: Duration = Duration::from_mins(1);

fn corpus() -> Option<(PathBuf, Vec<Value>)> {
    let folder = std::env::var_os("SPECWRIGHT_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    let index = std::fs::read(folder.join("index.json")).ok()?;
    let index: Value = serde_json::from_slice(&index).expect("the index is JSON");
    let documents = index["documents"].as_array().cloned().unwrap_or_default();
    Some((folder, documents))
}

/// Descriptions of several files refer to files beside their folder; what may be read is all of the provider's.
fn root(folder: &Path, path: &str) -> PathBuf {
    folder.join(path.split('/').take(2).collect::<Vec<_>>().join("/"))
}

/// Every description under `specs/` that can be served, at whatever depth.
#[test]
fn every_operation_is_found_by_the_router() {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("specs")];
    let (mut operations, mut failures) = (0, Vec::new());
    while let Some(place) = open.pop() {
        if place.is_dir() {
            let entries = place.read_dir().expect("a folder");
            open.extend(entries.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let mut diags = Diagnostics::default();
        let input = SpecInput::from_argument(&place);
        let mut sources = specwright::source::load(&input, &mut diags);
        specwright::rustspec::read(&mut sources, &mut diags);
        if sources.is_rust() && diags.has_errors() {
            continue;
        }
        if let Some(api) = specwright::openapi::lower(&sources, &mut diags) {
            operations += api.operations.len();
            let lost = routing::lost(&api).into_iter();
            failures.extend(lost.map(|lost| format!("{}: {lost}", place.display())));
        }
    }
    assert!(operations > 500, "{operations} operations");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn valid_documents_have_no_errors() {
    let Some((folder, documents)) = corpus() else {
        eprintln!("skipped: there is no corpus; set SPECWRIGHT_CORPUS to its folder");
        return;
    };
    let mut failures = Vec::new();
    for document in &documents {
        let path = document["path"].as_str().expect("each document has a path");
        let mut diags = Diagnostics::default();
        let started = Instant::now();
        let input = SpecInput::File {
            path: folder.join(path),
            root: Some(root(&folder, path)),
        };
        let sources = specwright::source::load(&input, &mut diags);
        let api = specwright::openapi::lower(&sources, &mut diags);
        let text = render(&diags, &sources, View::default());
        for lost in api.iter().flat_map(routing::lost) {
            failures.push(format!("{path}: {lost}"));
        }
        if started.elapsed() > SLOW {
            failures.push(format!("{path}: took {:?}", started.elapsed()));
        }
        // A validator may overlook that a file is missing; here it is an error.
        let complete = document["flags"].get("external_refs_missing").is_none();
        if complete
            && document["valid"] == Value::Bool(true)
            && (api.is_none() || diags.has_errors())
        {
            failures.push(format!("{path}:\n{text}"));
        }
        for item in diags
            .items()
            .iter()
            .filter(|item| item.severity == Severity::Error)
        {
            let located = item
                .place
                .as_ref()
                .is_some_and(|place| sources.locate(place).is_some());
            if !located {
                failures.push(format!("{path}: no place for {item:?}"));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
