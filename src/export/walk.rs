//! Walking a document by the shapes of its objects, and keeping its references right while parts of it move.
//!
//! In: a document, and what to do with each object once its members are done. Out: the document, changed. It must not
//! know what is changed or why.

use crate::source::shape::Shape;
use crate::source::{Place, Pointer};
use serde_json::{Map, Value};

/// What happens to the objects of a document, members first.
pub trait Visit {
    /// An object or a boolean schema, whose members are done. `at` is where it stood before anything moved.
    fn leave(&mut self, value: &mut Value, shape: Shape, at: &Pointer, moves: &mut Moves);

    /// Says whether `value` is to be left alone, with all that it holds.
    fn skips(&mut self, _value: &Value, _shape: Shape) -> bool {
        false
    }
}

/// Rewrites a whole document; references into what moved follow it.
pub fn document(document: &mut Value, visitor: &mut impl Visit) {
    let mut moves = Moves::default();
    walk(
        document,
        Shape::Document,
        &Pointer::default(),
        visitor,
        &mut moves,
    );
    if !moves.0.is_empty() {
        follow(document, Shape::Document, &moves);
    }
}

/// Rewrites a part of a document that is put somewhere else.
pub fn part(value: &mut Value, shape: Shape, visitor: &mut impl Visit, moves: &mut Moves) {
    walk(value, shape, &Pointer::default(), visitor, moves);
}

fn walk(
    value: &mut Value,
    shape: Shape,
    at: &Pointer,
    visitor: &mut impl Visit,
    moves: &mut Moves,
) {
    if shape == Shape::Opaque || visitor.skips(value, shape) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                let inner = member_shape(shape, key, member);
                if inner != Shape::Opaque {
                    walk(member, inner, &at.push(key), visitor, moves);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(
                    item,
                    shape.item(),
                    &at.push(&index.to_string()),
                    visitor,
                    moves,
                );
            }
        }
        _ => {}
    }
    visitor.leave(value, shape, at, moves);
}

fn member_shape(shape: Shape, key: &str, member: &Value) -> Shape {
    // Paths and media types are no free names: what starts with `x-` among them is an extension.
    let names =
        matches!(shape, Shape::Map(inner) if !matches!(inner, Shape::PathItem | Shape::Media));
    if !names && key.starts_with("x-") {
        return Shape::Opaque;
    }
    shape.member(key, member.is_array())
}

/// What moved where, innermost first.
#[derive(Debug, Default)]
pub struct Moves(Vec<(Vec<String>, Vec<String>)>);

impl Moves {
    /// `at/key` now stands at `at/under…/new_key`; a `..` in `under` is one step up.
    pub fn push(&mut self, at: &Pointer, key: &str, under: &[&str], new_key: &str) {
        let mut old: Vec<String> = at.tokens().into_iter().map(str::to_owned).collect();
        let mut new = old.clone();
        old.push(key.to_owned());
        for &step in under {
            if step == ".." {
                new.pop();
            } else {
                new.push(step.to_owned());
            }
        }
        new.push(new_key.to_owned());
        self.0.push((old, new));
    }

    /// What stood at `at` now stands at `new`, counted from the root.
    pub fn push_root(&mut self, at: &Pointer, new: &[&str]) {
        let old = at.tokens().into_iter().map(str::to_owned).collect();
        let new = new.iter().map(|&step| step.to_owned()).collect();
        self.0.push((old, new));
    }

    /// All of `members` now stand at `at/under…`.
    pub fn push_all(&mut self, at: &Pointer, members: &Map<String, Value>, under: &[&str]) {
        // Only what has something inside can be the way to a target.
        let inner = members
            .iter()
            .filter(|(_, value)| value.is_object() || value.is_array());
        for (key, _) in inner {
            self.push(at, key, under, key);
        }
    }

    fn apply(&self, reference: &str) -> Option<String> {
        let pointer = reference.strip_prefix("#/")?;
        let mut tokens: Vec<String> = pointer.split('/').map(decode).collect();
        let mut changed = false;
        for (old, new) in &self.0 {
            if tokens.starts_with(old) {
                tokens.splice(..old.len(), new.iter().cloned());
                changed = true;
            }
        }
        changed.then(|| {
            let tokens: Vec<String> = tokens.iter().map(|token| encode(token)).collect();
            format!("#/{}", tokens.join("/"))
        })
    }
}

fn follow(value: &mut Value, shape: Shape, moves: &Moves) {
    match value {
        Value::Object(members) => {
            if !matches!(shape, Shape::Map(_))
                && let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(moved) = moves.apply(reference)
            {
                *reference = moved;
            }
            if shape == Shape::Schema
                && let Some(mapping) = members
                    .get_mut("discriminator")
                    .and_then(|it| it.get_mut("mapping"))
                    .and_then(Value::as_object_mut)
            {
                for target in mapping.values_mut() {
                    if let Some(moved) = target.as_str().and_then(|target| moves.apply(target)) {
                        *target = Value::String(moved);
                    }
                }
            }
            for (key, member) in members.iter_mut() {
                let inner = member_shape(shape, key, member);
                if inner != Shape::Opaque {
                    follow(member, inner, moves);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                follow(item, shape.item(), moves);
            }
        }
        _ => {}
    }
}

/// One step of a pointer in a URI fragment (RFC 6901 section 6).
pub fn decode(step: &str) -> String {
    let bytes = step.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out)
        .replace("~1", "/")
        .replace("~0", "~")
}

/// The inverse of [`decode`].
pub fn encode(step: &str) -> String {
    let mut out = String::new();
    for byte in step.replace('~', "~0").replace('/', "~1").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'$' | b'+' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// From the document as one to the places where its parts were written. A description of one file has them where the
/// document has them; in one of many files the components and operations know where they came from.
#[derive(Debug, Default)]
pub struct Origins {
    known: Vec<(Vec<String>, Place)>,
}

impl Origins {
    pub fn of(api: &crate::ir::Api) -> Self {
        let mut known = Vec::new();
        for operation in &api.operations {
            if operation.at.file.0 != 0 {
                let path = ["paths", operation.path.raw.as_str(), operation.method.key()];
                known.push((path.map(str::to_owned).to_vec(), operation.at.clone()));
            }
        }
        for (name, id) in &api.schemas.named {
            let at = &api.schemas[*id].at;
            if at.file.0 != 0 {
                let path = ["components", "schemas", name];
                known.push((path.map(str::to_owned).to_vec(), at.clone()));
            }
        }
        Self { known }
    }

    pub fn place(&self, pointer: &Pointer) -> Place {
        let tokens = pointer.tokens();
        let found = self.known.iter().find(|(prefix, _)| {
            prefix.len() <= tokens.len() && prefix.iter().zip(&tokens).all(|(a, b)| a == b)
        });
        match found {
            Some((prefix, place)) => tokens[prefix.len()..]
                .iter()
                .fold(place.clone(), |place, token| place.at(token)),
            None => Place {
                pointer: pointer.clone(),
                ..Place::default()
            },
        }
    }
}
