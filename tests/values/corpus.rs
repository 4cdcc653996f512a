//! Published descriptions: an operation with a documented body has a mock answer of it, and nearly every operation a
//! request and contract cases.

use serde_json::Value;
use specwright::diag::Diagnostics;
use specwright::ir::conform::Direction;
use specwright::sample::{self, MockBody, Sampler};
use specwright::{openapi, source};
use std::path::{Path, PathBuf};

/// Larger documents add time and no variety.
const SIZE_LIMIT: u64 = 200_000;

/// Cases of one operation.
const CASES: usize = 16;

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("SPECWRIGHT_CORPUS").map_or(beside, PathBuf::from);
    folder.join("index.json").is_file().then_some(folder)
}

#[derive(Default)]
struct Tally {
    operations: usize,
    without_request: Vec<String>,
    without_mock: Vec<String>,
    cases: usize,
}

#[test]
#[allow(
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "says that it was skipped"
)]
fn published_operations_have_answers_and_requests() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no corpus here (SPECWRIGHT_CORPUS names its folder)");
        return;
    };
    let text = std::fs::read_to_string(folder.join("index.json")).expect("readable");
    let index: Value = serde_json::from_str(&text).expect("JSON");
    let mut tally = Tally::default();
    for document in index["documents"].as_array().expect("documents") {
        let path = document["path"].as_str().expect("path");
        let small = document["bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes < SIZE_LIMIT);
        if path.starts_with("real/") && small && document["valid"] == true {
            count(&folder.join(path), path, &mut tally);
        }
    }
    let Tally {
        operations,
        without_request,
        without_mock,
        cases,
    } = tally;
    assert!(operations > 1_000, "only {operations} operations");
    assert!(cases > 4 * operations, "only {cases} cases");
    assert!(
        without_request.len() * 200 < operations,
        "no request: {without_request:?}"
    );
    assert!(
        without_mock.len() * 200 < operations,
        "no mock answer: {without_mock:?}"
    );
}

fn count(file: &Path, name: &str, tally: &mut Tally) {
    let mut diags = Diagnostics::default();
    let sources = source::load(&source::SpecInput::from_argument(file), &mut diags);
    let Some(api) = openapi::lower(&sources, &mut diags) else {
        return;
    };
    let sampler = Sampler::new(&api.schemas);
    sample::check_examples(&sampler, &api, &mut diags);
    for operation in &api.operations {
        tally.operations += 1;
        let label = format!("{name} {} {}", operation.method.token(), operation.path.raw);
        let found = diags.items().len();
        let mock = sample::mock(&sampler, operation, &mut diags);
        if diags.items()[found..]
            .iter()
            .any(|item| item.code == "no-sample")
        {
            tally.without_mock.push(label.clone());
        }
        let fitting = operation
            .responses
            .iter()
            .flat_map(|response| &response.content)
            .any(|media| match &mock.body {
                MockBody::Json(value) => media.schema.is_none_or(|id| {
                    sampler
                        .conformer()
                        .accepts_by_tag(id, value, Direction::Response)
                }),
                MockBody::Text(_) => true,
                MockBody::Empty => false,
            });
        assert!(
            fitting || mock.body == MockBody::Empty,
            "{label}: {:?}",
            mock.body
        );
        if sample::request(&sampler, operation).is_none() {
            tally.without_request.push(label);
        }
        tally.cases += sample::cases(&sampler, operation, CASES).len();
    }
}
