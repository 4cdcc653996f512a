//! A description that is not written as a value tree: the front end that reads it makes one, and says of its parts
//! where they were written.

use super::{FileId, Place, SourceFile, Sources, Syntax};
use indexmap::IndexMap;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Where a value was written, and where its parts were.
#[derive(Debug, Default)]
pub struct Origin {
    /// A span; `None`: where what is around it was.
    pub at: Option<Place>,
    /// By key, or by index.
    pub parts: IndexMap<Box<str>, Origin>,
}

impl Origin {
    /// Where the value at a pointer was written, or else the nearest one around it.
    pub(super) fn find(&self, tokens: &[&str]) -> Option<&Place> {
        let mut here = self;
        let mut at = self.at.as_ref();
        for token in tokens {
            let Some(part) = here.parts.get(*token) else {
                break;
            };
            here = part;
            at = part.at.as_ref().or(at);
        }
        at
    }
}

impl Sources {
    /// Is the entry document one that a front end has to [describe](Self::describe)?
    #[must_use]
    pub fn is_rust(&self) -> bool {
        self.files
            .first()
            .is_some_and(|file| file.syntax == Syntax::Rust)
    }

    /// Gives the entry document its value.
    pub fn describe(&mut self, value: Value, origin: Origin) {
        if let Some(entry) = self.files.first_mut() {
            entry.value = Arc::new(value);
            self.origin = Some(origin);
        }
    }

    /// Loads the first of some files that is there: paths from the root of the description. The paths are inside
    /// it as long as they hold no `..`.
    pub fn load_rust(&mut self, candidates: &[String]) -> Option<FileId> {
        for path in candidates {
            if let Some(id) = self.by_path.get(path) {
                return Some(*id);
            }
            let Some(root) = &self.root else { continue };
            let full = root.join(path);
            let inside = full
                .canonicalize()
                .is_ok_and(|full| full.starts_with(root) && full.is_file());
            if !inside {
                continue;
            }
            let Ok(bytes) = std::fs::read(&full) else {
                continue;
            };
            return Some(self.add_rust(path, bytes));
        }
        None
    }

    fn add_rust(&mut self, path: &str, bytes: Vec<u8>) -> FileId {
        let id = super::resolve::file_id(self.files.len());
        // As the user wrote the entry: its folder, then this file's path.
        let display = self.files.first().map_or(String::new(), |entry| {
            let folder = entry.display.strip_suffix(&entry.path).unwrap_or("");
            format!("{folder}{path}")
        });
        self.files.push(SourceFile {
            path: path.to_owned(),
            display,
            bytes,
            syntax: Syntax::Rust,
            is_own: false,
            value: Arc::default(),
            fault: None,
            bases: Vec::new(),
            marks: OnceLock::new(),
            lines: OnceLock::new(),
        });
        self.by_path.insert(path.to_owned(), id);
        id
    }
}

/// The file of a folder that a Rust-typed spec begins in.
pub(super) fn entry_of(folder: &Path) -> Option<std::path::PathBuf> {
    ["mod.rs", "api.rs", "lib.rs", "main.rs"]
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.is_file())
}
