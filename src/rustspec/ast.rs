//! The parts of a Rust file that a spec is made of, freed from the parser: every part has its place in bytes, types
//! are reduced to what they say about values, attributes are lists of entries.

use crate::source::{FileId, Place};
use proc_macro2::TokenStream;
use serde_json::Value;

/// A part of a file's text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl At {
    pub fn place(self) -> Place {
        Place::span(self.file, self.start..self.end)
    }

    pub fn to(self, other: Self) -> Self {
        Self {
            end: other.end.max(self.end),
            ..self
        }
    }
}

/// A name and where it stands.
#[derive(Debug, Clone)]
pub struct Name {
    pub text: String,
    pub at: At,
}

/// One file, or one `mod { … }`.
#[derive(Debug, Default)]
pub struct File {
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    pub types: Vec<TypeItem>,
    pub traits: Vec<Trait>,
    pub modules: Vec<Module>,
    /// Constants whose value can be told, and the patterns of those that are regular expressions.
    pub constants: Vec<(String, Value)>,
}

#[derive(Debug)]
pub struct Module {
    pub name: Name,
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    /// `None`: `mod name;`, a file of its own.
    pub content: Option<File>,
}

/// Text of doc comments, without the blank that follows the slashes.
#[derive(Debug, Clone, Default)]
pub struct Docs {
    pub text: String,
    pub at: At,
}

impl Docs {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The first paragraph as one line, and what follows it.
    pub fn split(&self) -> (String, String) {
        let (first, rest) = self.text.split_once("\n\n").unwrap_or((&self.text, ""));
        (first.replace('\n', " "), rest.trim().to_owned())
    }
}

/// `#[name(entries)]` or `#[name = value]`.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The last part of the path: `get` of `api::get`.
    pub name: String,
    /// The parts before it: `serde` of nothing, `tokio` of `tokio::main`.
    pub is_path: bool,
    pub at: At,
    pub entries: Vec<Entry>,
}

/// One entry of an attribute: `key`, `key = value`, `key(…)`, `name: Type`, or anything else by its place.
#[derive(Debug, Clone)]
pub struct Entry {
    pub at: At,
    /// `None`: no name is in front.
    pub key: Option<Name>,
    pub rest: Rest,
    /// All of it.
    pub tokens: TokenStream,
}

#[derive(Debug, Clone)]
pub enum Rest {
    None,
    Is(TokenStream),
    Of(Vec<Entry>),
    Typed(TokenStream),
}

/// `struct`, `enum` or `type`.
#[derive(Debug)]
pub struct TypeItem {
    pub name: Name,
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    pub generics: Vec<Generic>,
    pub kind: TypeKind,
}

#[derive(Debug)]
pub struct Generic {
    pub name: String,
    pub default: Option<Argument>,
}

#[derive(Debug)]
pub enum TypeKind {
    Struct(Fields),
    Enum(Vec<Variant>),
    Alias(Type),
}

#[derive(Debug)]
pub enum Fields {
    Unit,
    Named(Vec<Field>),
    Tuple(Vec<Field>),
}

#[derive(Debug)]
pub struct Field {
    /// Empty in a tuple.
    pub name: Name,
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    pub ty: Type,
}

#[derive(Debug)]
pub struct Variant {
    pub name: Name,
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    pub fields: Fields,
    pub discriminant: Option<Value>,
}

#[derive(Debug)]
pub struct Trait {
    pub name: Name,
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    pub methods: Vec<Method>,
}

#[derive(Debug)]
pub struct Method {
    pub name: Name,
    pub docs: Docs,
    pub attributes: Vec<Attribute>,
    pub is_async: bool,
    pub arguments: Vec<Field>,
    pub output: Option<Type>,
}

#[derive(Debug, Clone)]
pub struct Type {
    pub at: At,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    /// The last part of a path, and its arguments: `Vec<User>`.
    Named {
        name: String,
        arguments: Vec<Argument>,
    },
    Tuple(Vec<Type>),
    List(Box<Type>),
    Array(Box<Type>, Box<Argument>),
    Never,
    /// What it is, for the message.
    Unsupported(&'static str),
}

#[derive(Debug, Clone)]
pub enum Argument {
    Type(Type),
    /// `"cat"`, `3`, `-1`, `true`.
    Value(Value),
}
