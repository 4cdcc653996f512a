//! The types of a schema: 3.0 has one type, and `nullable`.

use super::schema::also;
use serde_json::{Map, Value, json};

pub fn downgrade(members: &mut Map<String, Value>) {
    let mut names: Vec<String> = match members.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    };
    let typed = !names.is_empty();
    names.dedup();
    let had = names.len();
    names.retain(|name| name != "null");
    let mut null = names.len() < had;
    if let Some(Value::Array(values)) = members.get("enum")
        && !values.contains(&Value::Null)
    {
        // The values decide: null is none of them. With `nullable` readers of 3.0 would take it for one.
        null = false;
    }
    if (null || !typed) && alternatives(members) {
        one(members, names);
        members.insert("nullable".to_owned(), Value::Bool(true));
    } else if !typed {
        // Nothing to say.
    } else if names.is_empty() {
        members.shift_remove("type");
        only_null(members);
    } else if !null {
        one(members, names);
    } else if names.len() > 1 || is_composed(members) {
        // Beside a composition `nullable` is read as "that, or null", which would go past the composition.
        members.shift_remove("type");
        let mut any: Vec<Value> = names.iter().map(|name| of_type(name)).collect();
        any.push(json!({ "enum": [null] }));
        choose(members, any);
    } else {
        one(members, names);
        members.insert("nullable".to_owned(), Value::Bool(true));
    }
    if members.get("type") == Some(&json!("array")) && !members.contains_key("items") {
        members.insert("items".to_owned(), json!({}));
    }
}

fn is_composed(members: &Map<String, Value>) -> bool {
    ["$ref", "allOf", "anyOf", "oneOf", "not"]
        .iter()
        .any(|key| members.contains_key(*key))
}

/// No other value than null.
fn only_null(members: &mut Map<String, Value>) {
    let is_listed = members
        .get("enum")
        .and_then(Value::as_array)
        .is_none_or(|values| values.contains(&Value::Null));
    let values = if is_listed {
        json!({ "enum": [null] })
    } else {
        json!({ "not": {} })
    };
    if let Value::Object(values) = values {
        members.extend(values);
    }
}

fn of_type(name: &str) -> Value {
    if name == "array" {
        json!({ "type": "array", "items": {} })
    } else {
        json!({ "type": name })
    }
}

/// Writes the types without null.
fn one(members: &mut Map<String, Value>, names: Vec<String>) {
    match <[String; 1]>::try_from(names) {
        Ok([name]) => {
            members.insert("type".to_owned(), name.into());
        }
        Err(names) if names.is_empty() => {
            members.shift_remove("type");
        }
        Err(names) => {
            members.shift_remove("type");
            choose(members, names.iter().map(|name| of_type(name)).collect());
        }
    }
}

fn choose(members: &mut Map<String, Value>, any: Vec<Value>) {
    if members.contains_key("anyOf") {
        also(members, json!({ "anyOf": any }));
    } else {
        members.insert("anyOf".to_owned(), Value::Array(any));
    }
}

/// Takes the branch for null out of the only `anyOf` or `oneOf`, where that is all that speaks of null; whether there
/// was one.
fn alternatives(members: &mut Map<String, Value>) -> bool {
    let free = ["$ref", "allOf", "not", "enum"]
        .iter()
        .all(|key| !members.contains_key(*key));
    let key = match (members.contains_key("anyOf"), members.contains_key("oneOf")) {
        (true, false) => "anyOf",
        (false, true) => "oneOf",
        _ => return false,
    };
    let Some(Value::Array(branches)) = members.get_mut(key).filter(|_| free) else {
        return false;
    };
    let nulls = branches.iter().filter(|branch| is_null(branch)).count();
    if nulls != 1 || branches.len() < 2 {
        return false;
    }
    branches.retain(|branch| !is_null(branch));
    // One branch is no choice; a reference with something beside it stands in `allOf`.
    if branches.len() == 1 {
        let only = Value::Array(std::mem::take(branches));
        let before = std::mem::take(members);
        for (name, member) in before {
            if name == key {
                members.insert("allOf".to_owned(), only.clone());
            } else {
                members.insert(name, member);
            }
        }
    }
    true
}

/// What `type: null` has become.
fn is_null(branch: &Value) -> bool {
    branch
        .as_object()
        .is_some_and(|members| members.len() == 1 && members.get("enum") == Some(&json!([null])))
}
