//! What OpenAPI 3.2 has and 3.1 does not: said the older way where there is one, else left out and named.

use super::Upgrade;
use crate::source::Pointer;
use crate::source::shape::Shape;
use serde_json::{Map, Value, json};

pub fn downgrade(
    upgrade: &mut Upgrade<'_>,
    members: &mut Map<String, Value>,
    shape: Shape,
    at: &Pointer,
) {
    match shape {
        Shape::Document => document(upgrade, members, at),
        Shape::Components => {
            // Each use has had its copy put in place.
            members.shift_remove("mediaTypes");
        }
        Shape::PathItem => {
            for key in ["query", "additionalOperations"] {
                drop(upgrade, members, key, at, "these operations are left out");
            }
        }
        Shape::Operation | Shape::Map(_) => {}
        Shape::Media => media(upgrade, members, at),
        Shape::Encoding => {
            for key in ["encoding", "prefixEncoding", "itemEncoding"] {
                drop(upgrade, members, key, at, "it is left out");
            }
        }
        Shape::Example => example(upgrade, members, at),
        Shape::SecurityScheme => scheme(upgrade, members, at),
        Shape::Response => {
            drop(upgrade, members, "summary", at, "it is left out");
        }
        Shape::Parameter | Shape::Header => {
            if members.get("style") == Some(&json!("cookie")) {
                upgrade.lost("the style `cookie`", &at.push("style"), "written as `form`");
                members.insert("style".to_owned(), "form".into());
            }
        }
        Shape::Schema
        | Shape::Link
        | Shape::Callback
        | Shape::WebSocket
        | Shape::Body
        | Shape::List(_)
        | Shape::Opaque => {}
    }
    if shape == Shape::Operation
        && let Some(Value::Array(parameters)) = members.get_mut("parameters")
    {
        let whole = parameters
            .iter()
            .position(|it| it.get("in") == Some(&json!("querystring")));
        if let Some(index) = whole {
            parameters.remove(index);
            let at = at.push("parameters").push(&index.to_string());
            upgrade.lost("`in: querystring`", &at, "the parameter is left out");
        }
    }
}

fn drop(
    upgrade: &mut Upgrade<'_>,
    members: &mut Map<String, Value>,
    key: &str,
    at: &Pointer,
    instead: &str,
) {
    if members.shift_remove(key).is_some() {
        upgrade.lost(&format!("`{key}`"), &at.push(key), instead);
    }
}

fn document(upgrade: &mut Upgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    drop(upgrade, members, "$self", at, "it is left out");
    if let Some(Value::Array(servers)) = members.get_mut("servers") {
        for (index, server) in servers.iter_mut().enumerate() {
            let at = at.push("servers").push(&index.to_string());
            if let Value::Object(server) = server {
                drop(upgrade, server, "name", &at, "it is left out");
            }
        }
    }
    let Some(Value::Array(tags)) = members.get_mut("tags") else {
        return;
    };
    for (index, tag) in tags.iter_mut().enumerate() {
        let at = at.push("tags").push(&index.to_string());
        let Value::Object(tag) = tag else {
            continue;
        };
        // The name of this extension is what documentation tools agreed on before 3.2.
        if let Some(summary) = tag.shift_remove("summary") {
            tag.entry("x-displayName").or_insert(summary);
        }
        drop(upgrade, tag, "parent", &at, "it is left out");
        drop(upgrade, tag, "kind", &at, "it is left out");
    }
}

fn media(upgrade: &mut Upgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let target = members
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/components/mediaTypes/"))
        .and_then(|name| upgrade.media_types.get(name));
    if let Some(Value::Object(target)) = target {
        *members = target.clone();
    }
    if let Some(item) = members.shift_remove("itemSchema") {
        upgrade.lost(
            "`itemSchema`",
            &at.push("itemSchema"),
            "written as a list of such items",
        );
        members
            .entry("schema")
            .or_insert_with(|| json!({ "type": "array", "items": item }));
    }
    for key in ["prefixEncoding", "itemEncoding"] {
        drop(upgrade, members, key, at, "it is left out");
    }
}

/// `dataValue` is the value; what it looks like on the wire has no place of its own in 3.1.
fn example(upgrade: &mut Upgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    if let Some(value) = members.shift_remove("dataValue") {
        members.entry("value").or_insert(value);
        drop(upgrade, members, "serializedValue", at, "it is left out");
    } else if let Some(value) = members.shift_remove("serializedValue") {
        members.entry("value").or_insert(value);
    }
}

fn scheme(upgrade: &mut Upgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    for key in ["deprecated", "oauth2MetadataUrl"] {
        drop(upgrade, members, key, at, "it is left out");
    }
    if let Some(Value::Object(flows)) = members.get_mut("flows") {
        drop(
            upgrade,
            flows,
            "deviceAuthorization",
            &at.push("flows"),
            "the flow is left out",
        );
    }
}
