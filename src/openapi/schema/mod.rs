//! Schema Objects (3.1 section 4.8.24, 3.0 section 4.7.24) → [`ir::Schema`]. What 3.0 says otherwise (`nullable`,
//! boolean `exclusiveMinimum`, references without siblings) is brought to 3.1's meaning here.

mod array;
mod contradiction;
pub mod cycle;
pub mod dialect;
mod keyword;
mod object;
mod scalar;
mod scope;

pub use scope::{ScopeId, Scopes};

use super::node::Node;
use super::reader::{Reader, Version};
use crate::diag::Diagnostic;
use crate::ir::{Schema, SchemaId};
use crate::source::Place;
use indexmap::IndexSet;
use serde_json::Value;

/// The `schemas` of the components, in order, under their names.
pub fn components<'a>(reader: &mut Reader<'a, '_>, components: &Node<'a>) {
    let Some(schemas) = components.object(reader, "schemas") else {
        return;
    };
    for (name, node) in schemas.entries() {
        let id = schema(reader, &node);
        let id = nameless_target(reader, id).unwrap_or(id);
        reader.api.schemas.named.insert(name.to_owned(), id);
        // A component that stands in another file, or is nothing but a reference to one, gives it its name.
        let target = reader.api.schemas.get_mut(id);
        if !is_component(&target.at) && !reader.renamed.contains(&id) {
            target.name = Some(name.to_owned());
            reader.renamed.insert(id);
        }
        reader.drain();
    }
}

/// The schema that a component does nothing but refer to, when it has no name: a reading of another component in the
/// dynamic scope of this one, which gives it its name.
fn nameless_target(reader: &mut Reader<'_, '_>, id: SchemaId) -> Option<SchemaId> {
    let component = &reader.api.schemas[id];
    let target = component.reference?;
    let alone = Schema {
        reference: None,
        ..component.clone()
    };
    let bare = Schema {
        name: alone.name.clone(),
        meta: alone.meta.clone(),
        ..Schema::default()
    };
    let is_alone = alone.meta.description.is_none()
        && crate::ir::dump::keywords(&alone) == crate::ir::dump::keywords(&bare);
    (is_alone && reader.api.schemas[target].name.is_none()).then(|| {
        let name = reader.api.schemas.get_mut(id).name.take();
        reader.api.schemas.get_mut(target).name = name;
        target
    })
}

fn is_component(place: &Place) -> bool {
    place.file.0 == 0 && matches!(place.pointer.tokens()[..], ["components", "schemas", _])
}

/// The id of the schema at a node. A reference without siblings is its target; the target is read later.
pub fn schema<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> SchemaId {
    let key = key(reader, node);
    if let Some(id) = reader.schemas.get(&key) {
        return *id;
    }
    if !is_pure_reference(reader, node.value) {
        let name = is_component(&node.place)
            .then(|| node.place.pointer.last().unwrap_or_default().to_owned());
        let id = reserve(reader, node, key, name);
        read(reader, id, node, key.1);
        return id;
    }
    end_of_references(reader, node).unwrap_or_else(|| {
        let id = reader.any(&node.place);
        reader.schemas.insert(key, id);
        id
    })
}

/// The id of a schema that a reference has led to.
pub fn referenced<'a>(reader: &mut Reader<'a, '_>, target: &Node<'a>) -> SchemaId {
    let key = key(reader, target);
    let name = name(reader, &target.place).filter(|_| is_plain(reader, target, key));
    if let Some(id) = reader.schemas.get(&key).copied() {
        let schema = reader.api.schemas.get_mut(id);
        schema.name = schema.name.take().or(name);
        return id;
    }
    let id = reserve(reader, target, key, name);
    reader.pending.push((id, target.clone(), key.1));
    id
}

/// The id of a schema that was named other than by `$ref`: it may be a reference itself.
pub fn reached<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> SchemaId {
    if is_pure_reference(reader, node.value) {
        return schema(reader, node);
    }
    referenced(reader, node)
}

/// The schema at the end of a chain of references; `None` when there is none, which has been reported. What was on
/// the way is known from then on, so that a long chain is followed once.
pub fn end_of_references<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Option<SchemaId> {
    let outside = reader.scopes.current;
    let end = follow_references(reader, node);
    reader.scopes.current = outside;
    end
}

fn follow_references<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Option<SchemaId> {
    let mut here = node.clone();
    let start = key(reader, node);
    let mut passed: IndexSet<Key> = IndexSet::new();
    loop {
        let at = key(reader, &here);
        passed.insert(at);
        reader.scopes.current = at.1;
        let reference = here.members().get("$ref").and_then(Value::as_str)?;
        here = reader.resolve(&here.place, reference)?;
        let next = key(reader, &here);
        if passed.contains(&next) && is_pure_reference(reader, here.value) {
            reader.cycle(&node.place, reference);
            return None;
        }
        let known = reader.schemas.contains_key(&next);
        if known || !is_pure_reference(reader, here.value) {
            break;
        }
    }
    let id = referenced(reader, &here);
    let on_the_way = passed.into_iter().filter(|passed| *passed != start);
    reader.schemas.extend(on_the_way.map(|passed| (passed, id)));
    if is_pure_reference(reader, node.value) {
        reader.schemas.insert(start, id);
    }
    Some(id)
}

/// What makes a schema another one: where it stands, and the dynamic scope it is read in.
type Key = (usize, ScopeId);

fn key(reader: &mut Reader<'_, '_>, node: &Node<'_>) -> Key {
    (address(node), scope::entered(reader, node))
}

fn address(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node.value).addr()
}

/// Of several readings of a schema, one has its name: that in which nothing was entered before it.
fn is_plain(reader: &mut Reader<'_, '_>, node: &Node<'_>, key: Key) -> bool {
    let outside = std::mem::take(&mut reader.scopes.current);
    let scope = scope::entered(reader, node);
    reader.scopes.current = outside;
    scope == key.1
}

fn reserve(
    reader: &mut Reader<'_, '_>,
    node: &Node<'_>,
    key: Key,
    name: Option<String>,
) -> SchemaId {
    let name = name.filter(|_| is_plain(reader, node, key));
    let id = reader.api.schemas.add(Schema {
        at: node.place.clone(),
        name,
        ..Schema::default()
    });
    reader.schemas.insert(key, id);
    id
}

/// In 3.0 the siblings of a reference have no meaning; those that describe, and `nullable`, are taken all the same,
/// because it is plain what they are there for.
fn is_pure_reference(reader: &Reader<'_, '_>, value: &Value) -> bool {
    let Some(members) = value.as_object() else {
        return false;
    };
    if !members.get("$ref").is_some_and(Value::is_string) {
        return false;
    }
    members.len() == 1
        || (reader.version == Version::V30
            && members.iter().all(|(key, value)| {
                key == "$ref" || (key == "nullable" && *value == Value::Bool(false))
            }))
}

/// What a schema that is reached by reference is called: the last step of its pointer that is a name, or the file.
fn name(reader: &Reader<'_, '_>, place: &Place) -> Option<String> {
    let Some(last) = place.pointer.last() else {
        let path = &reader.sources.file(place.file)?.path;
        let file = path.rsplit('/').next()?;
        return Some(file.split('.').next().unwrap_or(file).to_owned())
            .filter(|stem| !stem.is_empty());
    };
    let tokens = place.pointer.tokens();
    let is_name = matches!(
        tokens.len().checked_sub(2).map(|parent| tokens[parent]),
        None | Some(
            "schemas"
                | "properties"
                | "$defs"
                | "definitions"
                | "patternProperties"
                | "dependentSchemas"
        )
    );
    (is_name || !keyword_or_number(last)).then(|| last.to_owned())
}

/// Is the step of a pointer one that says nothing about what stands there?
pub fn keyword_or_number(step: &str) -> bool {
    keyword::KEYWORDS.contains(&step) || step == "schema" || step.parse::<u64>().is_ok()
}

/// Reads a schema into the id that was reserved for it, in its scope.
pub fn read<'a>(reader: &mut Reader<'a, '_>, id: SchemaId, node: &Node<'a>, scope: ScopeId) {
    let outside = std::mem::replace(&mut reader.scopes.current, scope);
    read_keywords(reader, id, node);
    reader.scopes.current = outside;
}

fn read_keywords<'a>(reader: &mut Reader<'a, '_>, id: SchemaId, node: &Node<'a>) {
    let mut schema = Schema {
        at: node.place.clone(),
        ..Schema::default()
    };
    match node.value {
        Value::Bool(valid) => schema.never = !valid,
        Value::Object(members) => {
            let reference_only =
                reader.version == Version::V30 && members.get("$ref").is_some_and(Value::is_string);
            for (key, value) in members {
                let member = keyword::Member {
                    key,
                    value,
                    owner: node,
                };
                if reference_only && !dialect::is_kept_beside_reference(key) {
                    dialect::sibling_of_reference(reader, &member);
                } else {
                    keyword::read(reader, &mut schema, &member);
                }
            }
            dialect::finish(reader, &mut schema, node);
            contradiction::check(reader, &mut schema);
        }
        other => {
            let message = "a schema must be an object or a boolean";
            let help = format!(
                "this is {}; any value is accepted",
                super::node::shown(other)
            );
            reader.report(
                Diagnostic::warning("wrong-type", message)
                    .at(&node.place)
                    .help(help),
            );
        }
    }
    let place = reader.api.schemas.get_mut(id);
    schema.name = place.name.take();
    *place = schema;
}
