//! Request Body Objects (3.1 section 4.8.13), Media Type Objects (4.8.14), Encoding Objects (4.8.15) and Example
//! Objects (4.8.19).

use super::node::Node;
use super::reader::{Reader, Version, component};
use super::{parameter, schema};
use crate::diag::Diagnostic;
use crate::ir::{Body, Encoding, Media};
use indexmap::IndexMap;
use serde_json::Value;

/// The `requestBody` of an operation.
pub fn body<'a>(reader: &mut Reader<'a, '_>, node: Node<'a>) -> Option<Body> {
    let node = reader.follow(node)?;
    if !node.value.is_object() {
        reader.wrong_type(&node.place, "requestBody", "an object", node.value);
        return None;
    }
    node.only(
        reader,
        "a request body",
        &["description", "content", "required"],
    );
    let content = match node.object(reader, "content") {
        Some(media) => content(reader, &media),
        None => Vec::new(),
    };
    if content.is_empty() {
        reader.report(
            Diagnostic::warning("body-without-content", "the request body has no `content`")
                .at(&node.place)
                .help("it is ignored"),
        );
        return None;
    }
    Some(Body {
        at: node.place.clone(),
        component: component(&node.place, "requestBodies"),
        description: node.text(reader, "description"),
        required: node.flag(reader, "required").unwrap_or_default(),
        content,
    })
}

/// A `content` map, in order.
pub fn content<'a>(reader: &mut Reader<'a, '_>, content: &Node<'a>) -> Vec<Media> {
    let mut read = Vec::new();
    for (name, node) in content
        .entries()
        .filter(|(name, _)| !name.starts_with("x-"))
    {
        let Some(node) = reader.follow(node) else {
            continue;
        };
        if !node.value.is_object() {
            reader.wrong_type(&node.place, name, "an object", node.value);
        }
        read.push(media(reader, name, &node));
    }
    read
}

const KEYWORDS: &[&str] = &[
    "schema",
    "example",
    "examples",
    "encoding",
    "itemSchema",
    "prefixEncoding",
    "itemEncoding",
];

fn media<'a>(reader: &mut Reader<'a, '_>, name: &str, node: &Node<'a>) -> Media {
    node.only(reader, "a media type", KEYWORDS);
    for key in ["prefixEncoding", "itemEncoding"] {
        if let Some(newer) = node.get(key).filter(|_| reader.version == Version::V32) {
            reader.report(
                Diagnostic::unsupported("openapi-3-2", format!("`{key}` is new in OpenAPI 3.2"))
                    .at(&newer.place)
                    .help("parts without names are not read one by one"),
            );
        }
    }
    Media {
        at: node.place.clone(),
        media_type: name.to_owned(),
        schema: node
            .get("schema")
            .map(|inner| schema::schema(reader, &inner)),
        item_schema: node
            .get("itemSchema")
            .map(|inner| schema::schema(reader, &inner)),
        encoding: encodings(reader, node),
        examples: examples(reader, node),
    }
}

fn encodings<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> IndexMap<String, Encoding> {
    let Some(parts) = node.object(reader, "encoding") else {
        return IndexMap::new();
    };
    let mut encodings = IndexMap::new();
    for (property, part) in parts.entries() {
        part.only(
            reader,
            "an encoding",
            &[
                "contentType",
                "headers",
                "style",
                "explode",
                "allowReserved",
            ],
        );
        if let Some(headers) = part.get("headers") {
            reader.unread(
                "part-headers",
                "headers of the parts of a form",
                &headers.place,
            );
        }
        let style = part.text(reader, "style");
        let encoding = Encoding {
            content_type: part.text(reader, "contentType"),
            style: style.as_deref().and_then(parameter::style_named),
            explode: part.flag(reader, "explode"),
            allow_reserved: part.flag(reader, "allowReserved").unwrap_or_default(),
        };
        encodings.insert(property.to_owned(), encoding);
    }
    encodings
}

/// `example`, then the values of `examples`, in order.
pub fn examples<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Vec<Value> {
    let mut values: Vec<Value> = node
        .members()
        .get("example")
        .map(|value| data(reader, node, value))
        .into_iter()
        .collect();
    let Some(examples) = node.members().get("examples") else {
        return values;
    };
    if let Some(list) = examples.as_array() {
        // A list is the schema's form of the keyword; it is plain what was meant.
        values.extend(list.iter().cloned());
        return values;
    }
    let Some(examples) = node.object(reader, "examples") else {
        return values;
    };
    for (_, example) in examples.entries() {
        let Some(example) = reader.follow(example) else {
            continue;
        };
        match example
            .members()
            .get("value")
            .or_else(|| example.members().get("dataValue"))
        {
            Some(value) => values.push(data(reader, &example, value)),
            None if example.has("externalValue") => {
                reader.unread(
                    "external-example",
                    "examples in other files (`externalValue`)",
                    &example.place,
                );
            }
            None => {}
        }
    }
    values
}

/// An example may stand in a file of its own.
fn data(reader: &Reader<'_, '_>, owner: &Node<'_>, value: &Value) -> Value {
    match reader.sources.included(&owner.place, value) {
        Some(target) => target.value.clone(),
        None => value.clone(),
    }
}
