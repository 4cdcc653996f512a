//! `$ref` and `allOf` folded into one set of keywords: `allOf: [Base, {properties: …}]` is one struct.
//!
//! In: a schema of the arena. Out: [`Flat`], whose keywords all hold together. What can't be folded into single
//! keywords without changing the meaning is kept as `whole`: then the schema is checked as it stands, before the
//! folded form is read.

use super::arena::Arena;
use crate::ir::{Array, Discriminator, Number, Object, Schema, SchemaId, Text, Type, TypeSet};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Number as Decimal, Value};

/// The conjunction of a schema and everything it refers to or includes by `allOf`.
#[derive(Debug, Clone, Default)]
pub struct Flat {
    pub never: bool,
    pub types: Option<TypeSet>,
    pub format: Option<String>,
    /// `enum` and `const`.
    pub values: Option<Vec<Value>>,
    pub number: Number,
    pub text: Text,
    pub array: Array,
    /// `properties`, each with every schema that applies to it.
    pub properties: IndexMap<String, Vec<SchemaId>>,
    pub required: IndexSet<String>,
    /// The other object keywords.
    pub object: Object,
    pub unions: Vec<UnionKeyword>,
    pub not: Vec<SchemaId>,
    pub conditions: Vec<Condition>,
    /// The folded keywords do not say everything.
    pub whole: bool,
    /// The schemas folded, the outermost first.
    pub sources: Vec<SchemaId>,
}

/// One `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub struct UnionKeyword {
    pub exclusive: bool,
    pub branches: Vec<SchemaId>,
    pub discriminator: Option<Discriminator>,
}

#[derive(Debug, Clone, Copy)]
pub struct Condition {
    pub when: SchemaId,
    pub then: Option<SchemaId>,
    pub otherwise: Option<SchemaId>,
}

/// Folds the schema.
pub fn flatten(arena: &Arena<'_>, id: SchemaId) -> Flat {
    let mut flat = Flat::default();
    fold(arena, id, &mut flat);
    if let Some(values) = &flat.values
        && let Some(types) = flat.types
    {
        let fitting: Vec<Value> = values
            .iter()
            .filter(|value| admits(types, value))
            .cloned()
            .collect();
        flat.never |= fitting.is_empty();
        flat.values = Some(fitting);
    }
    flat
}

fn fold(arena: &Arena<'_>, id: SchemaId, flat: &mut Flat) {
    if flat.sources.contains(&id) {
        return; // the same schema twice says nothing new; a cycle of references neither
    }
    flat.sources.push(id);
    let schema = &arena[id];
    if let Some(target) = schema.reference {
        fold(arena, target, flat);
    }
    for &part in &schema.all_of {
        fold(arena, part, flat);
    }
    conjoin(schema, flat);
}

fn conjoin(schema: &Schema, flat: &mut Flat) {
    flat.never |= schema.never;
    if let Some(types) = schema.types {
        let both = flat.types.map_or(types, |known| intersect(known, types));
        flat.never |= both.is_empty();
        flat.types = Some(both);
    }
    if let Some(format) = &schema.format {
        flat.whole |= flat.format.as_ref().is_some_and(|known| known != format);
        flat.format.get_or_insert_with(|| format.clone());
    }
    conjoin_values(schema, flat);
    conjoin_number(&schema.number, &mut flat.number, &mut flat.whole);
    conjoin_text(&schema.text, &mut flat.text, &mut flat.whole);
    conjoin_array(&schema.array, &mut flat.array, &mut flat.whole);
    conjoin_object(&schema.object, flat);
    for (exclusive, branches) in [(true, &schema.one_of), (false, &schema.any_of)] {
        if !branches.is_empty() {
            flat.unions.push(UnionKeyword {
                exclusive,
                branches: branches.clone(),
                discriminator: schema.discriminator.as_deref().cloned(),
            });
        }
    }
    flat.not.extend(schema.not);
    if let Some(condition) = schema.if_schema {
        flat.conditions.push(Condition {
            when: condition,
            then: schema.then_schema,
            otherwise: schema.else_schema,
        });
    }
}

fn conjoin_values(schema: &Schema, flat: &mut Flat) {
    let constant = schema.constant.as_deref().map(std::slice::from_ref);
    for values in schema.enumeration.as_deref().into_iter().chain(constant) {
        flat.values = Some(match flat.values.take() {
            None => values.to_vec(),
            Some(known) => known
                .into_iter()
                .filter(|value| values.iter().any(|other| same(value, other)))
                .collect(),
        });
        flat.never |= flat.values.as_ref().is_some_and(Vec::is_empty);
    }
}

fn conjoin_number(from: &Number, into: &mut Number, whole: &mut bool) {
    tighten(&mut into.minimum, from.minimum.as_ref(), f64::gt);
    tighten(
        &mut into.exclusive_minimum,
        from.exclusive_minimum.as_ref(),
        f64::gt,
    );
    tighten(&mut into.maximum, from.maximum.as_ref(), f64::lt);
    tighten(
        &mut into.exclusive_maximum,
        from.exclusive_maximum.as_ref(),
        f64::lt,
    );
    match (&into.multiple_of, &from.multiple_of) {
        (None, Some(step)) => into.multiple_of = Some(step.clone()),
        (Some(known), Some(step)) if known != step => *whole = true,
        _ => {}
    }
}

fn tighten(into: &mut Option<Decimal>, from: Option<&Decimal>, tighter: fn(&f64, &f64) -> bool) {
    let Some(from) = from else { return };
    let keep = into
        .as_ref()
        .is_some_and(|known| match (from.as_f64(), known.as_f64()) {
            (Some(new), Some(old)) => !tighter(&new, &old),
            _ => true,
        });
    if !keep {
        *into = Some(from.clone());
    }
}

fn conjoin_text(from: &Text, into: &mut Text, whole: &mut bool) {
    at_least(&mut into.min_length, from.min_length);
    at_most(&mut into.max_length, from.max_length);
    match (&into.pattern, &from.pattern) {
        (None, Some(pattern)) => into.pattern = Some(pattern.clone()),
        (Some(known), Some(pattern)) if known != pattern => *whole = true,
        _ => {}
    }
    if into.content_encoding.is_none() {
        into.content_encoding.clone_from(&from.content_encoding);
    }
    if into.content_media_type.is_none() {
        into.content_media_type.clone_from(&from.content_media_type);
    }
    into.content_schema = into.content_schema.or(from.content_schema);
}

fn conjoin_array(from: &Array, into: &mut Array, whole: &mut bool) {
    at_least(&mut into.min_items, from.min_items);
    at_most(&mut into.max_items, from.max_items);
    into.unique_items |= from.unique_items;
    let applies = |array: &Array| array.items.is_some() || !array.prefix_items.is_empty();
    if applies(from) {
        if applies(into) {
            *whole = true;
        } else {
            into.items = from.items;
            into.prefix_items.clone_from(&from.prefix_items);
        }
    }
    if from.contains.is_some() {
        *whole |= into.contains.is_some();
        into.contains = from.contains;
        into.min_contains = from.min_contains;
        into.max_contains = from.max_contains;
    }
    if from.unevaluated_items.is_some() {
        into.unevaluated_items = from.unevaluated_items;
        *whole = true;
    }
}

fn conjoin_object(from: &Object, flat: &mut Flat) {
    let into = &mut flat.object;
    at_least(&mut into.min_properties, from.min_properties);
    at_most(&mut into.max_properties, from.max_properties);
    // `additionalProperties` speaks of the properties beside it, not of those another part of an `allOf` has.
    let closed = from.additional.is_some() || !from.pattern_properties.is_empty();
    let was_closed = into.additional.is_some() || !into.pattern_properties.is_empty();
    let grows = from
        .properties
        .keys()
        .any(|name| !flat.properties.contains_key(name));
    let shrinks = flat
        .properties
        .keys()
        .any(|name| !from.properties.contains_key(name));
    flat.whole |= was_closed && (closed || grows);
    flat.whole |= closed && shrinks;
    if closed && !was_closed {
        into.additional = from.additional;
        into.pattern_properties.clone_from(&from.pattern_properties);
    }
    for (name, &schema) in &from.properties {
        let schemas = flat.properties.entry(name.clone()).or_default();
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    flat.required.extend(from.required.iter().cloned());
    if from.property_names.is_some() {
        flat.whole |= into.property_names.is_some();
        into.property_names = from.property_names;
    }
    for (name, names) in &from.dependent_required {
        let known = into.dependent_required.entry(name.clone()).or_default();
        known.extend(names.iter().cloned());
    }
    for (name, &schema) in &from.dependent_schemas {
        flat.whole |= into
            .dependent_schemas
            .insert(name.clone(), schema)
            .is_some_and(|known| known != schema);
    }
    if from.unevaluated_properties.is_some() {
        into.unevaluated_properties = from.unevaluated_properties;
        flat.whole = true;
    }
}

fn at_least(into: &mut Option<u64>, from: Option<u64>) {
    *into = (*into).max(from);
}

fn at_most(into: &mut Option<u64>, from: Option<u64>) {
    *into = match (*into, from) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}

/// Both sets; `integer` is inside `number`.
pub fn intersect(a: TypeSet, b: TypeSet) -> TypeSet {
    Type::ALL
        .into_iter()
        .filter(|&kind| {
            let has =
                |set: TypeSet| set.has(kind) || (kind == Type::Integer && set.has(Type::Number));
            has(a) && has(b)
        })
        .collect::<TypeSet>()
        .pipe_normalise()
}

trait Normalise {
    fn pipe_normalise(self) -> Self;
}

impl Normalise for TypeSet {
    /// `{number, integer}` is `{number}`.
    fn pipe_normalise(self) -> Self {
        if self.has(Type::Number) {
            self.without(Type::Integer)
        } else {
            self
        }
    }
}

/// Whether a value has one of the types.
pub fn admits(types: TypeSet, value: &Value) -> bool {
    match value {
        Value::Null => types.has(Type::Null),
        Value::Bool(_) => types.has(Type::Boolean),
        Value::String(_) => types.has(Type::String),
        Value::Array(_) => types.has(Type::Array),
        Value::Object(_) => types.has(Type::Object),
        Value::Number(number) => {
            types.has(Type::Number)
                || (types.has(Type::Integer)
                    && (number.is_i64()
                        || number.is_u64()
                        || number.as_f64().is_some_and(|n| n.fract() == 0.0)))
        }
    }
}

/// JSON equality: numbers by value.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
