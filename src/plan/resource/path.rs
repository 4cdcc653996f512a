//! Pairs of paths: a collection, and an item of it.

use super::{Look, Place};
use crate::ir::{Method, Piece};
use indexmap::IndexMap;

/// A collection path and its item path, with the operations at both.
#[derive(Debug, Default)]
pub struct Candidate {
    /// The collection's path, with `{}` for every parameter: what makes two paths the same.
    pub shape: String,
    /// The last literal: `pets`.
    pub word: String,
    /// The shape of the item path that it stands under; empty at the top.
    pub parent: String,
    /// How many parameters the collection's path has.
    pub depth: usize,
    pub list: Option<Place>,
    pub create: Option<Place>,
    pub read: Option<Place>,
    pub replace: Option<Place>,
    pub patch: Option<Place>,
    pub delete: Option<Place>,
}

impl Candidate {
    pub fn places(&self) -> impl Iterator<Item = Place> + use<> {
        [
            self.list,
            self.create,
            self.read,
            self.replace,
            self.patch,
            self.delete,
        ]
        .into_iter()
        .flatten()
    }
}

enum Kind {
    Collection,
    Item,
}

/// Every pair that can be a resource, the shortest paths first.
pub fn candidates(look: &Look<'_>) -> Vec<Candidate> {
    let mut found: IndexMap<String, Candidate> = IndexMap::new();
    for (service_at, service) in look.services.iter().enumerate() {
        for at in 0..service.operations.len() {
            let place = Place(service_at, at);
            let operation = look.described(place);
            // The data layer is asynchronous.
            if operation.blocking {
                continue;
            }
            let Some((kind, steps)) = steps(&operation.path.segments) else {
                continue;
            };
            let shape = steps.join("/");
            let candidate = found.entry(shape.clone()).or_insert_with(|| Candidate {
                word: steps.last().cloned().unwrap_or_default(),
                parent: parent(&steps),
                depth: steps.iter().filter(|step| *step == "{}").count(),
                shape,
                ..Candidate::default()
            });
            let slot = match (kind, operation.method) {
                (Kind::Collection, Method::Get) => &mut candidate.list,
                (Kind::Collection, Method::Post) => &mut candidate.create,
                (Kind::Item, Method::Get) => &mut candidate.read,
                (Kind::Item, Method::Put) => &mut candidate.replace,
                (Kind::Item, Method::Patch) => &mut candidate.patch,
                (Kind::Item, Method::Delete) => &mut candidate.delete,
                _ => continue,
            };
            // `/pets` and `/pets/` side by side: the first one counts.
            slot.get_or_insert(place);
        }
    }
    let mut found: Vec<Candidate> = found.into_values().collect();
    found.sort_by_key(|candidate| candidate.depth);
    found
}

/// The collection that a path belongs to, step by step; parameters are `{}`.
fn steps(segments: &[Vec<Piece>]) -> Option<(Kind, Vec<String>)> {
    let mut steps = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        match segment.as_slice() {
            [] if at + 1 == segments.len() => {}
            [Piece::Literal(text)] => steps.push(text.clone()),
            [Piece::Parameter(_)] => steps.push("{}".to_owned()),
            _ => return None,
        }
    }
    if steps.last()? != "{}" {
        return Some((Kind::Collection, steps));
    }
    steps.pop();
    (steps.last()? != "{}").then_some((Kind::Item, steps))
}

/// The item path in front of a sub-resource's own word.
fn parent(steps: &[String]) -> String {
    let last = steps.iter().rposition(|step| step == "{}");
    last.map_or_else(String::new, |at| steps[..at].join("/"))
}
