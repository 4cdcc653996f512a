//! A document in the making: JSON whose parts know where they were written.

use super::ast::At;
use crate::source::Origin;
use indexmap::IndexMap;
use serde_json::{Map, Value};

#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub at: At,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Leaf(Value),
    Object(IndexMap<String, Tree>),
    List(Vec<Tree>),
}

impl Tree {
    pub fn object(at: At) -> Self {
        Self {
            at,
            kind: Kind::Object(IndexMap::new()),
        }
    }

    pub fn list(at: At, items: Vec<Tree>) -> Self {
        Self {
            at,
            kind: Kind::List(items),
        }
    }

    pub fn leaf(at: At, value: impl Into<Value>) -> Self {
        Self {
            at,
            kind: Kind::Leaf(value.into()),
        }
    }

    /// A value, all of which was written at one place.
    pub fn value(at: At, value: Value) -> Self {
        let kind = match value {
            Value::Object(members) => Kind::Object(
                members
                    .into_iter()
                    .map(|(key, value)| (key, Self::value(at, value)))
                    .collect(),
            ),
            Value::Array(items) => Kind::List(
                items
                    .into_iter()
                    .map(|item| Self::value(at, item))
                    .collect(),
            ),
            other => Kind::Leaf(other),
        };
        Self { at, kind }
    }

    /// `{ "$ref": … }` to a component.
    pub fn reference(at: At, section: &str, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self::object(at).with(
            "$ref",
            Self::leaf(at, format!("#/components/{section}/{name}")),
        )
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: Self) -> Self {
        self.set(key, value);
        self
    }

    /// `key` is a text, a number or a flag, written where the whole was.
    #[must_use]
    pub fn has(self, key: &str, value: impl Into<Value>) -> Self {
        let at = self.at;
        self.with(key, Self::leaf(at, value))
    }

    pub fn set(&mut self, key: &str, value: Self) {
        if let Kind::Object(members) = &mut self.kind {
            members.insert(key.to_owned(), value);
        }
    }

    pub fn members(&self) -> Option<&IndexMap<String, Tree>> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    pub fn members_mut(&mut self) -> &mut IndexMap<String, Tree> {
        if !matches!(self.kind, Kind::Object(_)) {
            self.kind = Kind::Object(IndexMap::new());
        }
        match &mut self.kind {
            Kind::Object(members) => members,
            _ => unreachable!("it was made one"),
        }
    }

    pub fn get(&self, key: &str) -> Option<&Tree> {
        self.members()?.get(key)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Leaf(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The object under a key, made where it is not there.
    pub fn object_at(&mut self, key: &str) -> &mut Tree {
        let at = self.at;
        self.members_mut()
            .entry(key.to_owned())
            .or_insert_with(|| Tree::object(at))
    }

    /// Adds to the list under a key.
    pub fn push(&mut self, key: &str, item: Tree) {
        let at = item.at;
        let list = self
            .members_mut()
            .entry(key.to_owned())
            .or_insert_with(|| Tree::list(at, Vec::new()));
        if let Kind::List(items) = &mut list.kind {
            items.push(item);
        }
    }

    /// Puts members over those that are there: `null` takes one away. `deep`: into objects, key by key.
    pub fn patch(&mut self, with: Tree, deep: bool) {
        let Kind::Object(members) = with.kind else {
            return;
        };
        for (key, value) in members {
            if value.kind == Kind::Leaf(Value::Null) && key != "const" && key != "default" {
                self.members_mut().shift_remove(&key);
                continue;
            }
            match self.members_mut().get_mut(&key) {
                Some(here) if deep && here.members().is_some() && value.members().is_some() => {
                    here.patch(value, true);
                }
                _ => self.set(&key, value),
            }
        }
    }

    /// The value, and where its parts were written.
    pub fn split(self) -> (Value, Origin) {
        let mut origin = Origin {
            at: Some(self.at.place()),
            parts: IndexMap::new(),
        };
        let value = match self.kind {
            Kind::Leaf(value) => value,
            Kind::Object(members) => {
                let mut object = Map::new();
                for (key, member) in members {
                    let (value, part) = member.split();
                    origin.parts.insert(key.as_str().into(), part);
                    object.insert(key, value);
                }
                Value::Object(object)
            }
            Kind::List(items) => {
                let mut list = Vec::new();
                for (index, item) in items.into_iter().enumerate() {
                    let (value, part) = item.split();
                    origin.parts.insert(index.to_string().into(), part);
                    list.push(value);
                }
                Value::Array(list)
            }
        };
        (value, origin)
    }

    pub fn plain(&self) -> Value {
        self.clone().split().0
    }
}
