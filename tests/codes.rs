//! Every diagnostic code that the sources use has a text for `explain`, and no text is left over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
}

/// What stands in quotes after a constructor of diagnostics; where the code is computed there are no quotes, and the
/// constants it is made from are found by themselves.
fn used() -> BTreeSet<String> {
    let mut sources = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "rs",
        &mut sources,
    );
    let mut codes = BTreeSet::new();
    for path in sources {
        let text = std::fs::read_to_string(&path).expect("a source file");
        for constructor in [
            "::error(",
            "::warning(",
            "::unsupported(",
            "::note(",
            ".unread(",
            "self.error(",
        ] {
            for (at, _) in text.match_indices(constructor) {
                let rest = text[at + constructor.len()..].trim_start();
                if let Some(code) = rest
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                {
                    codes.insert(code.to_owned());
                }
            }
        }
    }
    codes
}

#[test]
fn every_code_is_explained() {
    let missing: Vec<String> = used()
        .into_iter()
        .filter(|code| specwright::diag::explain(code).is_none())
        .collect();
    assert!(
        missing.is_empty(),
        "write templates/explain/CODE.md and add the code to src/diag/explain.rs: {missing:?}"
    );
}

#[test]
fn every_text_is_listed_and_in_order() {
    let mut texts = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/explain"),
        "md",
        &mut texts,
    );
    let mut names: Vec<String> = texts
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    let listed: Vec<&str> = specwright::diag::CODES
        .iter()
        .map(|(code, _)| *code)
        .collect();
    assert_eq!(names, listed);
}
