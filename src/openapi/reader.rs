//! What all readers share: the sources, the API in the making, the diagnostics, and the following of references.

use super::node::{Node, shown};
use super::schema::{self, ScopeId, Scopes};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Schema, SchemaId};
use crate::source::{Place, RefFault, Sources, Target};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

/// The versions that differ in meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    V30,
    V31,
    V32,
}

pub struct Reader<'a, 'd> {
    pub sources: &'a Sources,
    pub version: Version,
    pub api: Api,
    /// By the address of its value and its dynamic scope: the schema that it became. The sources do not move while
    /// they are borrowed.
    pub schemas: IndexMap<(usize, ScopeId), SchemaId>,
    pub scopes: Scopes,
    /// Schemas that have an id and are still to be read: the targets of references, so that a long chain of them
    /// takes no stack.
    pub pending: Vec<(SchemaId, Node<'a>, ScopeId)>,
    diags: &'d mut Diagnostics,
    /// Schemas of other files that a component has given its name.
    pub renamed: IndexSet<SchemaId>,
    /// `operationId` → where it stands.
    pub operation_ids: IndexMap<String, Place>,
    /// Shared objects are read at each use; a fault of theirs is said once.
    said: IndexSet<(Code, Option<Place>, String)>,
    /// What is kept in the served document and goes no further: code → what it is, and where.
    unread: IndexMap<Code, (&'static str, Vec<Place>)>,
}

impl<'a, 'd> Reader<'a, 'd> {
    pub fn new(sources: &'a Sources, version: Version, diags: &'d mut Diagnostics) -> Self {
        Self {
            sources,
            version,
            api: Api::default(),
            schemas: IndexMap::new(),
            scopes: Scopes::default(),
            pending: Vec::new(),
            renamed: IndexSet::new(),
            operation_ids: IndexMap::new(),
            diags,
            said: IndexSet::new(),
            unread: IndexMap::new(),
        }
    }

    pub fn finish(mut self) -> Api {
        for (code, (what, places)) in std::mem::take(&mut self.unread) {
            let count = places.len();
            let message = format!(
                "{what} ({count} {})",
                if count == 1 { "place" } else { "places" }
            );
            let mut note = Diagnostic::note(code, message)
                .help("kept in the served document; nothing is generated from it");
            if let Some((first, rest)) = places.split_first() {
                note = note.at(first);
                for place in rest.iter().take(2) {
                    note = note.related(place, "and here");
                }
            }
            self.report(note);
        }
        self.api
    }

    /// Adds a diagnostic, once per place.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let key = (
            diagnostic.code,
            diagnostic.place.clone(),
            diagnostic.message.clone(),
        );
        if self.said.insert(key) {
            self.diags.push(diagnostic);
        }
    }

    /// Notes something that is documentation only; all of one code become one diagnostic.
    pub fn unread(&mut self, code: Code, what: &'static str, at: &Place) {
        let places = &mut self
            .unread
            .entry(code)
            .or_insert_with(|| (what, Vec::new()))
            .1;
        if !places.contains(at) || places.len() > 16 {
            places.push(at.clone());
        }
    }

    pub fn wrong_type(&mut self, at: &Place, key: &str, expected: &str, found: &Value) {
        let message = format!("`{key}` must be {expected}, and is {}", shown(found));
        self.report(
            Diagnostic::warning("wrong-type", message)
                .at(at)
                .help("it is ignored"),
        );
    }

    /// One step from a reference to its target; what goes wrong is reported, unless loading did so already.
    pub fn resolve(&mut self, from: &Place, reference: &str) -> Option<Node<'a>> {
        match self.sources.resolve(from, reference) {
            Ok(Target { place, value }) => Some(Node { value, place }),
            Err(RefFault::Remote | RefFault::File) => None,
            Err(RefFault::Dangling {
                message,
                suggestion,
            }) => {
                let mut diagnostic =
                    Diagnostic::error("dangling-ref", message).at(&from.at("$ref"));
                if let Some(near) = suggestion {
                    diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                }
                self.report(diagnostic);
                None
            }
        }
    }

    /// Follows `$ref`s (of anything but a schema) to the object itself.
    pub fn follow(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        let start = node.place.clone();
        let mut node = node;
        let mut seen: IndexSet<*const Value> = IndexSet::new();
        loop {
            let Some(Value::String(reference)) = node.members().get("$ref") else {
                return Some(node);
            };
            if !seen.insert(std::ptr::from_ref(node.value)) {
                self.cycle(&start, reference);
                return None;
            }
            node = self.resolve(&node.place, reference)?;
        }
    }

    pub fn cycle(&mut self, at: &Place, reference: &str) {
        self.report(
            Diagnostic::error(
                "ref-cycle",
                format!("`{reference}` leads back to itself, through references alone"),
            )
            .at(&at.at("$ref"))
            .help("one of them must be an object that is no reference"),
        );
    }

    /// A schema that accepts everything, where the described one could not be had.
    pub fn any(&mut self, at: &Place) -> SchemaId {
        self.api.schemas.add(Schema {
            at: at.clone(),
            ..Schema::default()
        })
    }

    /// Reads every schema that references have asked for.
    pub fn drain(&mut self) {
        while let Some((id, node, scope)) = self.pending.pop() {
            schema::read(self, id, &node, scope);
        }
    }
}

/// The name of a component of this kind (`responses`, `parameters`, …), where a reference has led to one.
pub fn component(place: &Place, kind: &str) -> Option<String> {
    match place.pointer.tokens()[..] {
        ["components", found, name] if found == kind => Some(name.to_owned()),
        _ => None,
    }
}
