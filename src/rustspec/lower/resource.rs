//! `#[resource("/pets")]` on a struct: the operations of a collection, and what the data layer needs to know of it.

use super::Cx;
use super::operation::{Around, Draft, declare_tag};
use super::parameter::add_parameter;
use super::status::phrase;
use super::types::{Form, Scope, Type};
use crate::rustspec::ast::{At, Attribute, Docs, Entry, Field, Fields, Rest, TypeItem, TypeKind};
use crate::rustspec::scope::{ModuleId, TypeId};
use crate::rustspec::tree::{Kind, Tree};

/// The operations, in order; `only` and `except` choose among them.
const ACTIONS: &[&str] = &["list", "create", "read", "replace", "patch", "delete"];

const KEYS: &[&str] = &["tag", "tags", "only", "except", "table", "limit"];

/// What `#[resource(…)]` and the fields say.
struct Resource<'s> {
    module: ModuleId,
    item: &'s TypeItem,
    /// The component of the struct.
    name: String,
    /// The property that tells one from another, its schema, and its path parameter.
    key: (String, Tree),
    actions: Vec<&'static str>,
    limit: u64,
    filters: Vec<(String, Tree, At)>,
    sorts: Vec<(String, At)>,
    unique: bool,
    around: Around,
    path: String,
}

impl<'s> Cx<'s, '_> {
    /// The structs of a module that are resources.
    pub fn resources_of(&self, module: ModuleId) -> Vec<TypeId> {
        let types = self.spec.types.iter().enumerate();
        types
            .filter(|(_, ty)| {
                ty.module == module && ty.item.attributes.iter().any(|it| it.name == "resource")
            })
            .map(|(id, _)| id)
            .collect()
    }

    pub fn resource(&mut self, document: &mut Tree, id: TypeId) {
        let Some(resource) = self.read_resource(id) else {
            return;
        };
        if let Some((tag, at)) = resource.around.tags.first()
            && !resource.item.docs.is_empty()
        {
            let docs = &resource.item.docs;
            let tag = Tree::object(*at)
                .has("name", tag.clone())
                .with("description", Tree::leaf(docs.at, docs.text.clone()));
            declare_tag(document, tag);
        }
        for action in resource.actions.clone() {
            self.action(document, &resource, action);
        }
    }

    fn read_resource(&mut self, id: TypeId) -> Option<Resource<'s>> {
        let spec = self.spec;
        let ty = &spec.types[id];
        let item = &ty.item;
        let module = ty.module;
        let attribute = item.attributes.iter().find(|it| it.name == "resource")?;
        let TypeKind::Struct(Fields::Named(fields)) = &item.kind else {
            let message = format!("`{}` is no struct with fields", item.name.text);
            let help = "a resource is a struct: its fields are the columns of a table";
            self.error("misplaced-attribute", message, attribute.at, help);
            return None;
        };
        let scope = Scope::of(module);
        let path = match attribute.entries.first() {
            Some(entry) if entry.key.is_none() => self.text(entry)?,
            _ => {
                let help = "write `#[resource(\"/pets\")]`";
                self.error(
                    "attribute-value",
                    "the resource has no path",
                    attribute.at,
                    help,
                );
                return None;
            }
        };
        let used = Type {
            at: item.name.at,
            form: Form::Declared(id, Vec::new()),
        };
        let reference = self.schema(&used, module);
        let Some(name) = reference
            .get("$ref")
            .and_then(Tree::text)
            .and_then(|target| target.rsplit('/').next())
            .map(str::to_owned)
        else {
            let help = "take `inline` away";
            self.error(
                "attribute-value",
                "a resource is a component",
                attribute.at,
                help,
            );
            return None;
        };
        let mut resource = Resource {
            module,
            item,
            name,
            key: (String::new(), Tree::object(item.name.at)),
            actions: ACTIONS.to_vec(),
            limit: 100,
            filters: Vec::new(),
            sorts: Vec::new(),
            unique: false,
            around: self.around(module, &[]),
            path,
        };
        for entry in attribute.entries.iter().skip(1) {
            self.resource_key(&mut resource, entry, &scope);
        }
        self.resource_fields(&mut resource, fields);
        Some(resource)
    }

    fn resource_key(&mut self, resource: &mut Resource<'_>, entry: &Entry, scope: &Scope) {
        match entry.key() {
            "tag" | "tags" => {
                let tags = self.texts(entry);
                let tags = tags.into_iter().map(|tag| (tag, entry.at));
                resource.around.tags.extend(tags);
            }
            key @ ("only" | "except") => {
                let named = self.chosen(entry);
                let only = key == "only";
                resource
                    .actions
                    .retain(|action| named.contains(action) == only);
            }
            "table" => {
                if let Some(table) = self.text(entry) {
                    self.extend(
                        &resource.name,
                        "x-specwright-table",
                        Tree::leaf(entry.at, table),
                    );
                }
            }
            "limit" => match self.value(entry, scope).and_then(|value| value.as_u64()) {
                Some(limit) if limit > 0 => resource.limit = limit,
                _ => self.error(
                    "attribute-value",
                    "`limit` is a number of rows",
                    entry.at,
                    "",
                ),
            },
            _ => self.unknown_key(entry, "resource", KEYS),
        }
    }

    /// `only(list, read)`.
    fn chosen(&mut self, entry: &Entry) -> Vec<&'static str> {
        let mut chosen = Vec::new();
        let Rest::Of(inner) = &entry.rest else {
            let help = format!("write `{}(list, read)`", entry.key());
            self.error(
                "attribute-value",
                "operations are named in parentheses",
                entry.at,
                help,
            );
            return chosen;
        };
        for inner in inner {
            match ACTIONS.iter().find(|action| **action == inner.key()) {
                Some(action) => chosen.push(*action),
                None => self.unknown_key(inner, entry.key(), ACTIONS),
            }
        }
        chosen
    }

    fn resource_fields(&mut self, resource: &mut Resource<'_>, fields: &[Field]) {
        let scope = Scope::of(resource.module);
        let has = |field: &Field, name: &str| field.attributes.iter().any(|it| it.name == name);
        let keyed = fields
            .iter()
            .find(|field| has(field, "key"))
            .or_else(|| fields.iter().find(|field| field.name.text == "id"));
        let serde = self.serde(&resource.item.attributes, &scope);
        let case = serde
            .rename_all
            .or(self.settings[resource.module].rename_all);
        let wire = |cx: &mut Self, field: &Field| {
            let keys = cx.keys(&field.attributes, &scope);
            super::schema::record::wire_name(field, &keys, case)
        };
        let Some(keyed) = keyed else {
            let message = format!("`{}` has no key", resource.item.name.text);
            let help = "put `#[key]` on the field that tells one from another";
            self.error("attribute-value", message, resource.item.name.at, help);
            return;
        };
        let key = wire(self, keyed);
        let ty = self.resolve(&keyed.ty, &Scope::of(resource.module));
        // A key that the server makes is nothing that a client sends.
        let made = !self.is_text(&ty);
        let schema = self.schema(&ty, resource.module);
        self.extend(
            &resource.name,
            "x-specwright-key",
            Tree::leaf(keyed.name.at, key.clone()),
        );
        if made {
            self.extend_property(
                &resource.name,
                &key,
                "readOnly",
                Tree::leaf(keyed.name.at, true),
            );
        }
        resource.key = (key, schema);
        for field in fields {
            let name = wire(self, field);
            let at = field.name.at;
            for attribute in &field.attributes {
                match attribute.name.as_str() {
                    "unique" => {
                        resource.unique = true;
                        self.extend_property(
                            &resource.name,
                            &name,
                            "x-specwright-unique",
                            Tree::leaf(attribute.at, true),
                        );
                    }
                    "references" => self.references(resource, &name, attribute),
                    "filter" => {
                        let ty = self.resolve(&field.ty, &Scope::of(resource.module));
                        let inner = ty.option().cloned().unwrap_or(ty);
                        let schema = self.schema(&inner, resource.module);
                        resource.filters.push((name.clone(), schema, at));
                    }
                    "sort" => resource.sorts.push((name.clone(), at)),
                    _ => {}
                }
            }
        }
    }

    /// Text keys are chosen by clients; the others are made.
    fn is_text(&mut self, ty: &Type) -> bool {
        let bare = self.bare(ty, true);
        matches!(
            bare.form,
            Form::Known(super::known::Known::Scalar(scalar), _)
                if scalar.ty == "string" && scalar.format.is_none()
        )
    }

    /// `#[references(Owner)]`: the table of that resource.
    fn references(&mut self, resource: &Resource<'_>, property: &str, attribute: &Attribute) {
        let spec = self.spec;
        let Some(entry) = attribute.entries.first() else {
            let help = "write `#[references(Owner)]`";
            self.error(
                "attribute-value",
                "the resource is not named",
                attribute.at,
                help,
            );
            return;
        };
        let target = spec.find(resource.module, entry.key());
        let table = target.and_then(|id| {
            let attribute = spec.types[id]
                .item
                .attributes
                .iter()
                .find(|it| it.name == "resource")?;
            let named = attribute.entries.iter().find(|it| it.key() == "table");
            match named {
                Some(entry) => self.text(entry),
                None => {
                    let path = self.text(attribute.entries.first()?)?;
                    Some(table_of(&path))
                }
            }
        });
        match table {
            Some(table) => self.extend_property(
                &resource.name,
                property,
                "x-specwright-references",
                Tree::leaf(attribute.at, table),
            ),
            None => {
                let message = format!("`{}` is no resource", entry.key());
                let help = "name a struct that has `#[resource(\"/…\")]`";
                self.error("missing-type", message, entry.at, help);
            }
        }
    }

    /// A member of a component.
    fn extend(&mut self, name: &str, key: &str, value: Tree) {
        if let Some(tree) = self
            .components
            .get_mut(name)
            .and_then(|it| it.tree.as_mut())
        {
            tree.set(key, value);
        }
    }

    /// A member of a property of a component.
    fn extend_property(&mut self, name: &str, property: &str, key: &str, value: Tree) {
        if let Some(tree) = self
            .components
            .get_mut(name)
            .and_then(|it| it.tree.as_mut())
            && let Some(property) = tree.object_at("properties").members_mut().get_mut(property)
        {
            property.set(key, value);
        }
    }

    fn action(&mut self, document: &mut Tree, resource: &Resource<'_>, action: &str) {
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
                let count = Tree::object(at).has("type", "integer").has("minimum", 0);
                let items = Tree::object(at)
                    .has("type", "array")
                    .with("items", reference());
                let headers = Tree::object(at).with("X-Total-Count", header(count));
                (
                    "200",
                    described("200")
                        .with("headers", headers)
                        .with("content", json(items)),
                )
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
        if resource.unique && matches!(action, "create" | "replace" | "patch") {
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
    let offset = integer().has("minimum", 0).has("default", 0);
    let query = |name: &str, description: &str, schema: Tree| {
        Tree::object(at)
            .has("name", name)
            .has("in", "query")
            .has("description", description)
            .with("schema", schema)
    };
    add_parameter(draft, query("limit", "How many at most.", limit));
    add_parameter(draft, query("offset", "How many to pass over.", offset));
    for (name, schema, at) in &resource.filters {
        let mut parameter = query(
            name,
            &format!("Only those with this `{name}`."),
            schema.clone(),
        );
        parameter.at = *at;
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

/// The last word of a path, as a table is called.
fn table_of(path: &str) -> String {
    let word = path
        .rsplit('/')
        .find(|word| !word.is_empty() && !word.starts_with('{'))
        .unwrap_or("rows");
    word.chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}
