//! What changed between two descriptions, and what of it breaks clients.
//!
//! In: two APIs. Out: changes, those that break something first, each with its places in both. A request may not get
//! narrower and a response not wider: the two sides are judged apart. It must not know how either was written.

mod operation;
mod schema;

use crate::ir::{Api, Operation};
use crate::source::Place;
use indexmap::IndexMap;

/// Does a client that was written for the old description go on working?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Impact {
    Breaking,
    Compatible,
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub impact: Impact,
    /// The operation, and the part of it: `GET /pets, query parameter limit`.
    pub subject: String,
    /// What happened to it, as a sentence without its subject.
    pub message: String,
    /// In the old description; `None` for what is new.
    pub old: Option<Place>,
    /// In the new description; `None` for what is gone.
    pub new: Option<Place>,
    /// Other operations that the same change reaches, through a shared schema.
    pub also: usize,
}

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Request,
    Response,
}

/// Everything that changed from `old` to `new`: what breaks first, then in the order of the descriptions.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Change> {
    let mut comparison = Comparison {
        old,
        new,
        changes: Vec::new(),
    };
    comparison.operations();
    let mut changes = merge(comparison.changes);
    changes.sort_by_key(|change| change.impact);
    changes
}

struct Comparison<'a> {
    old: &'a Api,
    new: &'a Api,
    changes: Vec<Change>,
}

/// A change of a shared schema is one change, wherever it is used.
fn merge(changes: Vec<Change>) -> Vec<Change> {
    let mut known: IndexMap<(Impact, String, Option<Place>, Option<Place>), Change> =
        IndexMap::new();
    for change in changes {
        let key = (
            change.impact,
            change.message.clone(),
            change.old.clone(),
            change.new.clone(),
        );
        match known.get_mut(&key) {
            Some(first) => first.also += 1,
            None => {
                known.insert(key, change);
            }
        }
    }
    known.into_values().collect()
}

impl Comparison<'_> {
    fn push(
        &mut self,
        impact: Impact,
        subject: &str,
        message: String,
        old: Option<&Place>,
        new: Option<&Place>,
    ) {
        self.changes.push(Change {
            impact,
            subject: subject.to_owned(),
            message,
            old: old.cloned(),
            new: new.cloned(),
            also: 0,
        });
    }

    fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        for before in &old.operations {
            match new.operations.iter().find(|it| same(it, before)) {
                Some(after) => self.operation(before, after),
                None => {
                    let message = "is gone".to_owned();
                    self.push(
                        Impact::Breaking,
                        &name(before),
                        message,
                        Some(&before.at),
                        None,
                    );
                }
            }
        }
        for after in &new.operations {
            if !old.operations.iter().any(|it| same(it, after)) {
                let message = "is new".to_owned();
                self.push(
                    Impact::Compatible,
                    &name(after),
                    message,
                    None,
                    Some(&after.at),
                );
            }
        }
    }
}

fn name(operation: &Operation) -> String {
    format!("{} {}", operation.method.token(), operation.path.raw)
}

/// Paths that differ in the names of their parameters alone are identical (OpenAPI 3.1 section 4.8.8).
fn same(a: &Operation, b: &Operation) -> bool {
    a.method == b.method && shape(&a.path.raw) == shape(&b.path.raw)
}

fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        inside = (inside || c == '{') && c != '}';
        if !inside {
            out.push(c);
        }
    }
    out
}
