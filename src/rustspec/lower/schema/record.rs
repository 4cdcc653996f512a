//! Fields: of a struct, of a variant.

use super::keys::Keys;
use super::type_of;
use crate::rustspec::ast::{At, Field, Fields, TypeKind};
use crate::rustspec::lower::Cx;
use crate::rustspec::lower::case::Case;
use crate::rustspec::lower::known::Known;
use crate::rustspec::lower::types::{Form, Scope, Type};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::{Kind, Tree};
use serde_json::{Value, json};

/// How the fields of a struct are called and whether they may all be left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named {
    pub case: Option<Case>,
    pub default: bool,
}

/// A field as it is on the wire.
pub struct Property {
    pub name: String,
    pub tree: Tree,
    pub required: bool,
}

/// Attributes of the language that a field may have.
const ON_FIELDS: &[&str] = &[
    "schema",
    "key",
    "unique",
    "references",
    "filter",
    "sort",
    "query",
    "header",
    "cookie",
    "path",
    "form",
    "file",
    "body",
];

impl Cx<'_, '_> {
    pub fn fields(
        &mut self,
        fields: &Fields,
        at: At,
        named: Named,
        transparent: bool,
        scope: &Scope,
    ) -> Tree {
        match fields {
            Fields::Unit => Tree::object(at).has("type", "null"),
            Fields::Tuple(list) if list.is_empty() => Tree::object(at).has("type", "null"),
            Fields::Tuple(list) if list.len() == 1 => self.property(&list[0], named, scope).tree,
            Fields::Tuple(list) => {
                let items: Vec<Tree> = list
                    .iter()
                    .map(|field| self.property(field, named, scope).tree)
                    .collect();
                let count = items.len();
                Tree::object(at)
                    .has("type", "array")
                    .with("prefixItems", Tree::list(at, items))
                    .has("minItems", count)
                    .has("maxItems", count)
            }
            Fields::Named(list) if transparent && list.len() == 1 => {
                self.property(&list[0], named, scope).tree
            }
            Fields::Named(list) => self.object(list, at, named, scope),
        }
    }

    /// An object whose properties are the fields.
    pub fn object(&mut self, fields: &[Field], at: At, named: Named, scope: &Scope) -> Tree {
        let mut tree = Tree::object(at).has("type", "object");
        let mut properties = Tree::object(at);
        let mut required = Vec::new();
        for field in fields {
            self.known_attributes(&field.attributes, ON_FIELDS, "a field");
            let keys = self.keys(&field.attributes, scope);
            if keys.skip {
                continue;
            }
            if keys.flatten {
                self.flatten(field, &mut tree, &mut properties, &mut required, scope);
                continue;
            }
            let property = self.property_with(field, keys, named, scope);
            if properties.contains(&property.name) {
                let message = format!("two fields are the property `{}`", property.name);
                self.error(
                    "duplicate-type",
                    message,
                    field.name.at,
                    "rename one of them",
                );
            }
            if property.required {
                required.push(Tree::leaf(field.name.at, property.name.clone()));
            }
            properties.set(&property.name, property.tree);
        }
        if properties
            .members()
            .is_some_and(|members| !members.is_empty())
        {
            tree.set("properties", properties);
        }
        if !required.is_empty() {
            tree.set("required", Tree::list(at, required));
        }
        tree
    }

    pub fn property(&mut self, field: &Field, named: Named, scope: &Scope) -> Property {
        let keys = self.keys(&field.attributes, scope);
        self.property_with(field, keys, named, scope)
    }

    /// One field, as a property.
    pub fn property_with(
        &mut self,
        field: &Field,
        mut keys: Keys,
        named: Named,
        scope: &Scope,
    ) -> Property {
        let ty = self.resolve(&field.ty, scope);
        let absent = self.settings[scope.module].absent;
        let peeled = peel(&ty, absent, &keys);
        if let Some(at) = keys.plain_default
            && let Some(value) = self.default_of(&ty, scope.module)
        {
            keys.annotate_softly("default", Tree::value(at, value));
        }
        if !field.docs.is_empty() {
            let docs = Tree::leaf(field.docs.at, field.docs.text.clone());
            keys.annotate_softly("description", docs);
        }
        let core = self.schema(&peeled.inner, scope.module);
        let mut tree = self.apply(core, &keys, peeled.nullable, scope.module);
        // What is found in a property is shown at its name, where it has one.
        if !field.name.text.is_empty() {
            tree.at = field.name.at;
        }
        let required = keys
            .required
            .unwrap_or(!peeled.optional && !keys.has_default && !named.default);
        Property {
            name: wire_name(field, &keys, named.case),
            tree,
            required,
        }
    }

    /// What serde's `default` is, where that is plain.
    fn default_of(&mut self, ty: &Type, module: ModuleId) -> Option<Value> {
        let bare = self.bare(ty, true);
        match &bare.form {
            Form::Known(Known::Option, _) => None,
            Form::Known(Known::Scalar(scalar), _) => match (scalar.ty, scalar.format) {
                ("boolean", _) => Some(json!(false)),
                ("integer", _) => Some(json!(0)),
                ("number", _) => Some(json!(0.0)),
                ("string", None) => Some(json!("")),
                _ => None,
            },
            Form::Known(Known::List | Known::Set, _) => Some(json!([])),
            Form::Known(Known::Map | Known::Object, _) => Some(json!({})),
            Form::Declared(id, _) => {
                let id = *id;
                let _ = module;
                self.default_variant(id)
            }
            _ => None,
        }
    }

    /// The variant with `#[default]`.
    fn default_variant(&mut self, id: usize) -> Option<Value> {
        let spec = self.spec;
        let TypeKind::Enum(variants) = &spec.types[id].item.kind else {
            return None;
        };
        let index = variants
            .iter()
            .position(|it| it.attributes.iter().any(|it| it.name == "default"))?;
        self.unit_values(id)?.get(index).cloned()
    }

    /// serde's `flatten`: the properties of the inner type stand in the outer object.
    fn flatten(
        &mut self,
        field: &Field,
        tree: &mut Tree,
        properties: &mut Tree,
        required: &mut Vec<Tree>,
        scope: &Scope,
    ) {
        let ty = self.resolve(&field.ty, scope);
        let (ty, optional) = match ty.option() {
            Some(inner) => (inner.clone(), true),
            None => (ty, false),
        };
        let bare = self.bare(&ty, false);
        match &bare.form {
            Form::Known(Known::Map, _) => {
                let map = self.schema(&bare, scope.module);
                for key in ["additionalProperties", "propertyNames"] {
                    if let Some(value) = map.get(key) {
                        tree.set(key, value.clone());
                    }
                }
            }
            Form::Known(Known::Any | Known::Object, _) => {
                tree.set("additionalProperties", Tree::leaf(ty.at, true));
            }
            Form::Declared(id, arguments) if self.is_record(*id) => {
                let (id, arguments) = (*id, arguments.clone());
                if self.inlining.contains(&id) {
                    self.endless(id, field.ty.at);
                    return;
                }
                self.inlining.push(id);
                let inner = self.definition(id, &arguments);
                self.inlining.pop();
                merge(inner, optional, tree, properties, required);
            }
            _ => {
                let schema = self.schema(&ty, scope.module);
                tree.push("allOf", schema);
            }
        }
    }

    pub fn is_record(&self, id: usize) -> bool {
        matches!(
            &self.spec.types[id].item.kind,
            TypeKind::Struct(Fields::Named(_))
        )
    }
}

fn merge(
    mut inner: Tree,
    optional: bool,
    tree: &mut Tree,
    properties: &mut Tree,
    required: &mut Vec<Tree>,
) {
    let members = inner.members_mut();
    if let Some(own) = members.shift_remove("properties") {
        for (name, property) in own.members().into_iter().flatten() {
            properties.set(name, property.clone());
        }
    }
    if let Some(Tree {
        kind: Kind::List(names),
        ..
    }) = members.shift_remove("required")
        && !optional
    {
        required.extend(names);
    }
    for (key, value) in members.drain(..) {
        // What the outer object says of itself goes before what the inner said of itself.
        if !matches!(key.as_str(), "type" | "description" | "title" | "examples") {
            tree.set(&key, value);
        }
    }
}

/// What `Option` and `Nullable` around a type say.
pub struct Peeled {
    pub inner: Type,
    pub optional: bool,
    pub nullable: bool,
}

pub fn peel(ty: &Type, absent: bool, keys: &Keys) -> Peeled {
    let mut peeled = Peeled {
        inner: ty.clone(),
        optional: false,
        nullable: false,
    };
    if let Some(inner) = ty.option() {
        peeled.optional = true;
        peeled.nullable = !absent;
        peeled.inner = inner.clone();
        if let Some(inner) = inner.option() {
            peeled.nullable = true;
            peeled.inner = inner.clone();
        }
    }
    if peeled.inner.is(Known::Nullable)
        && let Some(inner) = peeled.inner.inner().cloned()
    {
        peeled.nullable = true;
        peeled.inner = inner;
    }
    if keys.required == Some(true) && peeled.optional {
        peeled.optional = false;
        peeled.nullable = keys.nullable.unwrap_or(true);
    }
    if let Some(nullable) = keys.nullable {
        peeled.nullable = nullable;
    }
    peeled
}

/// The name on the wire: what is said, else by the case, else as it is.
pub fn wire_name(field: &Field, keys: &Keys, case: Option<Case>) -> String {
    match (&keys.rename, case) {
        (Some((name, _)), _) => name.clone(),
        (None, Some(case)) => case.field(&field.name.text),
        (None, None) => field.name.text.clone(),
    }
}

/// The type and the values of an enumeration.
pub fn enumeration(at: At, values: Vec<Value>, fastapi: bool) -> Tree {
    let mut tree = Tree::object(at);
    if let Some(kind) = type_of(&values) {
        tree = tree.has("type", kind);
    }
    match &values[..] {
        [only] if fastapi => tree.has("const", only.clone()),
        _ => tree.with("enum", Tree::value(at, Value::Array(values))),
    }
}
