//! Types → schemas. A declared type becomes a component on its first use; everything else stands where it is used.

mod choice;
mod foreign;
pub mod keys;
pub mod record;
mod validator;

use super::Cx;
use super::known::{Bounds, Known, Scalar};
use super::types::{Argument, Form, Type};
use crate::rustspec::ast::{At, TypeKind};
use crate::rustspec::scope::{ModuleId, TypeId};
use crate::rustspec::tree::{Kind, Tree};
use keys::Keys;
use serde_json::Value;

/// A declared type with its arguments: what becomes one component.
#[derive(Debug)]
pub struct Component {
    pub id: TypeId,
    pub arguments: Vec<Argument>,
    /// `None` while it is being read.
    pub tree: Option<Tree>,
}

impl Cx<'_, '_> {
    /// The schema of a type, as it stands where the type is used.
    pub fn schema(&mut self, ty: &Type, module: ModuleId) -> Tree {
        let at = ty.at;
        match &ty.form {
            Form::Lost => Tree::object(at),
            Form::Tuple(items) => self.tuple(at, items, module),
            Form::Array(item, length) => {
                let items = self.schema(item, module);
                Tree::object(at)
                    .has("type", "array")
                    .with("items", items)
                    .has("minItems", *length)
                    .has("maxItems", *length)
            }
            Form::Known(known, arguments) => self.known(*known, arguments, at, module),
            Form::Declared(id, arguments) => self.declared(*id, arguments, at),
        }
    }

    fn tuple(&mut self, at: At, items: &[Type], module: ModuleId) -> Tree {
        if items.is_empty() {
            return Tree::object(at).has("type", "null");
        }
        let schemas = items.iter().map(|item| self.schema(item, module)).collect();
        Tree::object(at)
            .has("type", "array")
            .with("prefixItems", Tree::list(at, schemas))
            .has("minItems", items.len())
            .has("maxItems", items.len())
    }

    fn known(&mut self, known: Known, arguments: &[Argument], at: At, module: ModuleId) -> Tree {
        let fastapi = self.settings[module].fastapi;
        let object = || Tree::object(at);
        let text = |key: &str, value: &str| object().has("type", "string").has(key, value);
        match known {
            Known::Scalar(scalar) => self::scalar(scalar, at, fastapi),
            Known::IpAddress if fastapi => text("format", "ipvanyaddress"),
            Known::IpAddress => {
                let format = |name: &str| object().has("format", name);
                object().has("type", "string").with(
                    "anyOf",
                    Tree::list(at, vec![format("ipv4"), format("ipv6")]),
                )
            }
            Known::Secret => text("format", "password").has("writeOnly", true),
            Known::Bytes if fastapi => text("format", "binary"),
            Known::Bytes => text("contentEncoding", "base64"),
            Known::Upload | Known::File => text("contentMediaType", "application/octet-stream"),
            Known::Text(_) => object().has("type", "string"),
            Known::Any | Known::Redirect | Known::Ignored | Known::Result | Known::Transparent => {
                object()
            }
            Known::Object => object().has("type", "object"),
            Known::Never => Tree::leaf(at, false),
            Known::Option | Known::Nullable => {
                let inner = self.first(arguments, at, module);
                nullable(inner, fastapi)
            }
            Known::List | Known::Sse | Known::JsonLines | Known::Stream => {
                let items = self.first(arguments, at, module);
                object().has("type", "array").with("items", items)
            }
            Known::Set => {
                let items = self.first(arguments, at, module);
                object()
                    .has("type", "array")
                    .with("items", items)
                    .has("uniqueItems", true)
            }
            Known::Map => self.map(arguments, at, module),
            Known::Literal => literal(arguments, at),
            Known::AnyOf | Known::OneOf | Known::AllOf | Known::Either => {
                let key = match known {
                    Known::OneOf => "oneOf",
                    Known::AllOf => "allOf",
                    _ => "anyOf",
                };
                let branches = self.branches(arguments, module);
                object().with(key, Tree::list(at, branches))
            }
            Known::Not => {
                let inner = self.first(arguments, at, module);
                object().with("not", inner)
            }
        }
    }

    fn first(&mut self, arguments: &[Argument], at: At, module: ModuleId) -> Tree {
        match arguments.first() {
            Some(Argument::Type(ty)) => self.schema(ty, module),
            _ => Tree::object(at),
        }
    }

    /// `(A, B)`, or A and B.
    fn branches(&mut self, arguments: &[Argument], module: ModuleId) -> Vec<Tree> {
        let mut branches = Vec::new();
        for argument in arguments {
            match argument {
                Argument::Type(Type {
                    form: Form::Tuple(items),
                    ..
                }) if arguments.len() == 1 => {
                    branches.extend(items.iter().map(|item| self.schema(item, module)));
                }
                Argument::Type(ty) => branches.push(self.schema(ty, module)),
                Argument::Value(_) => {}
            }
        }
        branches
    }

    fn map(&mut self, arguments: &[Argument], at: At, module: ModuleId) -> Tree {
        let mut tree = Tree::object(at).has("type", "object");
        let [Argument::Type(key), Argument::Type(value), ..] = arguments else {
            return tree;
        };
        let names = self.schema(key, module);
        let plain = names.plain() == serde_json::json!({"type": "string"});
        // Keys are texts on the wire; numbers as keys are told by the runtime's text alone.
        let of_text = names
            .get("type")
            .is_none_or(|ty| ty.text() == Some("string"));
        if !plain && of_text {
            tree.set("propertyNames", names);
        }
        let value = self.schema(value, module);
        let open = value.plain() == serde_json::json!({});
        let value = if open { Tree::leaf(at, true) } else { value };
        tree.with("additionalProperties", value)
    }

    fn declared(&mut self, id: TypeId, arguments: &[Argument], at: At) -> Tree {
        let item = &self.spec.types[id].item;
        let marked = item.attributes.iter().any(|it| it.name == "schema");
        let scope = self.scope_of(id, arguments);
        if let TypeKind::Alias(target) = &item.kind
            && !marked
        {
            if self.inlining.contains(&id) {
                return self.endless(id, at);
            }
            self.inlining.push(id);
            let target = self.resolve(target, &scope);
            let schema = self.schema(&target, scope.module);
            self.inlining.pop();
            return schema;
        }
        let keys = self.type_keys(id, arguments);
        if keys.inline {
            if self.inlining.contains(&id) {
                return self.endless(id, at);
            }
            self.inlining.push(id);
            let schema = self.definition(id, arguments);
            self.inlining.pop();
            return schema;
        }
        let name = self.component(id, arguments, keys, at);
        Tree::reference(at, "schemas", &name)
    }

    fn endless(&mut self, id: TypeId, at: At) -> Tree {
        let name = &self.spec.types[id].item.name.text;
        let message = format!("`{name}` holds itself, and has no name in the document");
        self.error(
            "unsupported-type",
            message,
            at,
            "take `inline` away, or make a struct of it: a component may refer to itself",
        );
        Tree::object(at)
    }

    /// `#[schema]` on the type itself.
    fn type_keys(&mut self, id: TypeId, arguments: &[Argument]) -> Keys {
        let mut keys = Keys::default();
        let scope = self.scope_of(id, arguments);
        for attribute in &self.spec.types[id].item.attributes {
            if attribute.name == "schema" {
                // Types in it are read with the definition; here its name and place count.
                for entry in &attribute.entries {
                    match entry.folded().as_str() {
                        "name" => {
                            keys.name = self.text(entry).map(|text| (text, entry.at));
                        }
                        "inline" => keys.inline = self.flag(entry),
                        _ => {}
                    }
                }
            }
        }
        let _ = scope;
        keys
    }

    /// The component of a type: made on first use.
    fn component(&mut self, id: TypeId, arguments: &[Argument], keys: Keys, at: At) -> String {
        let name = self.component_name(id, arguments, keys);
        if let Some(known) = self.components.get(&name) {
            if known.id != id || known.arguments != arguments {
                let other = self.spec.types[known.id].item.name.at;
                let own = self.spec.types[id].item.name.at;
                let message = format!("two types are the component `{name}`");
                if self.said_names.insert(name.clone()) {
                    self.report(
                        crate::diag::Diagnostic::error("duplicate-type", message)
                            .at(&own.place())
                            .related(&other.place(), "the other")
                            .help("name one with `#[schema(name = \"…\")]`, or its module's with `#[api(namespace = \"…\")] mod …`"),
                    );
                }
            }
            return name;
        }
        self.components.insert(
            name.clone(),
            Component {
                id,
                arguments: arguments.to_vec(),
                tree: None,
            },
        );
        let inlining = std::mem::take(&mut self.inlining);
        let tree = self.definition(id, arguments);
        self.inlining = inlining;
        if tree.members().is_none() && !matches!(tree.kind, Kind::Leaf(Value::Bool(_))) {
            self.error(
                "unsupported-type",
                format!("`{name}` has no schema"),
                at,
                "",
            );
        }
        if let Some(component) = self.components.get_mut(&name) {
            component.tree = Some(tree);
        }
        name
    }

    fn component_name(&mut self, id: TypeId, arguments: &[Argument], keys: Keys) -> String {
        let ty = &self.spec.types[id];
        let settings = &self.settings[ty.module];
        let (fastapi, namespace) = (settings.fastapi, settings.namespace.clone());
        let generics: Vec<&str> = ty.item.generics.iter().map(|it| it.name.as_str()).collect();
        let labels: Vec<String> = arguments.iter().map(|it| self.label(it)).collect();
        let own = ty.item.name.text.clone();
        let name = match keys.name {
            Some((mut template, _)) => {
                for (generic, label) in generics.iter().zip(&labels) {
                    template = template.replace(&format!("{{{generic}}}"), label);
                }
                template
            }
            None if labels.is_empty() => own,
            None if fastapi => format!("{own}_{}_", labels.join("__")),
            None => format!("{own}_{}", labels.join("_")),
        };
        let name = format!("{namespace}{name}");
        name.chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                    c
                } else {
                    '_'
                }
            })
            .collect()
    }

    /// What an argument is called in the name of a generic's component.
    fn label(&self, argument: &Argument) -> String {
        let ty = match argument {
            Argument::Value(Value::String(text)) => return text.clone(),
            Argument::Value(value) => return value.to_string(),
            Argument::Type(ty) => ty,
        };
        let joined = |head: &str, arguments: &[Argument]| {
            let labels: Vec<String> = arguments.iter().map(|it| self.label(it)).collect();
            if labels.is_empty() {
                head.to_owned()
            } else {
                format!("{head}_{}", labels.join("_"))
            }
        };
        match &ty.form {
            Form::Declared(id, arguments) => {
                joined(&self.spec.types[*id].item.name.text, arguments)
            }
            Form::Known(Known::Scalar(scalar), _) => scalar.format.unwrap_or(scalar.ty).to_owned(),
            Form::Known(known, arguments) => {
                let name = super::known::KNOWN
                    .iter()
                    .find(|(_, it)| it == known)
                    .map_or("", |(name, _)| *name);
                joined(name, arguments)
            }
            Form::Tuple(items) => {
                let items: Vec<Argument> = items.iter().cloned().map(Argument::Type).collect();
                joined("Tuple", &items)
            }
            Form::Array(item, length) => {
                format!("{}_{length}", self.label(&Argument::Type((**item).clone())))
            }
            Form::Lost => "Lost".to_owned(),
        }
    }

    /// What a declared type is.
    fn definition(&mut self, id: TypeId, arguments: &[Argument]) -> Tree {
        let scope = self.scope_of(id, arguments);
        let spec = self.spec;
        let item = &spec.types[id].item;
        let serde = self.serde(&item.attributes, &scope);
        let mut keys = self.keys_of_type(&item.attributes, &scope);
        if !item.docs.is_empty() {
            let docs = Tree::leaf(item.docs.at, item.docs.text.clone());
            keys.annotate_softly("description", docs);
        }
        self.known_attributes(&item.attributes, ON_TYPES, "a type");
        let at = item.name.at;
        let core = match (&serde.form, &item.kind) {
            (Some(form), _) => self.schema(&form.clone(), scope.module),
            (None, TypeKind::Alias(target)) => {
                let target = self.resolve(target, &scope);
                self.schema(&target, scope.module)
            }
            (None, TypeKind::Struct(fields)) => {
                let named = record::Named {
                    case: keys
                        .rename_all
                        .or(serde.rename_all)
                        .or(self.settings[scope.module].rename_all),
                    default: serde.default,
                };
                let mut core = self.fields(fields, at, named, serde.transparent, &scope);
                if let Some(deny) = serde.deny_unknown {
                    core.set("additionalProperties", Tree::leaf(deny, false));
                }
                core
            }
            (None, TypeKind::Enum(variants)) => self.choice(id, variants, &serde, &keys, &scope),
        };
        self.apply(core, &keys, false, scope.module)
    }

    /// The keys of a type: what serde says of types is no key of a schema.
    fn keys_of_type(
        &mut self,
        attributes: &[crate::rustspec::ast::Attribute],
        scope: &super::types::Scope,
    ) -> Keys {
        let mut keys = Keys::default();
        for attribute in attributes {
            match attribute.name.as_str() {
                "schema" => self.schema_keys(&mut keys, &attribute.entries, scope),
                "deprecated" => keys.annotate("deprecated", Tree::leaf(attribute.at, true)),
                _ => {}
            }
        }
        keys
    }

    /// A schema with what attributes say of it: constraints inside of `null`, descriptions outside.
    pub fn apply(
        &mut self,
        mut core: Tree,
        keys: &Keys,
        is_nullable: bool,
        module: ModuleId,
    ) -> Tree {
        let kind = core.get("type").and_then(Tree::text).map(str::to_owned);
        for (key, tree) in &keys.constraints {
            let key = match (kind.as_deref(), *key) {
                (Some("array"), "minLength") => "minItems",
                (Some("array"), "maxLength") => "maxItems",
                (Some("object"), "minLength") => "minProperties",
                (Some("object"), "maxLength") => "maxProperties",
                (_, "exclusiveMinimum") => {
                    // The type's own bound says nothing more.
                    core.members_mut().shift_remove("minimum");
                    "exclusiveMinimum"
                }
                (_, "uniqueItems") if tree.plain() == Value::Bool(false) => {
                    core.members_mut().shift_remove("uniqueItems");
                    continue;
                }
                (_, key) => key,
            };
            core.members_mut().insert(key.to_owned(), tree.clone());
        }
        if let Some(inner) = &keys.inner {
            let place = match kind.as_deref() {
                Some("object") => "additionalProperties",
                _ => "items",
            };
            if let Some(slot) = core.members_mut().get_mut(place) {
                *slot = self.apply(slot.clone(), inner, false, module);
            }
        }
        let mut whole = if is_nullable {
            nullable(core, self.settings[module].fastapi)
        } else {
            core
        };
        for (key, tree) in &keys.annotations {
            let off = matches!(key.as_str(), "deprecated" | "readOnly" | "writeOnly")
                && tree.kind == Kind::Leaf(Value::Bool(false));
            if off {
                whole.members_mut().shift_remove(key);
            } else {
                whole.members_mut().insert(key.clone(), tree.clone());
            }
        }
        for json in &keys.json {
            whole.members_mut();
            whole.patch(json.clone(), false);
        }
        whole
    }
}

/// Attributes of the language that a type may have.
pub const ON_TYPES: &[&str] = &[
    "schema", "security", "status", "response", "header", "resource", "api", "depends", "query",
    "path", "cookie", "form", "body",
];

fn scalar(scalar: Scalar, at: At, fastapi: bool) -> Tree {
    let mut tree = Tree::object(at).has("type", scalar.ty);
    let is_number = matches!(scalar.ty, "integer" | "number");
    if let Some(format) = scalar.format.filter(|_| !(fastapi && is_number)) {
        tree = tree.has("format", format);
    }
    match scalar.bounds {
        Bounds::One => tree.has("minLength", 1).has("maxLength", 1),
        _ if fastapi => tree,
        Bounds::None => tree,
        Bounds::Natural => tree.has("minimum", 0),
        Bounds::Within(least, most) => tree.has("minimum", least).has("maximum", most),
    }
}

/// `null` too.
pub fn nullable(mut inner: Tree, fastapi: bool) -> Tree {
    let at = inner.at;
    let null = || Tree::object(at).has("type", "null");
    let Some(members) = inner.members() else {
        return inner;
    };
    if members.len() == 1 && members.contains_key("anyOf") {
        let has_null = inner.get("anyOf").is_some_and(|list| {
            matches!(&list.kind, Kind::List(items) if items.iter().any(|item| item.plain() == null().plain()))
        });
        if !has_null {
            inner.push("anyOf", null());
        }
        return inner;
    }
    if !fastapi {
        if members.is_empty() {
            return inner;
        }
        let plain = [
            "enum", "const", "$ref", "allOf", "oneOf", "anyOf", "not", "if",
        ]
        .iter()
        .all(|key| !members.contains_key(*key));
        if plain && let Some(kind) = inner.get("type").and_then(Tree::text).map(str::to_owned) {
            let kinds = vec![Tree::leaf(at, kind), Tree::leaf(at, "null")];
            inner.set("type", Tree::list(at, kinds));
            return inner;
        }
    }
    Tree::object(at).with("anyOf", Tree::list(at, vec![inner, null()]))
}

/// `Literal<"a">` is a constant, `Literal<"a", "b">` an enumeration.
fn literal(arguments: &[Argument], at: At) -> Tree {
    let values: Vec<Value> = arguments
        .iter()
        .filter_map(|argument| match argument {
            Argument::Value(value) => Some(value.clone()),
            Argument::Type(_) => None,
        })
        .collect();
    let kind = type_of(&values);
    let mut tree = Tree::object(at);
    if let Some(kind) = kind {
        tree = tree.has("type", kind);
    }
    match &values[..] {
        [only] => tree.has("const", only.clone()),
        _ => tree.with("enum", Tree::value(at, Value::Array(values))),
    }
}

/// The type that all values have.
pub fn type_of(values: &[Value]) -> Option<&'static str> {
    let all = |test: fn(&Value) -> bool| values.iter().all(test);
    if values.is_empty() {
        None
    } else if all(Value::is_string) {
        Some("string")
    } else if all(|it| it.is_i64() || it.is_u64()) {
        Some("integer")
    } else if all(Value::is_number) {
        Some("number")
    } else if all(Value::is_boolean) {
        Some("boolean")
    } else {
        None
    }
}
