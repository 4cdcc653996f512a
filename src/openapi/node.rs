//! A value and its place, and the lenient getters that every reader uses: a member of the wrong type is said and
//! ignored.

use super::reader::Reader;
use crate::diag::{Diagnostic, suggest};
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::{Map, Value};

#[derive(Debug, Clone)]
pub struct Node<'a> {
    pub value: &'a Value,
    pub place: Place,
}

static NO_MEMBERS: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

impl<'a> Node<'a> {
    /// The members; none when it is not an object.
    pub fn members(&self) -> &'a Map<String, Value> {
        self.value.as_object().unwrap_or(&NO_MEMBERS)
    }

    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.members().get(key)?;
        Some(Node {
            value,
            place: self.place.at(key),
        })
    }

    pub fn has(&self, key: &str) -> bool {
        self.members().contains_key(key)
    }

    /// Every member, extensions too.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let place = self.place.clone();
        self.members().iter().map(move |(key, value)| {
            (
                key.as_str(),
                Node {
                    value,
                    place: place.at(key),
                },
            )
        })
    }

    pub fn items(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let place = self.place.clone();
        let items: &'a [Value] = self.value.as_array().map_or(&[], Vec::as_slice);
        items.iter().enumerate().map(move |(index, value)| Node {
            value,
            place: place.index(index),
        })
    }

    /// The `x-…` members.
    pub fn extensions(&self) -> IndexMap<String, Value> {
        let extensions = self
            .members()
            .iter()
            .filter(|(key, _)| key.starts_with("x-"));
        extensions
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// The member `key` as text; it may stand in a file of its own.
    pub fn text(&self, reader: &mut Reader<'_, '_>, key: &str) -> Option<String> {
        match self.members().get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => {
                let message = format!("`{key}` is a number where a string is expected");
                reader.report(
                    Diagnostic::warning("wrong-type", message)
                        .at(&self.place.at(key))
                        .help(format!("taken as \"{number}\"; put it in quotes")),
                );
                Some(number.to_string())
            }
            other => {
                let included = reader.sources.included(&self.place, other);
                if let Some(text) = included.and_then(|target| target.value.as_str()) {
                    return Some(text.to_owned());
                }
                reader.wrong_type(&self.place.at(key), key, "a string", other);
                None
            }
        }
    }

    pub fn flag(&self, reader: &mut Reader<'_, '_>, key: &str) -> Option<bool> {
        match self.members().get(key)? {
            Value::Bool(flag) => Some(*flag),
            other => {
                reader.wrong_type(&self.place.at(key), key, "true or false", other);
                None
            }
        }
    }

    /// The member `key`, when it is an object; a reference in its place is followed, whatever OpenAPI says of it.
    pub fn object(&self, reader: &mut Reader<'a, '_>, key: &str) -> Option<Node<'a>> {
        let value = self.members().get(key)?;
        if !value.is_object() {
            reader.wrong_type(&self.place.at(key), key, "an object", value);
            return None;
        }
        reader.follow(Node {
            value,
            place: self.place.at(key),
        })
    }

    /// The member `key`, when it is an array.
    pub fn array(&self, reader: &mut Reader<'a, '_>, key: &str) -> Option<Node<'a>> {
        let value = self.members().get(key)?;
        let node = reader.follow(Node {
            value,
            place: self.place.at(key),
        })?;
        if !node.value.is_array() {
            reader.wrong_type(&self.place.at(key), key, "an array", value);
            return None;
        }
        Some(node)
    }

    /// Says which members are none of `keywords`; `what` is the object's name in the specification.
    pub fn only(&self, reader: &mut Reader<'_, '_>, what: &str, keywords: &[&str]) {
        for key in self.members().keys() {
            if !keywords.contains(&key.as_str()) && !key.starts_with("x-") {
                unknown_keyword(reader, &self.place.at(key), key, what, keywords);
            }
        }
    }
}

pub fn unknown_keyword(
    reader: &mut Reader<'_, '_>,
    at: &Place,
    key: &str,
    what: &str,
    keywords: &[&str],
) {
    let help = match suggest::closest(key, keywords.iter().copied()) {
        Some(near) => {
            format!("did you mean `{near}`? It is ignored; names of your own start with `x-`")
        }
        None => "it is ignored; names of your own start with `x-`".to_owned(),
    };
    let message = format!("`{key}` is no keyword of {what}");
    reader.report(
        Diagnostic::warning("unknown-keyword", message)
            .at(at)
            .help(help),
    );
}

/// A value for a message: what it is, where it is short.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "empty (null)".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 40 => "a string".to_owned(),
        short => format!("`{short}`"),
    }
}
