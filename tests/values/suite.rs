//! The JSON Schema test suite, as OpenAPI documents with their cases, through the real front end: every verdict must
//! be the suite's.

use serde_json::Value;
use specwright::diag::Diagnostics;
use specwright::ir::conform::{Conformer, Direction};
use specwright::{openapi, source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What needs documents from elsewhere or dynamic scope, by a part of the case's id.
const BEYOND: [&str; 4] = [
    "dynamicRef/",
    "refRemote/",
    "definitions/",
    "unevaluatedProperties/21/",
];

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/jsonschema/strict");
    let folder = std::env::var_os("SPECWRIGHT_JSON_SCHEMA_SUITE").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
#[allow(
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "says that it was skipped"
)]
fn every_verdict_of_the_suite() {
    let Some(folder) = folder() else {
        eprintln!(
            "skipped: no JSON Schema suite here (SPECWRIGHT_JSON_SCHEMA_SUITE names its folder)"
        );
        return;
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for dialect in ["draft2020-12", "draft4"] {
        for level in ["core", "composition", "exotic"] {
            count += run(&folder, &format!("{dialect}.{level}"), &mut wrong);
        }
    }
    assert!(count > 1_000, "only {count} cases were run");
    assert!(
        wrong.is_empty(),
        "{} of {count} verdicts are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn run(folder: &Path, name: &str, wrong: &mut Vec<String>) -> usize {
    let text =
        std::fs::read_to_string(folder.join(format!("{name}.cases.json"))).expect("readable");
    let cases: Value = serde_json::from_str(&text).expect("JSON");
    let mut diags = Diagnostics::default();
    let spec = source::SpecInput::from_argument(folder.join(format!("{name}.openapi.json")));
    let sources = source::load(&spec, &mut diags);
    let api = openapi::lower(&sources, &mut diags)
        .unwrap_or_else(|| panic!("{name}: {:?}", diags.items()));
    let schemas: BTreeMap<&str, _> = api
        .operations
        .iter()
        .filter_map(|operation| {
            let media = operation.body.as_ref()?.content.first()?;
            Some((operation.path.raw.as_str(), media.schema?))
        })
        .collect();
    let conformer = Conformer::new(&api.schemas);
    let mut count = 0;
    for case in cases["cases"].as_array().expect("cases") {
        if BEYOND
            .iter()
            .any(|part| case["id"].as_str().is_some_and(|id| id.contains(part)))
        {
            continue;
        }
        let id = schemas[case["path"].as_str().expect("path")];
        let body = case["body"].as_str().expect("body");
        let value: Value = serde_json::from_str(body).expect("JSON");
        let verdict = conformer.check(id, &value, Direction::Request);
        count += 1;
        if verdict.is_ok() != (case["valid"] == true) {
            wrong.push(format!(
                "{name} {} {} | {} | {body} | {verdict:?}",
                case["id"], case["group"], case["test"]
            ));
        }
    }
    count
}
