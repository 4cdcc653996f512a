//! What stands in attributes: texts, numbers, types, values, and what to say when it is something else.

use super::Cx;
use super::case::{Case, NAMES};
use super::types::{Scope, Type};
use crate::diag::{Diagnostic, suggest};
use crate::rustspec::ast::{At, Attribute, Entry, Rest, TypeKind};
use crate::rustspec::parse;
use crate::rustspec::tree::Tree;
use serde_json::Value;

impl Entry {
    pub fn key(&self) -> &str {
        self.key.as_ref().map_or("", |key| key.text.as_str())
    }

    /// The key without capitals and underscores: `min_length` and `minLength` are one.
    pub fn folded(&self) -> String {
        folded(self.key())
    }

    pub fn is_flag(&self) -> bool {
        self.key.is_some() && matches!(self.rest, Rest::None)
    }

    pub fn inner(&self) -> &[Entry] {
        match &self.rest {
            Rest::Of(entries) => entries,
            _ => &[],
        }
    }
}

pub fn folded(key: &str) -> String {
    if key.starts_with("x-") {
        return key.to_owned();
    }
    key.chars()
        .filter(|c| *c != '_' && *c != '$')
        .flat_map(char::to_lowercase)
        .collect()
}

fn tokens(entry: &Entry) -> proc_macro2::TokenStream {
    match &entry.rest {
        Rest::Is(tokens) | Rest::Typed(tokens) => tokens.clone(),
        _ => entry.tokens.clone(),
    }
}

impl Cx<'_, '_> {
    /// Any JSON value.
    pub fn value(&mut self, entry: &Entry, scope: &Scope) -> Option<Value> {
        let tokens = tokens(entry);
        self.value_of(&tokens, entry.at, scope)
    }

    pub fn value_of(
        &mut self,
        tokens: &proc_macro2::TokenStream,
        at: At,
        scope: &Scope,
    ) -> Option<Value> {
        let mut paths = |path: &[String]| self.variant(path, scope);
        let result = parse::value(tokens, at.file, &mut paths);
        match result {
            Ok(value) => Some(value),
            Err((fault_at, message)) => {
                let place = if fault_at.end == 0 { at } else { fault_at };
                self.error("attribute-value", message, place, "");
                None
            }
        }
    }

    /// `Status::Active` is what the variant is on the wire; other paths are those of constants.
    fn variant(&mut self, path: &[String], scope: &Scope) -> Option<Value> {
        let constant = path
            .last()
            .and_then(|name| self.spec.constant(scope.module, name))
            .cloned();
        self.unit_variant(path, scope).or(constant)
    }

    fn unit_variant(&mut self, path: &[String], scope: &Scope) -> Option<Value> {
        let [.., ty, variant] = path else {
            return None;
        };
        let id = self.spec.find(scope.module, ty)?;
        let TypeKind::Enum(variants) = &self.spec.types[id].item.kind else {
            return None;
        };
        let values = self.unit_values(id)?;
        let index = variants.iter().position(|it| it.name.text == *variant)?;
        values.get(index).cloned()
    }

    pub fn text(&mut self, entry: &Entry) -> Option<String> {
        let scope = Scope::of(0);
        match self.value(entry, &scope)? {
            Value::String(text) => Some(text),
            _ => {
                let key = entry.key().to_owned();
                let message = format!("`{key}` is a text");
                let help = format!("write `{key} = \"…\"`");
                self.error("attribute-value", message, entry.at, help);
                None
            }
        }
    }

    /// `key`, `key = true`, `key = false`.
    pub fn flag(&mut self, entry: &Entry) -> bool {
        if entry.is_flag() {
            return true;
        }
        let scope = Scope::of(0);
        match self.value(entry, &scope) {
            Some(Value::Bool(flag)) => flag,
            Some(_) => {
                let message = format!("`{}` is true or false", entry.key());
                self.error("attribute-value", message, entry.at, "");
                false
            }
            None => false,
        }
    }

    pub fn ty(&mut self, entry: &Entry, scope: &Scope) -> Option<Type> {
        let tokens = tokens(entry);
        self.ty_of(&tokens, entry.at, scope)
    }

    pub fn ty_of(
        &mut self,
        tokens: &proc_macro2::TokenStream,
        at: At,
        scope: &Scope,
    ) -> Option<Type> {
        match parse::ty(tokens, at.file) {
            Ok(ty) => Some(self.resolve(&ty, scope)),
            Err((fault, message)) => {
                let place = if fault.end == 0 { at } else { fault };
                self.error("attribute-value", message, place, "");
                None
            }
        }
    }

    /// `"a"`, `["a", "b"]`.
    pub fn texts(&mut self, entry: &Entry) -> Vec<String> {
        let scope = Scope::of(0);
        let value = match &entry.rest {
            Rest::Of(entries) => {
                let entries = entries.clone();
                return entries.iter().filter_map(|it| self.text(it)).collect();
            }
            _ => self.value(entry, &scope),
        };
        match value {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => items
                .into_iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some(_) => {
                let message = format!("`{}` is a list of texts", entry.key());
                self.error(
                    "attribute-value",
                    message,
                    entry.at,
                    "write `[\"a\", \"b\"]`",
                );
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    pub fn case(&mut self, entry: &Entry) -> Option<Case> {
        let name = self.text(entry)?;
        let case = Case::named(&name);
        if case.is_none() {
            let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            let help = match suggest::closest(&name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", names.join(", ")),
            };
            self.error(
                "attribute-value",
                format!("`{name}` is no case"),
                entry.at,
                help,
            );
        }
        case
    }

    /// `json = r#"{ … }"#`, or an object as it is.
    pub fn json(&mut self, entry: &Entry, scope: &Scope) -> Option<Tree> {
        let value = match self.value(entry, scope)? {
            Value::String(text) => match serde_json::from_str::<Value>(&text) {
                Ok(value) => value,
                Err(error) => {
                    let message = format!("this is no JSON: {error}");
                    self.error("attribute-value", message, entry.at, "");
                    return None;
                }
            },
            value => value,
        };
        if !value.is_object() {
            self.error(
                "attribute-value",
                "`json` holds the members of an object",
                entry.at,
                "write `json = r#\"{ \"key\": … }\"#`",
            );
            return None;
        }
        let mut value = value;
        self.refer(&mut value, entry.at, scope);
        Some(Tree::value(entry.at, value))
    }

    /// References in JSON that name a type of the spec reach the component that it is.
    fn refer(&mut self, value: &mut Value, at: At, scope: &Scope) {
        match value {
            Value::Object(members) => {
                for (key, member) in members.iter_mut() {
                    match member {
                        Value::String(target) if key == "$ref" => {
                            let name = target.strip_prefix("#/components/schemas/");
                            if let Some(name) = name.map(str::to_owned)
                                && let Some(found) = self.component_called(&name, at, scope)
                            {
                                *target = found;
                            }
                        }
                        other => self.refer(other, at, scope),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.refer(item, at, scope);
                }
            }
            _ => {}
        }
    }

    fn component_called(&mut self, name: &str, at: At, scope: &Scope) -> Option<String> {
        let id = self.spec.find(scope.module, name)?;
        if !self.spec.types[id].item.generics.is_empty() {
            return None;
        }
        let ty = Type {
            at,
            form: super::types::Form::Declared(id, Vec::new()),
        };
        let schema = self.schema(&ty, scope.module);
        schema.get("$ref")?.text().map(str::to_owned)
    }

    /// A key that is none: said, with the nearest that is.
    pub fn unknown_key(&mut self, entry: &Entry, attribute: &str, known: &[&str]) {
        let written = entry.key();
        if written.is_empty() {
            let message = format!("`#[{attribute}(…)]` does not take this");
            let help = format!("it takes {}", listed(known));
            self.error("unknown-attribute", message, entry.at, help);
            return;
        }
        let message = format!("`#[{attribute}(…)]` has no `{written}`");
        let help = match suggest::closest(written, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", listed(known)),
        };
        let at = entry.key.as_ref().map_or(entry.at, |key| key.at);
        self.error("unknown-attribute", message, at, help);
    }

    /// Attributes that look like some of the language and are not. Those of other tools are passed over.
    pub fn known_attributes(&mut self, attributes: &[Attribute], known: &[&str], what: &str) {
        for attribute in attributes {
            let name = attribute.name.as_str();
            if attribute.is_path || known.contains(&name) || FOREIGN.contains(&name) {
                continue;
            }
            let message = format!("`#[{name}]` means nothing on {what}");
            let near = suggest::closest(name, known.iter().copied());
            let elsewhere = OWN.contains(&name);
            let help = match near {
                Some(near) if near != name => format!("did you mean `#[{near}]`?"),
                _ if elsewhere => format!("what it may have: {}", listed(known)),
                // Of another tool, as far as anybody knows.
                _ => continue,
            };
            self.report(
                Diagnostic::error("unknown-attribute", message)
                    .at(&attribute.at.place())
                    .help(help),
            );
        }
    }
}

/// Attributes of the language, wherever they may stand.
const OWN: &[&str] = &[
    "api",
    "schema",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "path",
    "query",
    "header",
    "cookie",
    "querystring",
    "body",
    "form",
    "file",
    "depends",
    "dependencies",
    "lifespan",
    "startup",
    "shutdown",
    "security",
    "response",
    "produces",
    "status",
    "scope",
    "websocket",
    "resource",
    "key",
    "unique",
    "references",
    "filter",
    "sort",
];

/// Attributes of Rust and of common tools, which are passed over wherever they stand.
const FOREIGN: &[&str] = &[
    "derive",
    "allow",
    "warn",
    "deny",
    "expect",
    "forbid",
    "cfg",
    "cfg_attr",
    "must_use",
    "repr",
    "inline",
    "non_exhaustive",
    "deprecated",
    "doc",
    "default",
    "async_trait",
    "serde",
    "validate",
    "garde",
    "serde_as",
    "automatically_derived",
    "rustfmt",
    "clippy",
    "test",
    "tokio",
    "schemars",
    "sqlx",
    "diesel",
    "table_name",
    "primary_key",
    "sea_orm",
    "builder",
    "error",
    "from",
    "source",
    "transparent",
    "strum",
    "display",
    "debug",
    "cold",
    "track_caller",
    "utoipa",
    "to_schema",
    "oai",
    "no_std",
    "feature",
    "recursion_limit",
    "macro_use",
    "column",
    "column_name",
    "ts",
    "specta",
    "educe",
    "derivative",
    "graphql",
    "arg",
    "command",
    "clap",
    "prost",
    "cached",
];

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
