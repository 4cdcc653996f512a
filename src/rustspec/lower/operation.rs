//! Methods of traits → operations.

use super::Cx;
use super::body::Parts;
use super::id::{Id, describe, operation_id};
use super::response::Responses;
use super::security::{Required, Requirement};
use super::types::Scope;
use super::websocket::{BLOCKING, WEBSOCKET};
use crate::diag::{Diagnostic, suggest};
use crate::rustspec::ast::{At, Attribute, Docs, Entry, Field, Method, Rest, Trait};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::{Kind, Tree};

pub const VERBS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

const ON_METHODS: &[&str] = &[
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "websocket",
    "api",
    "response",
    "security",
    "depends",
    "query",
    "header",
    "cookie",
    "path",
    "body",
    "produces",
    "schema",
];
const ON_TRAITS: &[&str] = &[
    "api",
    "response",
    "security",
    "depends",
    "query",
    "header",
    "cookie",
    "path",
    "dependencies",
    "lifespan",
];

/// The keys of `#[get("…", …)]` and of `#[api(…)]` on a method.
const KEYS: &[&str] = &[
    "id",
    "summary",
    "description",
    "deprecated",
    "status",
    "response_description",
    "tag",
    "tags",
    "external_docs",
    "servers",
    "callbacks",
    "json",
];

/// An operation in the making.
#[derive(Debug, Default)]
pub struct Draft {
    pub at: At,
    pub module: ModuleId,
    pub verb: String,
    pub path: String,
    pub operation: Option<Tree>,
    pub parameters: Vec<Tree>,
    pub parts: Parts,
    pub responses: Responses,
    /// Requirements of arguments: all of them are met.
    pub requirements: Vec<Requirement>,
    pub is_anonymous: bool,
    pub depends: Vec<(String, At)>,
    pub status: Option<(u16, At)>,
    pub response_description: Option<Tree>,
    pub no_tags: bool,
    pub tags: Vec<(String, At)>,
    pub id: Id,
    pub json: Vec<Tree>,
}

/// What stands around a method: the trait's part of the path, its tags, its attributes.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub prefix: String,
    pub tags: Vec<(String, At)>,
    pub deprecated: bool,
    pub extensions: Vec<(String, Tree)>,
}

impl Cx<'_, '_> {
    pub fn operations(&mut self, document: &mut Tree) {
        let spec = self.spec;
        for module in 0..spec.modules.len() {
            self.inherited_tags(document, module);
            // In the order of the file, whichever way an operation is declared.
            let traits = spec.modules[module]
                .traits
                .iter()
                .map(|item| (item.name.at.start, Some(item), None));
            let resources = self
                .resources_of(module)
                .into_iter()
                .map(|id| (spec.types[id].item.name.at.start, None, Some(id)));
            let mut all: Vec<_> = traits.chain(resources).collect();
            all.sort_by_key(|(start, ..)| *start);
            for (_, item, resource) in all {
                if let Some(item) = item {
                    self.operations_of(document, module, item);
                }
                if let Some(id) = resource {
                    self.resource(document, id);
                }
            }
        }
        if let Some(lifespan) = self.lifespan() {
            document.set("x-specwright-lifespan", lifespan);
        }
        if let Some(table) = self.dependency_table() {
            document.set("x-specwright-dependencies", table);
        }
    }

    /// Requirements and dependencies of the document as a whole.
    pub fn shared_requirements(&mut self, document: &mut Tree) {
        let spec = self.spec;
        let attributes = &spec.modules[0].attributes;
        if let Some(Required::Alternatives(alternatives)) = self.required(attributes, 0) {
            let trees = alternatives.iter().map(Requirement::tree).collect();
            document.set("security", Tree::list(At::default(), trees));
        }
        let depends = self.depends(attributes, 0);
        if !depends.is_empty() {
            let at = depends[0].1;
            let names = depends
                .into_iter()
                .map(|(name, at)| Tree::leaf(at, name))
                .collect();
            document.set("x-specwright-depends", Tree::list(at, names));
        }
        let known = [
            "api", "response", "security", "depends", "query", "header", "cookie", "path",
        ];
        for module in &spec.modules {
            self.known_attributes(&module.attributes, &known, "a file or module");
        }
    }

    /// Tags that a module of its own declares.
    fn inherited_tags(&mut self, document: &mut Tree, module: ModuleId) {
        if module == 0 {
            return;
        }
        let spec = self.spec;
        for attribute in spec.modules[module]
            .attributes
            .iter()
            .filter(|it| it.name == "api")
        {
            for entry in &attribute.entries {
                if entry.key() == "tag" && entry.inner().iter().any(|it| it.key.is_some()) {
                    let tree = self.members(entry, &Scope::of(module));
                    declare_tag(document, tree);
                }
            }
        }
    }

    fn operations_of(&mut self, document: &mut Tree, module: ModuleId, item: &Trait) {
        let kind = |it: &Attribute| matches!(it.name.as_str(), "dependencies" | "lifespan");
        if item.attributes.iter().any(kind) {
            return;
        }
        let is_api = item.attributes.iter().any(|it| it.name == "api");
        let has_routes = item
            .methods
            .iter()
            .any(|method| method.attributes.iter().any(is_route));
        if !is_api && !has_routes {
            return;
        }
        self.known_attributes(&item.attributes, ON_TRAITS, "a trait");
        let around = self.around(module, &item.attributes);
        if let Some((tag, at)) = around.tags.first()
            && !item.docs.is_empty()
        {
            let tag = Tree::object(*at).has("name", tag.clone()).with(
                "description",
                Tree::leaf(item.docs.at, item.docs.text.clone()),
            );
            declare_tag(document, tag);
        }
        for method in &item.methods {
            self.known_attributes(&method.attributes, ON_METHODS, "a method");
            let Some(route) = method.attributes.iter().find(|it| is_route(it)) else {
                self.report(
                    Diagnostic::error(
                        "misplaced-attribute",
                        format!("`{}` is no operation: it has no path", method.name.text),
                    )
                    .at(&method.name.at.place())
                    .help("write `#[get(\"/…\")]` above it, or take it out of the trait"),
                );
                continue;
            };
            if route.name == "websocket" {
                self.websocket(document, module, item, method, route, &around);
            } else {
                self.method(document, module, item, method, route, &around);
            }
        }
    }

    /// `#[api(…)]` of a trait.
    pub fn around(&mut self, module: ModuleId, attributes: &[Attribute]) -> Around {
        let settings = &self.settings[module];
        let mut around = Around {
            prefix: settings.prefix.clone(),
            tags: settings.tags.clone(),
            deprecated: settings.deprecated,
            extensions: settings.extensions.clone(),
        };
        let scope = Scope::of(module);
        for attribute in attributes.iter().filter(|it| it.name == "api") {
            for entry in &attribute.entries {
                match entry.key() {
                    "prefix" => {
                        if let Some(prefix) = self.text(entry) {
                            around.prefix.push_str(&prefix);
                        }
                    }
                    "tag" | "tags" => {
                        let tags = self.texts(entry);
                        around
                            .tags
                            .extend(tags.into_iter().map(|tag| (tag, entry.at)));
                    }
                    "deprecated" => around.deprecated = self.flag(entry),
                    key if key.starts_with("x-") => {
                        if let Some(tree) = self.extension(entry, &scope) {
                            around.extensions.push((key.to_owned(), tree));
                        }
                    }
                    _ => {
                        let known = ["prefix", "tag", "tags", "deprecated"];
                        self.unknown_key(entry, "api", &known);
                    }
                }
            }
        }
        around
    }

    fn method(
        &mut self,
        document: &mut Tree,
        module: ModuleId,
        item: &Trait,
        method: &Method,
        route: &Attribute,
        around: &Around,
    ) {
        let mut draft = self.draft(module, &method.name.text, method.name.at, route, around);
        self.operation_keys(&mut draft, method, route);
        let blocks = !method.is_async;
        let operation = draft
            .operation
            .get_or_insert_with(|| Tree::object(method.name.at));
        if blocks {
            operation.set(BLOCKING, Tree::leaf(method.name.at, true));
        }
        self.arguments(&mut draft, &method.arguments, module);
        self.shared_parts(&mut draft, &[&method.attributes, &item.attributes]);
        self.unnamed_path_parameters(&draft, &method.arguments);
        self.answers(
            &mut draft,
            method.output.as_ref(),
            &[&method.attributes, &item.attributes],
        );
        self.finish(
            document,
            draft,
            &method.name.text,
            &method.docs,
            &[&method.attributes, &item.attributes],
            around,
        );
    }

    /// The start of an operation: its place, its path.
    pub fn draft(
        &mut self,
        module: ModuleId,
        name: &str,
        at: At,
        route: &Attribute,
        around: &Around,
    ) -> Draft {
        let written = match route.entries.first() {
            Some(entry) if entry.key.is_none() => self.text(entry),
            _ => None,
        };
        let path = match written {
            Some(path) => path,
            None => {
                let message = format!("`{name}` has no path");
                let help = format!("write `#[{}(\"/…\")]`", route.name);
                self.error("attribute-value", message, route.at, help);
                String::new()
            }
        };
        let path = format!("{}{path}", around.prefix);
        let path = if path.is_empty() {
            "/".to_owned()
        } else {
            path
        };
        if !path.starts_with('/') {
            let message = format!("the path `{path}` does not begin with a `/`");
            self.error("attribute-value", message, route.at, "");
        }
        Draft {
            at,
            module,
            verb: route.name.clone(),
            path: if path.starts_with('/') {
                path
            } else {
                format!("/{path}")
            },
            ..Draft::default()
        }
    }

    pub fn operation_keys(&mut self, draft: &mut Draft, method: &Method, route: &Attribute) {
        let scope = Scope::of(draft.module);
        let api = method.attributes.iter().filter(|it| it.name == "api");
        let entries: Vec<(&Entry, &str)> = route
            .entries
            .iter()
            .enumerate()
            .filter(|(index, entry)| *index > 0 || entry.key.is_some())
            .map(|(_, entry)| (entry, route.name.as_str()))
            .chain(api.flat_map(|it| it.entries.iter().map(|entry| (entry, "api"))))
            .collect();
        for (entry, attribute) in entries {
            self.operation_key(draft, entry, attribute, &scope);
        }
        if let Some(deprecated) = method.attributes.iter().find(|it| it.name == "deprecated") {
            draft
                .operation
                .get_or_insert_with(|| Tree::object(method.name.at))
                .set("deprecated", Tree::leaf(deprecated.at, true));
        }
    }

    pub fn operation_key(
        &mut self,
        draft: &mut Draft,
        entry: &Entry,
        attribute: &str,
        scope: &Scope,
    ) {
        let at = entry.at;
        let own = draft.at;
        let set = |draft: &mut Draft, key: &str, tree: Tree| {
            draft
                .operation
                .get_or_insert_with(|| Tree::object(own))
                .set(key, tree);
        };
        match entry.key() {
            "id" | "operation_id" => match self.value(entry, scope) {
                Some(serde_json::Value::Bool(false)) => draft.id = Id::None,
                Some(serde_json::Value::String(id)) => draft.id = Id::Said(id, at),
                Some(_) => {
                    let message = "`id` is a text, or `false`";
                    self.error("attribute-value", message, at, "");
                }
                None => {}
            },
            key @ ("summary" | "description") => {
                if let Some(text) = self.text(entry) {
                    set(draft, key, Tree::leaf(at, text));
                }
            }
            "deprecated" => {
                let flag = self.flag(entry);
                set(draft, "deprecated", Tree::leaf(at, flag));
            }
            "status" => {
                let value = self.value(entry, scope);
                let code = value.as_ref().and_then(serde_json::Value::as_u64);
                match code.and_then(|code| u16::try_from(code).ok()) {
                    Some(code @ 100..=599) => draft.status = Some((code, at)),
                    _ => self.error(
                        "attribute-value",
                        "a status is a number from 100 to 599",
                        at,
                        "",
                    ),
                }
            }
            "response_description" => {
                draft.response_description = self.text(entry).map(|text| Tree::leaf(at, text));
            }
            "tag" | "tags" => {
                let tags = self.texts(entry);
                draft.no_tags |= tags.is_empty();
                draft.tags.extend(tags.into_iter().map(|tag| (tag, at)));
            }
            "external_docs" => {
                let tree = self.members(entry, scope);
                set(draft, "externalDocs", tree);
            }
            "servers" => {
                let tree = match entry.rest {
                    Rest::Is(_) => self.members(entry, scope),
                    _ => {
                        let urls = self.texts(entry);
                        let urls = urls
                            .into_iter()
                            .map(|url| Tree::object(at).has("url", url))
                            .collect();
                        Tree::list(at, urls)
                    }
                };
                set(draft, "servers", tree);
            }
            "callbacks" => {
                let tree = self.members(entry, scope);
                set(draft, "callbacks", tree);
            }
            "json" => draft.json.extend(self.json(entry, scope)),
            key if key.starts_with("x-") => {
                if let Some(tree) = self.extension(entry, scope) {
                    set(draft, key, tree);
                }
            }
            _ => self.unknown_key(entry, attribute, KEYS),
        }
    }

    /// What the attributes of the method and of everything around it add: parameters, dependencies. The outermost
    /// dependencies come first, those of the signature last.
    pub fn shared_parts(&mut self, draft: &mut Draft, levels: &[&[Attribute]]) {
        let mut outer: Vec<Vec<(String, At)>> = Vec::new();
        for level in levels {
            self.declared_parameters(draft, level, draft.module);
            outer.push(self.depends(level, draft.module));
        }
        let spec = self.spec;
        let mut here = Some(draft.module);
        while let Some(module) = here {
            let attributes = &spec.modules[module].attributes;
            self.declared_parameters(draft, attributes, module);
            let depends = self.depends(attributes, module);
            if module == 0 {
                // They stand at the document; what they are made of is the operation's all the same.
                for (name, _) in &depends {
                    self.parts_of(draft, name);
                }
            } else {
                outer.push(depends);
            }
            here = spec.modules[module].parent;
        }
        for (name, _) in outer.iter().flatten() {
            self.parts_of(draft, name);
        }
        let own = std::mem::take(&mut draft.depends);
        for (name, at) in outer.into_iter().rev().flatten().chain(own) {
            if !draft.depends.iter().any(|(known, _)| *known == name) {
                draft.depends.push((name, at));
            }
        }
    }

    /// The request parts, requirements and failures of a dependency, after those of what it is made from.
    pub fn parts_of(&mut self, draft: &mut Draft, name: &str) {
        self.parts_within(draft, name, &mut Vec::new());
    }

    fn parts_within(&mut self, draft: &mut Draft, name: &str, seen: &mut Vec<String>) {
        if seen.iter().any(|known| known == name) {
            return;
        }
        seen.push(name.to_owned());
        let Some(dependency) = self.dependencies.get(name) else {
            return;
        };
        let (method, module) = (dependency.method, dependency.module);
        let needs: Vec<String> = dependency
            .needs
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        for need in needs {
            self.parts_within(draft, &need, seen);
        }
        let mut taken = Draft {
            at: draft.at,
            module,
            verb: draft.verb.clone(),
            path: draft.path.clone(),
            ..Draft::default()
        };
        for argument in &method.arguments {
            if self.needed(argument, module).is_none() {
                self.argument(draft, argument, module);
                self.argument(&mut taken, argument, module);
            }
        }
        self.declared_parameters(draft, &method.attributes, module);
        self.declared_parameters(&mut taken, &method.attributes, module);
        self.takes(name, draft, taken);
        if let Some(Required::Alternatives(alternatives)) =
            self.required(&method.attributes, module)
        {
            draft.requirements.extend(alternatives);
        }
        self.failures_of(draft, method.output.as_ref(), &method.attributes, module);
    }

    /// Every name in the path needs an argument.
    fn unnamed_path_parameters(&mut self, draft: &Draft, arguments: &[Field]) {
        for name in names_in(&draft.path) {
            let given = draft.parameters.iter().any(|parameter| {
                parameter.get("in").and_then(Tree::text) == Some("path")
                    && parameter.get("name").and_then(Tree::text) == Some(name)
            });
            if given {
                continue;
            }
            let message = format!("`{{{name}}}` stands in the path and is no argument");
            let near = suggest::closest(name, arguments.iter().map(|it| it.name.text.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{{{near}}}` in the path?"),
                None => format!("add `{name}: …`, or `#[path(name = \"{name}\")]` to an argument"),
            };
            self.error("path-argument", message, draft.at, help);
        }
    }

    pub fn finish(
        &mut self,
        document: &mut Tree,
        mut draft: Draft,
        name: &str,
        docs: &Docs,
        levels: &[&[Attribute]],
        around: &Around,
    ) {
        let settings = self.settings[draft.module].clone();
        let at = draft.at;
        let written = draft.operation.take().unwrap_or_else(|| Tree::object(at));
        let mut operation = Tree::object(at);
        let id = operation_id(&draft, name, at, &settings);
        let mut tags = std::mem::take(&mut draft.tags);
        if !draft.no_tags {
            tags.splice(0..0, around.tags.iter().cloned());
        }
        if !tags.is_empty() {
            let tags = tags
                .into_iter()
                .map(|(tag, at)| Tree::leaf(at, tag))
                .collect();
            operation.set("tags", Tree::list(at, tags));
        }
        describe(&mut operation, name, docs, at, settings.fastapi);
        if let Some((id, id_at)) = &id {
            operation.set("operationId", Tree::leaf(*id_at, id.clone()));
        }
        if around.deprecated {
            operation.set("deprecated", Tree::leaf(at, true));
        }
        for (key, tree) in &around.extensions {
            operation.set(key, tree.clone());
        }
        operation.patch(written, false);
        if operation.get("deprecated").map(Tree::plain) == Some(false.into()) {
            operation.members_mut().shift_remove("deprecated");
        }
        let takes_something = !draft.parameters.is_empty() || !draft.parts.is_empty();
        if !draft.parameters.is_empty() {
            let parameters = std::mem::take(&mut draft.parameters);
            operation.set("parameters", Tree::list(at, parameters));
        }
        let fallback = id.as_ref().map_or(name, |(id, _)| id.as_str()).to_owned();
        if let Some(body) = self.request_body(&mut draft, &fallback, levels) {
            operation.set("requestBody", body);
        }
        // A conversation has messages in the place of responses.
        if draft.verb != WEBSOCKET {
            if settings.fastapi && takes_something {
                self.validation_error(&mut draft);
            }
            operation.set("responses", draft.responses.tree(at));
        }
        self.security_of(&mut operation, &draft, levels);
        if !draft.depends.is_empty() {
            let names = draft
                .depends
                .iter()
                .map(|(name, at)| Tree::leaf(*at, name.clone()))
                .collect();
            operation.set("x-specwright-depends", Tree::list(at, names));
        }
        for json in std::mem::take(&mut draft.json) {
            operation.patch(json, false);
        }
        self.place(document, &draft, operation);
    }

    fn place(&mut self, document: &mut Tree, draft: &Draft, operation: Tree) {
        let item = document
            .object_at("paths")
            .members_mut()
            .entry(draft.path.clone())
            .or_insert_with(|| Tree::object(draft.at));
        if let Some(first) = item.get(&draft.verb) {
            let message = format!(
                "`{} {}` is declared twice",
                draft.verb.to_uppercase(),
                draft.path
            );
            let first = first.at;
            self.report(
                Diagnostic::error("duplicate-operation", message)
                    .at(&draft.at.place())
                    .related(&first.place(), "first here")
                    .help("give one of them another path"),
            );
            return;
        }
        item.set(&draft.verb, operation);
    }
}

pub fn is_route(attribute: &Attribute) -> bool {
    VERBS.contains(&attribute.name.as_str()) || attribute.name == "websocket"
}

/// One more of `tags`, unless it is there.
pub fn declare_tag(document: &mut Tree, tag: Tree) {
    let name = tag.get("name").map(Tree::plain);
    let known = document.get("tags").is_some_and(|tags| {
        matches!(&tags.kind, Kind::List(items) if items.iter().any(|it| it.get("name").map(Tree::plain) == name))
    });
    if !known {
        document.push("tags", tag);
    }
}

/// The names in braces.
pub fn names_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
        .filter(|name| !name.is_empty())
}
