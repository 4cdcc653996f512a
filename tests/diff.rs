//! `diff` through the program, on a pair of descriptions that differ in most ways, and on pairs that do not differ.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use specwright::diag::Diagnostics;
use specwright::diff::diff;
use specwright::ir::Api;
use specwright::source::SpecInput;
use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_specwright"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(arguments: &[&str]) -> String {
    String::from_utf8(run(arguments).stdout).unwrap()
}

fn check(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "../snapshots/diff",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

const PAIR: [&str; 3] = ["diff", "specs/diff/old.yaml", "specs/diff/new.yaml"];

#[test]
fn a_pair_in_every_format() {
    check("text", &text(&PAIR));
    for format in ["json", "markdown"] {
        check(format, &text(&[&PAIR[..], &["--format", format]].concat()));
    }
}

#[test]
fn exit_codes() {
    let code = |arguments: &[&str]| run(arguments).status.code();
    let same = [
        "diff",
        "specs/petstore.yaml",
        "specs/petstore.yaml",
        "--fail-on",
        "any",
    ];
    assert_eq!(code(&same), Some(0));
    assert_eq!(code(&PAIR), Some(0));
    let breaking = [&PAIR[..], &["--fail-on", "breaking"]].concat();
    assert_eq!(code(&breaking), Some(3));
    let gone = ["diff", "specs/diff/old.yaml", "specs/diff/none.yaml"];
    assert_eq!(code(&gone), Some(1));
}

fn read(path: &Path) -> Api {
    let mut diags = Diagnostics::default();
    let sources = specwright::source::load(&SpecInput::from_argument(path), &mut diags);
    specwright::openapi::lower(&sources, &mut diags).unwrap()
}

fn again(api: &Api) -> Api {
    let document = specwright::export::openapi31(api, &mut Diagnostics::default());
    let input = SpecInput::Text {
        name: "openapi.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    let mut diags = Diagnostics::default();
    let sources = specwright::source::load(&input, &mut diags);
    specwright::openapi::lower(&sources, &mut diags).unwrap()
}

#[test]
fn another_spelling_is_no_change() {
    for entry in Path::new("specs/features").read_dir().unwrap() {
        let api = read(&entry.unwrap().path());
        // What only 3.2 can say is lost on the way, and told of.
        if api.document["openapi"] != "3.2.0" {
            assert_eq!(diff(&api, &again(&api)), []);
        }
    }
}

/// What breaks one way is compatible or gone the other way, for each keyword that only widens.
#[test]
fn sides_are_judged_apart() {
    let document = |request: &str, response: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    post:\n      requestBody: {{ required: true, content: {{ application/json: {{ schema: {request} }} }} }}\n      responses: {{ '200': {{ description: A., content: {{ application/json: {{ schema: {response} }} }} }} }}\n"
        )
    };
    let api = |text: String| {
        let mut diags = Diagnostics::default();
        let input = SpecInput::Text {
            name: "a.yaml".to_owned(),
            bytes: text.into_bytes(),
        };
        let sources = specwright::source::load(&input, &mut diags);
        specwright::openapi::lower(&sources, &mut diags).unwrap()
    };
    // Narrow, wide.
    for (narrow, wide) in [
        ("{ type: string }", "{ type: [string, 'null'] }"),
        ("{ type: integer }", "{ type: number }"),
        ("{ enum: [a] }", "{ enum: [a, b] }"),
        (
            "{ type: string, maxLength: 3 }",
            "{ type: string, maxLength: 4 }",
        ),
        ("{ type: string, maxLength: 3 }", "{ type: string }"),
        (
            "{ type: integer, minimum: 3 }",
            "{ type: integer, minimum: 2 }",
        ),
        ("{ type: string, pattern: a }", "{ type: string }"),
        (
            "{ type: array, items: { const: 1 } }",
            "{ type: array, items: { enum: [1, 2] } }",
        ),
        (
            "{ type: object, required: [a], properties: { a: {} } }",
            "{ type: object, properties: { a: {} } }",
        ),
        (
            "{ oneOf: [{ type: string }] }",
            "{ oneOf: [{ type: string }, { type: integer }] }",
        ),
        (
            "{ type: array, uniqueItems: true, items: {} }",
            "{ type: array, items: {} }",
        ),
    ] {
        let breaks = |old: String, new: String| {
            let changes = diff(&api(old), &api(new));
            assert!(!changes.is_empty(), "{narrow} {wide}");
            changes[0].impact == specwright::diff::Impact::Breaking
        };
        let fixed = "{ type: string }";
        assert!(
            breaks(document(wide, fixed), document(narrow, fixed)),
            "{narrow}"
        );
        assert!(
            !breaks(document(narrow, fixed), document(wide, fixed)),
            "{narrow}"
        );
        assert!(
            breaks(document(fixed, narrow), document(fixed, wide)),
            "{narrow}"
        );
        assert!(
            !breaks(document(fixed, wide), document(fixed, narrow)),
            "{narrow}"
        );
    }
}
