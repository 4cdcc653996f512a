//! The projects under `examples/`, made from the descriptions in them with a person's code inside, are as `generate`
//! leaves them. `INSTA_UPDATE=always cargo test --test examples` brings them up to date; `tests/builds.rs` builds them.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod project;

use project::{EXAMPLES, root};
use std::fs;
use std::process::{Command, Stdio};

fn specwright(arguments: &[&str], example: &str) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .args(arguments)
        .arg(root().join("examples").join(example))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(());
    }
    Err(said(&output.stdout) + &said(&output.stderr))
}

#[test]
fn examples_are_as_generate_leaves_them() {
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|choice| choice == "always");
    for example in EXAMPLES {
        if update {
            // What it can't merge into a person's code, a person has to.
            let merged = specwright(&["generate"], example);
            assert_eq!(merged, Ok(()), "{example}");
            continue;
        }
        let checked = specwright(&["check"], example);
        assert_eq!(
            checked,
            Ok(()),
            "examples/{example}: `INSTA_UPDATE=always cargo test --test examples` brings it up to date"
        );
    }
}

#[test]
fn the_petstore_is_made_from_the_one_under_specs() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let (one, other) = (
        read("specs/petstore.yaml"),
        read("examples/petstore/openapi.yaml"),
    );
    assert_eq!(one, other);
}
