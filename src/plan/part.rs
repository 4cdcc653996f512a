//! Forms that FastAPI composed: an operation with several form parameters, some of which are models, gets one component
//! whose `allOf` has the models and whose `properties` has the rest. Each part looks at the whole form by itself, so that
//! their schemas together say less than their faults do: they are planned, and read, one by one.

use super::Profile;
use super::model::{Field, Model, ModelKind, Presence, Reader, Struct, Table, Type, Unknown};
use super::parameter;
use super::route::{FormField, Part, PartKind, Shape, When};
use super::schema::{Context, Planner, Side, constrains_nothing, docs_text};
use crate::ir::SchemaId;
use crate::naming::{Name, Scope, TypeName, ValueName};

/// Whether a body is made of the parameters of an operation. FastAPI makes one component of them when there are several, or
/// when the only one is to be embedded, and calls it `Body_` and the operation's id, in its title too.
pub fn is_made(planner: &Planner<'_, '_>, schema: SchemaId) -> bool {
    const START: &str = "Body_";
    let title = planner.arena[resolve(planner, schema)]
        .meta
        .title
        .as_deref();
    planner.profile == Profile::FastApi
        && planner
            .component(schema)
            .is_some_and(|name| name.starts_with(START))
        && title.is_none_or(|title| title.starts_with(START))
}

/// Whether a form is one of these.
pub fn is_composed(planner: &Planner<'_, '_>, schema: SchemaId) -> bool {
    is_made(planner, schema) && !planner.arena[resolve(planner, schema)].all_of.is_empty()
}

fn resolve(planner: &Planner<'_, '_>, schema: SchemaId) -> SchemaId {
    planner.arena[schema].reference.unwrap_or(schema)
}

/// The parts, and the struct that they make.
pub fn plan(schema: SchemaId, stem: &TypeName, planner: &mut Planner<'_, '_>) -> (Vec<Part>, Type) {
    let body = planner.arena[resolve(planner, schema)].clone_keywords();
    let mut scope = Scope::default();
    let mut parts = Vec::new();
    let mut condition = None;
    for &schema in &body.all_of {
        let part = planner.arena[schema].clone_keywords();
        let untyped = part.types.is_none() && part.reference.is_none() && part.all_of.is_empty();
        if untyped && !part.object.properties.is_empty() {
            for (wire, &property) in &part.object.properties {
                let required = body.object.required.contains(wire);
                parts.push(field(wire, property, required, &mut scope, stem, planner));
            }
        } else if let Some(absent) = part.not.filter(|_| untyped) {
            // What is required of the model beside it: not to be absent.
            condition = when(planner, absent);
        } else {
            parts.push(model(schema, condition.take(), &mut scope, stem, planner));
        }
    }
    for (wire, &property) in &body.object.properties {
        let required = body.object.required.contains(wire);
        parts.push(field(wire, property, required, &mut scope, stem, planner));
    }
    let name = planner.claim(&format!("{} form", stem.as_str()));
    planner.assemble(assembled(&name, &parts));
    (parts, Type::Model(name))
}

fn assembled(name: &TypeName, parts: &[Part]) -> Model {
    let fields = parts.iter().map(|part| Field {
        wire: part.name.plain().to_owned(),
        name: part.name.clone(),
        docs: part.docs.clone(),
        deprecated: false,
        ty: part.ty.clone(),
        reader: part.reader.clone(),
        presence: part.presence.clone(),
    });
    let shape = Struct {
        title: name.as_str().to_owned(),
        fields: fields.collect(),
        ignored: Vec::new(),
        unknown: Unknown::Ignore,
        min_members: None,
        max_members: None,
        guards: Vec::new(),
        constants: Vec::new(),
        assembled: true,
    };
    let docs = "The parameters that come with the form.".to_owned();
    Model {
        name: name.clone(),
        docs,
        deprecated: false,
        kind: ModelKind::Struct(shape),
        decode: false,
        incoming: false,
    }
}

/// A model or a union of models, after the condition under which it has to be there; or either of them with the one
/// under which it is absent: `anyOf: [{not: {anyOf: [{required: [a]}, …]}}, {anyOf: [model]}]`.
fn model(
    schema: SchemaId,
    condition: Option<When>,
    scope: &mut Scope,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Part {
    let optional = match planner.arena[schema].any_of.as_slice() {
        &[absent, inner] => when(planner, absent).map(|when| (when, inner)),
        _ => None,
    };
    let (kind, inner) = match (optional, condition) {
        (Some((when, inner)), _) => (PartKind::Optional(when), inner),
        (None, Some(when)) => (PartKind::Required(when), schema),
        (None, None) => (PartKind::Model, schema),
    };
    let title = planner.arena[inner].meta.title.clone();
    let (aliases, inner) = aliased(planner, inner);
    let text = planner
        .component(inner)
        .map(str::to_owned)
        .or(title)
        .unwrap_or_else(|| "form".to_owned());
    let name = scope.claim(&text, ValueName::make);
    let mut read = planner.read(inner, Side::Request, &Context::new(stem, name.plain()));
    super::body::uploads_of(&mut read, inner, planner);
    let optional = matches!(kind, PartKind::Optional(_));
    Part {
        name,
        aliases,
        docs: docs_text(None, planner.arena[inner].meta.description.as_deref()),
        kind,
        ty: if optional { read.ty.option() } else { read.ty },
        reader: read.reader,
        presence: if optional {
            Presence::Optional
        } else {
            Presence::Required
        },
    }
}

/// The names that required fields of a model go by, each with the field's own first, and the model without what says so:
/// `allOf: [{anyOf: [{required: [name]}, {required: [alias]}]}]`.
fn aliased(planner: &mut Planner<'_, '_>, model: SchemaId) -> (Vec<Vec<String>>, SchemaId) {
    // A union of one branch is how an optional model looks once its null is taken away.
    let mut at = model;
    while let &[only] = planner.arena[at].any_of.as_slice() {
        at = only;
    }
    let mut schema = planner.arena[at].clone_keywords();
    let mut aliases: Vec<Vec<String>> = Vec::new();
    schema.all_of.retain(|&one| {
        let names = names(planner, one, &schema.object.properties);
        let is_choice = names.is_some();
        aliases.extend(names);
        !is_choice
    });
    if aliases.is_empty() {
        return (aliases, model);
    }
    schema.meta = planner.arena[at].meta.clone();
    let own = aliases.iter().filter_map(|names| names.first().cloned());
    schema.object.required.extend(own);
    (aliases, planner.arena.add(schema))
}

fn names<V>(
    planner: &Planner<'_, '_>,
    choice: SchemaId,
    properties: &indexmap::IndexMap<String, V>,
) -> Option<Vec<String>> {
    let branches = &planner.arena[choice].any_of;
    let names: Option<Vec<String>> = branches
        .iter()
        .map(
            |&branch| match planner.arena[branch].object.required.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            },
        )
        .collect();
    names.filter(|names| names.len() > 1 && properties.contains_key(&names[0]))
}

/// When what `absent` describes is not the case: no field at all, none of some fields, or anything.
fn when(planner: &Planner<'_, '_>, absent: SchemaId) -> Option<When> {
    let schema = &planner.arena[absent];
    if let Some(not) = schema.not {
        let names = planner.arena[not]
            .any_of
            .iter()
            .flat_map(|&one| planner.arena[one].object.required.clone());
        return Some(When::Fields(names.collect()));
    }
    if schema.object.max_properties == Some(0) {
        return Some(When::Anything);
    }
    (constrains_nothing(&schema.clone_keywords()) && schema.meta.title.is_none())
        .then_some(When::Never)
}

fn field(
    wire: &str,
    schema: SchemaId,
    required: bool,
    scope: &mut Scope,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Part {
    let name = scope.claim(wire, ValueName::make);
    let mut read = planner.read(schema, Side::Request, &Context::new(stem, wire));
    let shape = parameter::shape(planner, schema, 0);
    if planner.is_file(schema, None) {
        let upload = Reader::Table(
            "upload",
            Table {
                kind: "Text",
                members: Vec::new(),
            },
        );
        if shape == Shape::Array {
            read.ty = Type::Upload.list();
            read.reader = Reader::List(
                Table {
                    kind: "Items",
                    members: Vec::new(),
                },
                Box::new(upload),
            );
        } else {
            (read.ty, read.reader) = (Type::Upload, upload);
        }
    }
    let default = if required {
        None
    } else {
        planner.default_of(schema)
    };
    let (ty, presence) = match default {
        _ if required => (read.ty, Presence::Required),
        None => (read.ty.option(), Presence::Optional),
        Some(value) => match planner.constant(&value, &read.ty) {
            Some(constant) => (read.ty, Presence::Default(constant)),
            None => (read.ty.option(), Presence::DefaultJson(value)),
        },
    };
    Part {
        name,
        aliases: Vec::new(),
        docs: docs_text(None, planner.arena[schema].meta.description.as_deref()),
        kind: PartKind::Field(FormField {
            name: wire.to_owned(),
            shape,
            json: false,
            file: false,
            media: Vec::new(),
            delimiter: "",
            or_empty: false,
        }),
        ty,
        reader: read.reader,
        presence,
    }
}
