//! The verdict that a decoder is held against: that of the `jsonschema` crate, and where OpenAPI says more than JSON
//! Schema does (discriminators, one-way properties) that of `ir::conform`.

use serde_json::{Map, Value, json};
use specwright::ir::SchemaId;
use specwright::ir::conform::{Conformer, Direction};

pub struct Oracle<'a> {
    conformer: &'a Conformer<'a>,
    id: SchemaId,
    /// Where JSON Schema says it all.
    library: Option<jsonschema::Validator>,
}

impl<'a> Oracle<'a> {
    pub fn new(document: &Value, schema: &str, conformer: &'a Conformer<'a>, id: SchemaId) -> Self {
        let definitions = document["components"]["schemas"].clone();
        let says_more = ["\"discriminator\":", "\"readOnly\":", "\"writeOnly\":"];
        let text = definitions.to_string();
        if says_more.iter().any(|keyword| text.contains(keyword)) {
            return Self {
                conformer,
                id,
                library: None,
            };
        }
        let is_older = document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.0"));
        let definitions = plain(&definitions, is_older);
        let reference = format!(
            "#/$defs/{}",
            schema
                .replace('~', "~0")
                .replace('/', "~1")
                .replace('%', "%25")
                .replace(' ', "%20")
        );
        let whole = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": reference, "$defs": definitions });
        let validator = jsonschema::options()
            .should_validate_formats(true)
            // Of OpenAPI's registry, which the library does not know.
            .with_format("decimal", |text: &str| {
                specwright::ir::format::text("decimal", text) == Some(true)
            })
            .build(&whole);
        let library = Some(validator.expect("a schema that the library can read"));
        Self {
            conformer,
            id,
            library,
        }
    }

    pub fn accepts(&self, value: &Value) -> bool {
        match &self.library {
            Some(library) if !has_large_number(value) => library.is_valid(value),
            _ => self
                .conformer
                .accepts_as_read(self.id, value, Direction::Request),
        }
    }
}

/// Beyond 53 bits the library compares as floating-point numbers do.
fn has_large_number(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_none_or(|number| number.abs() > 9e15),
        Value::Array(items) => items.iter().any(has_large_number),
        Value::Object(members) => members.values().any(has_large_number),
        _ => false,
    }
}

/// OpenAPI's schemas as JSON Schema 2020-12: references, `nullable`, boolean bounds, integer formats.
fn plain(value: &Value, is_older: bool) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| plain(item, is_older)).collect(),
        Value::Object(members) => {
            let mut out: Map<String, Value> = members
                .iter()
                .map(|(key, value)| (key.clone(), plain(value, is_older)))
                .collect();
            if let Some(Value::String(reference)) = out.get_mut("$ref") {
                *reference = reference.replace("#/components/schemas/", "#/$defs/");
            }
            integer_format(&mut out);
            if is_older { older(out) } else { out.into() }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => value.clone(),
    }
}

fn integer_format(schema: &mut Map<String, Value>) {
    let format = schema
        .get("format")
        .and_then(Value::as_str)
        .and_then(specwright::ir::format::integer_range);
    let is_integer = schema.get("type").is_some_and(|kind| match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "integer"),
        kind => kind == "integer",
    });
    if let Some((low, high)) = format.filter(|_| is_integer) {
        let bounds: Value =
            serde_json::from_str(&format!("{{\"minimum\": {low}, \"maximum\": {high}}}"))
                .expect("JSON");
        schema.insert("allOf".to_owned(), json!([bounds]));
    }
}

fn older(mut schema: Map<String, Value>) -> Value {
    for (bound, exclusive) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if schema.get(exclusive) == Some(&Value::Bool(true)) {
            let limit = schema.shift_remove(bound).unwrap_or_default();
            schema.insert(exclusive.to_owned(), limit);
        } else if schema.get(exclusive).is_some_and(Value::is_boolean) {
            schema.shift_remove(exclusive);
        }
    }
    let nullable = schema.shift_remove("nullable") == Some(Value::Bool(true));
    if schema.contains_key("$ref") {
        schema.retain(|key, _| key == "$ref");
    }
    if let (true, Some(kind)) = (nullable, schema.get_mut("type")) {
        *kind = json!([kind, "null"]);
    } else if nullable && schema.keys().any(|key| key != "description") {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    }
    schema.into()
}
