//! Arguments: what each is, by FastAPI's rules or by its attribute; and the parameters among them.

use super::Cx;
use super::known::Known;
use super::operation::{Draft, names_in};
use super::schema::keys::{KEYS, Keys};
use super::schema::record::{Named, peel, wire_name};
use super::security::Requirement;
use super::types::{Form, Scope, Type};
use crate::rustspec::ast::{At, Attribute, Docs, Entry, Field, Fields, Name, Rest, TypeKind};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::Tree;
use serde_json::Value;

pub const PLACES: &[&str] = &["path", "query", "header", "cookie", "querystring"];

const ON_ARGUMENTS: &[&str] = &[
    "path",
    "query",
    "header",
    "cookie",
    "querystring",
    "body",
    "form",
    "file",
    "depends",
    "security",
    "schema",
];

/// The keys of a parameter that are none of its schema's.
const OWN: &[&str] = &[
    "name",
    "alias",
    "style",
    "explode",
    "allow_reserved",
    "allow_empty_value",
    "content_type",
    "convert_underscores",
];

/// A parameter in the making: what it is called and typed, and what is said of it.
pub struct Part<'p> {
    pub name: &'p Name,
    pub ty: Type,
    pub docs: &'p Docs,
    pub attributes: &'p [Attribute],
    pub own: &'p [Entry],
    /// Of the fields of a struct.
    pub case: Option<super::case::Case>,
}

impl Cx<'_, '_> {
    pub fn arguments(&mut self, draft: &mut Draft, arguments: &[Field], module: ModuleId) {
        for argument in arguments {
            if let Some((name, at)) = self.needed(argument, module) {
                // Scopes that are asked of the schemes of a dependency.
                let before = draft.requirements.len();
                draft.depends.push((name.clone(), at));
                self.parts_of(draft, &name);
                let scopes = self.asked_scopes(&argument.attributes);
                for requirement in &mut draft.requirements[before..] {
                    for known in requirement.schemes.values_mut() {
                        known.extend(scopes.iter().cloned());
                    }
                }
            } else {
                self.argument(draft, argument, module);
            }
        }
    }

    fn asked_scopes(&mut self, attributes: &[Attribute]) -> Vec<String> {
        let mut scopes = Vec::new();
        for attribute in attributes.iter().filter(|it| it.name == "security") {
            for entry in &attribute.entries {
                if entry.key() == "scopes" {
                    scopes.extend(self.texts(entry));
                } else {
                    self.unknown_key(entry, "security", &["scopes"]);
                }
            }
        }
        scopes
    }

    /// One argument that is no dependency.
    pub fn argument(&mut self, draft: &mut Draft, argument: &Field, module: ModuleId) {
        self.known_attributes(&argument.attributes, ON_ARGUMENTS, "an argument");
        let scope = Scope::of(module);
        let name = super::dependency::type_name(&argument.ty);
        if let Some(scheme) = name.and_then(|name| self.scheme(module, name)) {
            let mut requirement = Requirement {
                at: argument.ty.at,
                ..Requirement::default()
            };
            let scheme = scheme.name.clone();
            let scopes = self.asked_scopes(&argument.attributes);
            requirement.schemes.insert(scheme, scopes);
            let optional = matches!(&argument.ty.kind, crate::rustspec::ast::Kind::Named { name, .. } if name == "Option");
            draft.is_anonymous |= optional;
            if !draft.requirements.contains(&requirement) {
                draft.requirements.push(requirement);
            }
            return;
        }
        let ty = self.resolve(&argument.ty, &scope);
        if ty.is(Known::Ignored) {
            return;
        }
        let marked = argument.attributes.iter().find(|it| {
            !it.is_path
                && (PLACES.contains(&it.name.as_str())
                    || matches!(it.name.as_str(), "body" | "form" | "file"))
        });
        let place = match marked {
            Some(attribute) => attribute.name.as_str(),
            None => self.place_of(draft, &argument.name.text, &ty, module),
        };
        let own: Vec<Entry> = marked.map(|it| it.entries.clone()).unwrap_or_default();
        let part = Part {
            name: &argument.name,
            ty,
            docs: &argument.docs,
            attributes: &argument.attributes,
            own: &own,
            case: self.settings[module].parameter_case(place),
        };
        if PLACES.contains(&place) {
            self.parameter(draft, &part, place, marked.is_some(), module);
        } else {
            self.body_part(draft, &part, place, module);
        }
    }

    /// FastAPI's rules.
    fn place_of(&mut self, draft: &Draft, name: &str, ty: &Type, module: ModuleId) -> &'static str {
        let case = self.settings[module].parameter_case("path");
        let wire = case.map_or_else(|| name.to_owned(), |case| case.field(name));
        if names_in(&draft.path).any(|it| it == name || it == wire) {
            return "path";
        }
        if self.is_file(ty) {
            return "file";
        }
        if self.is_scalar(ty, true) {
            "query"
        } else {
            "body"
        }
    }

    pub fn is_file(&mut self, ty: &Type) -> bool {
        let bare = self.bare(ty, false);
        match &bare.form {
            Form::Known(Known::Upload | Known::File, _) => true,
            Form::Known(Known::Option | Known::Nullable | Known::List, _) => {
                let inner = bare.inner().cloned();
                inner.is_some_and(|inner| self.is_file(&inner))
            }
            _ => false,
        }
    }

    /// A value that is one text on the wire, or (outermost) a list of those.
    pub fn is_scalar(&mut self, ty: &Type, lists: bool) -> bool {
        let bare = self.bare(ty, true);
        match &bare.form {
            Form::Known(known, arguments) => match known {
                Known::Scalar(_) | Known::IpAddress | Known::Secret | Known::Literal => true,
                Known::Option | Known::Nullable => {
                    let inner = bare.inner().cloned();
                    inner.is_some_and(|inner| self.is_scalar(&inner, lists))
                }
                Known::List | Known::Set if lists => {
                    let inner = bare.inner().cloned();
                    inner.is_some_and(|inner| self.is_scalar(&inner, false))
                }
                Known::AnyOf | Known::OneOf | Known::Either => {
                    let arguments = arguments.clone();
                    arguments.iter().all(|argument| match argument {
                        super::types::Argument::Type(ty) => match &ty.form {
                            Form::Tuple(items) => {
                                let items = items.clone();
                                items.iter().all(|item| self.is_scalar(item, false))
                            }
                            _ => self.is_scalar(ty, false),
                        },
                        super::types::Argument::Value(_) => true,
                    })
                }
                _ => false,
            },
            Form::Declared(id, _) => {
                let id = *id;
                self.unit_values(id).is_some()
            }
            Form::Array(item, _) if lists => {
                let item = (**item).clone();
                self.is_scalar(&item, false)
            }
            Form::Tuple(items) if lists && !items.is_empty() => {
                let items = items.clone();
                items.iter().all(|item| self.is_scalar(item, false))
            }
            _ => false,
        }
    }

    /// A parameter, or one for each field of a struct.
    fn parameter(
        &mut self,
        draft: &mut Draft,
        part: &Part<'_>,
        place: &str,
        marked: bool,
        module: ModuleId,
    ) {
        let whole = part
            .own
            .iter()
            .any(|entry| matches!(entry.folded().as_str(), "style" | "contenttype"));
        let inner = part.ty.option().unwrap_or(&part.ty).clone();
        let bare = self.bare(&inner, false);
        if marked
            && !whole
            && let Form::Declared(id, arguments) = &bare.form
            && self.is_record(*id)
        {
            let (id, arguments) = (*id, arguments.clone());
            let all_optional = part.ty.option().is_some();
            self.fields_as_parameters(draft, id, &arguments, place, part.own, all_optional);
            return;
        }
        let tree = self.parameter_tree(part, place, module);
        add_parameter(draft, tree);
    }

    fn fields_as_parameters(
        &mut self,
        draft: &mut Draft,
        id: usize,
        arguments: &[super::types::Argument],
        place: &str,
        own: &[Entry],
        all_optional: bool,
    ) {
        let spec = self.spec;
        let item = &spec.types[id].item;
        let TypeKind::Struct(Fields::Named(fields)) = &item.kind else {
            return;
        };
        let scope = self.scope_of(id, arguments);
        let serde = self.serde(&item.attributes, &scope);
        let settings = &self.settings[scope.module];
        let case = serde
            .rename_all
            .or_else(|| settings.parameter_case(place))
            .or(settings.rename_all);
        for field in fields {
            let attribute = field.attributes.iter().find(|it| it.name == place);
            let mut entries: Vec<Entry> =
                attribute.map(|it| it.entries.clone()).unwrap_or_default();
            // What holds for the struct as a whole holds for each field.
            entries.extend(
                own.iter()
                    .filter(|entry| entry.folded() == "convertunderscores")
                    .cloned(),
            );
            let keys = self.keys(&field.attributes, &scope);
            if keys.skip {
                continue;
            }
            let ty = self.resolve(&field.ty, &scope);
            if keys.flatten {
                let bare = self.bare(&ty, false);
                if let Form::Declared(inner, arguments) = &bare.form
                    && self.is_record(*inner)
                {
                    let (inner, arguments) = (*inner, arguments.clone());
                    if inner != id {
                        self.fields_as_parameters(
                            draft,
                            inner,
                            &arguments,
                            place,
                            own,
                            all_optional,
                        );
                    }
                    continue;
                }
            }
            let part = Part {
                name: &field.name,
                ty,
                docs: &field.docs,
                attributes: &field.attributes,
                own: &entries,
                case,
            };
            let mut tree = self.parameter_tree(&part, place, scope.module);
            if (all_optional || serde.default) && place != "path" {
                tree.members_mut().shift_remove("required");
                if self.settings[scope.module].fastapi {
                    tree.set("required", Tree::leaf(field.name.at, false));
                }
            }
            add_parameter(draft, tree);
        }
    }

    /// A Parameter Object.
    pub fn parameter_tree(&mut self, part: &Part<'_>, place: &str, module: ModuleId) -> Tree {
        let scope = Scope::of(module);
        let at = part.name.at;
        let fastapi = self.settings[module].fastapi;
        let mut keys = self.keys(part.attributes, &scope);
        let mut own = Tree::object(at);
        let mut said = Said::default();
        for entry in part.own {
            self.parameter_key(&mut keys, &mut own, &mut said, entry, place, &scope);
        }
        if !part.docs.is_empty() && !own.contains("description") {
            let docs = Tree::leaf(part.docs.at, part.docs.text.clone());
            own.set("description", docs);
        }
        if let Some((_, deprecated)) = keys.annotations.iter().find(|(key, _)| key == "deprecated")
            && !own.contains("deprecated")
        {
            own.set("deprecated", deprecated.clone());
        }
        if fastapi {
            for key in ["description", "deprecated"] {
                if let Some(tree) = own.get(key) {
                    keys.annotate_softly(key, tree.clone());
                }
            }
        } else {
            keys.annotations.retain(|(key, _)| key != "deprecated");
        }
        let name = parameter_name(part, &keys, &said, place);
        let absent = self.settings[module].absent || !fastapi;
        let peeled = peel(&part.ty, absent, &keys);
        let required = place == "path"
            || keys
                .required
                .unwrap_or(!peeled.optional && !keys.has_default);
        let core = self.schema(&peeled.inner, module);
        let schema = self.apply(core, &keys, peeled.nullable, module);
        let mut tree = Tree::object(at).has("name", name).has("in", place);
        if required || fastapi {
            tree = tree.has("required", required);
        }
        match said.content_type {
            Some((media, media_at)) => {
                let content = Tree::object(media_at).with("schema", schema);
                tree.set("content", Tree::object(media_at).with(&media, content));
            }
            None => tree.set("schema", schema),
        }
        tree.patch(own, false);
        if let Some(json) = said.json {
            tree.patch(json, false);
        }
        tree
    }

    fn parameter_key(
        &mut self,
        keys: &mut Keys,
        own: &mut Tree,
        said: &mut Said,
        entry: &Entry,
        place: &str,
        scope: &Scope,
    ) {
        let at = entry.at;
        // The name and type of a declared parameter.
        if matches!(entry.rest, Rest::Typed(_)) {
            return;
        }
        match entry.folded().as_str() {
            "name" | "alias" => said.name = self.text(entry),
            key @ ("description" | "style") => {
                if let Some(text) = self.text(entry) {
                    own.set(key, Tree::leaf(at, text));
                }
            }
            "deprecated" => {
                let flag = self.flag(entry);
                if flag {
                    own.set("deprecated", Tree::leaf(at, true));
                }
            }
            key @ ("explode" | "allowreserved" | "allowemptyvalue") => {
                let flag = self.flag(entry);
                let key = match key {
                    "explode" => "explode",
                    "allowreserved" => "allowReserved",
                    _ => "allowEmptyValue",
                };
                own.set(key, Tree::leaf(at, flag));
            }
            "contenttype" => said.content_type = self.text(entry).map(|text| (text, at)),
            "convertunderscores" => said.keeps_underscores = !self.flag(entry),
            "example" => {
                if let Some(value) = self.value(entry, scope) {
                    own.set("example", Tree::value(at, value));
                }
            }
            "examples" => match self.value(entry, scope) {
                Some(value @ Value::Object(_)) => own.set("examples", Tree::value(at, value)),
                Some(value) => keys.annotate("examples", Tree::value(at, value)),
                None => {}
            },
            "json" => said.json = self.json(entry, scope),
            key if key.starts_with("x-") => {
                if let Some(tree) = self.extension(entry, scope) {
                    own.set(key, tree);
                }
            }
            _ => {
                if !self.schema_key(keys, entry, scope) {
                    let known: Vec<&str> = OWN.iter().chain(KEYS).copied().collect();
                    self.unknown_key(entry, place, &known);
                }
            }
        }
    }

    /// `#[header(name: Type, …)]` on a method, a trait or a file: parameters that no signature has.
    pub fn declared_parameters(
        &mut self,
        draft: &mut Draft,
        attributes: &[Attribute],
        module: ModuleId,
    ) {
        let scope = Scope::of(module);
        for attribute in attributes {
            let place = attribute.name.as_str();
            if attribute.is_path || !PLACES.contains(&place) {
                continue;
            }
            let Some((name, ty)) = attribute.entries.first().and_then(|first| {
                let name = first.key.clone()?;
                matches!(first.rest, Rest::Typed(_)).then_some((name, first.clone()))
            }) else {
                let message = format!("`#[{place}]` says neither name nor type here");
                let help =
                    format!("write `#[{place}(name: Type)]`, or put it in front of an argument");
                self.error("misplaced-attribute", message, attribute.at, help);
                continue;
            };
            let Some(ty) = self.ty(&ty, &scope) else {
                continue;
            };
            let part = Part {
                name: &name,
                ty,
                docs: &Docs::default(),
                attributes: &[],
                own: &attribute.entries,
                case: self.settings[module].parameter_case(place),
            };
            let tree = self.parameter_tree(&part, place, module);
            add_parameter(draft, tree);
        }
    }

    /// Constraints of a value that is a part of a body.
    pub fn named(&self, module: ModuleId) -> Named {
        Named {
            case: self.settings[module].rename_all,
            default: false,
        }
    }
}

fn parameter_name(part: &Part<'_>, keys: &Keys, said: &Said, place: &str) -> String {
    if let Some(name) = &said.name {
        return name.clone();
    }
    let field = Field {
        name: part.name.clone(),
        docs: Docs::default(),
        attributes: Vec::new(),
        ty: crate::rustspec::ast::Type {
            at: part.name.at,
            kind: crate::rustspec::ast::Kind::Never,
        },
    };
    let name = wire_name(&field, keys, part.case);
    let is_header = place == "header" && keys.rename.is_none() && part.case.is_none();
    if is_header && !said.keeps_underscores {
        name.replace('_', "-")
    } else {
        name
    }
}

/// What is said of a parameter and is no member of it.
#[derive(Default)]
struct Said {
    name: Option<String>,
    content_type: Option<(String, At)>,
    keeps_underscores: bool,
    json: Option<Tree>,
}

/// The first of several with one name and place counts: it is nearest to the operation.
pub fn add_parameter(draft: &mut Draft, tree: Tree) {
    let key = |tree: &Tree| {
        let name = tree.get("name").and_then(Tree::text).unwrap_or_default();
        let place = tree.get("in").and_then(Tree::text).unwrap_or_default();
        let name = if place == "header" {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        };
        (name, place.to_owned())
    };
    let own = key(&tree);
    if !draft.parameters.iter().any(|known| key(known) == own) {
        draft.parameters.push(tree);
    }
}
