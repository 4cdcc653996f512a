//! Holds the rules of `src/lib.rs`: which module may know which, where each external crate may be named, where files
//! and streams are touched, and the size and heading of files. It reads the sources as text; a rule that is broken is
//! reported with its place and its reason.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Top-level module → the modules it may name. A module that is not here may name none.
const MAY_KNOW: &[(&str, &[&str], &str)] = &[
    ("source", &["diag"], "loading knows no stage that follows"),
    ("diag", &["source"], "a diagnostic is a text and a place"),
    (
        "ir",
        &["source", "diag"],
        "rule 2: the api as http and json see it, and nothing of rust",
    ),
    (
        "openapi",
        &["source", "diag", "ir"],
        "rule 1: a front end ends at the ir",
    ),
    (
        "rustspec",
        &["source", "diag"],
        "rule 1: a front end ends at the ir, or before it",
    ),
    (
        "sample",
        &["source", "diag", "ir"],
        "sample values follow from schemas alone",
    ),
    (
        "naming",
        &[],
        "rule 3: naming turns texts into identifiers and knows nothing else",
    ),
    ("options", &["diag"], "options are plain data"),
    ("tree", &[], "the tree is plain data"),
    (
        "plan",
        &["source", "diag", "ir", "naming", "options", "sample"],
        "a plan is complete before anything is emitted",
    ),
    (
        "ledger",
        &["source", "ir", "options", "plan"],
        "the ledger holds a description against what planning makes of it",
    ),
    (
        "export",
        &["source", "diag", "ir", "naming"],
        "an export is the ir in another spelling; nothing is generated from it",
    ),
    (
        "diff",
        &["source", "ir"],
        "what changed is seen in the ir, whatever was written",
    ),
    (
        "emit",
        &["plan", "naming", "tree"],
        "rule 4: what emit needs, the plan has",
    ),
    (
        "write",
        &["diag", "tree"],
        "writing does not know what the files say",
    ),
    (
        "cli",
        &[
            "source", "diag", "ir", "openapi", "rustspec", "sample", "options", "tree", "plan",
            "ledger", "emit", "write", "export", "diff",
        ],
        "the command line calls stages; identifiers are no business of its own",
    ),
];

/// Rule 5: external crate → the folders that may name it; `*` is every folder.
const CONFINED: &[(&str, &[&str])] = &[
    ("anstyle", &["diag", "cli"]),
    ("askama", &["emit"]),
    ("blake3", &["write"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("ctrlc", &["cli"]),
    ("heck", &["naming"]),
    ("indexmap", &["*"]),
    ("indicatif", &["cli"]),
    ("mimalloc", &["main"]),
    ("minijinja", &["emit/user"]),
    ("openapiv3", &["openapi", "export"]),
    ("prettyplease", &["emit", "export"]),
    ("proc_macro2", &["emit", "export", "rustspec", "write"]),
    ("quote", &["emit", "export", "write"]),
    ("regex", &["ir", "plan", "sample"]),
    ("regex_syntax", &["plan", "sample"]),
    ("regress", &["ir", "plan", "sample"]),
    ("diffy", &["write"]),
    ("granit_parser", &["source"]),
    ("serde", &["*"]),
    ("serde_json", &["*"]),
    ("serde_yaml", &["source"]),
    ("syn", &["emit", "export", "rustspec", "write"]),
    ("tempfile", &["write"]),
    ("terminal_size", &["cli"]),
    ("toml", &["options"]),
    ("unicode_ident", &["naming"]),
];

/// Text → the folders that may hold it → why.
const TEXTS: &[(&str, &[&str], &str)] = &[
    (
        "std::fs",
        &["source", "write"],
        "rule 6: files are read by source and written by write",
    ),
    (
        "fs::",
        &["source", "write"],
        "rule 6: files are read by source and written by write",
    ),
    (
        "File::open",
        &["source", "write"],
        "rule 6: files are read by source and written by write",
    ),
    (
        "File::create",
        &["write"],
        "rule 6: files are written by write",
    ),
    (
        "stdin()",
        &["source"],
        "rule 6: the description on stdin is read by source",
    ),
    ("stdout()", &["cli"], "rule 6: only the command line prints"),
    ("stderr()", &["cli"], "rule 6: only the command line prints"),
    (
        "println!",
        &[],
        "rule 6: cli::console prints, and survives a closed pipe",
    ),
    (
        "print!",
        &[],
        "rule 6: cli::console prints, and survives a closed pipe",
    ),
    ("HashMap", &[], "rule 7: its order changes from run to run"),
    ("HashSet", &[], "rule 7: its order changes from run to run"),
    ("SystemTime", &[], "no output carries a date"),
    ("Instant::now", &["cli"], "no result depends on the time"),
    ("Command::new", &["cli"], "only `dev` runs other programs"),
    (
        "TcpStream",
        &["cli"],
        "specwright uses no network; `dev` asks the server it started",
    ),
];

/// Lines of one file, tests aside. A file that needs more wants to be two.
const LONGEST: usize = 700;

struct Source {
    /// From the root of the repository, with `/`.
    path: String,
    /// `emit` for `src/emit/rust/x.rs`; empty for `lib.rs` and `main.rs`.
    module: String,
    /// Below `src`, without the file's name: `emit/rust`.
    folder: String,
    /// How many `super` lead from this file to the crate's root.
    depth: usize,
    text: String,
    /// The text without comments, strings and tests; lines are kept.
    code: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap()
        .to_string_lossy()
        .replace('\\', "/")
}

/// Everything in `src` that is not a test.
fn sources() -> Vec<Source> {
    rust_files("src")
        .iter()
        .map(|path| source(path))
        .filter(|source| !is_test(&source.path))
        .collect()
}

fn is_test(path: &str) -> bool {
    path.split('/')
        .any(|part| matches!(part, "tests" | "tests.rs"))
}

fn source(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let path = relative(path);
    let inside = path
        .strip_prefix("src/")
        .unwrap()
        .trim_end_matches(".rs")
        .trim_end_matches("/mod");
    let parts: Vec<&str> = inside.split('/').collect();
    let is_root = matches!(inside, "lib" | "main");
    let folder = if path.ends_with("/mod.rs") || parts.len() == 1 {
        inside
    } else {
        inside.rsplit_once('/').unwrap().0
    };
    Source {
        module: if is_root {
            String::new()
        } else {
            parts[0].to_owned()
        },
        folder: folder.to_owned(),
        depth: parts.len(),
        code: code(&text),
        text,
        path,
    }
}

/// Blanks out comments and strings, and cuts the tests off at the end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            string_end(rest)
        } else if c == '\'' && (rest[1..].starts_with("\"'") || rest[1..].starts_with("\\\"'")) {
            rest[1..].find('\'').unwrap() + 2
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code.extend(rest[..taken].chars().filter(|c| *c == '\n'));
        rest = &rest[taken..];
    }
    code
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Every place where `needle` stands and is not the end of a longer word.
fn places<'t>(code: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    code.match_indices(needle)
        .map(|(at, _)| at)
        .filter(|at| !code[..*at].ends_with(is_word))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(text: &str) -> &str {
    text.split(|c| !is_word(c)).next().unwrap()
}

fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// The top-level modules that a file names through `crate::` or enough `super::`, each with its line.
fn known(source: &Source, modules: &BTreeSet<&str>) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let up = "super::".repeat(source.depth);
    for prefix in ["crate::", up.as_str()] {
        for at in places(&source.code, prefix) {
            let after = &source.code[at + prefix.len()..];
            let names = match after.strip_prefix('{') {
                Some(group) => group_heads(group),
                None => vec![word(after)],
            };
            for name in names.into_iter().filter(|name| modules.contains(name)) {
                found.push((name.to_owned(), line(&source.code, at)));
            }
        }
    }
    found
}

/// The first names in `a, b::{c, d}, e}`.
fn group_heads(group: &str) -> Vec<&str> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(word(group[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(word(group[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads
}

fn allows(folders: &[&str], source: &Source) -> bool {
    let inside = |folder: &&str| {
        source.folder == **folder || source.folder.starts_with(&format!("{folder}/"))
    };
    folders.contains(&"*") || folders.iter().any(inside)
}

fn report(faults: &[String]) {
    let mut text = String::new();
    for fault in faults {
        let _ = writeln!(text, "  {fault}");
    }
    assert!(
        faults.is_empty(),
        "{} broken rule(s); see src/lib.rs and tests/tidy.rs:\n{text}",
        faults.len()
    );
}

#[test]
fn modules_know_only_what_they_may() {
    let sources = sources();
    let modules: BTreeSet<&str> = sources
        .iter()
        .map(|source| source.module.as_str())
        .filter(|m| !m.is_empty())
        .collect();
    let rules: BTreeMap<&str, (&[&str], &str)> = MAY_KNOW
        .iter()
        .map(|(name, known, why)| (*name, (*known, *why)))
        .collect();
    let mut faults = Vec::new();
    for module in modules
        .iter()
        .filter(|module| !rules.contains_key(**module))
    {
        faults.push(format!("src/{module}: say in MAY_KNOW what it may know"));
    }
    for source in sources.iter().filter(|source| !source.module.is_empty()) {
        let Some((allowed, why)) = rules.get(source.module.as_str()) else {
            continue;
        };
        for (name, line) in known(source, &modules) {
            if name != source.module && !allowed.contains(&name.as_str()) {
                faults.push(format!(
                    "{}:{line}: `{}` may not know `{name}`: {why}",
                    source.path, source.module
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn external_crates_stay_in_their_folders() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    let named: BTreeSet<String> = section
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|line| {
            line.split([' ', '=', '.'])
                .next()
                .unwrap()
                .replace('-', "_")
        })
        .collect();
    let rules: BTreeMap<&str, &[&str]> = CONFINED.iter().copied().collect();
    let mut faults = Vec::new();
    for name in &named {
        let Some(folders) = rules.get(name.as_str()) else {
            faults.push(format!(
                "Cargo.toml: say in CONFINED which folder may name `{name}`"
            ));
            continue;
        };
        for source in sources() {
            let uses = [
                format!("{name}::"),
                format!("use {name};"),
                format!("use {name} "),
            ];
            let outside = uses
                .iter()
                .flat_map(|text| places(&source.code, text).collect::<Vec<_>>())
                .filter(|at| {
                    // `crate::toml::` and `super::syn::` are modules of ours.
                    !source.code[..*at].ends_with("::") && !allows(folders, &source)
                });
            for at in outside {
                let (path, line) = (&source.path, line(&source.code, at));
                faults.push(format!(
                    "{path}:{line}: `{name}` is confined to {}",
                    folders.join(", ")
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn files_streams_and_unordered_maps_stay_in_their_folders() {
    let mut faults = Vec::new();
    for source in sources() {
        for (text, folders, why) in TEXTS {
            for at in places(&source.code, text).filter(|_| !allows(folders, &source)) {
                faults.push(format!(
                    "{}:{}: `{text}`: {why}",
                    source.path,
                    line(&source.code, at)
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn every_file_says_what_it_is_and_is_not_too_long() {
    let mut faults = Vec::new();
    for path in ["src", "tests", "templates/runtime/src"]
        .iter()
        .flat_map(|folder| rust_files(folder))
    {
        let text = fs::read_to_string(&path).unwrap();
        let path = relative(&path);
        if !text.lines().any(|line| line.starts_with("//!")) && !is_included(&path) {
            faults.push(format!("{path}:1: a module starts with `//!`: what goes in, what comes out, what it must not know"));
        }
        let length = text
            .split("#[cfg(test)]\nmod ")
            .next()
            .unwrap()
            .lines()
            .count();
        if length > LONGEST && !is_test(&path) {
            faults.push(format!(
                "{path}:{length}: longer than {LONGEST} lines without its tests; split it"
            ));
        }
    }
    report(&faults);
}

/// A file that another includes as text can't have inner documentation.
fn is_included(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap();
    sources()
        .iter()
        .any(|source| source.text.contains(&format!("include!(\"{name}\")")))
}

#[test]
fn the_program_is_thin() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    assert!(
        main.lines().count() <= 30,
        "src/main.rs has {} lines; 30 are plenty",
        main.lines().count()
    );
}

#[test]
fn the_reader_of_sources_sees_what_it_should() {
    let text = "use crate::{ir::{A, B}, plan};\n// crate::emit\nlet s = \"crate::emit\";\nsuper::super::write::x();\n";
    let source = Source {
        path: "src/x/y.rs".into(),
        module: "x".into(),
        folder: "x".into(),
        depth: 2,
        text: text.into(),
        code: code(text),
    };
    let modules = BTreeSet::from(["ir", "plan", "emit", "write"]);
    let found = known(&source, &modules);
    assert_eq!(
        found,
        [("ir".into(), 1), ("plan".into(), 1), ("write".into(), 4)]
    );
}

/// The names that a manifest's `[dependencies]` list; without those that are optional.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let listed = text.split("[dependencies]\n").nth(1).unwrap();
    let lines = listed.lines().take_while(|line| !line.starts_with('['));
    let lines = lines.filter(|line| !line.contains("optional = true"));
    let names = lines.filter_map(|line| line.split_once(" = "));
    names.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn benchmarks_of_the_runtime_have_what_it_depends_on() {
    let needed = dependencies("templates/runtime/Cargo.toml.txt");
    assert!(needed.contains("serde"));
    for bench in ["decode", "scope"] {
        let manifest = format!("benches/{bench}/Cargo.toml");
        let missing: Vec<_> = needed
            .difference(&dependencies(&manifest))
            .cloned()
            .collect();
        assert!(missing.is_empty(), "{manifest} lacks {missing:?}");
    }
}
