//! One schema of JSON Schema 2020-12 → a Schema Object of 3.0 (section 4.7.24) that accepts the same values.

use super::super::walk::Moves;
use super::{Downgrade, condition, types};
use crate::ir::decimal::Decimal;
use crate::source::Pointer;
use serde_json::{Map, Value, json};

pub fn downgrade(to: &mut Downgrade<'_>, value: &mut Value, at: &Pointer, moves: &mut Moves) {
    match value {
        // `additionalProperties` may be either in 3.0.
        Value::Bool(_) if at.last() == Some("additionalProperties") => return,
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({ "not": {} }),
        _ => {}
    }
    let Value::Object(members) = value else {
        return;
    };
    identity(to, members, at);
    definitions(to, members, at, moves);
    constant(members);
    exclusive(members, "exclusiveMinimum", "minimum", false);
    exclusive(members, "exclusiveMaximum", "maximum", true);
    texts(to, members, at);
    positions(to, members, at, moves);
    condition::arrays(to, members, at);
    unevaluated(to, members, at);
    names(to, members, at);
    condition::objects(members, at, moves);
    condition::choices(members, at, moves);
    types::downgrade(members);
    examples(to, members, at);
    siblings(members);
    if members
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty)
    {
        members.shift_remove("required");
    }
}

/// Adds a schema that must hold as well.
pub fn also(members: &mut Map<String, Value>, schema: Value) {
    let all = members.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.push(schema);
    }
}

/// Keywords that name a schema, or its language: 3.0 has pointers only.
fn identity(to: &mut Downgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    for key in ["$dynamicRef", "$recursiveRef"] {
        if let Some(target) = members.shift_remove(key) {
            let instead = "written as a reference to the schema that it leads to by itself";
            to.lost(&format!("`{key}`"), &at.push(key), instead);
            members.entry("$ref").or_insert(target);
        }
    }
    // What referred to one of these names refers by pointer now.
    for key in ["$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary"] {
        members.shift_remove(key);
    }
    if members.shift_remove("$comment").is_some() {
        to.said_otherwise("`$comment`", &at.push("$comment"), "it is left out");
    }
}

/// Schemas that are there to be referred to become components.
fn definitions(
    to: &mut Downgrade<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
    moves: &mut Moves,
) {
    for key in ["$defs", "definitions"] {
        let Some(Value::Object(named)) = members.shift_remove(key) else {
            continue;
        };
        for (name, schema) in named {
            let component = free_name(to, &name, at);
            moves.push_root(
                &at.push(key).push(&name),
                &["components", "schemas", &component],
            );
            to.taken.insert(component.clone());
            to.hoisted.insert(component, schema);
        }
    }
}

fn free_name(to: &Downgrade<'_>, name: &str, at: &Pointer) -> String {
    let allowed = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let mut candidate: String = name.chars().map(allowed).collect();
    let mut around = at.tokens();
    while candidate.is_empty() || to.taken.contains(&candidate) {
        let outer: String = around
            .pop()
            .unwrap_or("Schema")
            .chars()
            .map(allowed)
            .collect();
        candidate = format!("{outer}_{candidate}");
    }
    candidate
}

fn constant(members: &mut Map<String, Value>) {
    let Some(constant) = members.get("const").cloned() else {
        return;
    };
    if members.contains_key("enum") {
        members.shift_remove("const");
        also(members, json!({ "enum": [constant] }));
    } else {
        rename(members, "const", "enum", json!([constant]));
    }
}

/// Puts `value` under `new` where `old` stood.
fn rename(members: &mut Map<String, Value>, old: &str, new: &str, value: Value) {
    let before = std::mem::take(members);
    let mut value = Some(value);
    for (key, member) in before {
        if key != old {
            members.insert(key, member);
        } else if let Some(value) = value.take() {
            members.insert(new.to_owned(), value);
        }
    }
}

/// An exclusive bound is a bound and a flag; of two bounds the one that excludes more is kept.
fn exclusive(members: &mut Map<String, Value>, flag: &str, bound: &str, upper: bool) {
    let Some(Value::Number(exclusive)) = members.get(flag).cloned() else {
        return;
    };
    if let Some(Value::Number(inclusive)) = members.get(bound) {
        let (inclusive, exclusive) = (Decimal::of(inclusive), Decimal::of(&exclusive));
        let implied = if upper {
            inclusive < exclusive
        } else {
            inclusive > exclusive
        };
        if implied {
            members.shift_remove(flag);
            return;
        }
    }
    members.insert(bound.to_owned(), Value::Number(exclusive));
    members.insert(flag.to_owned(), Value::Bool(true));
}

/// 3.0 says with `format` what 3.1 says with keywords for content.
fn texts(to: &mut Downgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let encoding = members.shift_remove("contentEncoding");
    let media_type = members.shift_remove("contentMediaType");
    let format = match (
        encoding.as_ref().and_then(Value::as_str),
        media_type.as_ref().and_then(Value::as_str),
    ) {
        (Some("base64"), _) => Some("byte"),
        (None, Some("application/octet-stream")) => Some("binary"),
        _ => None,
    };
    if let Some(format) = format {
        members.entry("format").or_insert_with(|| format.into());
    }
    let instead = match format {
        Some(format) => format!("written as `format: {format}`"),
        None => "it is left out".to_owned(),
    };
    if encoding.is_some() {
        to.lost("`contentEncoding`", &at.push("contentEncoding"), &instead);
    }
    if media_type.is_some() {
        to.lost("`contentMediaType`", &at.push("contentMediaType"), &instead);
    }
    if members.shift_remove("contentSchema").is_some() {
        let at = at.push("contentSchema");
        to.lost("`contentSchema`", &at, "it is left out");
    }
}

/// A list by position: 3.0 knows one schema for all items.
fn positions(
    to: &mut Downgrade<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
    moves: &mut Moves,
) {
    let Some(Value::Array(prefix)) = members.shift_remove("prefixItems") else {
        return;
    };
    let count = prefix.len();
    let mut any = prefix;
    let rest = members.shift_remove("items");
    let at_prefix = at.push("prefixItems");
    for index in 0..count {
        let index = index.to_string();
        moves.push(&at_prefix, &index, &["..", "items", "anyOf"], &index);
    }
    let bounded = match members.get("maxItems").and_then(Value::as_u64) {
        Some(most) => most <= count as u64,
        None => false,
    };
    match rest {
        // `items: false` has become this.
        Some(never) if never == json!({ "not": {} }) => {
            if !bounded {
                members.insert("maxItems".to_owned(), count.into());
            }
        }
        Some(rest) => any.push(rest),
        None if bounded => {}
        None => any.push(json!({})),
    }
    let mut distinct: Vec<Value> = Vec::new();
    for schema in any {
        if !distinct.contains(&schema) {
            distinct.push(schema);
        }
    }
    let items = if distinct.contains(&json!({})) {
        json!({})
    } else if distinct.len() == 1 {
        distinct.remove(0)
    } else {
        json!({ "anyOf": distinct })
    };
    members.insert("items".to_owned(), items);
    to.lost(
        "`prefixItems`",
        &at_prefix,
        "written as `items`: what is valid at one position is valid at all",
    );
}

/// Constraints on the names of properties.
fn names(to: &mut Downgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    if let Some(Value::Object(patterns)) = members.shift_remove("patternProperties") {
        let rest = members.get("additionalProperties").cloned();
        let closed = match &rest {
            Some(Value::Bool(rest)) => !rest,
            Some(rest) => *rest == json!({ "not": {} }),
            None => false,
        };
        let instead = if closed {
            let mut any: Vec<Value> = patterns.into_values().collect();
            let schema = if any.len() == 1 {
                any.remove(0)
            } else {
                json!({ "anyOf": any })
            };
            members.insert("additionalProperties".to_owned(), schema);
            "written as `additionalProperties`: the names are not held to the pattern"
        } else {
            // What stands there was meant for the names that no pattern matches.
            members.shift_remove("additionalProperties");
            "left out: any property is accepted"
        };
        to.lost(
            "`patternProperties`",
            &at.push("patternProperties"),
            instead,
        );
    }
    if members.shift_remove("propertyNames").is_some() {
        let at = at.push("propertyNames");
        to.lost("`propertyNames`", &at, "left out: any name is accepted");
    }
}

/// Without schemas beside it that evaluate anything, `unevaluated…` is `additional…`.
fn unevaluated(to: &mut Downgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    const IN_PLACE: [&str; 10] = [
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "contains",
    ];
    let alone = IN_PLACE.iter().all(|key| !members.contains_key(*key));
    for (key, plain) in [
        ("unevaluatedProperties", "additionalProperties"),
        ("unevaluatedItems", "items"),
    ] {
        let Some(rest) = members.shift_remove(key) else {
            continue;
        };
        if rest == json!({}) || members.contains_key(plain) {
            // Everything is evaluated already, or allowed.
        } else if alone {
            let never = plain == "additionalProperties" && rest == json!({ "not": {} });
            let rest = if never { Value::Bool(false) } else { rest };
            members.insert(plain.to_owned(), rest);
        } else {
            let instead = "left out: what no branch describes is accepted";
            to.lost(&format!("`{key}`"), &at.push(key), instead);
        }
    }
}

/// 3.0 has one example of a schema.
fn examples(to: &mut Downgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Array(examples)) = members.get("examples").cloned() else {
        return;
    };
    let mut rest = examples.into_iter();
    match rest.next() {
        Some(first) if !members.contains_key("example") => {
            rename(members, "examples", "example", first);
        }
        Some(_) => {
            members.shift_remove("examples");
            let at = at.push("examples");
            to.said_otherwise("`examples` of a schema", &at, "`example` is kept");
            return;
        }
        None => {
            members.shift_remove("examples");
        }
    }
    if rest.next().is_some() {
        to.said_otherwise(
            "several `examples` of a schema",
            &at.push("examples"),
            "the first one is kept",
        );
    }
}

/// 3.0 section 4.7.23: what stands beside a reference is ignored; in `allOf` it counts.
fn siblings(members: &mut Map<String, Value>) {
    if members.len() < 2 || !members.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let Some(reference) = members.get("$ref").cloned() else {
        return;
    };
    let reference = json!({ "$ref": reference });
    if let Some(Value::Array(all)) = members.get_mut("allOf") {
        all.push(reference);
        members.shift_remove("$ref");
    } else {
        rename(members, "$ref", "allOf", json!([reference]));
    }
}
