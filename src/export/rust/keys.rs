//! The keywords of JSON Schema as the entries of `#[schema(…)]`.

use serde_json::{Map, Value};

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A value, as it is.
    Plain,
    Schema,
    Schemas,
    SchemaMap,
    Discriminator,
}

pub fn takes(key: &str) -> Option<Takes> {
    Some(match key {
        "type" | "format" | "enum" | "const" | "minimum" | "maximum" | "exclusiveMinimum"
        | "exclusiveMaximum" | "multipleOf" | "minLength" | "maxLength" | "pattern"
        | "contentEncoding" | "contentMediaType" | "minContains" | "maxContains" | "minItems"
        | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties" | "dependentRequired" => {
            Takes::Plain
        }
        "contentSchema"
        | "items"
        | "contains"
        | "unevaluatedItems"
        | "additionalProperties"
        | "propertyNames"
        | "unevaluatedProperties"
        | "not"
        | "if"
        | "then"
        | "else" => Takes::Schema,
        "prefixItems" | "allOf" | "anyOf" | "oneOf" => Takes::Schemas,
        "patternProperties" | "dependentSchemas" => Takes::SchemaMap,
        "discriminator" => Takes::Discriminator,
        _ => return None,
    })
}

/// The shortest spelling.
pub fn short(key: &str) -> String {
    match key {
        "minimum" => "ge".to_owned(),
        "maximum" => "le".to_owned(),
        "exclusiveMinimum" => "gt".to_owned(),
        "exclusiveMaximum" => "lt".to_owned(),
        key => snake(key),
    }
}

/// `minLength` is `min_length`.
pub fn snake(key: &str) -> String {
    let mut out = String::new();
    for c in key.chars().filter(|c| *c != '$') {
        if c.is_uppercase() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// What describes, and what constrains.
pub fn split(members: &Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    let describes = |key: &str| {
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
    };
    members
        .clone()
        .into_iter()
        .partition(|(key, _)| describes(key))
}

/// The type that all values have, as the language sees it.
pub fn type_of(values: &[Value]) -> Option<&'static str> {
    let all = |test: fn(&Value) -> bool| values.iter().all(test);
    if values.is_empty() {
        None
    } else if all(Value::is_string) {
        Some("string")
    } else if all(|it| it.is_i64() || it.is_u64()) {
        Some("integer")
    } else if all(Value::is_number) {
        Some("number")
    } else if all(Value::is_boolean) {
        Some("boolean")
    } else {
        None
    }
}
