//! Loading: the only reader of files. In: a path or stdin. Out: text by file id, value trees, and from a
//! [`Place`] the line and column, worked out only when something is printed. Must not know what a description means,
//! apart from where references can stand in one ([`shape`]).

mod json;
mod load;
mod locate;
mod metaschema;
mod origin;
mod place;
mod reference;
mod resolve;
pub mod shape;
pub(crate) mod uri;
mod yaml;

pub use load::load;
pub use origin::Origin;
use origin::entry_of;
pub use place::{FileId, Place, Pointer};
pub use resolve::{RefFault, Target};

use indexmap::IndexMap;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Where a description comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpecInput {
    File {
        path: PathBuf,
        /// References may reach files inside this folder; `None`: the folder of `path`.
        root: Option<PathBuf>,
    },
    Stdin,
    /// In memory, under a name for the diagnostics.
    Text {
        name: String,
        bytes: Vec<u8>,
    },
}

impl SpecInput {
    /// A command line argument: `-` is stdin; a folder may hold a Rust-typed spec.
    #[must_use]
    pub fn from_argument(argument: impl Into<PathBuf>) -> Self {
        let path = argument.into();
        if path.as_os_str() == "-" {
            Self::Stdin
        } else if let Some(entry) = entry_of(&path) {
            Self::File {
                path: entry,
                root: None,
            }
        } else {
            Self::File { path, root: None }
        }
    }
}

/// Every file of a description. The entry document is first; it is there even when it could not be parsed, so that
/// its diagnostics can show where.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    by_path: IndexMap<String, FileId>,
    refers_to_files: bool,
    /// Absolute URI of each embedded `$id` → where that schema stands.
    resources: IndexMap<String, Place>,
    /// `URI#anchor` → where the anchored schema stands.
    anchors: IndexMap<String, Place>,
    /// URI of a schema resource → its dynamic anchors, and where they stand.
    dynamic_anchors: IndexMap<String, Vec<(String, Place)>>,
    /// Where the parts of the entry's value were written, when it was not parsed from the entry's text.
    origin: Option<Origin>,
    /// The folder that the description was read from; `None`: it has no other files.
    root: Option<PathBuf>,
}

/// One file of a description.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the root folder of the description, with `/` between the parts.
    pub path: String,
    /// As the user would write it: for messages.
    pub display: String,
    pub bytes: Vec<u8>,
    pub syntax: Syntax,
    /// `Null` when the file could not be parsed.
    pub value: Arc<Value>,
    /// Where parsing stopped: 1-based line and column.
    fault: Option<(usize, usize)>,
    /// It comes with specwright: a text that everybody may refer to.
    is_own: bool,
    /// Schemas with an `$id` of their own, outermost first: their pointer tokens and their URI.
    bases: Vec<(Vec<String>, String)>,
    marks: OnceLock<Option<locate::Mark>>,
    /// Where each line starts, without a byte order mark.
    lines: OnceLock<Vec<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    Json,
    Yaml,
    /// Its value is made by the front end that reads it; see [`Sources::describe`].
    Rust,
}

/// A line and a column in a file; both count from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub path: String,
    pub line: usize,
    pub column: usize,
    /// How many characters to underline, at least 1.
    pub length: usize,
}

impl Sources {
    /// The files of the bundle, the entry document first.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| !file.is_own)
    }

    /// Whether a place is in a text that comes with specwright, about which nobody needs to be told anything.
    #[must_use]
    pub fn is_own(&self, place: &Place) -> bool {
        self.file(place.file).is_some_and(|file| file.is_own)
    }

    /// Whether any schema has a dynamic anchor.
    #[must_use]
    pub fn has_dynamic_anchors(&self) -> bool {
        !self.dynamic_anchors.is_empty()
    }

    /// The dynamic anchors of the schema resource that a place is in.
    #[must_use]
    pub fn dynamic_anchors(&self, place: &Place) -> &[(String, Place)] {
        let anchors = self.dynamic_anchors.get(&self.base(place));
        anchors.map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Does any reference name a file, be it the entry document itself?
    #[must_use]
    pub fn refers_to_files(&self) -> bool {
        self.refers_to_files
    }

    /// The entry document; `Null` when it could not be read.
    #[must_use]
    pub fn entry(&self) -> &Value {
        self.files.first().map_or(&Value::Null, |file| &file.value)
    }

    /// The entry document, shared.
    #[must_use]
    pub fn shared_entry(&self) -> Arc<Value> {
        self.files
            .first()
            .map(|file| Arc::clone(&file.value))
            .unwrap_or_default()
    }

    /// The value at a place.
    #[must_use]
    pub fn value(&self, place: &Place) -> Option<&Value> {
        let mut value: &Value = &self.file(place.file)?.value;
        for token in place.pointer.tokens() {
            value = resolve::step(value, token)?;
        }
        Some(value)
    }
}
