//! The dynamic scope (JSON Schema 2020-12 core sections 7.1 and 8.2.3.2): what a `$dynamicRef` means depends on the
//! schema resources that were entered on the way to it. A schema from which one can be reached is read once for each
//! meaning, so that no trace of it is left afterwards.

use super::super::node::Node;
use super::super::reader::Reader;
use super::address;
use crate::source::Place;
use crate::source::shape::Shape;
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;
use std::collections::BTreeMap;

/// Which of the scopes in [`Scopes`]; 0 is the one in which nothing was entered.
pub type ScopeId = usize;

#[derive(Debug, Default)]
pub struct Scopes {
    /// Dynamic anchor → where the outermost schema of that name stands.
    all: IndexSet<BTreeMap<String, Place>>,
    /// By the address of a schema: whether it leads to a `$dynamicRef`.
    leads: IndexMap<usize, bool>,
    pub current: ScopeId,
}

impl Scopes {
    fn get(&self, id: ScopeId) -> BTreeMap<String, Place> {
        self.all.get_index(id).cloned().unwrap_or_default()
    }
}

/// The scope inside of a schema that is entered from the current one.
pub fn entered(reader: &mut Reader<'_, '_>, node: &Node<'_>) -> ScopeId {
    if !reader.sources.has_dynamic_anchors() || !leads_on(reader, node) {
        return 0;
    }
    // Inside of an `$id` of its own a schema is another resource than the place it stands at.
    let mut scope = reader.scopes.get(reader.scopes.current);
    for (name, place) in reader.sources.dynamic_anchors(&node.place) {
        scope.entry(name.clone()).or_insert_with(|| place.clone());
    }
    if reader.scopes.all.is_empty() {
        reader.scopes.all.insert(BTreeMap::new());
    }
    reader.scopes.all.insert_full(scope).0
}

/// What a `$dynamicRef` means here, if it is not what it would be as a `$ref`.
pub fn outermost<'a>(
    reader: &Reader<'a, '_>,
    reference: &str,
    target: &Node<'a>,
) -> Option<Node<'a>> {
    let (_, anchor) = reference.split_once('#')?;
    if target.members().get("$dynamicAnchor")?.as_str()? != anchor {
        return None;
    }
    let scope = reader.scopes.all.get_index(reader.scopes.current)?;
    let place = scope.get(anchor)?.clone();
    let value = reader.sources.value(&place)?;
    Some(Node { value, place })
}

/// Whether a `$dynamicRef` can be reached from a schema.
fn leads_on(reader: &mut Reader<'_, '_>, node: &Node<'_>) -> bool {
    let start = address(node);
    if let Some(known) = reader.scopes.leads.get(&start) {
        return *known;
    }
    let mut seen = IndexSet::from([start]);
    let mut queue = vec![node.clone()];
    let mut leads = false;
    while let Some(here) = queue.pop() {
        match reader.scopes.leads.get(&address(&here)) {
            Some(false) => continue,
            known => leads |= known.is_some() || here.has("$dynamicRef"),
        }
        if leads {
            break;
        }
        let target = here.members().get("$ref").and_then(Value::as_str);
        let target = target.and_then(|text| reader.sources.resolve(&here.place, text).ok());
        let mut next: Vec<Node<'_>> = target
            .map(|target| Node {
                value: target.value,
                place: target.place,
            })
            .into_iter()
            .collect();
        inner_schemas(&here, Shape::Schema, &mut next);
        queue.extend(next.into_iter().filter(|node| seen.insert(address(node))));
    }
    if leads {
        reader.scopes.leads.insert(start, true);
    } else {
        reader
            .scopes
            .leads
            .extend(seen.into_iter().map(|address| (address, false)));
    }
    leads
}

/// The schemas that stand directly in one; those of `$defs` count only where they are referred to.
fn inner_schemas<'a>(node: &Node<'a>, shape: Shape, out: &mut Vec<Node<'a>>) {
    let members = node
        .entries()
        .filter(|(key, _)| !(shape == Shape::Schema && matches!(*key, "$defs" | "definitions")));
    let members = members.map(|(key, member)| {
        let inner = shape.member(key, member.value.is_array());
        (inner, member)
    });
    let items = node.items().map(|item| (shape.item(), item));
    for (inner, member) in members.chain(items) {
        match inner {
            Shape::Opaque => {}
            Shape::Schema => out.push(member),
            inner => inner_schemas(&member, inner, out),
        }
    }
}
