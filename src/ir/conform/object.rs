//! Keywords for objects (JSON Schema validation section 6.5, core sections 10.2.2.4, 10.3.2 and 11.3).

use super::{Check, Direction, Seen, Tags};
use crate::ir::schema::{Object, Schema, SchemaId, Schemas};
use serde_json::{Map, Value};

type Members = Map<String, Value>;

pub(super) fn members<'a>(
    check: &mut Check<'_, 'a>,
    schema: &'a Schema,
    members: &Members,
    seen: &mut Seen,
) -> bool {
    let keywords = &schema.object;
    let mut verdict = counts(check, keywords, members.len() as u64);
    verdict &= required(check, keywords, members);
    for (name, value) in members {
        if !verdict && check.quiet > 0 {
            return false;
        }
        verdict &= member(check, keywords, name, value, seen);
    }
    if let Some(id) = keywords.property_names {
        verdict &= names(check, id, members);
    }
    for (_, id) in keywords
        .dependent_schemas
        .iter()
        .filter(|(name, _)| members.contains_key(*name))
    {
        let whole = Value::Object(members.clone());
        verdict &= check.accepts(*id, &whole, seen);
    }
    verdict
}

fn counts(check: &mut Check<'_, '_>, keywords: &Object, count: u64) -> bool {
    let mut verdict = true;
    if let Some(limit) = keywords.min_properties.filter(|limit| count < *limit) {
        verdict = check.refuse("minProperties", || {
            format!("{count} properties, at least {limit} are needed")
        });
    }
    if let Some(limit) = keywords.max_properties.filter(|limit| count > *limit) {
        verdict = check.refuse("maxProperties", || {
            format!("{count} properties, at most {limit} are allowed")
        });
    }
    verdict
}

fn required(check: &mut Check<'_, '_>, keywords: &Object, members: &Members) -> bool {
    let mut verdict = true;
    for name in &keywords.required {
        if !members.contains_key(name) && !is_excused(check, name) {
            verdict = check.refuse("required", || format!("`{name}` is missing"));
        }
    }
    for (trigger, names) in &keywords.dependent_required {
        for name in names
            .iter()
            .filter(|name| members.contains_key(trigger) && !members.contains_key(*name))
        {
            verdict = check.refuse("dependentRequired", || {
                format!("`{name}` is missing beside `{trigger}`")
            });
        }
    }
    verdict
}

/// Whether a property need not travel this way. The mark may stand in any schema that is applied to the same object.
fn is_excused(check: &Check<'_, '_>, name: &str) -> bool {
    let schemas = check.conformer.schemas();
    let applied = &check.applied[check.base..];
    applied
        .iter()
        .any(|id| marks_property(schemas, *id, name, check.direction, APPLIED_DEPTH))
}

/// How far `$ref` and `allOf` are followed to find a mark.
const APPLIED_DEPTH: usize = 8;

fn marks_property(
    schemas: &Schemas,
    id: SchemaId,
    name: &str,
    direction: Direction,
    depth: usize,
) -> bool {
    let schema = &schemas[id];
    let own = schema.object.properties.get(name);
    own.is_some_and(|property| is_one_way(schemas, *property, direction))
        || depth > 0
            && schema
                .reference
                .iter()
                .chain(&schema.all_of)
                .any(|id| marks_property(schemas, *id, name, direction, depth - 1))
}

/// Whether a property's schema is marked as one that does not travel in this direction: `readOnly` in a request,
/// `writeOnly` in a response.
#[must_use]
pub fn is_one_way(schemas: &Schemas, property: SchemaId, direction: Direction) -> bool {
    has_mark(schemas, property, direction, APPLIED_DEPTH)
}

fn has_mark(schemas: &Schemas, property: SchemaId, direction: Direction, depth: usize) -> bool {
    let schema = &schemas[property];
    let marked = match direction {
        Direction::Request => schema.meta.read_only,
        Direction::Response => schema.meta.write_only,
    };
    marked
        || depth > 0
            && schema
                .reference
                .iter()
                .chain(&schema.all_of)
                .any(|id| has_mark(schemas, *id, direction, depth - 1))
}

fn member<'a>(
    check: &mut Check<'_, 'a>,
    keywords: &'a Object,
    name: &str,
    value: &Value,
    seen: &mut Seen,
) -> bool {
    let mut known = false;
    let mut verdict = true;
    if let Some(id) = keywords.properties.get(name) {
        known = true;
        let is_skipped = check.tags == Tags::Decide
            && has_mark(check.conformer.schemas(), *id, check.direction, 0);
        verdict &= is_skipped || check.accepts_child(*id, || name.to_owned(), value);
    }
    for (pattern, id) in &keywords.pattern_properties {
        if check.conformer.matches(pattern, name) == Some(true) {
            known = true;
            verdict &= check.accepts_child(*id, || name.to_owned(), value);
        }
    }
    if !known && let Some(id) = keywords.additional {
        known = true;
        verdict &= described(check, id, "additionalProperties", name, value);
    }
    if known {
        seen.property(name);
    }
    verdict
}

/// Like [`Check::accepts_child`], but a property that nothing allows is said to be unexpected.
fn described(
    check: &mut Check<'_, '_>,
    id: SchemaId,
    keyword: &'static str,
    name: &str,
    value: &Value,
) -> bool {
    if !check.schema(id).never {
        return check.accepts_child(id, || name.to_owned(), value);
    }
    check.path.push(name.to_owned());
    check.refuse(keyword, || format!("`{name}` is not a known property"));
    check.path.pop();
    false
}

fn names(check: &mut Check<'_, '_>, id: SchemaId, members: &Members) -> bool {
    let mut verdict = true;
    for name in members.keys() {
        if !check.tries_child(id, &Value::String(name.clone())) {
            verdict = check.refuse("propertyNames", || {
                format!("`{name}` is no allowed property name")
            });
        }
    }
    verdict
}

pub(super) fn unevaluated<'a>(
    check: &mut Check<'_, 'a>,
    keywords: &'a Object,
    members: &Members,
    seen: &mut Seen,
) -> bool {
    let Some(id) = keywords.unevaluated_properties else {
        return true;
    };
    let mut verdict = true;
    for (name, value) in members {
        if !seen.all_properties && !seen.properties.contains(name) {
            verdict &= described(check, id, "unevaluatedProperties", name, value);
        }
    }
    seen.all_properties = true;
    verdict
}
