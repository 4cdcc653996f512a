//! The document that is served: the description as it is, or extended with the errors that the server answers on its
//! own, so that clients and testers know them: exactly those an operation can have. Where it describes one of them itself,
//! its body is the one or the other.

use super::mock::Deletable;
use super::route::{Operation, Service};
use crate::ir;
use crate::options::{ErrorForm, Options};
use crate::sample::has_gone;
use serde_json::{Map, Value, json};

/// The component that describes an error.
const SCHEMA: &str = "SpecwrightError";

pub fn served(api: &ir::Api, services: &[Service], options: &Options) -> String {
    if !options.describe_errors {
        return serde_json::to_string(&*api.document).unwrap_or_default();
    }
    let mut document = Value::clone(&api.document);
    let name = free_name(&document);
    let deletable = Deletable::of(api);
    let may_be_gone = |operation: &Operation| {
        let mut described = api.operations.iter();
        let described = described.find(|described| {
            described.method.token() == operation.method && described.path.raw == operation.path
        });
        deletable.covers(&operation.path) && !described.is_some_and(has_gone)
    };
    let mut used = false;
    for operation in services.iter().flat_map(|service| &service.operations) {
        let Some(item) = resolve(&document, format!("/paths/{}", token(&operation.path))) else {
            continue;
        };
        let pointer = format!("{item}/{}", operation.method.to_ascii_lowercase());
        let mut added = Map::new();
        for (status, text) in errors(operation, may_be_gone(operation)) {
            let status = status.to_string();
            let ours = response(options.errors, &name, text);
            let theirs = resolve(&document, format!("{pointer}/responses/{status}"));
            let theirs = theirs.and_then(|pointer| document.pointer(&pointer).cloned());
            added.insert(status, both(theirs, ours));
        }
        let Some(Value::Object(described)) = document.pointer_mut(&pointer) else {
            continue;
        };
        let responses = described
            .entry("responses")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(responses) = responses.as_object_mut() {
            responses.extend(added);
            used = true;
        }
    }
    if used && let Some(root) = document.as_object_mut() {
        let components = root
            .entry("components")
            .or_insert_with(|| Value::Object(Map::new()));
        let schemas = components
            .as_object_mut()
            .map(|components| components.entry("schemas").or_insert_with(|| json!({})));
        if let Some(Value::Object(schemas)) = schemas {
            schemas.insert(name, schema(options.errors));
        }
    }
    serde_json::to_string(&document).unwrap_or_default()
}

/// What the server may answer to a request for this operation before or instead of its service.
fn errors(operation: &Operation, may_be_gone: bool) -> Vec<(u16, &'static str)> {
    let has_body = operation.body.is_some();
    let reads = has_body || operation.params.is_some();
    [
        (400, "The body can't be read.", has_body),
        (
            401,
            "There is no valid credential.",
            !operation.security.is_empty(),
        ),
        (
            403,
            "The credential does not suffice.",
            !operation.security.is_empty(),
        ),
        (404, "There is no such thing any more.", may_be_gone),
        (
            406,
            "None of the media types is accepted.",
            !operation.offered().is_empty(),
        ),
        (408, "The body came too slowly.", has_body),
        (413, "The body is too long.", has_body),
        (
            415,
            "The body is of another media type, or in a coding that is not read.",
            has_body,
        ),
        (422, "The request does not fit the description.", reads),
        (500, "Something went wrong.", true),
        (501, "Nobody has implemented this yet.", true),
        (503, "The request took too long.", true),
    ]
    .into_iter()
    .filter_map(|(status, text, possible)| possible.then_some((status, text)))
    .collect()
}

fn response(form: ErrorForm, name: &str, text: &str) -> Value {
    let media_type = match form {
        ErrorForm::Detail => "application/json",
        ErrorForm::Problem => "application/problem+json",
    };
    let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    json!({ "description": text, "content": { media_type: { "schema": schema } } })
}

fn schema(form: ErrorForm) -> Value {
    let fault = json!({
        "type": "object",
        "required": ["type", "loc", "msg"],
        "properties": {
            "type": { "type": "string" },
            "loc": { "type": "array", "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } },
            "msg": { "type": "string" },
            "input": {},
            "ctx": { "type": "object" },
        },
    });
    let faults = json!({ "type": "array", "items": fault });
    match form {
        ErrorForm::Detail => json!({
            "type": "object",
            "description": "What went wrong: a text, or everything that does not fit the description.",
            "required": ["detail"],
            "properties": { "detail": { "anyOf": [{ "type": "string" }, faults] } },
        }),
        ErrorForm::Problem => json!({
            "type": "object",
            "description": "What went wrong (RFC 9457).",
            "required": ["type", "title", "status"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": {},
                "errors": faults,
            },
        }),
    }
}

fn free_name(document: &Value) -> String {
    let taken = |name: &str| {
        document
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .is_some_and(|schemas| schemas.contains_key(name))
    };
    let mut name = SCHEMA.to_owned();
    while taken(&name) {
        name.push('_');
    }
    name
}

/// A response that is the described one or ours. A `default` or `4XX` needs no such care: a status of its own goes
/// before them.
fn both(theirs: Option<Value>, ours: Value) -> Value {
    let Some(Value::Object(mut theirs)) = theirs else {
        return ours;
    };
    let content = theirs
        .entry("content")
        .or_insert_with(|| Value::Object(Map::new()));
    let ours = ours["content"].as_object();
    if let (Some(content), Some(ours)) = (content.as_object_mut(), ours) {
        for (media_type, ours) in ours {
            let ours = &ours["schema"];
            match content.get_mut(media_type).and_then(Value::as_object_mut) {
                Some(known) => {
                    let schema = known.entry("schema").or_insert_with(|| json!({}));
                    *schema = json!({ "anyOf": [schema.take(), ours] });
                }
                None => {
                    content.insert(media_type.clone(), json!({ "schema": ours }));
                }
            }
        }
    }
    Value::Object(theirs)
}

/// A part of a JSON pointer (RFC 6901).
fn token(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}

/// The pointer to what a pointer leads to, behind references.
fn resolve(document: &Value, mut pointer: String) -> Option<String> {
    for _ in 0..16 {
        let item = document.pointer(&pointer)?;
        match item.get("$ref").and_then(Value::as_str) {
            Some(reference) => reference.strip_prefix('#')?.clone_into(&mut pointer),
            None => return Some(pointer),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_item_is_found_behind_references() {
        let document = json!({
            "paths": { "/a/{b}": { "$ref": "#/components/pathItems/A" } },
            "components": { "pathItems": { "A": { "get": {} } }, "schemas": { "SpecwrightError": {} } },
        });
        let path = |path: &str| resolve(&document, format!("/paths/{}", token(path)));
        let found = path("/a/{b}");
        assert_eq!(found.as_deref(), Some("/components/pathItems/A"));
        assert_eq!(path("/b"), None);
        assert_eq!(free_name(&document), "SpecwrightError_");
    }

    #[test]
    fn both_forms_describe_what_is_answered() {
        let detail = schema(ErrorForm::Detail);
        assert_eq!(detail["required"], json!(["detail"]));
        let problem = response(ErrorForm::Problem, "E", "No.");
        assert!(problem["content"]["application/problem+json"].is_object());

        let theirs = json!({ "description": "Theirs.", "content": { "application/json": { "schema": true } } });
        let ours = response(ErrorForm::Detail, "E", "Ours.");
        let either = both(Some(theirs), ours.clone());
        assert_eq!(either["description"], "Theirs.");
        let schema = &either["content"]["application/json"]["schema"];
        assert_eq!(
            *schema,
            json!({ "anyOf": [true, { "$ref": "#/components/schemas/E" }] })
        );
        assert_eq!(both(None, ours.clone()), ours);
    }
}
