//! FastAPI's documents and those of their twins, brought to one form: without the titles, the ids and the components
//! that FastAPI makes up by itself.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the twin → FastAPI's document.
pub fn cases(folder: &Path) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in folder.read_dir().expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(name) = name
            .strip_prefix("docs-")
            .and_then(|name| name.strip_suffix(".json"))
        else {
            continue;
        };
        let bytes = std::fs::read(entry.path()).expect("a recording");
        let case: Value = serde_json::from_slice(&bytes).expect("JSON");
        let name: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        found.insert(name.replace("__", "_"), normal(&case["openapi"]));
    }
    found
}

/// The document without what is made up.
pub fn normal(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(paths) = document["paths"].as_object_mut() {
        for operation in paths
            .values_mut()
            .filter_map(Value::as_object_mut)
            .flat_map(Map::values_mut)
        {
            self::operation(operation);
        }
    }
    if let Some(components) = document["components"].as_object_mut() {
        if let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) {
            schemas.remove("HTTPValidationError");
            schemas.remove("ValidationError");
        }
        components.retain(|_, section| section.as_object().is_none_or(|it| !it.is_empty()));
    }
    if document["components"].as_object().is_none_or(Map::is_empty) {
        document["components"] = Value::Object(Map::new());
    }
    strip(&mut document, "");
    document
}

fn operation(operation: &mut Value) {
    if let Some(parameters) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    {
        parameters.sort_by_key(|it| (it["in"].to_string(), it["name"].to_string()));
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            strip(&mut parameter["schema"], &name);
        }
    }
    let content = operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"))
        .and_then(Value::as_object_mut);
    for media in content.into_iter().flat_map(Map::values_mut) {
        if let Some(schema) = media.get_mut("schema").and_then(Value::as_object_mut) {
            schema.remove("title");
        }
    }
}

/// Letters and digits alone, in lower case: `Item Id` is made of `item_id`.
fn folded(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn strip(value: &mut Value, key: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, "")),
        Value::Object(members) => {
            if key != "properties" {
                members.remove("operationId");
                members.retain(|name, _| !name.starts_with("x-specwright-"));
                let made_up = members
                    .get("title")
                    .and_then(Value::as_str)
                    .is_some_and(|it| it.starts_with("Response ") || folded(it) == folded(key));
                if made_up && key != "info" {
                    members.remove("title");
                }
                if let Some(Value::Array(names)) = members.get_mut("required") {
                    names.sort_by_key(ToString::to_string);
                }
            }
            for (name, member) in members {
                strip(member, name);
            }
        }
        _ => {}
    }
}

/// Where two documents differ first.
pub fn difference(theirs: &Value, ours: &Value, path: &str) -> Option<String> {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let only = |a: &Map<String, Value>, b: &Map<String, Value>| {
                a.keys().find(|key| !b.contains_key(*key)).cloned()
            };
            if let Some(key) = only(a, b) {
                return Some(format!("{path}/{key} is missing"));
            }
            if let Some(key) = only(b, a) {
                return Some(format!("{path}/{key} is not FastAPI's"));
            }
            a.iter()
                .find_map(|(key, value)| difference(value, &b[key], &format!("{path}/{key}")))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| difference(a, b, &format!("{path}/{index}"))),
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        _ if theirs == ours => None,
        _ => Some(format!("{path}: {theirs} and {ours}")),
    }
}
