//! What `export` writes says what was read: every feature, and real documents of every kind where the corpus is there,
//! go out and come in again, and the two APIs are held against each other field by field.

#![allow(
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test that is skipped says so"
)]

use serde_json::Value;
use specwright::diag::{Diagnostics, View, render};
use specwright::export;
use specwright::ir::Api;
use specwright::source::{self, SpecInput};
use std::path::{Path, PathBuf};

#[path = "../dice/mod.rs"]
mod dice;
mod sameness;

fn files(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Path::new(folder)
        .read_dir()
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found
}

/// Every description of this repository that has no errors.
fn features() -> Vec<SpecInput> {
    let mut paths = files("specs/features");
    paths.push("specs/petstore.yaml".into());
    paths.push("specs/oddities.yaml".into());
    paths.push("specs/split/openapi.yaml".into());
    paths.into_iter().map(SpecInput::from_argument).collect()
}

/// Valid documents of the corpus, spread over the providers. `SPECWRIGHT_EXPORT=real` takes all public APIs, `all` the tests of
/// other generators too.
fn corpus() -> Vec<SpecInput> {
    let folder = std::env::var_os("SPECWRIGHT_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    let Ok(index) = std::fs::read(folder.join("index.json")) else {
        eprintln!("skipped: there is no corpus; set SPECWRIGHT_CORPUS to its folder");
        return Vec::new();
    };
    let which = std::env::var("SPECWRIGHT_EXPORT").unwrap_or_default();
    let step = if which.is_empty() { 5 } else { 1 };
    let index: Value = serde_json::from_slice(&index).expect("the index is JSON");
    let documents = index["documents"].as_array().expect("documents");
    documents
        .iter()
        .filter(|it| it["valid"] == true && it["flags"].get("external_refs_missing").is_none())
        .map(|it| it["path"].as_str().expect("a path"))
        .filter(|path| which == "all" || path.starts_with("real/"))
        // Examples of it stand in files that are not there, and can only be missed from a folder.
        .filter(|path| !path.ends_with("hellosign/openapi-raw.yaml"))
        .step_by(step)
        .map(|path| SpecInput::File {
            path: folder.join(path),
            root: Some(folder.join(path.split('/').take(2).collect::<PathBuf>())),
        })
        .collect()
}

fn name(input: &SpecInput) -> String {
    match input {
        SpecInput::File { path, .. } => path.display().to_string(),
        other => format!("{other:?}"),
    }
}

fn read(input: &SpecInput) -> Result<Api, String> {
    let mut diags = Diagnostics::default();
    let mut sources = source::load(input, &mut diags);
    specwright::rustspec::read(&mut sources, &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags);
    api.filter(|_| !diags.has_errors())
        .ok_or_else(|| render(&diags, &sources, View::default()))
}

fn again(document: &Value) -> Result<Api, String> {
    let text = if document["info"]["title"]
        .as_str()
        .unwrap_or_default()
        .len()
        .is_multiple_of(2)
    {
        export::yaml::print(document)
    } else {
        document.to_string()
    };
    read(&SpecInput::Text {
        name: "openapi.yaml".to_owned(),
        bytes: text.into_bytes(),
    })
}

/// A description and what becomes of it, with what was said.
#[test]
fn what_an_older_version_can_not_say() {
    for path in files("specs/export") {
        let mut diags = Diagnostics::default();
        let sources = source::load(&SpecInput::from_argument(&path), &mut diags);
        let api = specwright::openapi::lower(&sources, &mut diags).expect("an api");
        let mut said = Diagnostics::default();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let document = if name.contains("3.2") {
            export::openapi31(&api, &mut said)
        } else {
            export::openapi30(&api, &mut said)
        };
        let view = View {
            verbose: true,
            ..View::default()
        };
        let input = std::fs::read_to_string(&path).expect("a spec");
        let line = "--------------------";
        let text = format!(
            "{}\n{line}\n{}{line}\n{}",
            input.trim_end(),
            export::yaml::print(&document),
            render(&said, &sources, view)
        );
        insta::with_settings!({
            snapshot_path => "../../snapshots/export",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn petstore_as_rust() {
    let api = read(&SpecInput::from_argument("specs/petstore.yaml")).expect("an api");
    let text = export::rust(&api, &mut Diagnostics::default());
    insta::with_settings!({
        snapshot_path => "../../snapshots/export",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("petstore.rs", text);
    });
}

/// Holds every input to `check`; names the ones that fail, and says how many there were.
fn each(inputs: &[SpecInput], check: impl Fn(&Api) -> Result<(), String> + Sync) {
    let count = inputs.len();
    let only = std::env::var("SPECWRIGHT_ONLY").unwrap_or_default();
    let failures: Vec<String> = inputs
        .iter()
        .filter(|input| name(input).contains(&only))
        .filter_map(|input| match read(input) {
            Ok(api) => check(&api)
                .err()
                .map(|fault| format!("{}: {fault}", name(input))),
            Err(fault) => Some(format!("{}: not read: {fault}", name(input))),
        })
        .collect();
    eprintln!("{} of {count} differ", failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The API as the document in one piece says it: what references reach in other files has names of its own there.
fn bundled(api: &Api) -> Result<Option<Api>, String> {
    let elsewhere = |place: &specwright::source::Place| place.file.0 != 0;
    let many = api.operations.iter().any(|it| elsewhere(&it.at))
        || api.schemas.iter().any(|(_, it)| elsewhere(&it.at));
    if many {
        again(&api.document).map(Some)
    } else {
        Ok(None)
    }
}

/// Does the document say what only 3.2 can say? It comes back as less then: `specs/export` has what becomes of it.
fn is_newer(api: &Api) -> bool {
    api.document["openapi"]
        .as_str()
        .is_some_and(|it| it.starts_with("3.2"))
}

fn named(diags: &Diagnostics) -> Result<(), String> {
    if diags.items().is_empty() {
        return Err("nothing says what is lost of 3.2".to_owned());
    }
    Ok(())
}

fn as_31(api: &Api) -> Result<(), String> {
    let Ok(bundled) = bundled(api) else {
        return Ok(()); // Some of its examples stand in files that are not there.
    };
    let api = bundled.as_ref().unwrap_or(api);
    let mut diags = Diagnostics::default();
    let document = export::openapi31(api, &mut diags);
    if is_newer(api) {
        return named(&diags);
    }
    if !document["openapi"]
        .as_str()
        .is_some_and(|it| it.starts_with("3.1"))
    {
        return Err(format!("version {}", document["openapi"]));
    }
    sameness::compare(api, &again(&document)?)
}

#[test]
fn features_as_openapi_31() {
    each(&features(), as_31);
}

#[test]
fn real_documents_as_openapi_31() {
    each(&corpus(), as_31);
}

fn as_30(api: &Api) -> Result<(), String> {
    let Ok(bundled) = bundled(api) else {
        return Ok(()); // Some of its examples stand in files that are not there.
    };
    let api = bundled.as_ref().unwrap_or(api);
    let mut diags = Diagnostics::default();
    let document = export::openapi30(api, &mut diags);
    if is_newer(api) {
        return named(&diags);
    }
    if !document["openapi"]
        .as_str()
        .is_some_and(|it| it.starts_with("3.0"))
    {
        return Err(format!("version {}", document["openapi"]));
    }
    let back = again(&document)?;
    sameness::compare_meaning(api, &back, &diags)
}

fn as_typed(api: &Api) -> Result<(), String> {
    let mut diags = Diagnostics::default();
    let Some(typed) = export::openapi30_typed(api, &mut diags) else {
        return if diags
            .items()
            .iter()
            .any(|it| it.message.contains("at this place"))
        {
            Ok(())
        } else {
            Err("the typed model refuses it, and nothing says so".to_owned())
        };
    };
    if is_newer(api) {
        return named(&diags);
    }
    let mut again = Diagnostics::default();
    let (_, back) = specwright::openapi::lower_typed(&typed, &mut again);
    let back = back.ok_or("not read")?;
    if back.operations.len() != api.operations.len() {
        return Err(format!("{} operations", back.operations.len()));
    }
    // The model has a field for `default`, which comes last, and `explode: false` of a part is left out.
    let (mut api, mut back) = (api.clone(), back);
    for operation in api.operations.iter_mut().chain(&mut back.operations) {
        operation.responses.sort_by_key(|it| it.status);
        let content = operation.body.iter_mut().flat_map(|it| &mut it.content);
        for encoding in content.flat_map(|it| it.encoding.values_mut()) {
            encoding.explode.get_or_insert(false);
        }
    }
    sameness::compare_meaning(&api, &back, &diags)
}

#[test]
fn features_as_the_typed_model() {
    each(&features(), as_typed);
}

#[test]
fn features_as_openapi_30() {
    each(&features(), as_30);
}

#[test]
fn real_documents_as_openapi_30() {
    each(&corpus(), as_30);
}

fn read_rust(text: &str) -> Result<Api, String> {
    read(&SpecInput::Text {
        name: "api.rs".to_owned(),
        bytes: text.as_bytes().to_vec(),
    })
}

fn as_rust(api: &Api) -> Result<(), String> {
    let Ok(bundled) = bundled(api) else {
        return Ok(()); // Some of its examples stand in files that are not there.
    };
    let api = bundled.as_ref().unwrap_or(api);
    let mut diags = Diagnostics::default();
    let text = export::rust(api, &mut diags);
    if let Some(folder) = std::env::var_os("SPECWRIGHT_KEEP") {
        std::fs::write(Path::new(&folder).join("api.rs"), &text).expect("a folder");
    }
    let back = read_rust(&text)?;
    if diags.items().is_empty() {
        sameness::compare_unordered(api, &back)?;
    }
    // From the first step on the text stays.
    let first = export::rust(&back, &mut diags);
    let second = export::rust(&read_rust(&first)?, &mut diags);
    if first == second {
        return Ok(());
    }
    let differ = first.lines().zip(second.lines()).find(|(a, b)| a != b);
    let (a, b) = differ.unwrap_or_default();
    Err(format!("a second time it is another text:\n{a}\n{b}"))
}

#[test]
fn features_as_rust() {
    let mut all = features();
    all.push(SpecInput::from_argument("specs/streams.yaml"));
    each(&all, as_rust);
}

#[test]
fn real_documents_as_rust() {
    each(&corpus(), as_rust);
}
