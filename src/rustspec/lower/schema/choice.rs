//! Enums, in the forms that serde gives them.

use super::foreign::Serde;
use super::keys::Keys;
use super::record::{Named, enumeration};
use crate::rustspec::ast::{At, Fields, TypeKind, Variant};
use crate::rustspec::lower::Cx;
use crate::rustspec::lower::types::{Form, Scope, Type};
use crate::rustspec::scope::TypeId;
use crate::rustspec::tree::Tree;
use serde_json::Value;

/// A variant that is on the wire.
struct Branch<'v> {
    variant: &'v Variant,
    keys: Keys,
    /// Its name on the wire.
    name: String,
}

impl Cx<'_, '_> {
    /// What the variants of an enum without data are on the wire, in order; `None`: it has data.
    pub fn unit_values(&mut self, id: TypeId) -> Option<Vec<Value>> {
        let spec = self.spec;
        let ty = &spec.types[id];
        let TypeKind::Enum(variants) = &ty.item.kind else {
            return None;
        };
        if !variants.iter().all(|it| matches!(it.fields, Fields::Unit)) {
            return None;
        }
        let scope = Scope::of(ty.module);
        let serde = self.serde(&ty.item.attributes, &scope);
        if serde.tag.is_some() {
            return None;
        }
        let numbered = variants.iter().all(|it| it.discriminant.is_some());
        if numbered && !variants.is_empty() && (serde.is_repr || !serde.is_derived) {
            return variants.iter().map(|it| it.discriminant.clone()).collect();
        }
        let mut keys = Keys::default();
        for attribute in ty.item.attributes.iter().filter(|it| it.name == "schema") {
            for entry in &attribute.entries {
                if entry.folded() == "renameall" {
                    keys.rename_all = self.case(entry);
                }
            }
        }
        let case = keys.rename_all.or(serde.rename_all);
        let names = variants.iter().map(|variant| {
            let keys = self.keys(&variant.attributes, &scope);
            Value::String(match (keys.rename, case) {
                (Some((name, _)), _) => name,
                (None, Some(case)) => case.variant(&variant.name.text),
                (None, None) => variant.name.text.clone(),
            })
        });
        Some(names.collect())
    }

    pub fn choice(
        &mut self,
        id: TypeId,
        variants: &[Variant],
        serde: &Serde,
        keys: &Keys,
        scope: &Scope,
    ) -> Tree {
        let at = self.spec.types[id].item.name.at;
        if variants.is_empty() {
            return Tree::leaf(at, false);
        }
        if !serde.untagged
            && let Some(values) = self.unit_values(id)
        {
            let skipped: Vec<bool> = variants
                .iter()
                .map(|it| self.keys(&it.attributes, scope).skip)
                .collect();
            let values = values
                .into_iter()
                .zip(skipped)
                .filter(|(_, skipped)| !skipped)
                .map(|(value, _)| value)
                .collect();
            return enumeration(at, values, self.settings[scope.module].fastapi);
        }
        let case = keys.rename_all.or(serde.rename_all);
        let mut branches = Vec::new();
        for variant in variants {
            self.known_attributes(&variant.attributes, ON_VARIANTS, "a variant");
            let keys = self.keys(&variant.attributes, scope);
            if keys.skip {
                continue;
            }
            let name = match (&keys.rename, case) {
                (Some((name, _)), _) => name.clone(),
                (None, Some(case)) => case.variant(&variant.name.text),
                (None, None) => variant.name.text.clone(),
            };
            branches.push(Branch {
                variant,
                keys,
                name,
            });
        }
        let fields = Named {
            case: serde
                .rename_all_fields
                .or(self.settings[scope.module].rename_all),
            default: false,
        };
        match (&serde.tag, &serde.content) {
            _ if serde.untagged => {
                let key = if keys.one_of { "oneOf" } else { "anyOf" };
                let schemas = branches
                    .iter()
                    .map(|branch| self.held(branch, fields, scope))
                    .collect();
                Tree::object(at).with(key, Tree::list(at, schemas))
            }
            (Some((tag, _)), Some(content)) => {
                self.adjacent(at, tag, content, &branches, fields, scope)
            }
            (Some((tag, tag_at)), None) => {
                self.internal(at, (tag, *tag_at), &branches, fields, scope)
            }
            (None, _) => self.external(at, &branches, fields, scope),
        }
    }

    /// What a variant holds.
    fn held(&mut self, branch: &Branch<'_>, named: Named, scope: &Scope) -> Tree {
        let variant = branch.variant;
        let named = Named {
            case: branch.keys.rename_all.or(named.case),
            ..named
        };
        let tree = self.fields(&variant.fields, variant.name.at, named, false, scope);
        self.with_docs(tree, branch, scope)
    }

    fn with_docs(&mut self, tree: Tree, branch: &Branch<'_>, scope: &Scope) -> Tree {
        let mut tree = self.apply(tree, &branch.keys, false, scope.module);
        let docs = &branch.variant.docs;
        if !docs.is_empty() && !tree.contains("$ref") && !tree.contains("description") {
            tree.set("description", Tree::leaf(docs.at, docs.text.clone()));
        }
        tree
    }

    fn adjacent(
        &mut self,
        at: At,
        tag: &str,
        content: &str,
        branches: &[Branch<'_>],
        named: Named,
        scope: &Scope,
    ) -> Tree {
        let mut schemas = Vec::new();
        for branch in branches {
            let own = branch.variant.name.at;
            let mut tree = tagged(own, tag, &branch.name);
            if !matches!(branch.variant.fields, Fields::Unit) {
                let inner = self.held(branch, named, scope);
                tree.object_at("properties").set(content, inner);
                tree.push("required", Tree::leaf(own, content));
            }
            schemas.push(tree);
        }
        Tree::object(at).with("oneOf", Tree::list(at, schemas))
    }

    /// The tag stands among the fields. Variants that hold a struct with the tag as a field are references, and
    /// where all are, a discriminator tells them apart.
    fn internal(
        &mut self,
        at: At,
        tag: (&str, At),
        branches: &[Branch<'_>],
        named: Named,
        scope: &Scope,
    ) -> Tree {
        let (tag, tag_at) = tag;
        let mut schemas = Vec::new();
        let mut mapping = Tree::object(tag_at);
        for branch in branches {
            let own = branch.variant.name.at;
            let tree = match &branch.variant.fields {
                Fields::Tuple(fields) if fields.len() == 1 => {
                    let ty = self.resolve(&fields[0].ty, scope);
                    let inner = self.held(branch, named, scope);
                    if self.has_property(&ty, tag) {
                        if let Some(target) = inner.get("$ref") {
                            mapping.set(&branch.name, target.clone());
                        }
                        inner
                    } else {
                        let all = vec![inner, tagged(own, tag, &branch.name)];
                        Tree::object(own).with("allOf", Tree::list(own, all))
                    }
                }
                Fields::Named(_) => {
                    let inner = self.held(branch, named, scope);
                    let mut tree = tagged(own, tag, &branch.name);
                    for (key, value) in inner.members().into_iter().flatten() {
                        match key.as_str() {
                            "properties" => {
                                for (name, property) in value.members().into_iter().flatten() {
                                    tree.object_at("properties").set(name, property.clone());
                                }
                            }
                            "required" => {
                                if let crate::rustspec::tree::Kind::List(names) = &value.kind {
                                    for name in names {
                                        tree.push("required", name.clone());
                                    }
                                }
                            }
                            _ => tree.set(key, value.clone()),
                        }
                    }
                    tree
                }
                Fields::Unit => {
                    let tree = tagged(own, tag, &branch.name);
                    self.with_docs(tree, branch, scope)
                }
                Fields::Tuple(_) => {
                    self.error(
                        "unsupported-type",
                        "a variant of several unnamed fields can't hold a tag",
                        own,
                        "name the fields, or say `#[serde(tag = \"…\", content = \"…\")]`",
                    );
                    continue;
                }
            };
            schemas.push(tree);
        }
        let mapped = mapping.members().map_or(0, indexmap::IndexMap::len);
        let mut tree = Tree::object(at).with("oneOf", Tree::list(at, schemas));
        if mapped == branches.len() {
            let discriminator = Tree::object(tag_at)
                .has("propertyName", tag)
                .with("mapping", mapping);
            tree.set("discriminator", discriminator);
        }
        tree
    }

    /// Has the struct a field that is this property?
    fn has_property(&mut self, ty: &Type, name: &str) -> bool {
        let bare = self.bare(ty, false);
        let Form::Declared(id, arguments) = &bare.form else {
            return false;
        };
        let scope = self.scope_of(*id, arguments);
        let spec = self.spec;
        let item = &spec.types[*id].item;
        let TypeKind::Struct(Fields::Named(fields)) = &item.kind else {
            return false;
        };
        let serde = self.serde(&item.attributes, &scope);
        let case = serde.rename_all.or(self.settings[scope.module].rename_all);
        fields.iter().any(|field| {
            let keys = self.keys(&field.attributes, &scope);
            super::record::wire_name(field, &keys, case) == name
        })
    }

    fn external(&mut self, at: At, branches: &[Branch<'_>], named: Named, scope: &Scope) -> Tree {
        let mut schemas = Vec::new();
        let mut units: Vec<Value> = Vec::new();
        for branch in branches {
            if matches!(branch.variant.fields, Fields::Unit) {
                units.push(Value::String(branch.name.clone()));
                continue;
            }
            let own = branch.variant.name.at;
            let inner = self.held(branch, named, scope);
            let tree = Tree::object(own)
                .has("type", "object")
                .with("properties", Tree::object(own).with(&branch.name, inner))
                .with(
                    "required",
                    Tree::list(own, vec![Tree::leaf(own, branch.name.clone())]),
                )
                .has("additionalProperties", false);
            schemas.push(tree);
        }
        if !units.is_empty() {
            schemas.push(enumeration(at, units, false));
        }
        Tree::object(at).with("oneOf", Tree::list(at, schemas))
    }
}

const ON_VARIANTS: &[&str] = &["schema", "status", "header", "response", "produces"];

/// An object whose property `tag` is a constant.
fn tagged(at: At, tag: &str, value: &str) -> Tree {
    let constant = Tree::object(at).has("type", "string").has("const", value);
    Tree::object(at)
        .has("type", "object")
        .with("properties", Tree::object(at).with(tag, constant))
        .with("required", Tree::list(at, vec![Tree::leaf(at, tag)]))
}
