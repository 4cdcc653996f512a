//! The document that is written, held against the typed model of OpenAPI 3.0.

use super::super::walk::Origins;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Pointer;
use openapiv3::{
    Callback, Example, Header, Link, OpenAPI, Parameter, PathItem, ReferenceOr, RequestBody,
    Response, Schema, SecurityScheme,
};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The document as the typed model; `None` when the model does not take it, which `check` has said.
#[must_use]
pub fn typed(document: &Value) -> Option<OpenAPI> {
    OpenAPI::deserialize(document).ok()
}

/// Says which parts of the document the model does not take. It gives no places for what it refuses, so the parts are
/// tried one by one.
pub fn check(document: &Value, origins: &Origins, diags: &mut Diagnostics) {
    let root = Pointer::default();
    let before = diags.items().len();
    let mut report = |at: &Pointer, fault: Option<String>| {
        if let Some(fault) = fault {
            let message = format!("not what OpenAPI 3.0 has at this place: {fault}");
            diags.push(
                Diagnostic::unsupported("not-in-3-0", message)
                    .at(&origins.place(at))
                    .help("written as it is; a strict reader of 3.0 refuses it"),
            );
        }
    };
    for section in ["paths", "components"] {
        let Some(Value::Object(parts)) = document.get(section) else {
            continue;
        };
        let at = root.push(section);
        for (key, part) in parts.iter().filter(|(key, _)| !key.starts_with("x-")) {
            let at = at.push(key);
            if section == "paths" {
                report(&at, fault::<ReferenceOr<PathItem>>(part));
                continue;
            }
            let take = component(key);
            for (name, component) in part.as_object().into_iter().flatten() {
                report(&at.push(name), take(component));
            }
        }
    }
    if diags.items().len() == before
        && let Err(error) = OpenAPI::deserialize(document)
    {
        let message = format!("not what OpenAPI 3.0 has: {error}");
        diags.push(
            Diagnostic::unsupported("not-in-3-0", message)
                .at(&origins.place(&root))
                .help("written as it is; a strict reader of 3.0 refuses it"),
        );
    }
}

fn fault<T: DeserializeOwned>(value: &Value) -> Option<String> {
    T::deserialize(value).err().map(|error| error.to_string())
}

fn component(section: &str) -> fn(&Value) -> Option<String> {
    match section {
        "schemas" => fault::<ReferenceOr<Schema>>,
        "responses" => fault::<ReferenceOr<Response>>,
        "parameters" => fault::<ReferenceOr<Parameter>>,
        "examples" => fault::<ReferenceOr<Example>>,
        "requestBodies" => fault::<ReferenceOr<RequestBody>>,
        "headers" => fault::<ReferenceOr<Header>>,
        "securitySchemes" => fault::<ReferenceOr<SecurityScheme>>,
        "links" => fault::<ReferenceOr<Link>>,
        "callbacks" => fault::<ReferenceOr<Callback>>,
        _ => |_| None,
    }
}
