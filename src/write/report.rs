//! What a run did to a project, or would do. Data only; the command line words it.

use std::collections::BTreeMap;

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It was not there.
    Created,
    /// Generated; the text changed.
    Updated,
    /// It holds the right text already; not touched.
    Same,
    /// Generated once, no longer written, untouched: deleted.
    Removed,
    /// Generated, and edited by hand: the edited text is saved, the file rewritten.
    Edited,
    /// No longer written, and edited by hand: left where it is.
    EditedOrphan,
    /// Stands in the generated zone and did not come from specwright: left where it is.
    Stray,
    /// The user's: left as it is.
    Kept,
    /// The user's: what specwright changed was merged into it.
    Merged,
    /// The user's: what specwright changed could not be merged; left as it is.
    Conflict,
    /// The user's, deleted by the user: stays deleted.
    Gone,
    /// A folder or a symbolic link stands where the file must go.
    Obstructed,
}

impl State {
    /// The project does not hold what a fresh `generate` would leave behind.
    #[must_use]
    pub const fn is_drift(self) -> bool {
        !matches!(self, Self::Same | Self::Kept | Self::Gone)
    }

    /// A person must look: text of theirs is involved.
    #[must_use]
    pub const fn is_conflict(self) -> bool {
        matches!(
            self,
            Self::Edited | Self::EditedOrphan | Self::Stray | Self::Obstructed | Self::Conflict
        )
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub state: State,
    /// Where the edited text was saved, for [`State::Edited`]; where the new text is, for
    /// [`State::Conflict`]; what is in the way, for [`State::Obstructed`].
    pub detail: Option<String>,
}

/// Every file that the run looked at, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub entries: BTreeMap<String, Entry>,
    /// An earlier run stopped in the middle of its commit; the next `update` finishes it.
    pub interrupted: bool,
}

impl Report {
    pub(super) fn add(&mut self, path: &str, state: State) {
        self.entries.insert(
            path.to_owned(),
            Entry {
                state,
                detail: None,
            },
        );
    }

    pub(super) fn add_with(&mut self, path: &str, state: State, detail: String) {
        self.entries.insert(
            path.to_owned(),
            Entry {
                state,
                detail: Some(detail),
            },
        );
    }

    /// The paths in one state, sorted.
    pub fn paths(&self, state: State) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(move |(_, entry)| entry.state == state)
            .map(|(path, _)| path.as_str())
    }

    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.paths(state).count()
    }

    #[must_use]
    pub fn has_drift(&self) -> bool {
        self.interrupted || self.entries.values().any(|entry| entry.state.is_drift())
    }

    #[must_use]
    pub fn has_conflict(&self) -> bool {
        self.entries.values().any(|entry| entry.state.is_conflict())
    }
}
