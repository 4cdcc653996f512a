//! Names of schemas (`$id`, `$anchor`): a target that refers by pointers into the document alone gets those.

use super::walk::encode;
use crate::source::shape::Shape;
use crate::source::uri;
use indexmap::IndexMap;
use serde_json::Value;

/// What the document itself is called while its references are followed.
const DOCUMENT: &str = "spec:/";

/// Makes pointers of the references that name schemas in another way.
pub fn localise(document: &mut Value) {
    let mut names = Names::default();
    names.collect(document, Shape::Document, DOCUMENT, "#");
    if !names.anchors.is_empty() || !names.resources.is_empty() {
        names.rewrite(document, Shape::Document, DOCUMENT);
    }
}

#[derive(Default)]
struct Names {
    /// URI → pointer.
    resources: IndexMap<String, String>,
    /// URI and anchor → pointer.
    anchors: IndexMap<(String, String), String>,
}

impl Names {
    fn collect(&mut self, value: &Value, shape: Shape, base: &str, at: &str) {
        match value {
            Value::Object(members) => {
                let base = inner_base(value, shape, base);
                if shape == Shape::Schema {
                    if members.contains_key("$id") {
                        self.resources.insert(base.clone(), at.to_owned());
                    }
                    for key in ["$anchor", "$dynamicAnchor"] {
                        if let Some(name) = members.get(key).and_then(Value::as_str) {
                            let name = (base.clone(), name.to_owned());
                            self.anchors.entry(name).or_insert_with(|| at.to_owned());
                        }
                    }
                }
                for (key, member) in members {
                    let inner = shape.member(key, member.is_array());
                    if inner != Shape::Opaque {
                        self.collect(member, inner, &base, &format!("{at}/{}", encode(key)));
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.collect(item, shape.item(), base, &format!("{at}/{index}"));
                }
            }
            _ => {}
        }
    }

    fn rewrite(&self, value: &mut Value, shape: Shape, base: &str) {
        let base = inner_base(value, shape, base);
        match value {
            Value::Object(members) => {
                if shape == Shape::Schema {
                    for key in ["$ref", "$dynamicRef", "$recursiveRef"] {
                        if let Some(Value::String(reference)) = members.get_mut(key)
                            && let Some(pointer) = self.pointer(&base, reference)
                        {
                            *reference = pointer;
                        }
                    }
                }
                for (key, member) in members.iter_mut() {
                    let inner = shape.member(key, member.is_array());
                    if inner != Shape::Opaque {
                        self.rewrite(member, inner, &base);
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.rewrite(item, shape.item(), &base);
                }
            }
            _ => {}
        }
    }

    /// `None` for what is a pointer into the document already, and for what is not in it.
    fn pointer(&self, base: &str, reference: &str) -> Option<String> {
        let (before, fragment) = uri::split(reference);
        let resource = uri::resolve(base, before);
        let fragment = fragment.unwrap_or_default();
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let name = (resource, uri::decode(fragment));
            return self.anchors.get(&name).cloned();
        }
        let root = self.resources.get(&resource)?;
        Some(format!("{root}{fragment}"))
    }
}

fn inner_base(value: &Value, shape: Shape, base: &str) -> String {
    match value.get("$id").and_then(Value::as_str) {
        Some(id) if shape == Shape::Schema => uri::resolve(base, uri::split(id).0),
        _ => base.to_owned(),
    }
}
