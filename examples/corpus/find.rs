//! Which files are descriptions. In: files and folders. Out: files; a folder gives every file whose root has
//! `openapi`, so that the parts of a description of many files are not taken for descriptions. What is found in a
//! folder may refer to all of it.

use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub struct Spec {
    pub path: PathBuf,
    /// What it may refer to; `None`: the folder it stands in.
    pub root: Option<PathBuf>,
}

pub fn specs(paths: &[PathBuf]) -> io::Result<Vec<Spec>> {
    let mut specs = Vec::new();
    for path in paths {
        let mut found = Vec::new();
        let root = path.is_dir().then(|| path.clone());
        if root.is_some() {
            search(path, &mut found)?;
        } else {
            found.push(path.clone());
        }
        specs.extend(found.into_iter().map(|path| Spec {
            path,
            root: root.clone(),
        }));
    }
    Ok(specs)
}

fn search(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            search(&path, found)?;
        } else if is_entry(&path)? {
            found.push(path);
        }
    }
    Ok(())
}

fn is_entry(path: &Path) -> io::Result<bool> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => {
            let root: Result<Value, _> = serde_json::from_slice(&fs::read(path)?);
            Ok(root.is_ok_and(|root| root.get("openapi").is_some()))
        }
        // At the start of a line: good enough, and many times faster than reading all of it.
        Some("yaml" | "yml") => {
            let text = fs::read(path)?;
            Ok(text.split(|byte| *byte == b'\n').any(is_version))
        }
        _ => Ok(false),
    }
}

fn is_version(line: &[u8]) -> bool {
    ["openapi:", "\"openapi\":", "'openapi':"]
        .iter()
        .any(|key| line.starts_with(key.as_bytes()))
}
