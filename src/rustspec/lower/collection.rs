//! The operations of a resource: parameters, bodies and answers of a collection and its items.

use super::Cx;
use super::operation::Draft;
use super::parameter::add_parameter;
use super::resource::{Paging, Resource, table_of};
use super::status::phrase;
use crate::rustspec::ast::{At, Attribute, Docs};
use crate::rustspec::tree::{Kind, Tree};

impl Cx<'_, '_> {
    pub fn action(&mut self, document: &mut Tree, resource: &Resource<'_>, action: &str) {
        let at = resource.item.name.at;
        let one = super::case::Case::Snake.variant(&resource.item.name.text);
        let many = table_of(&resource.path);
        let spoken = one.replace('_', " ");
        let article = if spoken.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        let (verb, name, summary) = match action {
            "list" => (
                "get",
                format!("list_{many}"),
                format!("List {}", many.replace('_', " ")),
            ),
            "create" => (
                "post",
                format!("create_{one}"),
                format!("Add {article} {spoken}"),
            ),
            "read" => ("get", format!("get_{one}"), format!("One {spoken}")),
            "replace" => (
                "put",
                format!("replace_{one}"),
                format!("Replace {article} {spoken}"),
            ),
            "patch" => (
                "patch",
                format!("update_{one}"),
                format!("Change some of {article} {spoken}"),
            ),
            _ => (
                "delete",
                format!("delete_{one}"),
                format!("Delete {article} {spoken}"),
            ),
        };
        let on_item = !matches!(action, "list" | "create");
        let mut path = format!("{}{}", resource.around.prefix, resource.path);
        if on_item {
            path = format!("{path}/{{{}}}", resource.key.0);
        }
        let mut draft = Draft {
            at,
            module: resource.module,
            verb: verb.to_owned(),
            path,
            ..Draft::default()
        };
        if on_item {
            let parameter = Tree::object(at)
                .has("name", resource.key.0.clone())
                .has("in", "path")
                .has("required", true)
                .with("schema", resource.key.1.clone());
            add_parameter(&mut draft, parameter);
        }
        let levels: [&[Attribute]; 1] = [&resource.item.attributes];
        self.shared_parts(&mut draft, &levels);
        if action == "list" {
            list_parameters(&mut draft, resource);
        }
        self.action_answers(&mut draft, resource, action, on_item);
        let mut written = Tree::object(at);
        if let Some(body) = self.action_body(resource, action) {
            written.set("requestBody", body);
        }
        draft.operation = Some(written);
        let docs = Docs { text: summary, at };
        self.finish(document, draft, &name, &docs, &levels, &resource.around);
    }

    fn action_answers(
        &mut self,
        draft: &mut Draft,
        resource: &Resource<'_>,
        action: &str,
        on_item: bool,
    ) {
        let at = resource.item.name.at;
        let reference = || Tree::reference(at, "schemas", &resource.name);
        let json = |schema: Tree| {
            let media = Tree::object(at).with("schema", schema);
            Tree::object(at).with("application/json", media)
        };
        let header = |schema: Tree| {
            Tree::object(at)
                .has("required", true)
                .with("schema", schema)
        };
        let described = |status: &str| Tree::object(at).has("description", phrase(status));
        let (status, response) = match action {
            "list" => {
                let items = Tree::object(at)
                    .has("type", "array")
                    .with("items", reference());
                let mut listed = described("200");
                if resource.paging == Paging::Cursor {
                    let page = self.page(resource, items);
                    ("200", listed.with("content", json(page)))
                } else {
                    if resource.paging != Paging::None {
                        let count = Tree::object(at).has("type", "integer").has("minimum", 0);
                        let headers = Tree::object(at).with("X-Total-Count", header(count));
                        listed.set("headers", headers);
                    }
                    ("200", listed.with("content", json(items)))
                }
            }
            "create" => {
                let place = Tree::object(at)
                    .has("type", "string")
                    .has("format", "uri-reference");
                let headers = Tree::object(at).with("Location", header(place));
                (
                    "201",
                    described("201")
                        .with("headers", headers)
                        .with("content", json(reference())),
                )
            }
            "delete" => ("204", described("204")),
            _ => ("200", described("200").with("content", json(reference()))),
        };
        draft.responses.add(status, response);
        let mut failures = Vec::new();
        if on_item {
            failures.push("404");
        }
        // There is one already, one that it names is not there, or others name it.
        let refused = match action {
            "create" | "replace" | "patch" => resource.unique || resource.refers,
            "delete" => resource.is_named,
            _ => false,
        };
        if refused {
            failures.push("409");
        }
        for status in failures {
            let error = self.resource_error(at);
            draft
                .responses
                .add(status, described(status).with("content", json(error)));
        }
        let levels: [&[Attribute]; 1] = [&resource.item.attributes];
        self.written_responses(draft, levels[0], resource.module);
    }

    fn action_body(&mut self, resource: &Resource<'_>, action: &str) -> Option<Tree> {
        let at = resource.item.name.at;
        let schema = match action {
            "create" | "replace" => Tree::reference(at, "schemas", &resource.name),
            "patch" => self.changes(resource),
            _ => return None,
        };
        let media = Tree::object(at).with("schema", schema);
        let content = Tree::object(at).with("application/json", media);
        Some(
            Tree::object(at)
                .has("required", true)
                .with("content", content),
        )
    }

    /// The same properties, none of which must be there; the key and what is read only are not among them.
    fn changes(&mut self, resource: &Resource<'_>) -> Tree {
        let at = resource.item.name.at;
        let name = format!("{}Changes", resource.name);
        if !self.extra.contains_key(&name) {
            let mut tree = Tree::object(at).has("type", "object").has(
                "description",
                "What is to change; what is not there stays as it is.",
            );
            let own = self
                .components
                .get(&resource.name)
                .and_then(|it| it.tree.as_ref());
            let properties = own.and_then(|own| own.get("properties")).cloned();
            if let Some(Tree {
                kind: Kind::Object(members),
                at,
            }) = properties
            {
                let mut changes = Tree::object(at);
                for (property, mut schema) in members {
                    let fixed = property == resource.key.0
                        || schema.get("readOnly").map(Tree::plain) == Some(true.into());
                    if fixed {
                        continue;
                    }
                    let inner = schema.members_mut();
                    inner.shift_remove("default");
                    inner.retain(|key, _| !key.starts_with("x-specwright-"));
                    changes.set(&property, schema);
                }
                tree.set("properties", changes);
            }
            self.extra.insert(name.clone(), tree);
        }
        Tree::reference(at, "schemas", &name)
    }

    /// Some of the rows, and where the next ones begin.
    fn page(&mut self, resource: &Resource<'_>, items: Tree) -> Tree {
        let at = resource.item.name.at;
        let name = format!("{}Page", resource.name);
        if !self.extra.contains_key(&name) {
            let next = Tree::object(at)
                .with(
                    "type",
                    Tree::list(at, vec![Tree::leaf(at, "string"), Tree::leaf(at, "null")]),
                )
                .has(
                    "description",
                    "The `cursor` of the next page; `null` on the last one.",
                );
            let properties = Tree::object(at)
                .with("items", items)
                .with("next_cursor", next);
            let required = ["items", "next_cursor"].map(|name| Tree::leaf(at, name));
            let tree = Tree::object(at)
                .has("type", "object")
                .with("properties", properties)
                .with("required", Tree::list(at, required.into()));
            self.extra.insert(name.clone(), tree);
        }
        Tree::reference(at, "schemas", &name)
    }

    /// What a resource answers when there is no such thing, or one already.
    fn resource_error(&mut self, at: At) -> Tree {
        let name = "ResourceError";
        if !self.extra.contains_key(name) {
            let detail = Tree::object(at).has("type", "string");
            let tree = Tree::object(at)
                .has("type", "object")
                .with("properties", Tree::object(at).with("detail", detail))
                .with("required", Tree::list(at, vec![Tree::leaf(at, "detail")]));
            self.extra.insert(name.to_owned(), tree);
        }
        Tree::reference(at, "schemas", name)
    }
}

fn list_parameters(draft: &mut Draft, resource: &Resource<'_>) {
    let at = resource.item.name.at;
    let integer = || {
        Tree::object(at)
            .has("type", "integer")
            .has("format", "int32")
    };
    let limit = integer()
        .has("minimum", 1)
        .has("maximum", resource.limit)
        .has("default", resource.limit.min(20));
    let query = |name: &str, description: &str, schema: Tree| {
        Tree::object(at)
            .has("name", name)
            .has("in", "query")
            .has("description", description)
            .with("schema", schema)
    };
    match resource.paging {
        Paging::Offset => {
            let offset = integer().has("minimum", 0).has("default", 0);
            add_parameter(draft, query("limit", "How many at most.", limit));
            add_parameter(draft, query("offset", "How many to pass over.", offset));
        }
        Paging::Page => {
            let page = integer().has("minimum", 1).has("default", 1);
            add_parameter(draft, query("page", "Which page; the first is 1.", page));
            add_parameter(draft, query("page_size", "How many on a page.", limit));
        }
        Paging::Cursor => {
            let cursor = Tree::object(at).has("type", "string");
            let description = "Where to go on: the `next_cursor` of the page before.";
            add_parameter(draft, query("limit", "How many at most.", limit));
            add_parameter(draft, query("cursor", description, cursor));
        }
        Paging::None => {}
    }
    for filter in &resource.filters {
        let mut parameter = query(&filter.name, &filter.description, filter.schema.clone());
        parameter.at = filter.at;
        add_parameter(draft, parameter);
    }
    if let Some(at) = resource.search {
        let text = Tree::object(at).has("type", "string").has("minLength", 1);
        let mut parameter = query("q", "Only those with this in one of their texts.", text);
        parameter.at = at;
        add_parameter(draft, parameter);
    }
    if !resource.sorts.is_empty() {
        let names = resource.sorts.iter().flat_map(|(name, at)| {
            [
                Tree::leaf(*at, name.clone()),
                Tree::leaf(*at, format!("-{name}")),
            ]
        });
        let schema = Tree::object(at)
            .has("type", "string")
            .with("enum", Tree::list(at, names.collect()));
        let description = "What comes first; with `-` in front, what comes last.";
        add_parameter(draft, query("sort", description, schema));
    }
}
