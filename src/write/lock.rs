//! `.specwright/lock.json`: what was written, as hashes. In: the file's text. Out: [`Lock`], and back. It holds no
//! date and no path of the machine, is sorted, and has one line a file, so that it merges in version control.

use super::folder::Folder;
use super::{Fault, HOME};
use crate::diag::Diagnostic;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the lock's own form.
const FORMAT: u32 = 1;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lock {
    format: u32,
    /// The version of specwright that wrote it.
    specwright: String,
    /// Hash over the files of the description.
    description: String,
    /// Generated file → hash of its text.
    pub(super) generated: BTreeMap<String, String>,
    /// File of the user's → hash of the text specwright wrote, which stands under `.specwright/base`.
    pub(super) yours: BTreeMap<String, String>,
}

/// Enough to tell a lock of a later form from a damaged one.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Lock {
    pub(super) fn path() -> String {
        format!("{HOME}/lock.json")
    }

    pub(super) fn new(
        description: String,
        generated: BTreeMap<String, String>,
        yours: BTreeMap<String, String>,
    ) -> Self {
        Self {
            format: FORMAT,
            specwright: env!("CARGO_PKG_VERSION").to_owned(),
            description,
            generated,
            yours,
        }
    }

    /// The lock of the project; empty when there is none.
    pub(super) fn read(folder: &Folder) -> Result<Self, Fault> {
        let path = Self::path();
        let Some(bytes) = folder.read(&path)? else {
            return Ok(Self::default());
        };
        if let Ok(head) = serde_json::from_slice::<Head>(&bytes)
            && head.format > FORMAT
        {
            return Err(Box::new(
                Diagnostic::error(
                    "lock-format",
                    format!("{path} was written by a later version of specwright"),
                )
                .help("use that version, or a later one, for this project"),
            ));
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            Box::new(Diagnostic::error("lock-damaged", format!("{path} is damaged: {error}")).help(
                "restore it from version control; or delete it, and every generated file that differs is taken \
                 for one that was edited by hand",
            ))
        })
    }

    /// The text of the file.
    pub(super) fn render(&self) -> Vec<u8> {
        // A map of strings and numbers always serialises.
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }
}
