//! Which operations are recognised as the usual ones over a table, and why the others are not.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use specwright::diag::Diagnostics;
use specwright::options::Options;
use specwright::plan::{self, resource::Became};
use specwright::source::{self, SpecInput};
use std::fmt::Write;
use std::path::Path;

fn became(path: &str, data: bool) -> Option<String> {
    let mut diags = Diagnostics::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let sources = source::load(&SpecInput::from_argument(path), &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags).unwrap();
    let mut options = Options::new("project".to_owned(), "openapi.yaml".to_owned());
    options.data = data;
    let plan = plan::plan(&api, &options, &mut diags).unwrap();
    let mut text = String::new();
    for verdict in plan.data?.verdicts {
        let _ = match verdict.became {
            Became::Working { does, table } => {
                writeln!(text, "{}: {does} {table}", verdict.operation)
            }
            Became::Stub { why } => writeln!(text, "{}: - {why}", verdict.operation),
        };
    }
    Some(text)
}

const EXPECTED: &str = "\
listArticles: list stories
createArticle: create stories
readArticle: read stories
deleteArticle: delete stories
changeArticle: change stories
listWriters: - the parameter `order` is no property of it
createWriter: create writers
readWriter: read writers
deleteWriter: delete writers
createAccount: - `password` must not be stored as it is
readAccount: - `password` must not be stored as it is
search: - nothing creates what is at its path
";

#[test]
fn each_operation_has_a_verdict() {
    let text = became("specs/features/resources.yaml", true).unwrap();
    assert_eq!(text, EXPECTED);
}

#[test]
fn the_petstore_works_whole() {
    let text = became("specs/petstore.yaml", true).unwrap();
    assert!(!text.contains(": - "), "{text}");
}

#[test]
fn the_layer_can_be_left_out() {
    assert_eq!(became("specs/petstore.yaml", false), None);
}
