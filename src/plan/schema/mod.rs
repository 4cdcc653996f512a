//! Schemas → models, types and readers.
//!
//! [`Planner::read`] gives the type and the reader of any schema. Structs, enums and unions become models with a
//! name; scalars, lists and maps stand where they are used, so recursion always passes through a model. A model's
//! inside is planned later, from a queue: depth of the description costs no stack.

mod ambiguity;
mod arena;
mod check;
mod default;
mod docs;
mod finish;
mod flat;
mod form;
mod identity;
mod pattern;
mod shape;
mod size;
mod table;
mod union;

pub use docs::text as docs_text;
pub use finish::Models;
pub use shape::constrains_nothing;
pub use table::{asserts_format, knows_format};

use super::Profile;
use super::model::{
    Check, Field, Guard, Keyword, Model, ModelKind, Presence, Reader, Struct, Type, Unknown,
};
use super::profile;
use crate::diag::Diagnostics;
use crate::ir::conform::Conformer;
use crate::ir::{self, SchemaId};
use crate::naming::{Name, Scope, TypeName, ValueName};
use crate::options::{Integers, Types};
use arena::Arena;
use flat::Flat;
use indexmap::IndexMap;
use serde_json::Value;
use shape::{Form, Shape, StructShape};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which way a value goes. It matters only for schemas with `readOnly` or `writeOnly` properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    Request,
    Response,
}

/// Where a schema stands, for naming what it needs: `Pet` and `status` give `PetStatus`.
#[derive(Debug, Clone)]
pub struct Context {
    /// The surrounding name.
    pub owner: TypeName,
    /// The property, parameter, or role under it.
    pub role: String,
}

impl Context {
    #[must_use]
    pub fn new(owner: &TypeName, role: &str) -> Self {
        Self {
            owner: owner.clone(),
            role: role.to_owned(),
        }
    }

    fn below(&self, role: &str) -> Self {
        Self {
            owner: self.owner.join(&self.role),
            role: role.to_owned(),
        }
    }
}

/// A type and how to read it.
#[derive(Debug, Clone)]
pub struct Read {
    pub ty: Type,
    pub reader: Reader,
}

/// Identity of a model: schemas without one-way properties have one for both sides.
type Key = (SchemaId, Option<Side>);

#[derive(Debug)]
pub struct Planner<'a, 'd> {
    pub(crate) arena: Arena<'a>,
    pub(crate) diags: &'d mut Diagnostics,
    pub(crate) profile: Profile,
    pub(crate) optional_models: profile::Asks,
    names: Scope,
    /// Components that are no schemas → what the inline schemas in them are called after.
    shared: BTreeMap<(&'static str, String), TypeName>,
    named: BTreeMap<Key, TypeName>,
    models: IndexMap<TypeName, Model>,
    queue: VecDeque<(Key, TypeName)>,
    /// Lists and maps being read right now: meeting one again means it contains itself.
    open: Vec<Key>,
    newtypes: BTreeMap<Key, TypeName>,
    splits: BTreeMap<SchemaId, bool>,
    checks: check::Tables,
    forms: BTreeMap<SchemaId, std::rc::Rc<(Form, Flat)>>,
    unknown_formats: BTreeMap<String, usize>,
    conformer: Conformer<'a>,
    findings: Vec<ambiguity::Finding>,
    options: &'a Types,
    /// Schemas whose defaults can't be applied, which has been said.
    endless: BTreeSet<SchemaId>,
    /// A parameter is being read.
    in_parameter: bool,
}

impl<'a, 'd> Planner<'a, 'd> {
    /// Component names are spoken for first, so that no inline schema can take one.
    pub fn new(
        schemas: &'a ir::Schemas,
        options: &'a Types,
        profile: Profile,
        diags: &'d mut Diagnostics,
    ) -> Self {
        let mut planner = Self {
            arena: Arena::new(schemas),
            diags,
            profile,
            optional_models: profile::Asks::None,
            names: Scope::default(),
            shared: BTreeMap::new(),
            named: BTreeMap::new(),
            models: IndexMap::new(),
            queue: VecDeque::new(),
            open: Vec::new(),
            newtypes: BTreeMap::new(),
            splits: BTreeMap::new(),
            checks: check::Tables::default(),
            forms: BTreeMap::new(),
            unknown_formats: BTreeMap::new(),
            conformer: Conformer::new(schemas),
            findings: Vec::new(),
            options,
            endless: BTreeSet::new(),
            in_parameter: false,
        };
        for (name, &id) in &schemas.named {
            let ident = planner.names.claim(name, TypeName::make);
            if planner.splits(id) {
                let input = planner
                    .names
                    .claim(&format!("{name} input"), TypeName::make);
                planner.named.insert((id, Some(Side::Request)), input);
                planner.named.insert((id, Some(Side::Response)), ident);
            } else {
                planner.named.entry((id, None)).or_insert(ident);
            }
        }
        planner
    }

    /// Takes a type name for something that is not a schema: `ListPetsParams`.
    pub fn claim(&mut self, text: &str) -> TypeName {
        self.names.claim(text, TypeName::make)
    }

    /// As [`Planner::read`], for a parameter or a header.
    pub fn read_parameter(&mut self, id: SchemaId, side: Side, context: &Context) -> Read {
        self.in_parameter = true;
        let read = self.read(id, side, context);
        self.in_parameter = false;
        read
    }

    /// The type of a schema where it is used, and its reader. A use that `Same` links lead to is followed.
    pub fn read(&mut self, id: SchemaId, side: Side, context: &Context) -> Read {
        let key = self.key(id, side);
        if let Some(name) = self.newtypes.get(&key) {
            return Read {
                ty: Type::Model(name.clone()),
                reader: Reader::Model(name.clone()),
            };
        }
        if self.open.contains(&key) {
            let name = self.name(key, context);
            self.newtypes.insert(key, name.clone());
            return Read {
                ty: Type::Model(name.clone()),
                reader: Reader::Model(name),
            };
        }
        self.open.push(key);
        let formed = self.form(id);
        let (form, flat) = &*formed;
        let mut read = self.read_shape(key, id, side, form, flat, context);
        if form.nullable {
            read = Read {
                ty: read.ty.option(),
                reader: Reader::Nullable(Box::new(read.reader)),
            };
        }
        for &(guard, whole) in form.guards.iter().rev() {
            if is_model(&form.shape) && !form.nullable {
                break; // the model's own decode has it
            }
            let check = self.check(guard);
            read.reader = Reader::Guarded(Guard { check, whole }, Box::new(read.reader));
        }
        self.open.pop();
        if let Some(name) = self.newtypes.get(&key).cloned() {
            let docs = docs::of(&self.arena[id]);
            let kind = ModelKind::Newtype(read.ty, read.reader);
            self.models.insert(
                name.clone(),
                Model {
                    name: name.clone(),
                    docs,
                    deprecated: false,
                    kind,
                    decode: false,
                    incoming: false,
                },
            );
            return Read {
                ty: Type::Model(name.clone()),
                reader: Reader::Model(name),
            };
        }
        if self.arena[id].name.is_some() && !form.nullable {
            if matches!(form.shape, Shape::Text | Shape::Integer | Shape::Number)
                && constrains(&read.reader)
            {
                return self.newtype(key, id, read, context);
            }
            if matches!(
                form.shape,
                Shape::List(_)
                    | Shape::Map(_)
                    | Shape::Text
                    | Shape::Integer
                    | Shape::Number
                    | Shape::Boolean
            ) {
                read.ty = self.alias(key, id, read.ty, context);
            }
        }
        read
    }

    fn form(&mut self, id: SchemaId) -> std::rc::Rc<(Form, Flat)> {
        if let Some(known) = self.forms.get(&id) {
            return known.clone();
        }
        let formed = std::rc::Rc::new(shape::form(&mut self.arena, id));
        self.forms.insert(id, formed.clone());
        formed
    }

    fn read_shape(
        &mut self,
        key: Key,
        id: SchemaId,
        side: Side,
        form: &Form,
        flat: &Flat,
        context: &Context,
    ) -> Read {
        match &form.shape {
            Shape::Same(target) => self.read(*target, side, context),
            Shape::Any => Read {
                ty: Type::Value,
                reader: Reader::Plain("value"),
            },
            Shape::Null => Read {
                ty: Type::Unit,
                reader: Reader::Plain("null"),
            },
            Shape::Boolean => Read {
                ty: Type::Bool,
                reader: Reader::Plain("boolean"),
            },
            Shape::Integer => table::integer(flat, self.may_be_any_integer(id), self.options),
            Shape::Number => table::number(flat, self.options),
            Shape::Text => match flat.text.content_schema {
                // Pydantic reads JSON inside of a string, and hands on what it says.
                Some(inner)
                    if self.profile == Profile::FastApi
                        && flat.text.content_media_type.as_deref() == Some("application/json") =>
                {
                    let read = self.read(inner, side, &context.below("json"));
                    Read {
                        ty: read.ty,
                        reader: Reader::InText(Box::new(read.reader)),
                    }
                }
                _ => self.read_text(flat),
            },
            Shape::List(item) => {
                let item = match item {
                    Some(item) => self.read(*item, side, &context.below("item")),
                    None => Read {
                        ty: Type::Value,
                        reader: Reader::Plain("value"),
                    },
                };
                Read {
                    ty: item.ty.list(),
                    reader: Reader::List(table::items(flat), Box::new(item.reader)),
                }
            }
            // A model that has no fields yet is a model.
            Shape::Map(None)
                if self.profile == Profile::FastApi && self.arena[id].name.is_some() =>
            {
                Read {
                    ty: Type::Map(Box::new(Type::Value)),
                    reader: Reader::Plain("empty_model"),
                }
            }
            Shape::Map(value) => {
                let names = flat.object.property_names.map(|names| self.names(names));
                let value = match value {
                    Some(value) => self.read(*value, side, &context.below("value")),
                    None => Read {
                        ty: Type::Value,
                        reader: Reader::Plain("value"),
                    },
                };
                Read {
                    ty: Type::Map(Box::new(value.ty)),
                    reader: Reader::Map(table::members(flat, names), Box::new(value.reader)),
                }
            }
            Shape::Choice(_) | Shape::Struct(_) | Shape::Union(_) | Shape::Tuple(_) => {
                let name = self.model(key, id, context);
                Read {
                    ty: Type::Model(name.clone()),
                    reader: Reader::Model(name),
                }
            }
        }
    }

    /// What names of members are held to. That they are those of a component shows where its faults tell.
    fn names(&mut self, schema: SchemaId) -> Check {
        match self.check(schema) {
            check @ Check::Named(_) if self.profile == Profile::FastApi => {
                Check::Inline(vec![Keyword::One("Ref", check)])
            }
            check => check,
        }
    }

    /// Whether an integer that nothing limits is of any size. Parameters and headers that stand in place are ids, offsets
    /// and counts, which databases and slices want as they are; but Python's integers have no end, and FastAPI's clients
    /// may send one beyond 64 bits there too.
    fn may_be_any_integer(&self, id: SchemaId) -> bool {
        let in_place = self.in_parameter && self.arena[id].name.is_none();
        self.profile == Profile::FastApi
            || match self.options.integers {
                Integers::AnySize => !in_place,
                Integers::Everywhere => true,
                Integers::I64 => false,
            }
    }

    fn read_text(&mut self, flat: &Flat) -> Read {
        let pattern = flat
            .text
            .pattern
            .as_deref()
            .and_then(|source| self.pattern(source, flat));
        if let Some(format) = &flat.format
            && !table::knows_format(format)
            && !(self.profile == Profile::FastApi && format == "ipvanyaddress")
            && !self.options.formats.contains_key(format)
        {
            *self.unknown_formats.entry(format.clone()).or_default() += 1;
        }
        let mut read = table::text(flat, pattern, self.options);
        if self.profile == Profile::FastApi
            && (flat.text.content_encoding.is_some()
                || flat.text.content_media_type.as_deref() == Some("application/octet-stream")
                || flat.format.as_deref() == Some("binary"))
            && let Reader::Table(method @ "string", _) = &mut read.reader
        {
            *method = "byte_string";
        }
        if self.profile == Profile::FastApi
            && flat.format.as_deref() == Some("ipvanyaddress")
            && let Reader::Table(method @ "string", _) = &mut read.reader
        {
            *method = "ip_string";
        }
        read
    }

    /// The model's name; on first sight it is queued.
    fn model(&mut self, key: Key, id: SchemaId, context: &Context) -> TypeName {
        let name = self.name(key, context);
        if !self.models.contains_key(&name) {
            let schema = &self.arena[id];
            let model = Model {
                name: name.clone(),
                docs: docs::of(schema),
                deprecated: schema.meta.deprecated,
                kind: ModelKind::Alias(Type::Unit), // until the queue gets there
                decode: false,
                incoming: false,
            };
            self.models.insert(name.clone(), model);
            self.queue.push_back((key, name.clone()));
        }
        name
    }

    /// A named scalar with constraints: a type of its own, so that a checked value is told from any other.
    fn newtype(&mut self, key: Key, id: SchemaId, read: Read, context: &Context) -> Read {
        let name = self.name(key, context);
        if !self.models.contains_key(&name) {
            let schema = &self.arena[id];
            let (docs, deprecated) = (docs::of(schema), schema.meta.deprecated);
            let kind = ModelKind::Newtype(read.ty, read.reader);
            self.models.insert(
                name.clone(),
                Model {
                    name: name.clone(),
                    docs,
                    deprecated,
                    kind,
                    decode: false,
                    incoming: false,
                },
            );
        }
        Read {
            ty: Type::Model(name.clone()),
            reader: Reader::Model(name),
        }
    }

    /// What is inside a newtype.
    pub fn inside(&self, ty: &Type) -> Option<(&Type, &Reader)> {
        match ty.bare() {
            Type::Model(name) => match &self.models.get(name)?.kind {
                ModelKind::Newtype(ty, reader) => Some((ty, reader)),
                _ => None,
            },
            _ => None,
        }
    }

    fn alias(&mut self, key: Key, id: SchemaId, ty: Type, context: &Context) -> Type {
        let name = self.name(key, context);
        if !self.models.contains_key(&name) {
            let schema = &self.arena[id];
            let (docs, deprecated) = (docs::of(schema), schema.meta.deprecated);
            let kind = ModelKind::Alias(ty.clone());
            self.models.insert(
                name.clone(),
                Model {
                    name: name.clone(),
                    docs,
                    deprecated,
                    kind,
                    decode: false,
                    incoming: false,
                },
            );
        }
        Type::Alias(name, Box::new(ty))
    }

    /// Plans the inside of every queued model.
    pub fn settle(&mut self) {
        while let Some((key, name)) = self.queue.pop_front() {
            let formed = self.form(key.0);
            let (form, flat) = &*formed;
            let kind = match &form.shape {
                Shape::Choice(values) => {
                    ModelKind::Choice(union::choice(values, self.arena[key.0].name.is_some()))
                }
                Shape::Struct(shape) => {
                    ModelKind::Struct(self.structure(key, &name, shape, form, flat))
                }
                Shape::Union(union) => ModelKind::Union(self.union(key, &name, union, form)),
                Shape::Tuple(items) => {
                    let side = key.1.unwrap_or(Side::Request);
                    let mut parts = Vec::new();
                    for (at, &item) in items.iter().enumerate() {
                        let read = self.read(
                            item,
                            side,
                            &Context::new(&name, &format!("item {}", at + 1)),
                        );
                        parts.push((read.ty, read.reader));
                    }
                    ModelKind::Tuple(parts)
                }
                _ => unreachable!("only models are queued"),
            };
            if let Some(model) = self.models.get_mut(&name) {
                model.kind = kind;
            }
        }
    }

    fn guards(&mut self, form: &Form) -> Vec<Guard> {
        if form.nullable {
            return Vec::new(); // checked where it is used, null included
        }
        form.guards
            .iter()
            .map(|&(id, whole)| Guard {
                check: self.check(id),
                whole,
            })
            .collect()
    }

    fn structure(
        &mut self,
        key: Key,
        name: &TypeName,
        shape: &StructShape,
        form: &Form,
        flat: &Flat,
    ) -> Struct {
        let side = key.1.unwrap_or(Side::Request);
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        let mut ignored = Vec::new();
        let mut constants = Vec::new();
        for (wire, schema) in &shape.properties {
            let meta = schema
                .map(|id| self.arena[id].meta.clone())
                .unwrap_or_default();
            let one_way = key.1.is_some()
                && ((meta.read_only && side == Side::Request)
                    || (meta.write_only && side == Side::Response));
            if one_way {
                ignored.push(wire.clone());
                continue;
            }
            let required = shape.required.iter().any(|required| required == wire);
            if required && let Some(value) = schema.and_then(|id| self.only_value(id)) {
                constants.push((wire.clone(), value));
                continue;
            }
            let ident = scope.claim(wire, ValueName::make);
            fields.push(self.field(name, wire, ident, *schema, required, side));
        }
        let unknown = match shape.additional {
            None => Unknown::Ignore,
            Some(id) if self.arena[id].never => Unknown::Deny,
            Some(id) => {
                let read = self.read(id, side, &Context::new(name, "extra"));
                let field = scope.claim_first(
                    ["extra", "extra_members", "other_members", "further_members"]
                        .map(ValueName::make),
                );
                Unknown::Collect {
                    field: field.unwrap_or_else(|| scope.claim("extra", ValueName::make)),
                    ty: Type::Map(Box::new(read.ty)),
                    reader: read.reader,
                }
            }
        };
        Struct {
            title: self.arena[key.0]
                .name
                .clone()
                .unwrap_or_else(|| name.as_str().to_owned()),
            fields,
            constants,
            ignored,
            unknown,
            min_members: flat.object.min_properties,
            max_members: flat.object.max_properties,
            guards: self.guards(form),
            assembled: false,
        }
    }

    /// The value of a schema that allows one text, boolean or integer and nothing else.
    fn only_value(&mut self, id: SchemaId) -> Option<Value> {
        let formed = self.form(id);
        let (form, _) = &*formed;
        if form.nullable || !form.guards.is_empty() {
            return None;
        }
        match &form.shape {
            Shape::Choice(values) => match values.as_slice() {
                [only] if only.is_string() || only.is_boolean() || only.is_i64() => {
                    Some(only.clone())
                }
                _ => None,
            },
            Shape::Same(target) => self.only_value(*target),
            _ => None,
        }
    }

    /// Adds a model that is no schema's.
    pub fn assemble(&mut self, model: Model) {
        self.models.insert(model.name.clone(), model);
    }

    fn field(
        &mut self,
        owner: &TypeName,
        wire: &str,
        name: ValueName,
        schema: Option<SchemaId>,
        required: bool,
        side: Side,
    ) -> Field {
        let read = match schema {
            Some(id) => self.read(id, side, &Context::new(owner, wire)),
            None => Read {
                ty: Type::Value,
                reader: Reader::Plain("value"),
            },
        };
        let meta = schema.map(|id| &self.arena[id].meta);
        let docs = schema
            .map(|id| docs::of(&self.arena[id]))
            .unwrap_or_default();
        let deprecated = meta.is_some_and(|meta| meta.deprecated);
        let default = schema.and_then(|id| self.default_of(id));
        let (ty, presence) = match (required, default) {
            (true, _) => (read.ty, Presence::Required),
            (false, None) => (read.ty.option(), Presence::Optional),
            (false, Some(value)) => match self.constant(&value, &read.ty) {
                Some(constant) => (read.ty, Presence::Default(constant)),
                None if schema.is_some_and(|id| self.holds_itself(id, &value)) => {
                    (read.ty.option(), Presence::Optional)
                }
                None => (read.ty.option(), Presence::DefaultJson(value)),
            },
        };
        Field {
            wire: wire.to_owned(),
            name,
            docs,
            deprecated,
            ty,
            reader: read.reader,
            presence,
        }
    }
}

/// Whether a scalar's reader does more than read the type.
fn constrains(reader: &Reader) -> bool {
    match reader {
        Reader::Table(_, table) => table
            .members
            .iter()
            .any(|(name, _)| *name != "secret" && *name != "format"),
        Reader::Guarded(..) => true,
        _ => false,
    }
}

fn is_model(shape: &Shape) -> bool {
    matches!(shape, Shape::Struct(_) | Shape::Union(_))
}

/// Every schema directly inside.
pub fn children(schema: &ir::Schema) -> impl Iterator<Item = SchemaId> + '_ {
    let array = &schema.array;
    let object = &schema.object;
    [
        schema.reference,
        schema.not,
        schema.if_schema,
        schema.then_schema,
        schema.else_schema,
        array.items,
        array.contains,
        array.unevaluated_items,
        object.additional,
        object.property_names,
        object.unevaluated_properties,
    ]
    .into_iter()
    .flatten()
    .chain(schema.all_of.iter().copied())
    .chain(schema.any_of.iter().copied())
    .chain(schema.one_of.iter().copied())
    .chain(array.prefix_items.iter().copied())
    .chain(object.properties.values().copied())
    .chain(object.pattern_properties.values().copied())
    .chain(object.dependent_schemas.values().copied())
}
