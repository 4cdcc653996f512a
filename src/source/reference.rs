//! What a value tree refers to, and what it can be referred to by: found by one walk each, before anything is read.

use super::resolve::inclusion;
use super::shape::Shape;
use super::uri;
use indexmap::IndexMap;
use serde_json::Value;

/// Calls `found` with the place, the shape and the text of every reference below a value.
pub fn find<'v>(
    value: &'v Value,
    shape: Shape,
    tokens: &mut Vec<String>,
    found: &mut impl FnMut(&[String], Shape, &'v str),
) {
    match value {
        Value::Object(members) => {
            let reference = match shape {
                Shape::Opaque => inclusion(value),
                _ => members.get("$ref").and_then(Value::as_str),
            };
            let dynamic = match shape {
                Shape::Schema => members.get("$dynamicRef").and_then(Value::as_str),
                _ => None,
            };
            for reference in reference.into_iter().chain(dynamic) {
                found(tokens, shape, reference);
            }
            for (key, member) in members {
                let inner = if shape.is_foreign(key) {
                    Shape::Opaque
                } else {
                    shape.member(key, member.is_array())
                };
                if member.is_object() || member.is_array() {
                    tokens.push(key.clone());
                    find(member, inner, tokens, found);
                    tokens.pop();
                }
            }
            if shape == Shape::Schema {
                mapped(members, tokens, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if item.is_object() || item.is_array() {
                    tokens.push(index.to_string());
                    find(item, shape.item(), tokens, found);
                    tokens.pop();
                }
            }
        }
        _ => {}
    }
}

/// The mapping of a discriminator may name files.
fn mapped<'v>(
    members: &'v serde_json::Map<String, Value>,
    tokens: &mut Vec<String>,
    found: &mut impl FnMut(&[String], Shape, &'v str),
) {
    let mapping = members
        .get("discriminator")
        .and_then(|it| it.get("mapping"))
        .and_then(Value::as_object);
    for (key, target) in mapping.into_iter().flatten() {
        if let Some(target) = target.as_str().filter(|target| is_file_or_fragment(target)) {
            tokens.extend([
                "discriminator".to_owned(),
                "mapping".to_owned(),
                key.clone(),
            ]);
            found(tokens, Shape::Schema, target);
            tokens.truncate(tokens.len() - 3);
        }
    }
}

/// A mapping may name a component as well, and names may hold dots.
fn is_file_or_fragment(target: &str) -> bool {
    let file = uri::split(target).0;
    target.contains(['/', '#'])
        || [".json", ".yaml", ".yml"]
            .iter()
            .any(|extension| file.ends_with(extension))
}

/// Schemas with a name of their own (JSON Schema 2020-12 core section 8.2).
#[derive(Default)]
pub struct Identities {
    /// Pointer tokens and absolute URI of each `$id`, outermost first.
    pub bases: Vec<(Vec<String>, String)>,
    /// `URI#anchor` → pointer tokens.
    pub anchors: IndexMap<String, Vec<String>>,
    /// URI → dynamic anchors and pointer tokens.
    pub dynamic_anchors: IndexMap<String, Vec<(String, Vec<String>)>>,
}

impl Identities {
    /// `shape`: what stands there; `None` in a file of which nobody knows, where anything may be a schema.
    pub fn visit(
        &mut self,
        value: &Value,
        shape: Option<Shape>,
        base: &str,
        tokens: &mut Vec<String>,
    ) {
        match value {
            Value::Object(members) => {
                let own = match shape {
                    None | Some(Shape::Schema) => self.note(members, base, tokens),
                    Some(_) => None,
                };
                let base = own.as_deref().unwrap_or(base);
                for (key, member) in members {
                    let inner = shape.map(|shape| shape.member(key, member.is_array()));
                    let is_data = match inner {
                        Some(inner) => inner == Shape::Opaque,
                        None => matches!(
                            key.as_str(),
                            "enum" | "const" | "default" | "example" | "examples"
                        ),
                    };
                    if !is_data {
                        tokens.push(key.clone());
                        self.visit(member, inner, base, tokens);
                        tokens.pop();
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    tokens.push(index.to_string());
                    self.visit(item, shape.map(Shape::item), base, tokens);
                    tokens.pop();
                }
            }
            _ => {}
        }
    }

    /// Notes what a schema is called; the URI that it has by itself.
    fn note(
        &mut self,
        members: &serde_json::Map<String, Value>,
        base: &str,
        tokens: &[String],
    ) -> Option<String> {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let own = text("$id").map(|id| uri::resolve(base, uri::split(id).0));
        if let Some(own) = &own {
            self.bases.push((tokens.to_vec(), own.clone()));
        }
        let base = own.as_deref().unwrap_or(base);
        for anchor in [text("$anchor"), text("$dynamicAnchor")]
            .into_iter()
            .flatten()
        {
            self.anchors
                .entry(format!("{base}#{anchor}"))
                .or_insert_with(|| tokens.to_vec());
        }
        if let Some(anchor) = text("$dynamicAnchor") {
            let known = self.dynamic_anchors.entry(base.to_owned()).or_default();
            known.push((anchor.to_owned(), tokens.to_vec()));
        }
        own
    }
}
