//! What a schema is in Rust's terms, one level deep: [`shape`] looks at keywords, never at names.
//!
//! In: a schema. Out: a [`Form`]: its [`Shape`], whether it may be null, and the passes that check what the shape
//! does not say. Children are schemas still, so that recursion is somebody else's concern.

use super::arena::Arena;
use super::flat::{self, Flat, UnionKeyword};
use crate::ir::{self, Schema, SchemaId, Type, TypeSet};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Form {
    pub shape: Shape,
    pub nullable: bool,
    /// Schemas to check the value against before it is read; `true`: all of this schema is in it.
    pub guards: Vec<(SchemaId, bool)>,
}

#[derive(Debug, Clone)]
pub enum Shape {
    /// Any JSON value, as far as the type goes.
    Any,
    /// Another schema, nothing added.
    Same(SchemaId),
    Null,
    Boolean,
    Integer,
    Number,
    Text,
    /// `enum` of scalars, null apart.
    Choice(Vec<Value>),
    List(Option<SchemaId>),
    /// A list of a fixed length.
    Tuple(Vec<SchemaId>),
    /// An object without named properties.
    Map(Option<SchemaId>),
    Struct(StructShape),
    Union(UnionKeyword),
}

#[derive(Debug, Clone)]
pub struct StructShape {
    /// Property → schema; `None`: named in `required` only.
    pub properties: Vec<(String, Option<SchemaId>)>,
    pub required: Vec<String>,
    /// `None`: unknown members are ignored.
    pub additional: Option<SchemaId>,
}

/// The form of a schema, and its folded keywords.
pub fn form(arena: &mut Arena<'_>, id: SchemaId) -> (Form, Flat) {
    if let Some(target) = same_as(arena, id) {
        return (plain(Shape::Same(target)), Flat::default());
    }
    let flat = flat::flatten(arena, id);
    let form = decide(arena, id, &flat);
    (form, flat)
}

fn plain(shape: Shape) -> Form {
    Form {
        shape,
        nullable: false,
        guards: Vec::new(),
    }
}

/// The one schema this one stands for, when nothing beside the reference (or the single `allOf`) constrains.
fn same_as(arena: &Arena<'_>, id: SchemaId) -> Option<SchemaId> {
    let schema = &arena[id];
    let lists = [&schema.all_of, &schema.one_of, &schema.any_of];
    let mut targets = schema
        .reference
        .into_iter()
        .chain(lists.into_iter().flatten().copied());
    let target = targets.next().filter(|_| targets.next().is_none())?;
    let rest = Schema {
        reference: None,
        all_of: Vec::new(),
        one_of: Vec::new(),
        any_of: Vec::new(),
        ..schema.clone_keywords()
    };
    constrains_nothing(&rest).then_some(target)
}

/// No keyword that could refuse a value.
pub fn constrains_nothing(schema: &Schema) -> bool {
    !schema.never
        && schema.types.is_none()
        && schema.format.is_none()
        && schema.enumeration.is_none()
        && schema.constant.is_none()
        && *schema.number == ir::Number::default()
        && *schema.text == ir::Text::default()
        && schema.reference.is_none()
        && [&schema.all_of, &schema.any_of, &schema.one_of]
            .iter()
            .all(|list| list.is_empty())
        && schema.not.is_none()
        && schema.if_schema.is_none()
        && array_is_free(&schema.array)
        && object_is_free(&schema.object)
        && schema.object.properties.is_empty()
        && schema.object.required.is_empty()
}

fn array_is_free(array: &ir::Array) -> bool {
    array.items.is_none()
        && array.prefix_items.is_empty()
        && array.contains.is_none()
        && array.min_items.is_none()
        && array.max_items.is_none()
        && !array.unique_items
        && array.unevaluated_items.is_none()
}

/// Leaving `properties` and `required` aside.
fn object_is_free(object: &ir::Object) -> bool {
    object.additional.is_none()
        && object.pattern_properties.is_empty()
        && object.property_names.is_none()
        && object.min_properties.is_none()
        && object.max_properties.is_none()
        && object.dependent_required.is_empty()
        && object.dependent_schemas.is_empty()
        && object.unevaluated_properties.is_none()
}

fn decide(arena: &mut Arena<'_>, id: SchemaId, flat: &Flat) -> Form {
    let whole = |shape| Form {
        shape,
        nullable: false,
        guards: vec![(id, true)],
    };
    if flat.never {
        return whole(Shape::Any);
    }
    if let Some(values) = &flat.values {
        return decide_values(id, flat, values);
    }
    if let Some(form) = decide_union(arena, id, flat) {
        return form;
    }
    let Some(types) = flat.types else {
        let free = flat.sources.iter().all(|&source| {
            let schema = &arena[source];
            constrains_nothing(&Schema {
                reference: None,
                all_of: Vec::new(),
                ..schema.clone_keywords()
            })
        });
        return if free {
            plain(Shape::Any)
        } else {
            whole(Shape::Any)
        };
    };
    let nullable = types.has(Type::Null);
    let rest = types.without(Type::Null);
    let mut form = match (rest.single(), nullable) {
        (Some(kind), _) => decide_type(arena, id, flat, kind),
        (None, true) if rest.is_empty() => {
            return plain_guarded(arena, id, flat, Shape::Null, Type::Null);
        }
        _ => decide_types(arena, flat, rest),
    };
    form.nullable = nullable;
    form
}

/// `enum` and `const`. A value of an object or array type has no Rust constant, so it is only checked.
fn decide_values(id: SchemaId, flat: &Flat, values: &[Value]) -> Form {
    let nullable = values.iter().any(Value::is_null);
    let mut rest: Vec<Value> = Vec::new();
    for value in values.iter().filter(|value| !value.is_null()) {
        if !rest.iter().any(|known| flat::same(known, value)) {
            rest.push(value.clone());
        }
    }
    let has_more = flat.whole
        || !flat.unions.is_empty()
        || !flat.not.is_empty()
        || !flat.conditions.is_empty()
        || flat.number != ir::Number::default()
        || flat.text != ir::Text::default();
    let shape = if rest.is_empty() {
        Shape::Null
    } else if rest
        .iter()
        .any(|value| value.is_object() || value.is_array())
    {
        return Form {
            shape: Shape::Any,
            nullable: false,
            guards: vec![(id, true)],
        };
    } else if rest.iter().all(Value::is_boolean) && rest.len() == 2 {
        Shape::Boolean
    } else {
        Shape::Choice(rest)
    };
    let guards = if has_more {
        vec![(id, true)]
    } else {
        Vec::new()
    };
    let nullable = nullable && !matches!(shape, Shape::Null);
    Form {
        shape,
        nullable,
        guards,
    }
}

/// `oneOf` and `anyOf` that say what the value is, not only what it must not be.
fn decide_union(arena: &mut Arena<'_>, id: SchemaId, flat: &Flat) -> Option<Form> {
    let at = flat
        .unions
        .iter()
        .position(|union| gives_shape(arena, flat, union))?;
    let union = &flat.unions[at];
    let base = base_of(arena, flat, at).filter(|base| !is_implied(arena, base, &union.branches));
    let (nulls, branches): (Vec<SchemaId>, Vec<SchemaId>) = union
        .branches
        .iter()
        .partition(|&&branch| is_null(arena, branch));
    let base_takes_null = flat.types.is_none_or(|types| types.has(Type::Null));
    let nullable = !nulls.is_empty() && base_takes_null;
    let mut guards = if flat.whole {
        vec![(id, true)]
    } else {
        Vec::new()
    };
    if base.is_none()
        && branches.len() != 1
        && let Some(values) = constants(arena, &branches)
    {
        let shape = if values.is_empty() {
            Shape::Null
        } else {
            Shape::Choice(values)
        };
        return Some(Form {
            shape,
            nullable,
            guards,
        });
    }
    let branches: Vec<SchemaId> = match &base {
        None => branches,
        Some(base) => {
            let base = arena.add(base.clone());
            branches
                .into_iter()
                .map(|branch| arena.add(distributed(arena, base, branch)))
                .collect()
        }
    };
    // A branch that takes anything leaves nothing to tell apart.
    if branches.iter().any(|&branch| takes_anything(arena, branch)) {
        guards = vec![(id, true)];
        return Some(Form {
            shape: Shape::Any,
            nullable: false,
            guards,
        });
    }
    let shape = match branches.as_slice() {
        [] if nullable => Shape::Null,
        [] => return None,
        &[only] => Shape::Same(only),
        _ => Shape::Union(UnionKeyword {
            branches,
            ..union.clone()
        }),
    };
    let nullable = nullable && !matches!(shape, Shape::Null);
    Some(Form {
        shape,
        nullable,
        guards,
    })
}

/// Whether the base says no more than a type that every branch has anyway: `type: object` beside `oneOf`.
fn is_implied(arena: &Arena<'_>, base: &Schema, branches: &[SchemaId]) -> bool {
    let Some(types) = base.types else {
        return false;
    };
    constrains_nothing(&Schema {
        types: None,
        ..base.clone_keywords()
    }) && branches.iter().all(|&branch| {
        flat::flatten(arena, branch)
            .types
            .is_some_and(|own| flat::intersect(own, types) == own)
    })
}

/// The branch with the base's keywords added; it keeps the branch's name and texts.
fn distributed(arena: &Arena<'_>, base: SchemaId, branch: SchemaId) -> Schema {
    let from = &arena[branch];
    Schema {
        at: from.at.clone(),
        name: from
            .name
            .clone()
            .or_else(|| from.reference.and_then(|target| arena[target].name.clone())),
        all_of: vec![base, branch],
        meta: from.meta.clone(),
        ..Schema::default()
    }
}

/// Whether the branches differ in what they are. Branches such as `{required: [a]}` only assert.
fn gives_shape(arena: &Arena<'_>, flat: &Flat, union: &UnionKeyword) -> bool {
    if let Some(types) = flat.types
        && !types.has(Type::Object)
        && types.without(Type::Null).single().is_some()
    {
        return false;
    }
    union.branches.iter().any(|&branch| {
        let branch = flat::flatten(arena, branch);
        let new_type = branch.types.is_some() && branch.types != flat.types;
        new_type
            || branch.values.is_some()
            || branch
                .unions
                .iter()
                .any(|inner| gives_shape(arena, flat, inner))
            || branch
                .properties
                .keys()
                .any(|name| !flat.properties.contains_key(name))
    })
}

/// Everything but the union itself; `None` when nothing is left.
fn base_of(arena: &mut Arena<'_>, flat: &Flat, union: usize) -> Option<Schema> {
    let mut schema = schema_of(arena, flat);
    for (at, other) in flat
        .unions
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != union)
    {
        debug_assert!(at != union);
        let keyword = union_schema(other);
        let id = arena.add(keyword);
        schema.all_of.push(id);
    }
    (!constrains_nothing(&schema)).then_some(schema)
}

fn union_schema(union: &UnionKeyword) -> Schema {
    let mut schema = Schema {
        discriminator: union.discriminator.clone().map(Box::new),
        ..Schema::default()
    };
    if union.exclusive {
        schema.one_of.clone_from(&union.branches);
    } else {
        schema.any_of.clone_from(&union.branches);
    }
    schema
}

/// The folded keywords as one schema, unions left out.
fn schema_of(arena: &mut Arena<'_>, flat: &Flat) -> Schema {
    let mut schema = Schema {
        types: flat.types,
        format: flat.format.clone(),
        enumeration: flat.values.clone(),
        number: flat.number.clone().into(),
        text: flat.text.clone().into(),
        array: flat.array.clone().into(),
        object: flat.object.clone().into(),
        ..Schema::default()
    };
    // These look at what everything beside them has evaluated, branches included: only the whole can say.
    schema.object.unevaluated_properties = None;
    schema.array.unevaluated_items = None;
    schema.object.required = flat.required.iter().cloned().collect();
    for (name, schemas) in &flat.properties {
        let id = property(arena, schemas);
        schema.object.properties.insert(name.clone(), id);
    }
    add_assertions(arena, flat, &mut schema);
    schema
}

fn add_assertions(arena: &mut Arena<'_>, flat: &Flat, schema: &mut Schema) {
    let mut nots = flat.not.iter();
    schema.not = nots.next().copied();
    for &not in nots {
        let id = arena.add(Schema {
            not: Some(not),
            ..Schema::default()
        });
        schema.all_of.push(id);
    }
    let mut conditions = flat.conditions.iter();
    if let Some(condition) = conditions.next() {
        schema.if_schema = Some(condition.when);
        schema.then_schema = condition.then;
        schema.else_schema = condition.otherwise;
    }
    for condition in conditions {
        let id = arena.add(Schema {
            if_schema: Some(condition.when),
            then_schema: condition.then,
            else_schema: condition.otherwise,
            ..Schema::default()
        });
        schema.all_of.push(id);
    }
}

/// One schema for a property that several schemas constrain.
fn property(arena: &mut Arena<'_>, schemas: &[SchemaId]) -> SchemaId {
    match schemas {
        &[only] => only,
        several => {
            let meta = several
                .iter()
                .rev()
                .map(|&id| &arena[id].meta)
                .find(|meta| meta.description.is_some());
            let schema = Schema {
                at: arena[several[0]].at.clone(),
                meta: meta.cloned().unwrap_or_default(),
                all_of: several.to_vec(),
                ..Schema::default()
            };
            arena.add(schema)
        }
    }
}

fn is_null(arena: &Arena<'_>, id: SchemaId) -> bool {
    let flat = flat::flatten(arena, id);
    flat.unions.is_empty()
        && (flat
            .types
            .is_some_and(|types| types.single() == Some(Type::Null))
            || flat
                .values
                .as_ref()
                .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null)))
}

fn takes_anything(arena: &Arena<'_>, id: SchemaId) -> bool {
    let mut here = id;
    for _ in 0..8 {
        match same_as(arena, here) {
            Some(next) => here = next,
            None => return constrains_nothing(&arena[here].clone_keywords()),
        }
    }
    false
}

/// The values of branches that are constants, all of them scalars: `oneOf: [{const: a}, {const: b}]` is an enum.
fn constants(arena: &Arena<'_>, branches: &[SchemaId]) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = Vec::new();
    for &branch in branches {
        let flat = flat::flatten(arena, branch);
        let plain = flat.unions.is_empty()
            && flat.not.is_empty()
            && flat.conditions.is_empty()
            && !flat.whole
            && !flat.never;
        for value in flat.values.filter(|_| plain)? {
            if !(value.is_string() || value.is_number() || value.is_boolean())
                || values.iter().any(|known| flat::same(known, &value))
            {
                return None;
            }
            values.push(value);
        }
    }
    Some(values)
}

/// Several types, none of them null: a union with a branch for each.
fn decide_types(arena: &mut Arena<'_>, flat: &Flat, types: TypeSet) -> Form {
    let base = schema_of(arena, flat);
    let unions: Vec<SchemaId> = flat
        .unions
        .iter()
        .map(|union| arena.add(union_schema(union)))
        .collect();
    let branches = types
        .iter()
        .map(|kind| {
            let mut branch = base.clone_keywords();
            branch.all_of.extend(&unions);
            branch.types = Some(TypeSet::EMPTY.with(kind));
            arena.add(branch)
        })
        .collect();
    plain(Shape::Union(UnionKeyword {
        exclusive: false,
        branches,
        discriminator: None,
    }))
}

fn decide_type(arena: &mut Arena<'_>, id: SchemaId, flat: &Flat, kind: Type) -> Form {
    let shape = match kind {
        Type::Null => Shape::Null,
        Type::Boolean => Shape::Boolean,
        Type::Integer => Shape::Integer,
        Type::Number => Shape::Number,
        Type::String => Shape::Text,
        Type::Array => match flat.array.prefix_items.is_empty() {
            true => Shape::List(flat.array.items),
            false if is_tuple(arena, flat) => Shape::Tuple(flat.array.prefix_items.clone()),
            false => {
                return Form {
                    shape: Shape::List(None),
                    nullable: false,
                    guards: vec![(id, true)],
                };
            }
        },
        Type::Object => object_shape(arena, flat),
    };
    plain_guarded(arena, id, flat, shape, kind)
}

/// `prefixItems` for every item there may and must be.
fn is_tuple(arena: &Arena<'_>, flat: &Flat) -> bool {
    let array = &flat.array;
    let count = array.prefix_items.len() as u64;
    let closed = array.max_items.is_some_and(|max| max <= count)
        || array.items.is_some_and(|items| arena[items].never);
    let exact = array.max_items.is_none_or(|max| max >= count);
    count <= 12 && closed && exact && array.min_items == Some(count) && !array.unique_items
}

fn object_shape(arena: &mut Arena<'_>, flat: &Flat) -> Shape {
    let object = &flat.object;
    let closed = object.additional.is_some_and(|id| arena[id].never);
    if flat.properties.is_empty() && flat.required.is_empty() && !closed {
        let by_pattern = object.pattern_properties.values().next().copied();
        return Shape::Map(if by_pattern.is_some() {
            None
        } else {
            object.additional
        });
    }
    let mut properties: Vec<(String, Option<SchemaId>)> = Vec::new();
    for (name, schemas) in &flat.properties {
        properties.push((name.clone(), Some(property(arena, schemas))));
    }
    let by_pattern = !object.pattern_properties.is_empty();
    for name in &flat.required {
        if !flat.properties.contains_key(name) {
            // Patterns are for the guard to apply.
            properties.push((name.clone(), object.additional.filter(|_| !by_pattern)));
        }
    }
    let additional = if by_pattern || (object.additional.is_none() && strangers_count(flat)) {
        Some(arena.add(Schema::default()))
    } else {
        object.additional
    };
    Shape::Struct(StructShape {
        properties,
        required: flat.required.iter().cloned().collect(),
        additional,
    })
}

/// Whether members without a description have a say in what fits: then they are kept, so that what was read is still
/// valid when it is written.
fn strangers_count(flat: &Flat) -> bool {
    let object = &flat.object;
    let is_stranger =
        |name: &String| !flat.properties.contains_key(name) && !flat.required.contains(name);
    object
        .min_properties
        .is_some_and(|min| min > flat.required.len() as u64)
        || object
            .dependent_required
            .iter()
            .any(|(name, names)| is_stranger(name) || names.iter().any(is_stranger))
        || !object.dependent_schemas.is_empty()
}

/// A shape of one type, with a guard for the keywords that the reader of that type does not enforce.
fn plain_guarded(
    arena: &mut Arena<'_>,
    id: SchemaId,
    flat: &Flat,
    shape: Shape,
    kind: Type,
) -> Form {
    let object = &flat.object;
    let is_object = kind == Type::Object;
    if flat.whole || (is_object && !object.pattern_properties.is_empty()) {
        return Form {
            shape,
            nullable: false,
            guards: vec![(id, true)],
        };
    }
    let mut rest = Schema::default();
    add_assertions(arena, flat, &mut rest);
    for union in &flat.unions {
        let id = arena.add(union_schema(union));
        rest.all_of.push(id);
    }
    if kind == Type::Array {
        rest.array.contains = flat.array.contains;
        rest.array.min_contains = flat.array.min_contains;
        rest.array.max_contains = flat.array.max_contains;
    }
    if is_object {
        if !matches!(shape, Shape::Map(_)) {
            rest.object.property_names = object.property_names;
        }
        rest.object
            .dependent_required
            .clone_from(&object.dependent_required);
        rest.object
            .dependent_schemas
            .clone_from(&object.dependent_schemas);
    }
    let guards = if constrains_nothing(&rest) {
        Vec::new()
    } else {
        vec![(arena.add(rest), false)]
    };
    Form {
        shape,
        nullable: false,
        guards,
    }
}

impl Schema {
    /// A copy without the texts, which are the larger part.
    pub(crate) fn clone_keywords(&self) -> Self {
        Self {
            at: self.at.clone(),
            name: self.name.clone(),
            never: self.never,
            types: self.types,
            format: self.format.clone(),
            enumeration: self.enumeration.clone(),
            constant: self.constant.clone(),
            number: self.number.clone(),
            text: self.text.clone(),
            array: self.array.clone(),
            object: self.object.clone(),
            reference: self.reference,
            all_of: self.all_of.clone(),
            any_of: self.any_of.clone(),
            one_of: self.one_of.clone(),
            not: self.not,
            if_schema: self.if_schema,
            then_schema: self.then_schema,
            else_schema: self.else_schema,
            discriminator: self.discriminator.clone(),
            meta: ir::Meta::default(),
        }
    }
}
