//! What in-place subschemas have evaluated so far (core section 7.7.1), for `unevaluatedProperties` and
//! `unevaluatedItems`. Kept only where one of them asks.

use std::collections::BTreeSet;

#[derive(Debug, Default)]
pub(super) struct Seen {
    wanted: bool,
    pub(super) all_properties: bool,
    pub(super) properties: BTreeSet<String>,
    /// Items before this index.
    pub(super) items_before: usize,
    pub(super) all_items: bool,
    /// Items that `contains` accepted.
    pub(super) items: BTreeSet<usize>,
}

impl Seen {
    pub(super) fn wanted() -> Self {
        Self {
            wanted: true,
            ..Self::default()
        }
    }

    pub(super) fn unwanted() -> Self {
        Self::default()
    }

    /// Empty, and wanted when this one is.
    pub(super) fn fresh(&self) -> Self {
        Self {
            wanted: self.wanted,
            ..Self::default()
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.wanted
    }

    pub(super) fn property(&mut self, name: &str) {
        if self.wanted {
            self.properties.insert(name.to_owned());
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        if self.wanted {
            self.all_properties |= other.all_properties;
            self.all_items |= other.all_items;
            self.items_before = self.items_before.max(other.items_before);
            self.properties.extend(other.properties);
            self.items.extend(other.items);
        }
    }
}
