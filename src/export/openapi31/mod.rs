//! A description of any version → an OpenAPI 3.1 document that means the same.
//!
//! In: the document as it was written, in one piece. Out: that document with what 3.0 and 3.2 say otherwise said as 3.1
//! does; all that 3.1 has too (names, links, callbacks, extensions) stays. It must read a keyword as the front end does.

mod newer;
mod schema;

use super::walk::{self, Moves, Origins, Visit};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::Api;
use crate::source::Pointer;
use crate::source::shape::Shape;
use serde_json::{Map, Value, json};

/// The version that is written where the description is of another one.
const VERSION: &str = "3.1.1";

/// The document of an API as OpenAPI 3.1.
pub fn upgrade(api: &Api, diags: &mut Diagnostics) -> Value {
    let mut document = (*api.document).clone();
    let written = document.get("openapi").and_then(Value::as_str);
    let version = match written {
        Some(text) if text.starts_with("3.0") => Version::V30,
        Some(text) if text.starts_with("3.2") => Version::V32,
        _ => Version::V31,
    };
    let mut visitor = Upgrade {
        version,
        api,
        media_types: media_types(&document),
        origins: Origins::of(api),
        diags,
    };
    walk::document(&mut document, &mut visitor);
    document
}

/// OpenAPI 3.2 has media types among its components; 3.1 has them in place only.
fn media_types(document: &Value) -> Map<String, Value> {
    let named = document
        .pointer("/components/mediaTypes")
        .and_then(Value::as_object);
    named.cloned().unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    V30,
    V31,
    V32,
}

struct Upgrade<'a> {
    version: Version,
    api: &'a Api,
    media_types: Map<String, Value>,
    origins: Origins,
    diags: &'a mut Diagnostics,
}

impl Visit for Upgrade<'_> {
    fn leave(&mut self, value: &mut Value, shape: Shape, at: &Pointer, moves: &mut Moves) {
        if shape == Shape::Schema {
            return schema::upgrade(value, self.version, at, moves);
        }
        let Value::Object(members) = value else {
            return;
        };
        if self.version == Version::V30 && is_reference(members, shape) {
            // 3.0 section 4.7.23: what stands beside a reference has no meaning; in 3.1 it would have one.
            members.retain(|key, _| key == "$ref");
        }
        match shape {
            Shape::Document => self.document(members),
            Shape::Response if !members.contains_key("$ref") => {
                self.response(members, at);
            }
            _ => {}
        }
        if self.version == Version::V32 {
            newer::downgrade(self, members, shape, at);
        }
    }
}

/// Path items and schemas have siblings of references in every version.
fn is_reference(members: &Map<String, Value>, shape: Shape) -> bool {
    let refers = matches!(
        shape,
        Shape::Parameter
            | Shape::Body
            | Shape::Response
            | Shape::Header
            | Shape::Link
            | Shape::Callback
            | Shape::Example
            | Shape::SecurityScheme
    );
    refers && members.get("$ref").is_some_and(Value::is_string)
}

impl Upgrade<'_> {
    fn document(&mut self, members: &mut Map<String, Value>) {
        if self.version != Version::V31 {
            members.insert("openapi".to_owned(), VERSION.into());
        }
        // The front end has said that these are missing, and what it took them to be.
        let info = members.entry("info").or_insert_with(|| json!({}));
        if let Value::Object(info) = info {
            for (key, value) in [
                ("title", &self.api.info.title),
                ("version", &self.api.info.version),
            ] {
                if !info.contains_key(key) {
                    info.insert(key.to_owned(), value.as_str().into());
                }
            }
        }
    }

    fn response(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if members.contains_key("description") {
            return;
        }
        let summary = members.shift_remove("summary");
        if summary.is_some() {
            self.lost(
                "the `summary` of a response",
                at,
                "written as its `description`",
            );
        }
        let description = summary.unwrap_or_else(|| "".into());
        members.shift_insert(0, "description".to_owned(), description);
    }

    /// Says what 3.1 has no word for.
    fn lost(&mut self, what: &str, at: &Pointer, instead: &str) {
        self.diags.push(
            Diagnostic::unsupported("not-in-3-1", format!("OpenAPI 3.1 does not have {what}"))
                .at(&self.origins.place(at))
                .help(instead),
        );
    }
}
