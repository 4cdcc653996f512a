//! Whole small projects against the ones committed under `snapshots/projects`, byte for byte.
//!
//! `INSTA_UPDATE=always cargo test` writes them anew; `git diff` shows what a change does to what users get. The
//! runtime crate is left out: it is the same bytes in every project, and stands in `templates/runtime`.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod project;

use project::{PROJECTS, made, root};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Not in the snapshots: the runtime, and what only repeats it or its neighbours.
fn is_committed(path: &str) -> bool {
    !["crates/runtime/", ".specwright/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

#[test]
fn projects_are_as_committed() {
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|choice| choice == "always");
    let mut faults = Vec::new();
    for (name, spec) in PROJECTS {
        let scratch = tempfile::tempdir().unwrap();
        let dir = scratch.path().join(name);
        made(spec, &dir);
        let mut new = files(&dir);
        new.retain(|path, _| is_committed(path));
        let home = root().join("snapshots/projects").join(name);
        let old = if home.is_dir() {
            files(&home)
        } else {
            BTreeMap::new()
        };
        if update {
            for path in old.keys().filter(|path| !new.contains_key(*path)) {
                fs::remove_file(home.join(path)).unwrap();
            }
            for (path, bytes) in new
                .iter()
                .filter(|(path, bytes)| old.get(*path) != Some(bytes))
            {
                let place = home.join(path);
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                fs::write(place, bytes).unwrap();
            }
            continue;
        }
        for path in new
            .keys()
            .chain(old.keys().filter(|path| !new.contains_key(*path)))
        {
            if new.get(path) != old.get(path) {
                faults.push(format!(
                    "{name}/{path}: {}",
                    difference(old.get(path), new.get(path))
                ));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "snapshots/projects differs from what is emitted; `INSTA_UPDATE=always cargo test` writes it anew:\n  {}",
        faults.join("\n  ")
    );
}

/// What is measured is what is emitted.
#[test]
fn the_benchmark_is_as_emitted() {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("order");
    made("benches/decode/order.json", &dir);
    let emitted = fs::read(dir.join("crates/api/src/models/operations.rs")).unwrap();
    let home = root().join("benches/decode/src/order.rs");
    if std::env::var("INSTA_UPDATE").is_ok_and(|choice| choice == "always") {
        fs::write(home, emitted).unwrap();
        return;
    }
    let known = fs::read(home).ok();
    assert!(
        known.as_ref() == Some(&emitted),
        "benches/decode/src/order.rs: {}",
        difference(known.as_ref(), Some(&emitted))
    );
}

/// Path, with `/` → contents of every file.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inside = path
                    .strip_prefix(dir)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.insert(inside, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The first line that differs.
fn difference(old: Option<&Vec<u8>>, new: Option<&Vec<u8>>) -> String {
    let (Some(old), Some(new)) = (old, new) else {
        return if new.is_some() {
            "not committed".into()
        } else {
            "no longer emitted".into()
        };
    };
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let (mut old, mut new) = (old.lines(), new.lines());
    let mut number = 1;
    loop {
        match (old.next(), new.next()) {
            (None, None) => return "ends of lines differ".into(),
            (was, is) if was == is => number += 1,
            (was, is) => {
                return format!(
                    "line {number}: was `{}`, is `{}`",
                    was.unwrap_or_default(),
                    is.unwrap_or_default()
                );
            }
        }
    }
}
