//! The JSON Schema test suite, as documents with their cases: every verdict must be the suite's.

use super::read::Reader;
use serde_json::Value;
use specwright::ir::conform::{Conformer, Direction};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files of the exotic documents that this test's reader can't express: `$id`, `$anchor`, `$dynamicRef`, remote
/// references, vocabularies, and formats that are not asserted.
const BEYOND_THE_READER: [&str; 12] = [
    "anchor",
    "content",
    "definitions",
    "dynamicRef",
    "optional/dependencies-compatibility",
    "optional/dynamicRef",
    "optional/format-assertion",
    "optional/format/idn-hostname",
    "optional/format/uri-template",
    "optional/id",
    "refRemote",
    "vocabulary",
];

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/jsonschema/strict");
    let folder = std::env::var_os("SPECWRIGHT_JSON_SCHEMA_SUITE").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
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
    let load = |kind: &str| -> Value {
        let text =
            std::fs::read_to_string(folder.join(format!("{name}.{kind}.json"))).expect("readable");
        serde_json::from_str(&text).expect("JSON")
    };
    let document = load("openapi");
    let cases = load("cases");
    let cases = cases["cases"].as_array().expect("cases");
    let readable = |case: &&Value| {
        let file = case["file"].as_str().unwrap_or_default();
        let reference = name.ends_with(".exotic") && file == "ref";
        let dynamic = case["keywords"]
            .as_array()
            .is_some_and(|keywords| keywords.contains(&"$dynamicRef".into()));
        !reference && !dynamic && !BEYOND_THE_READER.contains(&file)
    };
    let cases = cases.iter().filter(readable);
    let mut reader = Reader::new(&document);
    let mut roots = BTreeMap::new();
    for case in cases.clone() {
        let path = case["path"].as_str().expect("path");
        let body = format!(
            "/paths/{}/post/requestBody/content/application~1json/schema",
            path.replace('~', "~0").replace('/', "~1")
        );
        roots.insert(path, reader.read(&body));
    }
    let conformer = Conformer::new(&reader.schemas);
    let mut count = 0;
    for case in cases {
        let id = roots[case["path"].as_str().expect("path")];
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
