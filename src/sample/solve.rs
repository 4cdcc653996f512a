//! The search for a value that fits a conjunction of schemas: the examples that are given, else one alternative of
//! every choice after the other, until a candidate conforms.

use super::shape::{Alternative, Shape};
use super::{Conformer, Direction, STEP_LIMIT, Sampler, array, media, number, object, text};
use crate::ir::{SchemaId, Type};
use serde_json::Value;

/// What is asked: a value that fits all `schemas`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Goal {
    pub(super) schemas: Vec<SchemaId>,
    /// The property or parameter it stands under; empty when there is none.
    pub(super) name: String,
    pub(super) direction: Direction,
    /// Objects and arrays around it.
    pub(super) depth: u8,
    /// Different salts ask for different values.
    pub(super) salt: u32,
    /// Discriminator property → the tag it must have.
    pub(super) tags: Vec<(String, String)>,
    /// Whether a discriminator decides between branches that fit both; see [`Conformer::accepts_by_tag`].
    pub(super) by_tag: bool,
}

/// How soon an alternative is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Likely,
    Null,
    Recursive,
    Impossible,
}

/// What was found for a goal, whatever is around it.
#[derive(Debug)]
pub(super) struct Known {
    value: Option<Value>,
    /// Values in the value, itself not counted.
    parts: usize,
}

/// Objects and arrays inside one another.
const DEPTH_LIMIT: u8 = 24;

/// Values of one schema inside one another, where nothing else fits.
const NESTING_LIMIT: usize = 4;

/// Combinations of alternatives tried for one goal.
const TRY_LIMIT: usize = 60;

impl Goal {
    pub(super) fn new(schemas: Vec<SchemaId>, name: &str, direction: Direction) -> Self {
        Self {
            schemas,
            name: name.to_owned(),
            direction,
            depth: 0,
            salt: 0,
            tags: Vec::new(),
            by_tag: false,
        }
    }

    /// A goal one step further down.
    pub(super) fn child(&self, schemas: Vec<SchemaId>, name: &str, salt: u32) -> Self {
        Self {
            depth: self.depth + 1,
            salt,
            by_tag: self.by_tag,
            ..Self::new(schemas, name, self.direction)
        }
    }

    fn accepts(&self, conformer: &Conformer<'_>, id: SchemaId, value: &Value) -> bool {
        if self.by_tag {
            conformer.accepts_by_tag(id, value, self.direction)
        } else {
            conformer.accepts(id, value, self.direction)
        }
    }
}

impl<'a> Sampler<'a> {
    pub(super) fn solve(&self, goal: &Goal) -> Option<Value> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > STEP_LIMIT
            || goal.depth > DEPTH_LIMIT
            || self.is_nested(&goal.schemas)
        {
            self.cut.set(true);
            return None;
        }
        if let Some(known) = self.known.borrow().get(goal) {
            self.steps.set(self.steps.get() + known.parts);
            return known
                .value
                .clone()
                .filter(|_| self.steps.get() <= STEP_LIMIT);
        }
        let cut_before = self.cut.replace(false);
        let found = self
            .given(goal)
            .or_else(|| self.search(Shape::of(self.schemas, goal), goal, &mut 0));
        if !self.cut.get() {
            let parts = found.as_ref().map_or(0, parts);
            let known = Known {
                value: found.clone(),
                parts,
            };
            self.known.borrow_mut().insert(goal.clone(), known);
        }
        self.cut.set(self.cut.get() || cut_before);
        found
    }

    /// Runs what makes the parts of a value, which are then inside its schemas.
    fn inside<T>(&self, shape: &Shape<'a>, run: impl FnOnce() -> T) -> T {
        let before = self.enclosing.borrow().len();
        self.enclosing.borrow_mut().extend(shape.ids());
        let result = run();
        self.enclosing.borrow_mut().truncate(before);
        result
    }

    /// Whether a value of these schemas would be inside one of its own kind; then the sample depends on what is
    /// around it.
    pub(super) fn is_enclosed(&self, schemas: &[SchemaId]) -> bool {
        let enclosing = self.enclosing.borrow();
        let has = |id: &SchemaId| enclosing.contains(id);
        let enclosed = schemas.iter().any(|id| {
            let schema = &self.schemas[*id];
            let near = schema
                .array
                .items
                .iter()
                .chain(&schema.reference)
                .chain(&schema.all_of)
                .chain(&schema.object.additional);
            has(id) || near.into_iter().any(has)
        });
        if enclosed {
            self.cut.set(true);
        }
        enclosed
    }

    /// Whether the sample is inside one of these schemas several times over.
    fn is_nested(&self, schemas: &[SchemaId]) -> bool {
        let enclosing = self.enclosing.borrow();
        schemas
            .iter()
            .any(|id| enclosing.iter().filter(|other| *other == id).count() >= NESTING_LIMIT)
    }

    pub(super) fn has_steps_left(&self) -> bool {
        self.steps.get() < STEP_LIMIT / 2
    }

    /// The first of the schemas' own examples and defaults that fits.
    fn given(&self, goal: &Goal) -> Option<Value> {
        if goal.salt > 0 {
            return None;
        }
        let mut chain = goal.schemas.clone();
        let mut at = 0;
        while let Some(id) = chain.get(at) {
            let next = self.schemas[*id]
                .reference
                .filter(|next| !chain.contains(next));
            chain.extend(next);
            at += 1;
        }
        let metas = || chain.iter().map(|id| &self.schemas[*id].meta);
        let examples = metas()
            .flat_map(|meta| &meta.examples)
            .chain(metas().filter_map(|meta| meta.default.as_deref()));
        examples
            .filter(|value| !value.is_null())
            .find(|value| self.fits(goal, value))
            .cloned()
    }

    fn search(&self, mut shape: Shape<'a>, goal: &Goal, tries: &mut usize) -> Option<Value> {
        if shape.is_empty() || *tries > TRY_LIMIT {
            return None;
        }
        let Some(alternatives) = shape.next_choice() else {
            *tries += 1;
            return self.candidate(&shape, goal);
        };
        let mut ranked: Vec<(Rank, Alternative)> = alternatives
            .into_iter()
            .map(|alternative| (self.rank(&shape, &alternative), alternative))
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let likely = ranked
            .iter()
            .filter(|(rank, _)| *rank == Rank::Likely)
            .count();
        if likely > 0 {
            ranked[..likely].rotate_left(goal.salt as usize % likely);
        }
        ranked
            .iter()
            .filter(|(rank, _)| *rank < Rank::Impossible)
            .find_map(|(_, alternative)| {
                let mut narrowed = shape.clone();
                narrowed.take(self.schemas, alternative);
                self.search(narrowed, goal, tries)
            })
    }

    /// Recursion ends sooner when what is there already is not taken again.
    fn rank(&self, shape: &Shape<'a>, alternative: &Alternative) -> Rank {
        let types = shape.types_with(self.schemas, alternative);
        if types.is_empty() {
            Rank::Impossible
        } else if self.is_enclosed(alternative.adds()) {
            Rank::Recursive
        } else if types.single() == Some(Type::Null) {
            Rank::Null
        } else {
            Rank::Likely
        }
    }

    /// The first candidate that fits, type after type.
    fn candidate(&self, shape: &Shape<'a>, goal: &Goal) -> Option<Value> {
        if let Some(values) = shape.listed() {
            let turn = if values.is_empty() {
                0
            } else {
                goal.salt as usize % values.len()
            };
            return values[turn..]
                .iter()
                .chain(&values[..turn])
                .find(|value| self.fits(goal, value))
                .cloned();
        }
        for kind in shape.likely_types(goal) {
            let fits = |value: &Value| self.fits(goal, value);
            let found = match kind {
                Type::Null => Some(Value::Null).filter(|value| fits(value)),
                Type::Boolean => {
                    let first = goal.salt.is_multiple_of(2);
                    [first, !first]
                        .map(Value::Bool)
                        .into_iter()
                        .find(|value| fits(value))
                }
                Type::Integer => number::candidates(shape, goal, true)
                    .into_iter()
                    .find(|value| fits(value)),
                Type::Number => number::candidates(shape, goal, false)
                    .into_iter()
                    .find(|value| fits(value)),
                Type::String => self
                    .json_text(shape, goal)
                    .filter(&fits)
                    .or_else(|| text::find(shape, goal, text::lengths(shape), fits)),
                Type::Array => self.inside(shape, || array::candidate(self, shape, goal)),
                Type::Object => self.inside(shape, || object::candidate(self, shape, goal)),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// A text that holds JSON (JSON Schema validation, section 8), with what it holds.
    fn json_text(&self, shape: &Shape<'a>, goal: &Goal) -> Option<Value> {
        let mut parts = shape.parts.iter();
        let text = parts.find_map(|part| {
            let media_type = part.text.content_media_type.as_deref()?;
            media::is_json(media_type).then_some(&part.text)
        })?;
        let value = match text.content_schema {
            Some(id) => self.solve(&goal.child(vec![id], "", goal.salt))?,
            None => Value::from(goal.salt),
        };
        Some(Value::String(value.to_string()))
    }

    pub(super) fn fits(&self, goal: &Goal, value: &Value) -> bool {
        let tagged = |(property, tag): &(String, String)| {
            value
                .get(property)
                .and_then(Value::as_str)
                .is_none_or(|found| found == tag)
        };
        goal.tags.iter().all(tagged)
            && goal
                .schemas
                .iter()
                .all(|id| goal.accepts(&self.conformer, *id, value))
    }
}

/// Values in a value, itself not counted.
fn parts(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| 1 + parts(item)).sum(),
        Value::Object(members) => members.values().map(|member| 1 + parts(member)).sum(),
        _ => 0,
    }
}

/// Which way a goal's value travels hides some optional properties.
pub(super) fn is_hidden(sampler: &Sampler<'_>, schemas: &[SchemaId], direction: Direction) -> bool {
    schemas
        .iter()
        .any(|id| crate::ir::conform::is_one_way(sampler.schemas, *id, direction))
}
