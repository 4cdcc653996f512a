//! A document → a Rust-typed spec: types and traits that mean the same, as a person would write them.
//!
//! In: an OpenAPI 3.1 document, in one piece. Out: the text of a Rust file. The language is written down in
//! `specs/rust/README.md`; what it has no better way for is said in its escape hatches, as JSON.

mod broken;
mod case;
mod dependency;
mod document;
mod item;
mod keys;
mod operation;
mod parameter;
mod response;
mod shared;
mod text;
mod ty;

use super::identity;
use super::walk::{self, Moves, Origins, Visit};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::Api;
use crate::naming::{Name as _, Scope, TypeName};
use crate::source::Pointer;
use crate::source::shape::Shape;
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};

/// Names that mean something in the language and that the printer writes: a type of the description that is called so
/// gets another name in Rust.
const KNOWN: &[&str] = &[
    "Any",
    "AllOf",
    "AnyOf",
    "Bytes",
    "DateTime",
    "Decimal",
    "Duration",
    "Email",
    "HashMap",
    "HashSet",
    "Hostname",
    "Integer",
    "Ipv4Addr",
    "Ipv6Addr",
    "Literal",
    "NaiveDate",
    "NaiveTime",
    "Never",
    "Not",
    "Nullable",
    "Number",
    "Object",
    "OneOf",
    "Option",
    "Result",
    "String",
    "Text",
    "Url",
    "Utc",
    "Uuid",
    "Vec",
    "Self",
    "Context",
    "Request",
    "BackgroundTasks",
];

/// The text of a Rust-typed spec; diagnostics point to where `api` was read from.
pub fn print(mut document: Value, api: &Api, diags: &mut Diagnostics) -> String {
    identity::localise(&mut document);
    let mut plain = Plain {
        origins: Origins::of(api),
        diags,
    };
    walk::document(&mut document, &mut plain);
    file(&document)
}

/// Takes the names of schemas away, which nothing refers to any more.
struct Plain<'d> {
    origins: Origins,
    diags: &'d mut Diagnostics,
}

impl Visit for Plain<'_> {
    fn leave(&mut self, value: &mut Value, shape: Shape, at: &Pointer, _: &mut Moves) {
        let Value::Object(members) = value else {
            return;
        };
        if shape != Shape::Schema {
            return;
        }
        for key in ["$id", "$anchor", "$dynamicAnchor", "$schema"] {
            members.shift_remove(key);
        }
        if let Some(target) = members.shift_remove("$dynamicRef") {
            let message = "a Rust-typed spec does not have `$dynamicRef`";
            self.diags.push(
                Diagnostic::unsupported("not-in-rust", message)
                    .at(&self.origins.place(&at.push("$dynamicRef")))
                    .help("written as a reference to the schema that it leads to by itself"),
            );
            members.entry("$ref").or_insert(target);
        }
    }
}

fn file(document: &Value) -> String {
    let empty = Map::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut printer = Printer {
        document,
        schemas,
        names: IndexMap::new(),
        schemes: IndexMap::new(),
        scope: Scope::reserving(KNOWN.iter().copied()),
        dependencies: Map::new(),
        rename_all: "snake_case",
        parameters: "snake_case",
        ids: "snake_case",
        uses: Vec::new(),
        raw: IndexSet::new(),
        pending: Vec::new(),
        enums: Vec::new(),
        records: IndexMap::new(),
        failures: IndexMap::new(),
    };
    printer.spec()
}

struct Printer<'a> {
    document: &'a Value,
    schemas: &'a Map<String, Value>,
    /// Component → type.
    names: IndexMap<String, String>,
    /// Security scheme → type.
    schemes: IndexMap<String, String>,
    scope: Scope,
    /// Dependencies that are methods of a trait, as the document has them.
    dependencies: Map<String, Value>,
    /// The case of properties, and of operation ids.
    rename_all: &'static str,
    /// The case of parameters of path, query and cookies.
    parameters: &'static str,
    ids: &'static str,
    /// Components that the item under way uses.
    uses: Vec<String>,
    /// What is referred to from JSON: pointers.
    raw: IndexSet<String>,
    /// Items that are done, each in the place where it was begun.
    pending: Vec<String>,
    /// Enums without a component, by their values: one is enough for each.
    enums: Vec<(Vec<String>, String)>,
    /// Structs without a component, by their schemas: one is enough for each.
    records: IndexMap<String, String>,
    /// Error enums, by what they say.
    failures: IndexMap<String, String>,
}

/// The items of one component, or of one tag's operations.
struct Unit {
    component: Option<String>,
    items: Vec<String>,
    uses: Vec<String>,
}

impl Printer<'_> {
    fn begin(&mut self) -> usize {
        self.pending.push(String::new());
        self.pending.len() - 1
    }

    fn end(&mut self, slot: usize, item: String) {
        self.pending[slot] = item;
    }

    fn unit(&mut self, component: Option<String>) -> Unit {
        Unit {
            component,
            items: std::mem::take(&mut self.pending),
            uses: std::mem::take(&mut self.uses),
        }
    }

    /// The components come first to their names: what needs one besides gets what is left.
    fn name_components(&mut self) {
        for name in self.schemas.keys() {
            let ident = self.scope.claim(name, TypeName::make);
            self.names.insert(name.clone(), ident.as_str().to_owned());
        }
        let schemes = self
            .document
            .pointer("/components/securitySchemes")
            .and_then(Value::as_object);
        for name in schemes.into_iter().flat_map(Map::keys) {
            let ident = self.scope.claim(name, TypeName::make);
            self.schemes.insert(name.clone(), ident.as_str().to_owned());
        }
    }

    /// Notes every reference in a value that is written as JSON.
    fn refer(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    if let ("$ref", Value::String(target)) = (key.as_str(), member) {
                        self.raw.insert(target.clone());
                    }
                    if key == "mapping" {
                        let targets = member.as_object().into_iter().flat_map(Map::values);
                        for target in targets.filter_map(Value::as_str) {
                            self.raw.insert(target.to_owned());
                        }
                    }
                    self.refer(member);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.refer(item)),
            _ => {}
        }
    }

    /// What a reference leads to in the document.
    fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        let mut here = value;
        for _ in 0..32 {
            let Some(target) = here.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let tokens = target.strip_prefix("#/").unwrap_or_default();
            let found = tokens.split('/').try_fold(self.document, |here, token| {
                let token = super::walk::decode(token);
                match here {
                    Value::Array(items) => items.get(token.parse::<usize>().ok()?),
                    other => other.get(&token),
                }
            });
            match found {
                Some(found) => here = found,
                None => break,
            }
        }
        here
    }
}
