//! The edges of a schema around a value that fits: for each constraint one value just inside and one just outside,
//! each with one thing changed. What is found here is a proposal; the caller holds it against the whole schema.

use super::shape::Shape;
use super::solve::Goal;
use super::{Direction, Sampler, array, object, text};
use crate::ir::decimal::Decimal;
use crate::ir::{Object, Schema, SchemaId, Type, format};
use serde_json::{Map, Number, Value, json};

/// Whether a changed value is still allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expect {
    Accept,
    Reject,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Name(String),
    Index(usize),
}

/// One changed value, as a change.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) keyword: &'static str,
    pub(super) expect: Expect,
    /// Where the value is refused: for a missing property the property itself.
    pub(super) at: Vec<Step>,
    place: Vec<Step>,
    change: Change,
}

#[derive(Debug, Clone)]
enum Change {
    Replace(Value),
    Remove(String),
    Insert(String, Value),
}

impl Edge {
    /// The changed value; `None` when the place is not there.
    pub(super) fn apply(&self, value: &Value) -> Option<Value> {
        let mut whole = value.clone();
        let mut here = &mut whole;
        for step in &self.place {
            here = match step {
                Step::Name(name) => here.get_mut(name)?,
                Step::Index(index) => here.get_mut(index)?,
            };
        }
        match &self.change {
            Change::Replace(new) => *here = new.clone(),
            Change::Remove(name) => drop(here.as_object_mut()?.shift_remove(name)?),
            Change::Insert(name, new) => {
                drop(here.as_object_mut()?.insert(name.clone(), new.clone()));
            }
        }
        Some(whole)
    }
}

/// Objects and arrays inside one another that are looked into.
const DEPTH_LIMIT: usize = 4;

/// Lists and texts longer than this are not made.
const SIZE_LIMIT: u64 = 300;

/// Required properties of one object that are left out in turn, and values of one `enum` that are tried.
const TURNS: usize = 3;

/// All edges around a value, outer ones first.
pub(super) fn edges(sampler: &Sampler<'_>, id: SchemaId, name: &str, value: &Value) -> Vec<Edge> {
    let mut found = Found {
        sampler,
        edges: Vec::new(),
    };
    found.visit(
        &Node {
            ids: vec![id],
            name: name.to_owned(),
            place: Vec::new(),
        },
        value,
    );
    found.edges
}

struct Node {
    ids: Vec<SchemaId>,
    name: String,
    place: Vec<Step>,
}

struct Found<'s, 'a> {
    sampler: &'s Sampler<'a>,
    edges: Vec<Edge>,
}

impl<'a> Found<'_, 'a> {
    fn visit(&mut self, node: &Node, value: &Value) {
        let shape = Shape::applied(self.sampler, &node.ids, value, Direction::Request);
        self.any_type(node, &shape, value);
        for part in shape.parts.clone() {
            self.listed(node, part);
        }
        match value {
            Value::Number(_) => self.number(node, &shape),
            Value::String(text) => self.text(node, &shape, text),
            Value::Array(items) => self.array(node, &shape, items),
            Value::Object(members) => self.object(node, &shape, members),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn accepts(&self, node: &Node, value: &Value) -> bool {
        node.ids.iter().all(|id| {
            self.sampler
                .conformer()
                .accepts(*id, value, Direction::Request)
        })
    }

    /// Whether a value fails for this keyword alone.
    fn fails_only(&self, node: &Node, keyword: &str, value: &Value) -> bool {
        let mut failed = false;
        for id in &node.ids {
            if let Err(mismatches) = self
                .sampler
                .conformer()
                .check(*id, value, Direction::Request)
            {
                failed = true;
                if mismatches
                    .iter()
                    .any(|mismatch| mismatch.keyword != keyword)
                {
                    return false;
                }
            }
        }
        failed
    }

    /// Proposes the first value that still fits.
    fn inside(
        &mut self,
        node: &Node,
        keyword: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) {
        let chosen = values.into_iter().find(|value| self.accepts(node, value));
        self.propose(node, keyword, Expect::Accept, chosen);
    }

    /// Proposes the first value that fails for the keyword alone, else the first that fails.
    fn outside(
        &mut self,
        node: &Node,
        keyword: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) {
        let failing: Vec<Value> = values
            .into_iter()
            .filter(|value| !self.accepts(node, value))
            .collect();
        let clean = failing
            .iter()
            .find(|value| self.fails_only(node, keyword, value));
        let chosen = clean.or(failing.first()).cloned();
        self.propose(node, keyword, Expect::Reject, chosen);
    }

    fn propose(
        &mut self,
        node: &Node,
        keyword: &'static str,
        expect: Expect,
        value: Option<Value>,
    ) {
        let Some(value) = value else { return };
        let (place, at) = (node.place.clone(), node.place.clone());
        self.edges.push(Edge {
            keyword,
            expect,
            at,
            place,
            change: Change::Replace(value),
        });
    }

    fn any_type(&mut self, node: &Node, shape: &Shape<'a>, value: &Value) {
        let types = shape.types();
        if types.has(Type::Null) && !value.is_null() {
            self.inside(node, "nullable", [Value::Null]);
        } else {
            self.outside(node, "nullable", [Value::Null]);
        }
        // Wrong in every reading: no number in quotes, no `1` for a boolean.
        let wrong = match value {
            Value::String(_) => vec![json!(12345), json!([]), json!({})],
            Value::Number(_) | Value::Bool(_) => vec![json!("not-a-value"), json!([]), json!({})],
            Value::Array(_) => vec![json!("not-a-list"), json!(12345), json!({})],
            Value::Object(_) => vec![json!("not-an-object"), json!(12345), json!([])],
            Value::Null => vec![json!("not-null"), json!(12345)],
        };
        self.outside(node, "type", wrong);
        if value.is_number() && types.has(Type::Integer) && !types.has(Type::Number) {
            self.outside(node, "type", [json!(1.5)]);
        }
    }

    fn listed(&mut self, node: &Node, part: &Schema) {
        let strangers = || {
            [
                json!("not-one-of-these"),
                json!(987_654_321),
                json!(true),
                json!(["not-one-of-these"]),
            ]
        };
        let same_kind = |model: &Value| {
            let mut strangers = strangers().to_vec();
            strangers.sort_by_key(|value| {
                std::mem::discriminant(value) != std::mem::discriminant(model)
            });
            strangers
        };
        if let Some(members) = part
            .enumeration
            .as_ref()
            .filter(|members| !members.is_empty())
        {
            let last = members.len() - 1;
            for index in [last, last / 2].into_iter().take(members.len().min(2)) {
                self.inside(node, "enum", [members[index].clone()]);
            }
            self.outside(node, "enum", same_kind(&members[0]));
        }
        if let Some(constant) = &part.constant {
            self.outside(node, "const", same_kind(constant));
        }
    }

    fn number(&mut self, node: &Node, shape: &Shape<'a>) {
        let integer = !shape.types().has(Type::Number);
        for part in shape.parts.clone() {
            let keywords = &part.number;
            let steps = keywords.multiple_of.as_ref();
            let limits = [
                ("minimum", &keywords.minimum, false, 1),
                ("maximum", &keywords.maximum, false, -1),
                ("exclusiveMinimum", &keywords.exclusive_minimum, true, 1),
                ("exclusiveMaximum", &keywords.exclusive_maximum, true, -1),
            ];
            for (keyword, limit, exclusive, inwards) in limits {
                if let Some(limit) = limit {
                    self.limit(node, keyword, limit, (exclusive, inwards, integer), steps);
                }
            }
            if let Some(step) = steps {
                let base = step.as_f64().unwrap_or(1.0);
                let off = [
                    nudged(step, 1, integer),
                    Number::from_f64(base * 1.5),
                    Number::from_f64(base / 2.0),
                ];
                let off = off.into_iter().flatten().map(Value::Number);
                let near = [1, 2, 3, 7, 11].map(|value| json!(value));
                self.outside(node, "multipleOf", off.chain(near));
            }
            if let Some((low, high)) = part.format.as_deref().and_then(format::integer_range) {
                let value =
                    |value: i128| value.to_string().parse().map_or(Value::Null, Value::Number);
                self.inside(node, "format", [value(high), value(low)]);
                self.outside(node, "format", [value(high + 1), value(low - 1)]);
            }
        }
    }

    fn limit(
        &mut self,
        node: &Node,
        keyword: &'static str,
        limit: &Number,
        (exclusive, inwards, integer): (bool, i128, bool),
        step: Option<&Number>,
    ) {
        let grid = step
            .and_then(|step| Decimal::of(step).to_i128())
            .filter(|step| *step > 0)
            .unwrap_or(1);
        let at = || Some(limit.clone());
        let beside = |by: i128| nudged(limit, by * inwards, integer);
        let on_grid = (1..=grid.min(100)).map(beside);
        let inner: Vec<_> = if exclusive {
            on_grid.collect()
        } else {
            [at()].into_iter().chain(on_grid).collect()
        };
        let outer = if exclusive {
            [at(), beside(-1)]
        } else {
            [beside(-1), beside(-grid)]
        };
        self.inside(
            node,
            keyword,
            inner.into_iter().flatten().map(Value::Number),
        );
        self.outside(
            node,
            keyword,
            outer.into_iter().flatten().map(Value::Number),
        );
    }

    fn text(&mut self, node: &Node, shape: &Shape<'a>, value: &str) {
        let goal = Goal::new(node.ids.clone(), &node.name, Direction::Request);
        for part in shape.parts.clone() {
            let limits = [
                (
                    "minLength",
                    part.text.min_length,
                    part.text.min_length.and_then(|limit| limit.checked_sub(1)),
                ),
                (
                    "maxLength",
                    part.text.max_length,
                    part.text.max_length.map(|limit| limit.saturating_add(1)),
                ),
            ];
            for (keyword, limit, beyond) in limits {
                let Some(limit) = limit.filter(|limit| *limit <= SIZE_LIMIT) else {
                    continue;
                };
                let exact = text::find(shape, &goal, (limit, limit), |value| {
                    has_length(value, limit) && self.accepts(node, value)
                });
                self.propose(node, keyword, Expect::Accept, exact);
                let Some(beyond) = beyond else { continue };
                let clean = |value: &Value| {
                    has_length(value, beyond) && self.fails_only(node, keyword, value)
                };
                let any = |value: &Value| has_length(value, beyond) && !self.accepts(node, value);
                let chosen = text::find(shape, &goal, (beyond, beyond), clean)
                    .or_else(|| text::find(shape, &goal, (beyond, beyond), any));
                self.propose(node, keyword, Expect::Reject, chosen);
            }
            if part.text.pattern.is_some() {
                let others = strangers(value, text::lengths(shape));
                self.outside(node, "pattern", others);
            }
            if part.format.is_some() {
                self.outside(
                    node,
                    "format",
                    [json!("not a value of this format"), json!("-"), json!("!!")],
                );
            }
        }
    }

    fn array(&mut self, node: &Node, shape: &Shape<'a>, items: &[Value]) {
        let goal = Goal::new(node.ids.clone(), &node.name, Direction::Request);
        for part in shape.parts.clone() {
            let keywords = &part.array;
            let limits = [
                ("minItems", keywords.min_items, -1),
                ("maxItems", keywords.max_items, 1),
            ];
            for (keyword, limit, outwards) in limits {
                let Some(limit) = limit.filter(|limit| *limit <= SIZE_LIMIT) else {
                    continue;
                };
                let resized = |size: Option<u64>| resized(self.sampler, shape, &goal, items, size?);
                let (exact, beyond) = (
                    resized(Some(limit)),
                    resized(limit.checked_add_signed(outwards)),
                );
                self.inside(node, keyword, exact);
                self.outside(node, keyword, beyond);
            }
            if keywords.unique_items
                && let Some(first) = items.first()
            {
                self.outside(
                    node,
                    "uniqueItems",
                    [
                        json!([first, first]),
                        [items, std::slice::from_ref(first)].concat().into(),
                    ],
                );
            }
            if keywords.contains.is_some() {
                self.outside(
                    node,
                    "contains",
                    [json!([]), json!(["not-contained"]), json!([987_654_321])],
                );
            }
        }
        if node.place.len() < DEPTH_LIMIT
            && let Some(first) = items.first()
        {
            let mut place = node.place.clone();
            place.push(Step::Index(0));
            let ids = array::item_schemas(shape, 0);
            self.visit(
                &Node {
                    ids,
                    name: node.name.clone(),
                    place,
                },
                first,
            );
        }
    }

    fn object(&mut self, node: &Node, shape: &Shape<'a>, members: &Map<String, Value>) {
        let objects: Vec<&Object> = shape.parts.iter().map(|part| &*part.object).collect();
        for object in &objects {
            for name in object
                .required
                .iter()
                .filter(|name| members.contains_key(*name))
                .take(TURNS)
            {
                self.remove(node, "required", name, name);
            }
            for (trigger, names) in &object.dependent_required {
                for name in names
                    .iter()
                    .filter(|_| members.contains_key(trigger))
                    .take(TURNS)
                {
                    self.remove(node, "dependentRequired", name, name);
                }
            }
            if object.property_names.is_some() {
                self.insert_stranger(node, "propertyNames", "not a name!");
            }
            self.counts(node, shape, &objects, object, members);
        }
        let is_closed = |part: &&'a Schema| {
            let closing = [part.object.additional, part.object.unevaluated_properties];
            closing
                .into_iter()
                .flatten()
                .any(|id| self.sampler.schemas[id].never)
        };
        if shape.parts.iter().any(is_closed) {
            self.insert_stranger(node, "additionalProperties", "unexpected");
        }
        self.discriminator(node, shape, members);
        if node.place.len() < DEPTH_LIMIT {
            for (name, value) in members {
                let mut place = node.place.clone();
                place.push(Step::Name(name.clone()));
                let ids = object::schemas(self.sampler, &objects, name);
                self.visit(
                    &Node {
                        ids,
                        name: name.clone(),
                        place,
                    },
                    value,
                );
            }
        }
    }

    fn counts(
        &mut self,
        node: &Node,
        shape: &Shape<'a>,
        objects: &[&'a Object],
        own: &Object,
        members: &Map<String, Value>,
    ) {
        let goal = Goal::new(node.ids.clone(), &node.name, Direction::Request);
        let limits = [
            ("minProperties", own.min_properties, -1),
            ("maxProperties", own.max_properties, 1),
        ];
        for (keyword, limit, outwards) in limits {
            let Some(limit) = limit.filter(|limit| *limit <= SIZE_LIMIT) else {
                continue;
            };
            let resized = |size: Option<u64>| {
                let size = size?;
                let mut changed = members.clone();
                while changed.len() as u64 > size {
                    let spare = changed
                        .keys()
                        .rev()
                        .find(|name| !own.required.contains(name))?
                        .clone();
                    changed.shift_remove(&spare);
                }
                object::add_extra(self.sampler, shape, &goal, objects, size, &mut changed);
                (changed.len() as u64 == size).then_some(Value::Object(changed))
            };
            let (exact, beyond) = (
                resized(Some(limit)),
                resized(limit.checked_add_signed(outwards)),
            );
            self.inside(node, keyword, exact);
            self.outside(node, keyword, beyond);
        }
    }

    fn discriminator(&mut self, node: &Node, shape: &Shape<'a>, members: &Map<String, Value>) {
        for part in shape.parts.clone() {
            let Some(discriminator) = &part.discriminator else {
                continue;
            };
            if members.contains_key(&discriminator.property) {
                self.insert_stranger_as(
                    node,
                    "discriminator",
                    &discriminator.property,
                    json!("not-a-tag"),
                );
            }
        }
    }

    fn remove(&mut self, node: &Node, keyword: &'static str, name: &str, at: &str) {
        let mut whole = node.place.clone();
        whole.push(Step::Name(at.to_owned()));
        self.edges.push(Edge {
            keyword,
            expect: Expect::Reject,
            at: whole,
            place: node.place.clone(),
            change: Change::Remove(name.to_owned()),
        });
    }

    fn insert_stranger(&mut self, node: &Node, keyword: &'static str, name: &str) {
        self.insert_stranger_as(node, keyword, name, json!("unexpected"));
    }

    fn insert_stranger_as(&mut self, node: &Node, keyword: &'static str, name: &str, value: Value) {
        let mut at = node.place.clone();
        at.push(Step::Name(name.to_owned()));
        let change = Change::Insert(name.to_owned(), value);
        self.edges.push(Edge {
            keyword,
            expect: Expect::Reject,
            at,
            place: node.place.clone(),
            change,
        });
    }
}

fn has_length(value: &Value, length: u64) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.chars().count() as u64 == length)
}

/// The same items, cut or filled up to a size.
fn resized(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    items: &[Value],
    size: u64,
) -> Option<Value> {
    let size = usize::try_from(size).ok()?;
    if size <= items.len() {
        return Some(items[..size].to_vec().into());
    }
    Some(array::fill(sampler, shape, goal, size)?.into())
}

/// Texts unlike the one that fits, of an allowed length where that can be had.
fn strangers(value: &str, (least, most): (u64, u64)) -> Vec<Value> {
    let texts = [
        format!("{value}!"),
        format!("!{value}"),
        "!".to_owned(),
        " ".to_owned(),
        "é".to_owned(),
        "0".to_owned(),
        "a".to_owned(),
    ];
    let length = usize::try_from(
        least
            .max(value.chars().count() as u64)
            .min(most)
            .min(SIZE_LIMIT),
    )
    .unwrap_or(1);
    let filled = ["!", "é", "0", "a", " ", "\n"].map(|unit| unit.repeat(length));
    filled
        .into_iter()
        .chain(texts)
        .filter(|text| !text.is_empty())
        .map(Value::String)
        .collect()
}

/// The number one unit of its last written digit further; of whole numbers, by one. `None` beyond what floats tell apart.
fn nudged(number: &Number, by: i128, integer: bool) -> Option<Number> {
    const EXACT: i128 = 1 << 53;
    if let Some(whole) = Decimal::of(number).to_i128() {
        let next = whole.checked_add(by)?;
        return (integer || (whole.abs() < EXACT && next.abs() < EXACT))
            .then(|| next.to_string().parse().ok())?;
    }
    let (whole, fraction) = number.as_str().split_once('.')?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let moved = digits.checked_add(by)?;
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let sign = if moved < 0 { "-" } else { "" };
    let (whole, fraction_value) = (moved.abs() / scale, moved.abs() % scale);
    format!(
        "{sign}{whole}.{fraction_value:0width$}",
        width = fraction.len()
    )
    .parse()
    .ok()
}
