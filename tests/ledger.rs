//! The ledger: what it says of the example descriptions, and that what it calls enforced is decides about values.

mod dice;

use dice::{Dice, Vocabulary};
use serde_json::Value;
use specwright::diag::Diagnostics;
use specwright::ir::Api;
use specwright::ledger::{Ledger, Treatment, ledger, rows};
use specwright::options::{FormatType, Types};
use specwright::sample::{Conformer, Direction, Sampler};
use specwright::source::{Sources, SpecInput};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Older forms, whose newer ones are tested.
const OLDER: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "additionalItems",
    "dependencies",
];

/// Keywords that choose how a value is read, not whether it fits.
const CHOOSE: &[&str] = &["discriminator"];

fn read(path: &Path) -> (Sources, Api) {
    let mut diags = Diagnostics::default();
    let sources = specwright::source::load(&SpecInput::from_argument(path), &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags);
    (sources, api.expect("a description without errors"))
}

fn features() -> Vec<PathBuf> {
    let folder = Path::new("specs/features").read_dir().expect("a folder");
    let mut paths: Vec<PathBuf> = folder
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

fn shown(found: &Ledger, sources: &Sources) -> String {
    let mut text = String::new();
    for entry in &found.entries {
        let lines: Vec<String> = entry
            .places
            .iter()
            .take(3)
            .filter_map(|place| sources.locate(place))
            .map(|location| location.line.to_string())
            .collect();
        let treatment = entry.treatment.name();
        let _ = writeln!(
            text,
            "{} {}: {} {treatment}, {} {}",
            entry.object,
            entry.keyword,
            entry.count,
            entry.why,
            lines.join(" ")
        );
    }
    text
}

#[test]
fn a_description_has_a_ledger() {
    for path in [
        "specs/petstore.yaml",
        "specs/features/read-write.yaml",
        "specs/broken/callbacks.yaml",
        "specs/broken/ref-sibling.yaml",
    ] {
        let (sources, _) = read(Path::new(path));
        let name = Path::new(path)
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        insta::with_settings!({
            snapshot_path => "../snapshots/ledger",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, shown(&ledger(&sources, &Types::default()), &sources));
        });
    }
}

/// Every enforced keyword refuses something: left out of a description, it lets a value pass (or keeps one out) that it
/// decided about before.
#[test]
fn what_is_enforced_makes_a_difference() {
    let enforced: BTreeSet<&str> = rows("schema")
        .iter()
        .filter(|row| row.request == Treatment::Enforced)
        .map(|row| row.keyword)
        .collect();
    let mut open: BTreeSet<&str> = enforced.clone();
    let mut used = BTreeSet::new();
    for path in features() {
        let (sources, api) = read(&path);
        let keywords: BTreeSet<String> = ledger(&sources, &Types::default())
            .entries
            .into_iter()
            .filter(|entry| entry.object == "schema" && entry.treatment == Treatment::Enforced)
            .map(|entry| {
                entry
                    .keyword
                    .split(':')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        for keyword in &keywords {
            if open.contains(keyword.as_str()) && decides(sources.entry(), &api, keyword) {
                open.remove(keyword.as_str());
            }
        }
        used.extend(keywords);
    }
    let unused: Vec<&&str> = enforced
        .iter()
        .filter(|keyword| !used.contains(**keyword) && !OLDER.contains(keyword))
        .collect();
    assert!(
        unused.is_empty(),
        "no description of specs/features uses {unused:?} in a request"
    );
    open.retain(|keyword| !OLDER.contains(keyword) && !CHOOSE.contains(keyword));
    assert!(
        open.is_empty(),
        "without {open:?} every value has the same verdict"
    );
}

fn decides(document: &Value, api: &Api, keyword: &str) -> bool {
    let mut without = document.clone();
    leave_out(&mut without["components"]["schemas"], keyword);
    let bytes = serde_json::to_vec(&without).expect("JSON");
    let mut diags = Diagnostics::default();
    let sources = specwright::source::load(
        &SpecInput::Text {
            name: "without.json".to_owned(),
            bytes,
        },
        &mut diags,
    );
    let Some(loose) = specwright::openapi::lower(&sources, &mut diags) else {
        return false;
    };
    let vocabulary = Vocabulary::of(document);
    let mut dice = Dice::new(7);
    let sampler = Sampler::new(&api.schemas);
    let checker = Conformer::new(&loose.schemas);
    for (name, &id) in &api.schemas.named {
        let Some(&loose) = loose.schemas.named.get(name) else {
            continue;
        };
        let mut start = sampler.value(id, Direction::Request);
        for round in 0..2000 {
            let value = match &start {
                Some(start) if round % 3 > 0 => dice.changed(&vocabulary, start),
                _ => dice.value(&vocabulary, 3),
            };
            let fits = sampler.conformer().accepts(id, &value, Direction::Request);
            if fits != checker.accepts(loose, &value, Direction::Request) {
                return true;
            }
            if fits && round % 2 == 0 {
                start = Some(value);
            }
        }
    }
    false
}

/// Leaves a keyword out of every schema; a property of that name goes too, which does no harm here.
fn leave_out(value: &mut Value, keyword: &str) {
    match value {
        Value::Object(members) => {
            members.shift_remove(keyword);
            members
                .values_mut()
                .for_each(|value| leave_out(value, keyword));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| leave_out(item, keyword)),
        _ => {}
    }
}

#[test]
fn formats_that_are_off_are_not_enforced() {
    let (sources, _) = read(Path::new("specs/petstore.yaml"));
    let types = Types {
        formats: [("date".to_owned(), FormatType::Off)].into(),
        ..Types::default()
    };
    let found = ledger(&sources, &types);
    let treatments = |keyword: &str| -> BTreeSet<&str> {
        let entries = found.entries.iter();
        let entries = entries.filter(|entry| entry.keyword == keyword);
        entries.map(|entry| entry.treatment.name()).collect()
    };
    assert_eq!(treatments("format: date"), BTreeSet::from(["documented"]));
    assert!(treatments("format: uuid").contains("enforced"));
}
