//! Two schemas, before and after. A keyword that accepts less breaks requests, one that accepts more breaks responses.

use super::{Comparison, Impact, Side};
use crate::ir::decimal::Decimal;
use crate::ir::equal::equal;
use crate::ir::{Schema, SchemaId, Schemas, Type, TypeSet};
use serde_json::{Number, Value};
use std::collections::BTreeSet;

/// How a schema that is nested this deep is no longer looked at.
const DEPTH: usize = 24;

/// What less or more means to a client of a side.
pub fn impact(side: Side, narrower: bool) -> Impact {
    if narrower == (side == Side::Request) {
        Impact::Breaking
    } else {
        Impact::Compatible
    }
}

/// Where the comparison is: the words for it, and what is being compared already.
struct Spot<'s> {
    subject: String,
    side: Side,
    depth: usize,
    open: &'s mut BTreeSet<(SchemaId, SchemaId)>,
}

impl Comparison<'_> {
    pub(super) fn schemas(&mut self, subject: &str, old: SchemaId, new: SchemaId, side: Side) {
        let mut spot = Spot {
            subject: subject.to_owned(),
            side,
            depth: 0,
            open: &mut BTreeSet::new(),
        };
        self.schema(&mut spot, old, new);
    }

    fn inside(&mut self, spot: &mut Spot<'_>, step: &str, old: SchemaId, new: SchemaId) {
        let mut inner = Spot {
            subject: format!("{}{step}", spot.subject),
            side: spot.side,
            depth: spot.depth + 1,
            open: spot.open,
        };
        self.schema(&mut inner, old, new);
    }

    fn schema(&mut self, spot: &mut Spot<'_>, old: SchemaId, new: SchemaId) {
        let (old, new) = (
            target(&self.old.schemas, old),
            target(&self.new.schemas, new),
        );
        if spot.depth > DEPTH || !spot.open.insert((old, new)) {
            return;
        }
        let (olds, news) = (&self.old.schemas, &self.new.schemas);
        let (a, b) = (olds[old].clone(), news[new].clone());
        self.types(spot, &a, &b);
        self.values(spot, &a, &b);
        self.bounds(spot, &a, &b);
        self.texts(spot, &a, &b);
        self.object(spot, &a, &b);
        if let (Some(x), Some(y)) = (a.array.items, b.array.items) {
            self.inside(spot, "[]", x, y);
        }
        self.compositions(spot, &a, &b);
        if a.meta.default != b.meta.default {
            let shown = |it: &Schema| {
                it.meta
                    .default
                    .as_ref()
                    .map_or("none".to_owned(), |it| it.to_string())
            };
            let message = format!("has the default {}, and had {}", shown(&b), shown(&a));
            self.note(spot, Impact::Compatible, message, &a, &b);
        }
    }

    fn note(&mut self, spot: &Spot<'_>, impact: Impact, message: String, a: &Schema, b: &Schema) {
        self.push(impact, &spot.subject, message, Some(&a.at), Some(&b.at));
    }

    fn types(&mut self, spot: &Spot<'_>, a: &Schema, b: &Schema) {
        let (was, is) = (types(a), types(b));
        let lost: Vec<&str> = was
            .iter()
            .filter(|it| !takes(is, *it))
            .map(Type::name)
            .collect();
        let added: Vec<&str> = is
            .iter()
            .filter(|it| !takes(was, *it))
            .map(Type::name)
            .collect();
        let message = match (&lost[..], &added[..]) {
            ([], []) => return,
            (lost, []) => format!("may not be {} any more", lost.join(" or ")),
            ([], added) => format!("may be {} now", added.join(" or ")),
            (lost, added) => format!("is {}, and was {}", added.join(" or "), lost.join(" or ")),
        };
        let both = !lost.is_empty() && !added.is_empty();
        let impact = if both {
            Impact::Breaking
        } else {
            impact(spot.side, added.is_empty())
        };
        self.note(spot, impact, message, a, b);
    }

    fn values(&mut self, spot: &Spot<'_>, a: &Schema, b: &Schema) {
        match (listed(a), listed(b)) {
            (None, None) => {}
            (None, Some(_)) => {
                let message = "is one of a list of values now".to_owned();
                self.note(spot, impact(spot.side, true), message, a, b);
            }
            (Some(_), None) => {
                let message = "is no longer one of a list of values".to_owned();
                self.note(spot, impact(spot.side, false), message, a, b);
            }
            (Some(was), Some(is)) => {
                let missing = |from: &[Value], among: &[Value]| -> Vec<String> {
                    let gone = from
                        .iter()
                        .filter(|it| !among.iter().any(|other| equal(it, other)));
                    gone.map(Value::to_string).collect()
                };
                let (lost, added) = (missing(&was, &is), missing(&is, &was));
                if !lost.is_empty() {
                    let message = format!("may not be {} any more", lost.join(", "));
                    self.note(spot, impact(spot.side, true), message, a, b);
                }
                if !added.is_empty() {
                    let message = format!("may be {} now", added.join(", "));
                    self.note(spot, impact(spot.side, false), message, a, b);
                }
            }
        }
    }

    fn bounds(&mut self, spot: &Spot<'_>, a: &Schema, b: &Schema) {
        let size = |it: Option<u64>| it.map(Number::from);
        let (x, y) = (a, b);
        let bounds: [(&str, bool, Option<Number>, Option<Number>); 10] = [
            (
                "minimum",
                false,
                x.number.minimum.clone(),
                y.number.minimum.clone(),
            ),
            (
                "maximum",
                true,
                x.number.maximum.clone(),
                y.number.maximum.clone(),
            ),
            (
                "exclusiveMinimum",
                false,
                x.number.exclusive_minimum.clone(),
                y.number.exclusive_minimum.clone(),
            ),
            (
                "exclusiveMaximum",
                true,
                x.number.exclusive_maximum.clone(),
                y.number.exclusive_maximum.clone(),
            ),
            (
                "minLength",
                false,
                size(x.text.min_length),
                size(y.text.min_length),
            ),
            (
                "maxLength",
                true,
                size(x.text.max_length),
                size(y.text.max_length),
            ),
            (
                "minItems",
                false,
                size(x.array.min_items),
                size(y.array.min_items),
            ),
            (
                "maxItems",
                true,
                size(x.array.max_items),
                size(y.array.max_items),
            ),
            (
                "minProperties",
                false,
                size(x.object.min_properties),
                size(y.object.min_properties),
            ),
            (
                "maxProperties",
                true,
                size(x.object.max_properties),
                size(y.object.max_properties),
            ),
        ];
        for (key, upper, was, is) in bounds {
            let (message, narrower) = match (&was, &is) {
                (None, None) => continue,
                (None, Some(is)) => (format!("has `{key}: {is}` now"), true),
                (Some(was), None) => (format!("has no `{key}` any more, and had {was}"), false),
                (Some(was), Some(is)) => {
                    let order = Decimal::of(was).cmp(&Decimal::of(is));
                    if order.is_eq() {
                        continue;
                    }
                    (
                        format!("has `{key}: {is}`, and had {was}"),
                        order.is_gt() == upper,
                    )
                }
            };
            self.note(spot, impact(spot.side, narrower), message, a, b);
        }
        if a.array.unique_items != b.array.unique_items {
            let narrower = b.array.unique_items;
            let message = if narrower {
                "must have unique items now"
            } else {
                "may repeat items now"
            };
            self.note(spot, impact(spot.side, narrower), message.to_owned(), a, b);
        }
    }

    fn texts(&mut self, spot: &Spot<'_>, a: &Schema, b: &Schema) {
        let step = |it: &Schema| it.number.multiple_of.as_ref().map(ToString::to_string);
        let keywords = [
            ("format", a.format.clone(), b.format.clone()),
            ("pattern", a.text.pattern.clone(), b.text.pattern.clone()),
            ("multipleOf", step(a), step(b)),
            (
                "contentEncoding",
                a.text.content_encoding.clone(),
                b.text.content_encoding.clone(),
            ),
        ];
        for (key, was, is) in keywords {
            let (message, impact) = match (was, is) {
                (was, is) if was == is => continue,
                (None, Some(is)) => (format!("has `{key}: {is}` now"), impact(spot.side, true)),
                (Some(was), None) => {
                    let message = format!("has no `{key}` any more, and had `{was}`");
                    (message, impact(spot.side, false))
                }
                (Some(was), Some(is)) => (
                    format!("has `{key}: {is}`, and had `{was}`"),
                    Impact::Breaking,
                ),
                (None, None) => continue,
            };
            self.note(spot, impact, message, a, b);
        }
    }

    fn object(&mut self, spot: &mut Spot<'_>, a: &Schema, b: &Schema) {
        let travels = |schema: &Schema| match spot.side {
            Side::Request => !schema.meta.read_only,
            Side::Response => !schema.meta.write_only,
        };
        let mut inner = Vec::new();
        for (name, old) in &a.object.properties {
            let was = &self.old.schemas[*old];
            if !travels(was) {
                continue;
            }
            let step = format!(".{name}");
            let Some(new) = b.object.properties.get(name) else {
                let closed = b
                    .object
                    .additional
                    .is_some_and(|it| self.new.schemas[it].never);
                let impact = match spot.side {
                    Side::Request if !closed => Impact::Compatible,
                    _ => Impact::Breaking,
                };
                let at = was.at.clone();
                let subject = format!("{}{step}", spot.subject);
                self.push(impact, &subject, "is gone".to_owned(), Some(&at), None);
                continue;
            };
            let (needed, needs) = (
                a.object.required.contains(name),
                b.object.required.contains(name),
            );
            let subject = format!("{}{step}", spot.subject);
            if needed != needs {
                let message = if needs {
                    "is required now"
                } else {
                    "is no longer required"
                };
                let at = (was.at.clone(), self.new.schemas[*new].at.clone());
                let impact = impact(spot.side, needs);
                self.push(
                    impact,
                    &subject,
                    message.to_owned(),
                    Some(&at.0),
                    Some(&at.1),
                );
            }
            inner.push((step, *old, *new));
        }
        for (name, new) in &b.object.properties {
            let is = &self.new.schemas[*new];
            if a.object.properties.contains_key(name) || !travels(is) {
                continue;
            }
            let needs = b.object.required.contains(name) && spot.side == Side::Request;
            let (impact, message) = if needs {
                (Impact::Breaking, "is new, and required")
            } else {
                (Impact::Compatible, "is new")
            };
            let at = is.at.clone();
            let subject = format!("{}.{name}", spot.subject);
            self.push(impact, &subject, message.to_owned(), None, Some(&at));
        }
        for (step, old, new) in inner {
            self.inside(spot, &step, old, new);
        }
        self.additional(spot, a, b);
    }

    fn additional(&mut self, spot: &mut Spot<'_>, a: &Schema, b: &Schema) {
        let closed = |schemas: &Schemas, schema: &Schema| {
            schema.object.additional.is_some_and(|it| schemas[it].never)
        };
        let (was, is) = (closed(&self.old.schemas, a), closed(&self.new.schemas, b));
        match (was, is) {
            (false, true) => {
                let message = "takes no other properties any more".to_owned();
                self.note(spot, impact(spot.side, true), message, a, b);
            }
            // A reader that knows its properties does not mind others.
            (true, false) => self.note(
                spot,
                Impact::Compatible,
                "takes other properties now".to_owned(),
                a,
                b,
            ),
            _ => {
                if let (Some(x), Some(y)) = (a.object.additional, b.object.additional) {
                    self.inside(spot, ".*", x, y);
                }
            }
        }
    }

    fn compositions(&mut self, spot: &mut Spot<'_>, a: &Schema, b: &Schema) {
        for (key, old, new) in [
            ("allOf", &a.all_of, &b.all_of),
            ("anyOf", &a.any_of, &b.any_of),
            ("oneOf", &a.one_of, &b.one_of),
        ] {
            let (mut lost, mut rest): (Vec<SchemaId>, Vec<SchemaId>) = (Vec::new(), new.clone());
            let mut pairs = Vec::new();
            for branch in old {
                let name = self.label(true, *branch);
                let found = rest
                    .iter()
                    .position(|it| name.is_some() && self.label(false, *it) == name);
                match found {
                    Some(index) => pairs.push((*branch, rest.remove(index))),
                    None => lost.push(*branch),
                }
            }
            // What has no name is paired in order.
            while !lost.is_empty() && !rest.is_empty() {
                pairs.push((lost.remove(0), rest.remove(0)));
            }
            for (x, y) in pairs {
                self.inside(spot, "", x, y);
            }
            let is_union = key != "allOf";
            for branch in lost {
                let what = self
                    .label(true, branch)
                    .unwrap_or_else(|| "a branch".to_owned());
                let message = format!("has {what} no longer in its `{key}`");
                self.note(spot, impact(spot.side, is_union), message, a, b);
            }
            for branch in rest {
                let what = self
                    .label(false, branch)
                    .unwrap_or_else(|| "one more branch".to_owned());
                let message = format!("has {what} in its `{key}` now");
                self.note(spot, impact(spot.side, !is_union), message, a, b);
            }
        }
        if a.not.is_some() != b.not.is_some() || a.if_schema.is_some() != b.if_schema.is_some() {
            let message = "has another condition (`not`, `if`)".to_owned();
            self.note(spot, Impact::Breaking, message, a, b);
        }
    }

    /// The name of a component; of other schemas their type, so that like is held against like.
    fn label(&self, old: bool, id: SchemaId) -> Option<String> {
        let schemas = if old {
            &self.old.schemas
        } else {
            &self.new.schemas
        };
        let schema = &schemas[target(schemas, id)];
        let only = schema.types.and_then(TypeSet::single);
        let name = schema.name.as_ref().map(|name| format!("`{name}`"));
        name.or_else(|| {
            only.filter(|it| *it == Type::Null)
                .map(|_| "`null`".to_owned())
        })
    }
}

/// Through references that say nothing else.
fn target(schemas: &Schemas, start: SchemaId) -> SchemaId {
    let mut id = start;
    for _ in 0..64 {
        match schemas[id].reference {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}

fn types(schema: &Schema) -> TypeSet {
    if schema.never {
        return TypeSet::EMPTY;
    }
    schema
        .types
        .unwrap_or_else(|| Type::ALL.into_iter().collect())
}

/// Integers are numbers.
fn takes(types: TypeSet, kind: Type) -> bool {
    types.has(kind) || (kind == Type::Integer && types.has(Type::Number))
}

fn listed(schema: &Schema) -> Option<Vec<Value>> {
    match (&schema.constant, &schema.enumeration) {
        (Some(constant), _) => Some(vec![Value::clone(constant)]),
        (None, values) => values.clone(),
    }
}
