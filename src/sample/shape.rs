//! A conjunction of schemas, flattened: everything that `$ref`, `allOf` and the alternatives taken so far ask of one
//! value, and the choices that are still open.

use super::solve::Goal;
use super::{Direction, Sampler};
use crate::ir::{Discriminator, Number, Schema, SchemaId, Schemas, Type, TypeSet};
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};

#[derive(Debug, Clone)]
pub(super) struct Shape<'a> {
    ids: Vec<SchemaId>,
    pub(super) parts: Vec<&'a Schema>,
    choices: VecDeque<Vec<Alternative>>,
    /// Discriminator property → tag.
    pub(super) tags: Vec<(String, String)>,
    /// Properties that must stay away.
    pub(super) forbidden: BTreeSet<String>,
    /// Branches of `oneOf` that were not taken and must not fit.
    pub(super) apart: Vec<SchemaId>,
}

/// One way to meet a choice.
#[derive(Debug, Clone, Default)]
pub(super) struct Alternative {
    add: Vec<SchemaId>,
    tag: Option<(String, String)>,
    forbid: Option<String>,
    apart: Vec<SchemaId>,
}

impl Alternative {
    pub(super) fn adds(&self) -> &[SchemaId] {
        &self.add
    }

    fn adding(ids: impl IntoIterator<Item = SchemaId>) -> Self {
        Self {
            add: ids.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl<'a> Shape<'a> {
    pub(super) fn of(schemas: &'a Schemas, goal: &Goal) -> Self {
        let mut shape = Self {
            ids: Vec::new(),
            parts: Vec::new(),
            choices: VecDeque::new(),
            tags: goal.tags.clone(),
            forbidden: BTreeSet::new(),
            apart: Vec::new(),
        };
        for id in &goal.schemas {
            shape.add(schemas, *id, None);
        }
        shape
    }

    /// The schemas that are applied to a value that is there: of alternatives, those that it fits.
    pub(super) fn applied(
        sampler: &Sampler<'a>,
        ids: &[SchemaId],
        value: &Value,
        direction: Direction,
    ) -> Self {
        let schemas = sampler.schemas;
        let mut shape = Self::of(schemas, &Goal::new(ids.to_vec(), "", direction));
        while let Some(alternatives) = shape.next_choice() {
            let accepts = |id: &SchemaId| sampler.conformer.accepts(*id, value, direction);
            for alternative in &alternatives {
                if alternative.forbid.is_none()
                    && !alternative.add.is_empty()
                    && alternative.add.iter().all(accepts)
                {
                    shape.take(schemas, alternative);
                }
            }
        }
        shape
    }

    /// Adds a schema and what it asks unconditionally. `child` is the schema whose `allOf` led here.
    fn add(&mut self, schemas: &'a Schemas, id: SchemaId, child: Option<SchemaId>) {
        if self.ids.contains(&id) {
            return;
        }
        let schema = &schemas[id];
        self.ids.push(id);
        self.parts.push(schema);
        if let (Some(discriminator), Some(child)) = (&schema.discriminator, child)
            && schema.one_of.is_empty()
            && schema.any_of.is_empty()
        {
            self.tag(
                discriminator.property.clone(),
                tag_of(schemas, discriminator, child),
            );
        }
        if let Some(next) = schema.reference {
            self.add(schemas, next, child.or(Some(id)));
        }
        for next in &schema.all_of {
            self.add(schemas, *next, Some(child.unwrap_or(id)));
        }
        for (branches, exclusive) in [(&schema.any_of, false), (&schema.one_of, true)] {
            if !branches.is_empty() {
                self.choices
                    .push_back(branch_choice(schemas, schema, branches, exclusive));
            }
        }
        if let Some(condition) = schema.if_schema {
            self.choices.push_back(vec![
                Alternative::adding([condition].into_iter().chain(schema.then_schema)),
                Alternative::adding(schema.else_schema),
            ]);
        }
        for (trigger, id) in &schema.object.dependent_schemas {
            self.choices.push_back(vec![
                Alternative::adding([*id]),
                Alternative {
                    forbid: Some(trigger.clone()),
                    ..Alternative::default()
                },
            ]);
        }
    }

    pub(super) fn ids(&self) -> &[SchemaId] {
        &self.ids
    }

    fn tag(&mut self, property: String, tag: Option<String>) {
        if let Some(tag) = tag
            && !self.tags.iter().any(|(known, _)| *known == property)
        {
            self.tags.push((property, tag));
        }
    }

    pub(super) fn next_choice(&mut self) -> Option<Vec<Alternative>> {
        self.choices.pop_front()
    }

    pub(super) fn take(&mut self, schemas: &'a Schemas, alternative: &Alternative) {
        if let Some((property, tag)) = &alternative.tag {
            self.tag(property.clone(), Some(tag.clone()));
        }
        self.forbidden.extend(alternative.forbid.clone());
        self.apart.extend(&alternative.apart);
        for id in &alternative.add {
            self.add(schemas, *id, None);
        }
    }

    /// The types that an alternative leaves.
    pub(super) fn types_with(&self, schemas: &'a Schemas, alternative: &Alternative) -> TypeSet {
        let mut narrowed = self.clone();
        narrowed.take(schemas, alternative);
        if narrowed.is_empty() {
            TypeSet::EMPTY
        } else {
            narrowed.types()
        }
    }

    /// Whether no value can fit, as far as the types tell.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.iter().any(|part| part.never) || self.types().is_empty()
    }

    /// The types that every part allows.
    pub(super) fn types(&self) -> TypeSet {
        let all: TypeSet = Type::ALL.into_iter().collect();
        self.parts
            .iter()
            .filter_map(|part| part.types)
            .fold(all, |types, allowed| {
                let has = |kind| {
                    allowed.has(kind) || (kind == Type::Integer && allowed.has(Type::Number))
                };
                types.iter().filter(|kind| has(*kind)).collect()
            })
    }

    /// The types to try, the most likely first.
    pub(super) fn likely_types(&self, goal: &Goal) -> Vec<Type> {
        let asks = |test: fn(&Schema) -> bool| self.parts.iter().any(|part| test(part));
        let mut order = Vec::new();
        if asks(asks_object) {
            order.push(Type::Object);
        }
        if asks(asks_array) {
            order.push(Type::Array);
        }
        if asks(|part| *part.number != Number::default()) {
            order.extend([Type::Number, Type::Integer]);
        }
        // Whole documents are objects; what is inside them, or stands under a name, is text.
        let plain = if goal.depth == 0 && goal.name.is_empty() {
            Type::Object
        } else {
            Type::String
        };
        order.extend([
            plain,
            Type::String,
            Type::Object,
            Type::Integer,
            Type::Number,
        ]);
        order.extend([Type::Array, Type::Boolean, Type::Null]);
        let types = self.types();
        let mut seen = TypeSet::EMPTY;
        order.retain(|kind| {
            let fresh = types.has(*kind) && !seen.has(*kind);
            seen = seen.with(*kind);
            fresh
        });
        order
    }

    /// The values of `const` and `enum`, where some part has one.
    pub(super) fn listed(&self) -> Option<Vec<Value>> {
        let constant = self.parts.iter().find_map(|part| part.constant.as_deref());
        if let Some(constant) = constant {
            return Some(vec![constant.clone()]);
        }
        let lists = self
            .parts
            .iter()
            .filter_map(|part| part.enumeration.as_ref());
        let mut shortest = lists.min_by_key(|list| list.len())?.clone();
        shortest.sort_by_key(Value::is_null);
        Some(shortest)
    }
}

fn asks_object(schema: &Schema) -> bool {
    let object = &schema.object;
    !object.properties.is_empty()
        || !object.required.is_empty()
        || !object.pattern_properties.is_empty()
        || object.additional.is_some()
        || object.min_properties.is_some()
}

fn asks_array(schema: &Schema) -> bool {
    let array = &schema.array;
    array.items.is_some()
        || !array.prefix_items.is_empty()
        || array.contains.is_some()
        || array.min_items.is_some()
}

fn branch_choice(
    schemas: &Schemas,
    owner: &Schema,
    branches: &[SchemaId],
    exclusive: bool,
) -> Vec<Alternative> {
    let alternative = |id: &SchemaId| {
        let tag = owner.discriminator.as_ref().and_then(|discriminator| {
            Some((
                discriminator.property.clone(),
                tag_of(schemas, discriminator, *id)?,
            ))
        });
        let apart = branches
            .iter()
            .copied()
            .filter(|other| exclusive && other != id)
            .collect();
        Alternative {
            add: vec![*id],
            tag,
            forbid: None,
            apart,
        }
    };
    branches.iter().map(alternative).collect()
}

/// The value that names a schema (OpenAPI 3.1 section 4.8.25.1): from the mapping, else the component's name.
fn tag_of(schemas: &Schemas, discriminator: &Discriminator, id: SchemaId) -> Option<String> {
    let mapped = discriminator
        .mapping
        .iter()
        .find(|(_, target)| **target == id)
        .map(|(tag, _)| tag.clone());
    mapped.or_else(|| schemas[id].name.clone())
}
