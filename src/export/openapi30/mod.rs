//! An OpenAPI 3.1 document → an OpenAPI 3.0 document that means the same.
//!
//! In: a document of 3.1, in one piece. Out: one of 3.0. What 3.0 says otherwise is rewritten so that the same values are
//! valid; what it has no way to say is named. The result is held against the typed model of the `openapiv3` crate, which
//! is what many Rust programs read 3.0 with.

mod condition;
mod model;
mod schema;
mod types;

pub use model::typed;

use super::identity;
use super::walk::{self, Moves, Origins, Visit};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::Api;
use crate::source::Pointer;
use crate::source::shape::Shape;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

const VERSION: &str = "3.0.4";

/// Rewrites `document`, which is of 3.1; diagnostics point to where `api` was read from.
pub fn downgrade(mut document: Value, api: &Api, diags: &mut Diagnostics) -> Value {
    let path_items = named(&document, "pathItems");
    identity::localise(&mut document);
    let mut visitor = Downgrade {
        taken: named(&document, "schemas").keys().cloned().collect(),
        hoisted: IndexMap::new(),
        path_items,
        origins: Origins::of(api),
        silent: false,
        diags,
    };
    walk::document(&mut document, &mut visitor);
    let origins = visitor.origins;
    model::check(&document, &origins, diags);
    document
}

fn named(document: &Value, section: &str) -> Map<String, Value> {
    let named = document.get("components").and_then(|it| it.get(section));
    named
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

struct Downgrade<'a> {
    /// Names of the schemas among the components.
    taken: indexmap::IndexSet<String>,
    /// Schemas that stood in a `$defs`, which 3.0 does not have: they become components.
    hoisted: IndexMap<String, Value>,
    path_items: Map<String, Value>,
    origins: Origins,
    /// Set while a part is rewritten a second time, at another place.
    silent: bool,
    diags: &'a mut Diagnostics,
}

impl Visit for Downgrade<'_> {
    fn leave(&mut self, value: &mut Value, shape: Shape, at: &Pointer, moves: &mut Moves) {
        if shape == Shape::Schema {
            return schema::downgrade(self, value, at, moves);
        }
        let Value::Object(members) = value else {
            return;
        };
        match shape {
            Shape::Document => self.document(members, at, moves),
            Shape::PathItem => self.path_item(members),
            Shape::Operation => operation(members),
            Shape::SecurityScheme => self.scheme(members, at),
            Shape::Parameter
            | Shape::Body
            | Shape::Response
            | Shape::Header
            | Shape::Link
            | Shape::Callback
            | Shape::Example => self.reference(members, at),
            _ => {}
        }
    }
}

/// 3.0 section 4.7.10.1: `responses` is required. The front end reads a missing one as this.
fn operation(members: &mut Map<String, Value>) {
    let empty = members
        .get("responses")
        .and_then(Value::as_object)
        .is_none_or(Map::is_empty);
    if empty {
        let any = json!({ "default": { "description": "" } });
        members.insert("responses".to_owned(), any);
    }
}

impl Downgrade<'_> {
    /// Says what 3.0 has no word for.
    fn lost(&mut self, what: &str, at: &Pointer, instead: &str) {
        let message = format!("OpenAPI 3.0 does not have {what}");
        self.say(Diagnostic::unsupported("not-in-3-0", message), at, instead);
    }

    /// Says that something is written in another way that readers may not know.
    fn said_otherwise(&mut self, what: &str, at: &Pointer, instead: &str) {
        let message = format!("OpenAPI 3.0 does not have {what}");
        self.say(Diagnostic::note("not-in-3-0", message), at, instead);
    }

    fn say(&mut self, diagnostic: Diagnostic, at: &Pointer, instead: &str) {
        if !self.silent {
            let place = self.origins.place(at);
            self.diags.push(diagnostic.at(&place).help(instead));
        }
    }

    fn document(&mut self, members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
        members.insert("openapi".to_owned(), VERSION.into());
        members.entry("paths").or_insert_with(|| json!({}));
        if let Some(Value::Object(info)) = members.get_mut("info") {
            self.info(info, &at.push("info"));
        }
        if members.shift_remove("jsonSchemaDialect").is_some() {
            let at = at.push("jsonSchemaDialect");
            self.said_otherwise("`jsonSchemaDialect`", &at, "it is left out");
        }
        if let Some(webhooks) = members.shift_remove("webhooks") {
            self.said_otherwise(
                "`webhooks`",
                &at.push("webhooks"),
                "written as `x-webhooks`, which documentation tools know",
            );
            moves.push(at, "webhooks", &[], "x-webhooks");
            members.insert("x-webhooks".to_owned(), webhooks);
        }
        if let Some(Value::Object(components)) = members.get_mut("components") {
            // Each use has had its copy put in place.
            components.shift_remove("pathItems");
        }
        if !self.hoisted.is_empty() {
            let components = members.entry("components").or_insert_with(|| json!({}));
            if let Value::Object(components) = components
                && let Value::Object(schemas) =
                    components.entry("schemas").or_insert_with(|| json!({}))
            {
                schemas.extend(std::mem::take(&mut self.hoisted));
            }
        }
    }

    fn info(&mut self, info: &mut Map<String, Value>, at: &Pointer) {
        if let Some(summary) = info.shift_remove("summary") {
            self.said_otherwise(
                "`summary` of the document",
                &at.push("summary"),
                "written as `x-summary`",
            );
            info.insert("x-summary".to_owned(), summary);
        }
        if let Some(Value::Object(license)) = info.get_mut("license")
            && let Some(identifier) = license.shift_remove("identifier")
            && !license.contains_key("url")
        {
            let url = format!(
                "https://spdx.org/licenses/{}.html",
                identifier.as_str().unwrap_or_default()
            );
            license.insert("url".to_owned(), url.into());
        }
    }

    /// 3.0 has path items in `paths` only: a reference to one among the components is put in place.
    fn path_item(&mut self, members: &mut Map<String, Value>) {
        let target = members
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix("#/components/pathItems/"))
            .and_then(|name| self.path_items.get(name))
            .cloned();
        let Some(mut target) = target else {
            return;
        };
        // This copy is as it was written; what there is to say is said where it stands among the components.
        let mut moves = Moves::default();
        let silent = std::mem::replace(&mut self.silent, true);
        walk::part(&mut target, Shape::PathItem, self, &mut moves);
        self.silent = silent;
        if let Value::Object(target) = target {
            members.shift_remove("$ref");
            for (key, member) in target {
                members.entry(key).or_insert(member);
            }
        }
    }

    /// 3.0 section 4.7.23: a reference has no siblings.
    fn reference(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        if members.len() < 2 || !members.get("$ref").is_some_and(Value::is_string) {
            return;
        }
        members.retain(|key, _| key == "$ref");
        self.said_otherwise("texts beside a `$ref`", at, "they are left out");
    }

    fn scheme(&mut self, members: &mut Map<String, Value>, at: &Pointer) {
        self.reference(members, at);
        if members.get("type") == Some(&json!("mutualTLS")) {
            self.lost(
                "`mutualTLS`",
                at,
                "written as an HTTP scheme `mutual-tls`, so that operations that ask for it still do",
            );
            members.insert("type".to_owned(), "http".into());
            members.insert("scheme".to_owned(), "mutual-tls".into());
        }
    }
}
