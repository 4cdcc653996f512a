//! `#[resource("/pets")]` on a struct: what it and the fields say, and what the data layer needs to know of them.

use super::Cx;
use super::operation::{Around, declare_tag};
use super::types::{Form, Scope, Type};
use crate::rustspec::ast::{At, Attribute, Entry, Field, Fields, Rest, TypeItem, TypeKind};
use crate::rustspec::scope::{ModuleId, TypeId};
use crate::rustspec::tree::Tree;

/// The operations, in order; `only` and `except` choose among them.
const ACTIONS: &[&str] = &["list", "create", "read", "replace", "patch", "delete"];

const KEYS: &[&str] = &[
    "tag", "tags", "only", "except", "table", "limit", "paging", "search",
];

/// How a list is cut into pages, as `paging` says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Paging {
    /// `limit` and `offset`.
    Offset,
    /// `page` and `size`.
    Page,
    /// `limit` and an opaque `cursor`; the answer says where the next page begins.
    Cursor,
    /// All rows at once.
    None,
}

const PAGINGS: [(&str, Paging); 4] = [
    ("offset", Paging::Offset),
    ("page", Paging::Page),
    ("cursor", Paging::Cursor),
    ("none", Paging::None),
];

/// A parameter that says which rows are in a list.
pub struct Filter {
    pub name: String,
    pub description: String,
    pub schema: Tree,
    pub at: At,
}

/// What `#[resource(…)]` and the fields say.
pub struct Resource<'s> {
    pub module: ModuleId,
    pub item: &'s TypeItem,
    /// The component of the struct.
    pub name: String,
    /// The property that tells one from another, its schema, and its path parameter.
    pub key: (String, Tree),
    pub actions: Vec<&'static str>,
    pub limit: u64,
    pub paging: Paging,
    pub filters: Vec<Filter>,
    /// Whether a text looks for words in all texts.
    pub search: Option<At>,
    pub sorts: Vec<(String, At)>,
    pub unique: bool,
    /// Whether it names rows of others, and whether others name its own.
    pub refers: bool,
    pub is_named: bool,
    pub around: Around,
    pub path: String,
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
            paging: Paging::Offset,
            filters: Vec::new(),
            search: None,
            sorts: Vec::new(),
            unique: false,
            refers: false,
            is_named: self.is_named(id),
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
            "paging" => {
                let said = self.text(entry);
                let known = PAGINGS
                    .iter()
                    .find(|(name, _)| Some(*name) == said.as_deref());
                match (known, said) {
                    (Some((_, paging)), _) => resource.paging = *paging,
                    (None, Some(said)) => {
                        let message = format!("there is no paging by \"{said}\"");
                        let help = "\"offset\", \"page\", \"cursor\" or \"none\"";
                        self.error("attribute-value", message, entry.at, help);
                    }
                    (None, None) => {}
                }
            }
            "search" => resource.search = self.flag(entry).then_some(entry.at),
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
                    "references" => {
                        resource.refers = true;
                        self.references(resource, &name, attribute);
                    }
                    "filter" => {
                        let ty = self.resolve(&field.ty, &Scope::of(resource.module));
                        let inner = ty.option().cloned().unwrap_or(ty);
                        let schema = self.schema(&inner, resource.module);
                        self.filters(resource, attribute, &name, &schema);
                    }
                    "sort" => resource.sorts.push((name.clone(), at)),
                    _ => {}
                }
            }
        }
    }

    /// `#[filter]`, `#[filter(any, range, contains)]`: the parameters that look at a property.
    fn filters(
        &mut self,
        resource: &mut Resource<'_>,
        attribute: &Attribute,
        property: &str,
        schema: &Tree,
    ) {
        let mut kinds: Vec<(&str, At)> = Vec::new();
        for entry in &attribute.entries {
            match entry.key() {
                kind @ ("equal" | "any" | "range" | "contains") => kinds.push((kind, entry.at)),
                _ => {
                    self.unknown_key(entry, "filter", &["equal", "any", "range", "contains"]);
                }
            }
        }
        if attribute.entries.is_empty() {
            kinds.push(("equal", attribute.at));
        }
        for (kind, at) in kinds {
            let mut add = |name: String, description: String, schema: Tree| {
                resource.filters.push(Filter {
                    name,
                    description,
                    schema,
                    at,
                });
            };
            match kind {
                "any" => {
                    let list = Tree::object(at)
                        .has("type", "array")
                        .with("items", schema.clone());
                    let description = format!("Only those with one of these for `{property}`.");
                    add(property.to_owned(), description, list);
                }
                "range" => {
                    let least = format!("Only those whose `{property}` is not less.");
                    add(joined(property, "min"), least, schema.clone());
                    let most = format!("Only those whose `{property}` is not greater.");
                    add(joined(property, "max"), most, schema.clone());
                }
                "contains" => {
                    let text = Tree::object(at).has("type", "string").has("minLength", 1);
                    let description = format!("Only those with this in their `{property}`.");
                    add(joined(property, "contains"), description, text);
                }
                _ => {
                    let description = format!("Only those with this `{property}`.");
                    add(property.to_owned(), description, schema.clone());
                }
            }
        }
    }

    /// Whether a field of another resource names this one.
    fn is_named(&self, id: TypeId) -> bool {
        self.spec.types.iter().any(|ty| {
            let TypeKind::Struct(Fields::Named(fields)) = &ty.item.kind else {
                return false;
            };
            let attributes = fields.iter().flat_map(|field| &field.attributes);
            attributes
                .filter(|it| it.name == "references")
                .filter_map(|it| self.spec.find(ty.module, it.entries.first()?.key()))
                .any(|named| named == id)
        })
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
}

/// `price_min`, or `priceMin` where names are written so.
fn joined(property: &str, ending: &str) -> String {
    if property.contains('-') {
        return format!("{property}-{ending}");
    }
    let mut letters = ending.chars();
    let small = property.chars().any(char::is_uppercase) && !property.contains('_');
    match letters.next().filter(|_| small) {
        Some(first) => format!("{property}{}{}", first.to_uppercase(), letters.as_str()),
        None => format!("{property}_{ending}"),
    }
}

/// The last word of a path, as a table is called.
pub fn table_of(path: &str) -> String {
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
