//! Schema Objects of 3.0, and of older drafts of JSON Schema, as 3.1 says them: the writing side of what
//! `openapi::schema::dialect` reads.

use super::super::walk::Moves;
use super::Version;
use crate::source::Pointer;
use serde_json::{Map, Value, json};

pub fn upgrade(value: &mut Value, version: Version, at: &Pointer, moves: &mut Moves) {
    let Value::Object(members) = value else {
        return;
    };
    if version == Version::V30 && members.get("$ref").is_some_and(Value::is_string) {
        members.retain(|key, _| is_kept_beside_reference(key));
    }
    exclusive(members, "exclusiveMinimum", "minimum");
    exclusive(members, "exclusiveMaximum", "maximum");
    positions(members, at, moves);
    dependencies(members, at, moves);
    if version == Version::V30 {
        examples(members);
    }
    if let Some(Value::String(property)) = members.get("discriminator") {
        let object = json!({ "propertyName": property });
        members.insert("discriminator".to_owned(), object);
    }
    if members.shift_remove("nullable") == Some(Value::Bool(true)) {
        nullable(members, at, moves);
    }
}

fn is_kept_beside_reference(key: &str) -> bool {
    is_annotation(key) || matches!(key, "$ref" | "nullable")
}

/// Keywords that describe and do not constrain; they stay with the whole when the schema is made a branch.
fn is_annotation(key: &str) -> bool {
    matches!(
        key,
        "title"
            | "description"
            | "default"
            | "example"
            | "examples"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "externalDocs"
            | "xml"
    ) || key.starts_with("x-")
}

/// Draft 4: `exclusiveMinimum: true` makes `minimum` an exclusive bound.
fn exclusive(members: &mut Map<String, Value>, flag: &str, bound: &str) {
    let Some(Value::Bool(exclusive)) = members.get(flag) else {
        return;
    };
    let exclusive = *exclusive;
    match members.get(bound).cloned() {
        Some(limit) if exclusive && limit.is_number() => {
            rename(members, bound, flag, limit);
        }
        _ => {
            members.shift_remove(flag);
        }
    }
}

/// Puts `value` under `new` where `old` stood, and nothing else under `new`.
fn rename(members: &mut Map<String, Value>, old: &str, new: &str, value: Value) {
    let before = std::mem::take(members);
    let mut value = Some(value);
    for (key, member) in before {
        if key == old {
            if let Some(value) = value.take() {
                members.insert(new.to_owned(), value);
            }
        } else if key != new {
            members.insert(key, member);
        }
    }
}

/// Draft 4 to 2019-09: a list under `items`, and `additionalItems` for the rest.
fn positions(members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
    if !members.get("items").is_some_and(Value::is_array) {
        return;
    }
    let Some(list) = members.get("items").cloned() else {
        return;
    };
    let rest = members.shift_remove("additionalItems");
    moves.push(at, "items", &[], "prefixItems");
    rename(members, "items", "prefixItems", list);
    if let Some(rest) = rest {
        moves.push(at, "additionalItems", &[], "items");
        members.insert("items".to_owned(), rest);
    }
}

/// Draft 4 to 7: either form under one keyword.
fn dependencies(members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
    let Some(Value::Object(all)) = members.get("dependencies").cloned() else {
        return;
    };
    members.shift_remove("dependencies");
    for (name, dependency) in all {
        let keyword = if dependency.is_array() {
            "dependentRequired"
        } else {
            "dependentSchemas"
        };
        let under = at.push("dependencies");
        moves.push(&under, &name, &["..", keyword], &name);
        let entry = members.entry(keyword).or_insert_with(|| json!({}));
        if let Value::Object(entry) = entry {
            entry.insert(name, dependency);
        }
    }
}

/// `example` is of 3.0; 3.1 has it still, and prefers JSON Schema's `examples`.
fn examples(members: &mut Map<String, Value>) {
    let Some(example) = members.get("example").cloned() else {
        return;
    };
    let mut all = vec![example];
    match members.get("examples") {
        None => {}
        Some(Value::Array(more)) => all.extend(more.iter().cloned()),
        Some(_) => return,
    }
    rename(members, "example", "examples", Value::Array(all));
}

/// 3.0 section 4.7.24: `nullable` adds null to `type`. Beside a reference or a composition, which have types of
/// their own, it means "that, or null".
fn nullable(members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
    let composed = members.get("$ref").is_some_and(Value::is_string)
        || ["allOf", "anyOf", "oneOf"].iter().any(|key| {
            members
                .get(*key)
                .and_then(Value::as_array)
                .is_some_and(|list| !list.is_empty())
        });
    if composed {
        return branch(members, at, moves);
    }
    let typed = match members.get_mut("type") {
        Some(kind @ Value::String(_)) => {
            let name = kind.take();
            *kind = if name == "null" {
                name
            } else {
                json!([name, "null"])
            };
            true
        }
        Some(Value::Array(kinds)) => {
            if !kinds.contains(&"null".into()) {
                kinds.push("null".into());
            }
            true
        }
        _ => false,
    };
    if typed
        && let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// The schema becomes `anyOf: [itself, null]`; what describes it stays outside.
fn branch(members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
    let (outer, inner): (Map<String, Value>, Map<String, Value>) = std::mem::take(members)
        .into_iter()
        .partition(|(key, _)| is_annotation(key));
    let only = match inner.get("allOf") {
        Some(Value::Array(list)) if inner.len() == 1 && list.len() == 1 => list.first().cloned(),
        _ => None,
    };
    match only {
        Some(only) => {
            moves.push(&at.push("allOf"), "0", &["..", "anyOf"], "0");
            members.extend(outer);
            members.insert("anyOf".to_owned(), json!([only, { "type": "null" }]));
        }
        None => {
            moves.push_all(at, &inner, &["anyOf", "0"]);
            members.extend(outer);
            members.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
        }
    }
}
