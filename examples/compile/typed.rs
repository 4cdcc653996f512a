//! The same models as people write them: structs with serde's derive, and a method that checks what the schema asks.
//! In: a document whose schemas are objects of scalars, lists of scalars and references. Out: a crate.

use serde_json::{Map, Value};
use std::fmt::Write;

pub const MANIFEST: &str = "[package]\nname = \"typed\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
    [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";

pub fn module(document: &Value) -> String {
    let mut out = "//! Models.\n\nuse serde::{Deserialize, Serialize};\n".to_owned();
    for name in bodies(document) {
        let _ = write!(
            out,
            "\n/// Reads a body.\n\
             pub fn decode_{}(body: &[u8]) -> Result<{name}, String> {{\n    \
             let body: {name} = serde_json::from_slice(body).map_err(|error| error.to_string())?;\n    \
             body.validate()?;\n    Ok(body)\n}}\n",
            name.to_lowercase()
        );
    }
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        model(&mut out, name, schema);
    }
    out
}

/// The schemas that operations take.
fn bodies(document: &Value) -> impl Iterator<Item = &str> {
    let paths = document["paths"].as_object();
    paths
        .into_iter()
        .flat_map(serde_json::Map::values)
        .filter_map(|item| {
            target(&item["post"]["requestBody"]["content"]["application/json"]["schema"])
        })
}

fn model(out: &mut String, name: &str, schema: &Value) {
    let properties = schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.is_some_and(|names| names.iter().any(|known| known == name))
    };
    let _ = write!(
        out,
        "\n#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\npub struct {name} {{\n"
    );
    for (field, schema) in &properties {
        let ty = rust_type(schema);
        if required(field) {
            let _ = writeln!(out, "    pub {field}: {ty},");
        } else {
            let _ = writeln!(
                out,
                "    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub {field}: Option<{ty}>,"
            );
        }
    }
    let _ = write!(
        out,
        "}}\n\nimpl {name} {{\n    pub fn validate(&self) -> Result<(), String> {{\n"
    );
    for (field, schema) in &properties {
        let checks = checks(field, schema);
        if required(field) {
            let _ = write!(out, "        let value = &self.{field};\n{checks}");
        } else {
            let _ = write!(
                out,
                "        if let Some(value) = &self.{field} {{\n{checks}        }}\n"
            );
        }
    }
    out.push_str("        Ok(())\n    }\n}\n");
}

fn rust_type(schema: &Value) -> String {
    if let Some(target) = target(schema) {
        return format!("Box<{target}>");
    }
    match schema["type"].as_str() {
        Some("integer") if schema["format"] == "int32" => "i32".to_owned(),
        Some("integer") => "i64".to_owned(),
        Some("number") => "f64".to_owned(),
        Some("boolean") => "bool".to_owned(),
        Some("array") => format!("Vec<{}>", rust_type(&schema["items"])),
        _ => "String".to_owned(),
    }
}

fn target(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn checks(field: &str, schema: &Value) -> String {
    let mut out = String::new();
    if target(schema).is_some() {
        out.push_str("        value.validate()?;\n");
        return out;
    }
    let _ = writeln!(out, "        let _ = value;");
    if schema["type"] == "array" {
        let inner = checks(field, &schema["items"]);
        let _ = write!(out, "        for value in value {{\n{inner}        }}\n");
    }
    for (keyword, limit) in schema.as_object().unwrap_or(&Map::new()) {
        let fails = match keyword.as_str() {
            "minimum" if schema["type"] == "number" => format!("*value < {limit}f64"),
            "maximum" if schema["type"] == "number" => format!("*value > {limit}f64"),
            "exclusiveMaximum" => format!("*value >= {limit}f64"),
            "minimum" => format!("*value < {limit}"),
            "maximum" => format!("*value > {limit}"),
            "minLength" => format!("value.chars().count() < {limit}"),
            "maxLength" => format!("value.chars().count() > {limit}"),
            "minItems" => format!("value.len() < {limit}"),
            "maxItems" => format!("value.len() > {limit}"),
            _ => continue,
        };
        let _ = writeln!(
            out,
            "        if {fails} {{\n            return Err(\"{field}: {keyword} {limit}\".to_owned());\n        }}"
        );
    }
    out
}
