//! The program as scripts and people use it: the real binary over folders of its own, exit codes and files.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const SPEC: &str = r##"openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: list_pets
      tags: [pets]
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1 } }
      responses:
        "200":
          description: The pets
          content:
            application/json:
              schema: { type: array, items: { $ref: "#/components/schemas/Pet" } }
    post:
      operationId: create_pet
      tags: [pets]
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Pet" }
      responses:
        "201": { description: Made }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, minLength: 1 }
"##;

/// One run of the program.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn finish(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

fn specwright(dir: &Path, arguments: &[&str]) -> Run {
    finish(
        &command(dir, arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap(),
    )
}

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    command
        .current_dir(dir)
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("SPECWRIGHT_CACHE");
    command
}

fn piped(dir: &Path, arguments: &[&str], stdin: &str) -> Run {
    let mut command = command(dir, arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(stdin.as_bytes())
        .unwrap();
    finish(&child.wait_with_output().unwrap())
}

/// A scratch folder with `spec.yaml` in it and, in `pets`, the project made from it.
struct Place {
    dir: TempDir,
}

impl Place {
    fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("spec.yaml"), SPEC).unwrap();
        Self { dir }
    }

    fn new() -> Self {
        let place = Self::empty();
        let run = place.run(&["new", "spec.yaml", "pets"]);
        assert_eq!(run.code, 0, "{}", run.err);
        place
    }

    fn run(&self, arguments: &[&str]) -> Run {
        specwright(self.dir.path(), arguments)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn edit_spec(&self) {
        let spec = self.read("pets/openapi.yaml").replace("  /pets:\n", "  /toys:\n    get:\n      tags: [toys]\n      responses: { \"204\": { description: None } }\n  /pets:\n");
        self.write("pets/openapi.yaml", &spec);
    }

    /// `check` answers 3 and names the file with this label.
    fn drifts(&self, label: &str, path: &str) {
        let run = self.run(&["check", "pets"]);
        assert_eq!(run.code, 3, "{}{}", run.out, run.err);
        let line = run
            .out
            .lines()
            .find(|line| line.split_whitespace().nth(1) == Some(path));
        assert!(
            line.is_some_and(|line| line.starts_with(label)),
            "no `{label} {path}` in\n{}",
            run.out
        );
    }
}

/// Path → contents of every file.
fn contents(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(
                    path.strip_prefix(dir).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

#[test]
fn new_makes_a_project_and_check_agrees() {
    let place = Place::new();
    assert_eq!(place.read("pets/openapi.yaml"), SPEC);
    assert!(
        place
            .read("pets/specwright.toml")
            .contains("path = \"openapi.yaml\"")
    );
    assert!(place.path("pets/crates/api/openapi.json").is_file());
    let run = place.run(&["check", "pets"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "pets is up to date\n"),
        "{}",
        run.err
    );
}

#[test]
fn two_projects_from_one_description_are_the_same_bytes() {
    let (one, other) = (Place::new(), Place::new());
    let (one, other) = (contents(&one.path("pets")), contents(&other.path("pets")));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    let differ: Vec<_> = one
        .iter()
        .filter(|(path, bytes)| other[*path] != **bytes)
        .map(|(path, _)| path)
        .collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn the_description_comes_from_stdin_too() {
    let place = Place::empty();
    let run = piped(place.dir.path(), &["new", "-", "piped"], SPEC);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(place.read("piped/openapi.yaml"), SPEC);
    let json = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
    let run = piped(place.dir.path(), &["new", "-", "json"], json);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(place.read("json/openapi.json"), json);
    assert_eq!(place.run(&["check", "json"]).code, 0);
}

#[test]
fn a_description_of_several_files_is_copied_whole() {
    let place = Place::empty();
    fs::create_dir(place.path("parts")).unwrap();
    let (head, pet) = SPEC.split_once("components:").unwrap();
    place.write(
        "spec.yaml",
        &head.replace("#/components/schemas/Pet", "parts/pet.yaml#/Pet"),
    );
    place.write(
        "parts/pet.yaml",
        &pet.replace("  schemas:\n", "").replace("\n    ", "\n"),
    );
    let run = place.run(&["new", "spec.yaml", "split"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(place.path("split/spec/parts/pet.yaml").is_file());
    assert!(
        place
            .read("split/specwright.toml")
            .contains("path = \"spec/spec.yaml\"")
    );
    let run = place.run(&["check", "split"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn generate_without_a_change_touches_no_file() {
    let place = Place::new();
    let times = |place: &Place| -> Vec<_> {
        let files = contents(&place.path("pets")).into_keys();
        files
            .map(|path| {
                (
                    fs::metadata(place.path("pets").join(&path))
                        .unwrap()
                        .modified()
                        .unwrap(),
                    path,
                )
            })
            .collect()
    };
    let before = times(&place);
    let run = place.run(&["generate", "pets"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("pets is up to date"), "{}", run.out);
    assert_eq!(times(&place), before);
}

#[test]
fn an_edit_of_the_description_is_drift_until_generate() {
    let place = Place::new();
    place.edit_spec();
    place.drifts("stale", "crates/api/openapi.json");
    let run = place.run(&["generate", "pets"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(
        run.out.contains("updated      crates/api/openapi.json"),
        "{}",
        run.out
    );
    assert!(place.read("pets/crates/api/openapi.json").contains("/toys"));
    assert_eq!(place.run(&["check", "pets"]).code, 0);
}

#[test]
fn files_of_the_user_are_never_rewritten() {
    let place = Place::new();
    place.write("pets/src/main.rs", "fn main() { mine() }\n");
    fs::remove_file(place.path("pets/Cargo.toml")).unwrap();
    place.edit_spec();
    assert_eq!(place.run(&["generate", "pets"]).code, 0);
    assert_eq!(place.read("pets/src/main.rs"), "fn main() { mine() }\n");
    assert!(!place.path("pets/Cargo.toml").exists());
    assert_eq!(place.run(&["check", "pets"]).code, 0);
}

#[test]
fn a_hand_edit_is_named_saved_and_rewritten() {
    let place = Place::new();
    let path = "crates/api/src/lib.rs";
    let right = place.read(&format!("pets/{path}"));
    place.write(&format!("pets/{path}"), "// mine\n");
    place.drifts("hand-edited", path);
    let run = place.run(&["generate", "pets"]);
    assert_eq!(run.code, 3, "{}", run.out);
    assert!(
        run.out.contains(".specwright/saved/crates/api/src/lib.rs"),
        "{}",
        run.out
    );
    assert_eq!(
        place.read(&format!("pets/.specwright/saved/{path}")),
        "// mine\n"
    );
    assert_eq!(place.read(&format!("pets/{path}")), right);
    assert_eq!(place.run(&["check", "pets"]).code, 0);
}

#[test]
fn a_missing_and_a_stray_file_are_named() {
    let place = Place::new();
    fs::remove_file(place.path("pets/crates/api/src/lib.rs")).unwrap();
    place.drifts("missing", "crates/api/src/lib.rs");
    assert_eq!(place.run(&["generate", "pets"]).code, 0);
    place.write("pets/crates/api/src/extra.rs", "// stray\n");
    place.drifts("orphaned", "crates/api/src/extra.rs");
    assert_eq!(place.run(&["generate", "pets"]).code, 3);
    assert_eq!(place.read("pets/crates/api/src/extra.rs"), "// stray\n");
}

#[test]
fn check_writes_nothing() {
    let place = Place::new();
    place.edit_spec();
    place.write("pets/crates/api/src/lib.rs", "// mine\n");
    let before = contents(&place.path("pets"));
    assert_eq!(place.run(&["check", "pets"]).code, 3);
    assert_eq!(place.run(&["check", "pets", "--format", "json"]).code, 3);
    assert!(contents(&place.path("pets")) == before);
}

#[test]
fn check_speaks_json() {
    let place = Place::new();
    place.write("pets/crates/api/src/lib.rs", "// mine\n");
    let run = place.run(&["check", "pets", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["drift"], true);
    let file = answer["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["path"] == "crates/api/src/lib.rs")
        .unwrap();
    assert_eq!(file["state"], "hand-edited");
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let place = Place::empty();
    fs::create_dir(place.path("full")).unwrap();
    place.write("full/mine.txt", "mine");
    let run = place.run(&["new", "spec.yaml", "full"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("full is not empty"), "{}", run.err);
    assert_eq!(contents(&place.path("full")).len(), 1);
}

#[test]
fn an_empty_folder_and_the_current_one_are_fine() {
    let place = Place::empty();
    fs::create_dir(place.path("empty")).unwrap();
    let run = specwright(&place.path("empty"), &["new", "../spec.yaml", "."]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        place
            .read("empty/specwright.toml")
            .contains("name = \"empty\"")
    );
    assert_eq!(specwright(&place.path("empty"), &["check"]).code, 0);
}

#[test]
fn an_output_that_can_not_be_written_leaves_nothing() {
    let place = Place::empty();
    let run = place.run(&["new", "spec.yaml", "spec.yaml/below/a/file"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("cannot write"), "{}", run.err);
    assert_eq!(contents(place.dir.path()).len(), 1);
}

#[test]
fn a_description_with_an_error_writes_nothing() {
    let place = Place::empty();
    place.write("spec.yaml", &SPEC.replace("schemas/Pet", "schemas/Pte"));
    let run = place.run(&["new", "spec.yaml", "pets"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("Pte"), "{}", run.err);
    assert!(!place.path("pets").exists());
}

#[test]
fn settings_that_are_wrong_are_located() {
    let place = Place::new();
    let settings = place
        .read("pets/specwright.toml")
        .replace("name =", "nmae =");
    place.write("pets/specwright.toml", &settings);
    let run = place.run(&["generate", "pets"]);
    assert_eq!(run.code, 1);
    let at = settings
        .lines()
        .position(|line| line.starts_with("nmae"))
        .unwrap()
        + 1;
    assert!(
        run.err
            .contains(&format!("specwright.toml:{at}:1: unknown key `nmae`")),
        "{}",
        run.err
    );
    assert!(run.err.contains("did you mean `name`?"), "{}", run.err);
}

#[test]
fn usage_is_exit_code_2() {
    let place = Place::empty();
    for arguments in [
        &["frobnicate"][..],
        &[],
        &["new", "spec.yaml"],
        &["new", "spec.yaml", "x", "--name", "9 lives"],
        &["generate", "no-such-folder"],
        &["explain", "no-such-code"],
        &["check", "--deny", "everything"],
    ] {
        let run = place.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{arguments:?}");
    }
    assert_eq!(place.run(&["--help"]).code, 0);
    assert_eq!(place.run(&["--version"]).code, 0);
}

#[test]
fn nothing_is_drawn_or_coloured_into_a_pipe() {
    let place = Place::empty();
    for arguments in [
        &["new", "spec.yaml", "a"][..],
        &["inspect", "spec.yaml"],
        &["check", "a"],
    ] {
        let run = place.run(arguments);
        assert!(
            !run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'),
            "{arguments:?}"
        );
    }
    let run = place.run(&["new", "spec.yaml", "b", "--quiet"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
}

#[test]
fn completions_know_the_verbs() {
    let place = Place::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = place.run(&["completions", shell]);
        assert!(run.code == 0 && run.out.contains("generate"), "{shell}");
    }
}

/// How many files there are changes with every stage that learns to write one more.
fn without_counts(text: &str) -> String {
    let mut text = text.to_owned();
    for after in [" unchanged", " generated files", " files)"] {
        if let Some(end) = text.find(after) {
            let start = text[..end]
                .rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |at| at + 1);
            text.replace_range(start..end, if start < end { "N" } else { "" });
        }
    }
    text
}

/// The words that people see, under `snapshots/cli`.
#[test]
fn what_is_printed() {
    let place = Place::empty();
    let mut session = String::new();
    let mut say = |arguments: &[&str]| {
        let run = place.run(arguments);
        let code = if run.code == 0 {
            String::new()
        } else {
            format!("[exit code {}]\n", run.code)
        };
        session.push_str(&format!(
            "$ specwright {}\n{}{}{code}\n",
            arguments.join(" "),
            run.err,
            without_counts(&run.out)
        ));
    };
    say(&["inspect", "spec.yaml"]);
    say(&["new", "spec.yaml", "pets"]);
    say(&["new", "spec.yaml", "pets"]);
    say(&["check", "pets"]);
    place.write("pets/crates/api/src/lib.rs", "// mine\n");
    place.write("pets/crates/api/src/extra.rs", "// stray\n");
    fs::remove_file(place.path("pets/crates/api/src/services/mod.rs")).unwrap();
    say(&["check", "pets"]);
    say(&["check", "pets", "--format", "github"]);
    say(&["generate", "pets"]);
    fs::remove_file(place.path("pets/crates/api/src/extra.rs")).unwrap();
    say(&["generate", "pets"]);
    insta::with_settings!({ snapshot_path => "../snapshots/cli", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("session", session);
    });
    let help: String = [
        "",
        "new",
        "generate",
        "check",
        "dev",
        "inspect",
        "explain",
        "completions",
    ]
    .iter()
    .map(|verb| {
        format!(
            "$ specwright {verb} --help\n{}\n",
            place
                .run(
                    &[*verb, "--help"]
                        .map(str::trim)
                        .into_iter()
                        .filter(|word| !word.is_empty())
                        .collect::<Vec<_>>()
                )
                .out
        )
    })
    .collect();
    insta::with_settings!({ snapshot_path => "../snapshots/cli", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("help", help);
    });
}
