//! Values with named parts on their way from text to the decoder: `filter[size][gt]=5` and form fields become a tree,
//! the tree becomes JSON whose leaves are strings. Bounded: nothing here goes deeper than [`MAX_DEPTH`].

use super::parameter::{Field, Shape};
use crate::json::quote;
use std::collections::BTreeMap;

/// Brackets beyond this depth are taken as part of the last name.
const MAX_DEPTH: usize = 16;

/// A value being put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    Text(String),
    /// Text that is JSON already.
    Json(String),
    List(Vec<Tree>),
    Map(Map),
}

/// Named parts, sorted.
pub type Map = BTreeMap<String, Tree>;

impl Tree {
    /// Text of a field that is said to hold JSON; stays text when it does not, for the decoder to refuse.
    #[must_use]
    pub fn json(text: String) -> Self {
        match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            Ok(_) => Tree::Json(text),
            Err(_) => Tree::Text(text),
        }
    }

    /// Writes the JSON; `shape` decides what one or several values under a name are.
    pub fn write(self, shape: Shape, out: &mut String) {
        match (self, shape) {
            (Tree::List(items), Shape::Array | Shape::Any) => write_list(items, out),
            (Tree::List(mut items), Shape::Scalar | Shape::Object { .. }) => match items.pop() {
                Some(last) => last.write(shape, out),
                None => out.push_str("null"),
            },
            (Tree::Map(map), Shape::Array) => write_list(map.into_values().collect(), out),
            (Tree::Map(map), Shape::Any) if is_indexed(&map) => write_list(in_order(map), out),
            (Tree::Map(map), Shape::Object { fields, .. }) => write_map(map, fields, out),
            (Tree::Map(map), Shape::Scalar | Shape::Any) => write_map(map, &[], out),
            (single, Shape::Array) => write_list(vec![single], out),
            (Tree::Text(text), _) => quote(&text, out),
            (Tree::Json(text), _) => out.push_str(&text),
        }
    }
}

/// Puts a value under the names in brackets after the first: `[size][gt]`. Several values under one name are a list.
pub fn insert(map: &mut Map, name: &str, brackets: &str, value: Tree) {
    let mut names = vec![name];
    names.extend(split_brackets(brackets));
    insert_at(map, &names, value);
}

fn insert_at(map: &mut Map, names: &[&str], value: Tree) {
    match names {
        [] => {}
        [name] | [name, ""] => match map.get_mut(*name) {
            Some(Tree::List(items)) => items.push(value),
            Some(known) => {
                let first = std::mem::replace(known, Tree::List(Vec::new()));
                *known = Tree::List(vec![first, value]);
            }
            None => {
                let value = if names.len() == 2 {
                    Tree::List(vec![value])
                } else {
                    value
                };
                map.insert((*name).to_owned(), value);
            }
        },
        [name, deeper @ ..] => {
            let inner = map
                .entry((*name).to_owned())
                .or_insert_with(|| Tree::Map(Map::new()));
            if !matches!(inner, Tree::Map(_)) {
                *inner = Tree::Map(Map::new());
            }
            if let Tree::Map(inner) = inner {
                insert_at(inner, deeper, value);
            }
        }
    }
}

/// `[a][b]` → `a`, `b`; text that is not so ends the list.
fn split_brackets(brackets: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = brackets;
    while let Some((name, after)) = rest
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
    {
        if names.len() == MAX_DEPTH {
            break;
        }
        names.push(name);
        rest = after;
    }
    names
}

/// Writes an object, each part in the shape of its field.
pub fn write_map(map: Map, fields: &[Field], out: &mut String) {
    out.push('{');
    for (index, (name, value)) in map.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        quote(&name, out);
        out.push(':');
        let shape = fields
            .iter()
            .find(|field| field.name == name)
            .map_or(Shape::Any, |field| field.shape);
        value.write(shape, out);
    }
    out.push('}');
}

fn write_list(items: Vec<Tree>, out: &mut String) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        item.write(Shape::Any, out);
    }
    out.push(']');
}

/// `0`, `1`, … without a gap: `tags[0]=a&tags[1]=b`.
fn is_indexed(map: &Map) -> bool {
    !map.is_empty() && (0..map.len()).all(|index| map.contains_key(&index.to_string()))
}

fn in_order(mut map: Map) -> Vec<Tree> {
    (0..map.len())
        .filter_map(|index| map.remove(&index.to_string()))
        .collect()
}
