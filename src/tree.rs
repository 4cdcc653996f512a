//! The project as it should be, in memory: path → contents and owner. In: emitted files. Out: what `write` lays
//! down. Must not know where on disk it goes.

use std::collections::BTreeMap;

/// Who a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Rewritten by every `generate`.
    Generated,
    /// Written once, then the user's; later changes are merged into what the user made of it.
    User,
    /// Written once, then the user's alone: a migration that has run must not change any more.
    Once,
}

/// One file to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub owner: Owner,
    pub contents: Vec<u8>,
}

/// Files by path, relative to the project, with `/` between the parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, File>,
}

impl Tree {
    /// Adds a file.
    ///
    /// # Panics
    /// When the path is there already: two emitters wrote the same file, a fault of ours.
    pub fn add(&mut self, path: impl Into<String>, owner: Owner, contents: impl Into<Vec<u8>>) {
        let path = path.into();
        let previous = self.files.insert(
            path.clone(),
            File {
                owner,
                contents: contents.into(),
            },
        );
        assert!(previous.is_none(), "{path} is emitted twice");
    }

    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// In the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
