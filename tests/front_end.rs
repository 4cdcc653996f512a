//! Descriptions in, the ir or the diagnostics of reading and planning out: one snapshot each, the input first. `INSTA_UPDATE=always cargo
//! test` writes them anew.

use specwright::diag::{Diagnostics, Format, Severity, View, render};
use specwright::ir::Api;
use specwright::options::{OptionalModels, Options};
use specwright::source::{Sources, SpecInput};
use std::path::{Path, PathBuf};

/// Files of a folder under `specs/`, by name.
fn specs(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Path::new("specs")
        .join(folder)
        .read_dir()
        .expect("a folder of specs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> (Sources, Option<Api>, Diagnostics) {
    let mut diags = Diagnostics::default();
    let input = SpecInput::from_argument(path);
    let mut sources = specwright::source::load(&input, &mut diags);
    specwright::rustspec::read(&mut sources, &mut diags);
    // What a Rust-typed spec could not say is not looked at any further.
    if sources.is_rust() && diags.has_errors() {
        return (sources, None, diags);
    }
    let api = specwright::openapi::lower(&sources, &mut diags);
    (sources, api, diags)
}

/// The input, as far as it is worth reading, then the output.
fn shown(path: &Path, output: &str) -> String {
    let bytes = std::fs::read(path).expect("a spec");
    let input: String = String::from_utf8_lossy(&bytes).chars().take(6000).collect();
    format!("{}\n--------------------\n{output}", input.trim_end())
}

fn check(folder: &str, path: &Path, text: &str) {
    let name = path
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    insta::with_settings!({
        snapshot_path => format!("../snapshots/{folder}"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn broken_descriptions() {
    for path in specs("broken") {
        let (sources, api, mut diags) = read(&path);
        if let Some(api) = api.as_ref().filter(|_| !diags.has_errors()) {
            let options = Options::new("broken".to_owned(), "openapi.yaml".to_owned());
            let _plan = specwright::plan::plan(api, &options, &mut diags);
        }
        let view = View {
            verbose: true,
            ..View::default()
        };
        let text = render(&diags, &sources, view);
        assert!(
            !diags.items().is_empty(),
            "{}: nothing was found",
            path.display()
        );
        assert!(
            api.is_some() || diags.has_errors(),
            "{}: no api and no error",
            path.display()
        );
        check("broken", &path, &shown(&path, &text));
    }
}

/// The first word of each note on optional models: the first parameter of the model.
fn optional_models(setting: OptionalModels) -> Vec<String> {
    let (_, api, mut diags) = read(Path::new("specs/broken/optional-model.yaml"));
    let mut options = Options::new("models".to_owned(), "openapi.yaml".to_owned());
    options.optional_models = setting;
    let plan = specwright::plan::plan(&api.expect("an api"), &options, &mut diags);
    assert!(plan.is_some());
    let notes = diags.items().iter();
    let notes = notes.filter(|note| note.code == "optional-model");
    let firsts = notes.filter_map(|note| note.message.split('`').nth(1));
    firsts.map(str::to_owned).collect()
}

#[test]
fn what_is_taken_for_an_optional_model_is_a_setting() {
    let auto = optional_models(OptionalModels::Auto);
    assert_eq!(auto, ["start", "x-client-name"]);
    let always = optional_models(OptionalModels::Always);
    assert_eq!(always, ["start", "x-client-name", "word"]);
    assert!(optional_models(OptionalModels::Never).is_empty());
}

#[test]
fn features() {
    let mut paths = specs("features");
    paths.push(PathBuf::from("specs/petstore.yaml"));
    for path in paths {
        let (sources, api, diags) = read(&path);
        let text = render(&diags, &sources, View::default());
        assert!(!diags.has_errors(), "{}:\n{text}", path.display());
        let dump = specwright::ir::dump(&api.expect("an api without errors"));
        check("ir", &path, &shown(&path, &format!("{dump}{text}")));
    }
}

#[test]
fn one_file_is_served_as_it_is() {
    for path in specs("features") {
        let (sources, api, _) = read(&path);
        assert_eq!(
            *api.expect("an api").document,
            *sources.entry(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn many_files_become_one() {
    let path = Path::new("specs/split/openapi.yaml");
    let (sources, api, diags) = read(path);
    let text = render(&diags, &sources, View::default());
    let api = api.expect("an api");
    assert!(!diags.has_errors(), "{text}");
    let files: Vec<&str> = sources.files().map(|file| file.path.as_str()).collect();
    let dump = specwright::ir::dump(&api);
    let output = format!(
        "{files:#?}\n--------------------\n{:#}\n--------------------\n{dump}{text}",
        api.document
    );
    check("ir", Path::new("split"), &shown(path, &output));

    // What is served reads as the same API.
    let mut again = Diagnostics::default();
    let bytes = api.document.to_string().into_bytes();
    let input = SpecInput::Text {
        name: "openapi.json".to_owned(),
        bytes,
    };
    let bundled = specwright::source::load(&input, &mut again);
    let bundled = specwright::openapi::lower(&bundled, &mut again).expect("an api");
    assert!(!again.has_errors(), "{:?}", again.items());
    assert_eq!(bundled.operations.len(), api.operations.len());
}

#[test]
fn diagnostics_for_programs() {
    let path = Path::new("specs/broken/dangling-ref.yaml");
    let (sources, _, diags) = read(path);
    for (name, format) in [("json", Format::Json), ("github", Format::Github)] {
        let text = render(
            &diags,
            &sources,
            View {
                format,
                ..View::default()
            },
        );
        check("diagnostics", Path::new(name), &shown(path, &text));
    }
}

#[test]
fn repeats_are_counted() {
    let mut text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\n".to_owned();
    for index in 0..40 {
        text.push_str(&format!("foo{index}: 1\n"));
    }
    let mut diags = Diagnostics::default();
    let input = SpecInput::Text {
        name: "many.yaml".to_owned(),
        bytes: text.into_bytes(),
    };
    let sources = specwright::source::load(&input, &mut diags);
    specwright::openapi::lower(&sources, &mut diags);
    let short = render(&diags, &sources, View::default());
    assert_eq!(short.matches("warning[unknown-keyword]").count(), 5);
    assert!(short.contains("… and 35 more `unknown-keyword`"), "{short}");
    let full = render(
        &diags,
        &sources,
        View {
            verbose: true,
            ..View::default()
        },
    );
    assert_eq!(full.matches("warning[unknown-keyword]").count(), 40);
    diags.deny(Severity::Warning);
    assert!(diags.has_errors());
}

/// Every code of the front end is shown by a spec.
#[test]
fn every_code_has_a_broken_spec() {
    let mut seen = std::collections::BTreeSet::new();
    for path in specs("broken") {
        let (_, _, diags) = read(&path);
        seen.extend(diags.items().iter().map(|item| item.code));
    }
    let (_, _, diags) = read(Path::new("specs/broken/does-not-exist.yaml"));
    seen.extend(diags.items().iter().map(|item| item.code));
    let mut missing = Vec::new();
    for folder in ["src/source", "src/openapi", "src/openapi/schema"] {
        for entry in Path::new(folder).read_dir().expect("a folder").flatten() {
            let Ok(text) = std::fs::read_to_string(entry.path()) else {
                continue;
            };
            for constructor in [
                "::error(",
                "::warning(",
                "::unsupported(",
                "::note(",
                ".unread(",
            ] {
                for (at, _) in text.match_indices(constructor) {
                    let rest = text[at + constructor.len()..].trim_start();
                    let code = rest
                        .strip_prefix('"')
                        .and_then(|rest| rest.split('"').next());
                    missing.extend(code.filter(|code| !seen.contains(code)).map(str::to_owned));
                }
            }
        }
    }
    // That one takes two files: `specs/split` has it.
    missing.retain(|code| code != "renamed-component");
    assert!(missing.is_empty(), "{missing:?}");
}
