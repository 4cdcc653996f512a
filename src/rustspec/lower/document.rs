//! The OpenAPI Object, and what stands directly in it: info, servers, tags, components.

use super::Cx;
use super::settings::SHARED;
use super::types::{Argument, Form, Scope, Type};
use crate::rustspec::ast::{At, Entry};
use crate::rustspec::tree::{Kind, Tree};
use serde_json::json;

/// The keys of `#![api(…)]`, for "did you mean".
pub const KEYS: &[&str] = &[
    "title",
    "version",
    "summary",
    "description",
    "terms_of_service",
    "contact",
    "license",
    "servers",
    "server",
    "tag",
    "tags",
    "external_docs",
    "prefix",
    "operation_ids",
    "rename_all",
    "option",
    "profile",
    "openapi",
    "namespace",
    "rename_parameters",
    "json",
];

impl Cx<'_, '_> {
    pub fn document(&mut self) -> Tree {
        self.read_settings();
        self.read_schemes();
        self.read_dependencies();
        let spec = self.spec;
        let start = At::default();
        let mut document = Tree::object(start);
        document.set("openapi", Tree::leaf(start, "3.1.0"));
        document.set("info", Tree::object(start));
        self.documentation(&mut document);
        let mut patches = Vec::new();
        for attribute in &spec.modules[0].attributes {
            if attribute.name == "api" {
                for entry in &attribute.entries {
                    self.document_key(&mut document, &mut patches, entry);
                }
            }
        }
        let info = document.object_at("info");
        let title = match info.members_mut().shift_remove("title") {
            Some(title) => title,
            None => Tree::leaf(start, "API"),
        };
        let version = match info.members_mut().shift_remove("version") {
            Some(version) => version,
            None => Tree::leaf(start, "0.1.0"),
        };
        info.members_mut()
            .shift_insert(0, "title".to_owned(), title);
        info.members_mut()
            .shift_insert(1, "version".to_owned(), version);
        self.shared_requirements(&mut document);
        document.set("paths", Tree::object(start));
        self.operations(&mut document);
        self.marked_types();
        self.components(&mut document);
        for patch in patches {
            document.patch(patch, true);
        }
        document
    }

    /// `//! # Title`, `//! version: …`, and the text.
    fn documentation(&mut self, document: &mut Tree) {
        let docs = &self.spec.modules[0].docs;
        let at = docs.at;
        let mut lines = docs.text.lines().peekable();
        let info = document.object_at("info");
        if let Some(title) = lines.peek().and_then(|line| line.strip_prefix("# ")) {
            info.set("title", Tree::leaf(at, title.trim()));
            lines.next();
            while lines.peek().is_some_and(|line| line.trim().is_empty()) {
                lines.next();
            }
        }
        if let Some(version) = lines.peek().and_then(|line| line.strip_prefix("version:")) {
            info.set("version", Tree::leaf(at, version.trim()));
            lines.next();
        }
        let rest: Vec<&str> = lines.collect();
        let rest = rest.join("\n");
        if !rest.trim().is_empty() {
            info.set("description", Tree::leaf(at, rest.trim()));
        }
    }

    fn document_key(&mut self, document: &mut Tree, patches: &mut Vec<Tree>, entry: &Entry) {
        let scope = Scope::of(0);
        let at = entry.at;
        match entry.key() {
            key @ ("title" | "version" | "summary" | "description" | "terms_of_service") => {
                let key = if key == "terms_of_service" {
                    "termsOfService"
                } else {
                    key
                };
                if let Some(text) = self.text(entry) {
                    document.object_at("info").set(key, Tree::leaf(at, text));
                }
            }
            key @ ("contact" | "license") => {
                let tree = self.members(entry, &scope);
                document.object_at("info").set(key, tree);
            }
            "servers" => {
                for url in self.texts(entry) {
                    document.push("servers", Tree::object(at).has("url", url));
                }
            }
            "server" => {
                let tree = self.members(entry, &scope);
                document.push("servers", tree);
            }
            "tag" if entry.inner().iter().any(|inner| inner.key.is_some()) => {
                let tree = self.members(entry, &scope);
                document.push("tags", tree);
            }
            "external_docs" => {
                let tree = self.members(entry, &scope);
                document.set("externalDocs", tree);
            }
            "openapi" => {
                if let Some(version) = self.text(entry) {
                    document.set("openapi", Tree::leaf(at, version));
                }
            }
            "json" => patches.extend(self.json(entry, &scope)),
            key if key.starts_with("x-") => {
                if let Some(tree) = self.extension(entry, &scope) {
                    document.set(key, tree);
                }
            }
            key if SHARED.contains(&key) => {}
            _ => self.unknown_key(entry, "api", KEYS),
        }
    }

    /// `name(key = value, …)` as an object; keys with underscores are spelled as OpenAPI does.
    pub fn members(&mut self, entry: &Entry, scope: &Scope) -> Tree {
        let mut tree = Tree::object(entry.at);
        if matches!(entry.rest, crate::rustspec::ast::Rest::Is(_)) {
            return match self.value(entry, scope) {
                Some(value) => Tree::value(entry.at, value),
                None => tree,
            };
        }
        for inner in entry.inner() {
            let key = super::case::Case::Camel.field(inner.key());
            let key = if inner.key().starts_with("x-") {
                inner.key().to_owned()
            } else {
                key
            };
            if key.is_empty() {
                self.error(
                    "attribute-value",
                    "`key = value` is expected here",
                    inner.at,
                    "",
                );
            } else if matches!(inner.rest, crate::rustspec::ast::Rest::Of(_)) {
                let value = self.members(inner, scope);
                tree.set(&key, value);
            } else if let Some(value) = self.value(inner, scope) {
                tree.set(&key, Tree::value(inner.at, value));
            }
        }
        tree
    }

    /// Types with `#[schema]` are components, used or not.
    fn marked_types(&mut self) {
        let spec = self.spec;
        for (id, ty) in spec.types.iter().enumerate() {
            let marked = ty.item.attributes.iter().any(|it| it.name == "schema");
            let fixed = ty.item.generics.iter().all(|it| it.default.is_some());
            if marked && fixed {
                let used = Type {
                    at: ty.item.name.at,
                    form: Form::Declared(id, Vec::<Argument>::new()),
                };
                self.schema(&used, ty.module);
            }
        }
    }

    fn components(&mut self, document: &mut Tree) {
        let mut named: Vec<_> = std::mem::take(&mut self.components).into_iter().collect();
        named.sort_by_key(|(_, component)| component.id);
        let mut schemas = Tree::object(At::default());
        for (name, component) in named {
            if let Some(tree) = component.tree {
                schemas.set(&name, tree);
            }
        }
        for (name, tree) in std::mem::take(&mut self.extra) {
            schemas.set(&name, tree);
        }
        let schemes = self.scheme_components();
        let mut components = Tree::object(At::default());
        for (key, tree) in [("schemas", schemas), ("securitySchemes", schemes)] {
            if matches!(&tree.kind, Kind::Object(members) if !members.is_empty()) {
                components.set(key, tree);
            }
        }
        if components.plain() != json!({}) {
            document.set("components", components);
        }
    }
}
