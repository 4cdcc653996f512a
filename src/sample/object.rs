//! Candidates for objects: the properties that are asked, with the optional ones as long as the sample stays small.

use super::shape::Shape;
use super::solve::{Goal, is_hidden};
use super::{Sampler, pattern};
use crate::ir::{Object, SchemaId};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Objects and arrays around an object up to which its optional properties are filled in.
const OPTIONAL_DEPTH: u8 = 2;

/// Extra properties that are not made up beyond this number.
const EXTRA_LIMIT: u64 = 200;

/// How many of the optional properties to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    All,
    Required,
}

pub(super) fn candidate(sampler: &Sampler<'_>, shape: &Shape<'_>, goal: &Goal) -> Option<Value> {
    let generous = goal.depth <= OPTIONAL_DEPTH && sampler.has_steps_left();
    let extents = if generous {
        [Extent::All, Extent::Required]
    } else {
        [Extent::Required, Extent::All]
    };
    let filled = |goal: &Goal, extent: Extent| fill(sampler, shape, goal, extent);
    let plain = extents.iter().find_map(|extent| {
        let value = Value::Object(filled(goal, *extent)?);
        sampler.fits(goal, &value).then_some(value)
    });
    if plain.is_some() || shape.apart.is_empty() || goal.by_tag {
        return plain;
    }
    // Other values may tell it apart from the branches that it must not fit; else a property that only they describe.
    let other = Goal {
        salt: goal.salt + 1,
        ..goal.clone()
    };
    [goal, &other]
        .into_iter()
        .flat_map(|goal| extents.map(|extent| (goal, extent)))
        .find_map(|(source, extent)| {
            let members = filled(source, extent)?;
            let value = Value::Object(members.clone());
            if sampler.fits(goal, &value) {
                return Some(value);
            }
            let value = Value::Object(set_apart(sampler, shape, goal, members));
            sampler.fits(goal, &value).then_some(value)
        })
}

/// Adds properties that the branches not taken refuse and that nothing else describes.
fn set_apart(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    mut members: Map<String, Value>,
) -> Map<String, Value> {
    let conformer = sampler.conformer();
    for branch in &shape.apart {
        if !conformer.accepts(*branch, &Value::Object(members.clone()), goal.direction) {
            continue;
        }
        let other = Shape::of(
            sampler.schemas,
            &Goal::new(vec![*branch], "", goal.direction),
        );
        let described = other.parts.iter().flat_map(|part| &part.object.properties);
        let strange = described.filter(|(name, _)| {
            !shape
                .parts
                .iter()
                .any(|part| part.object.properties.contains_key(*name))
        });
        let refused = strange.filter_map(|(name, id)| {
            let values = [
                Value::from(0),
                Value::from(""),
                Value::from(false),
                Value::Array(Vec::new()),
            ];
            let wrong = values
                .into_iter()
                .find(|value| !conformer.accepts(*id, value, goal.direction))?;
            Some((name.clone(), wrong))
        });
        members.extend(refused.take(1));
    }
    members
}

fn fill(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    extent: Extent,
) -> Option<Map<String, Value>> {
    let objects: Vec<&Object> = shape.parts.iter().map(|part| &*part.object).collect();
    let required = required(sampler, shape, goal, &objects);
    let most = objects
        .iter()
        .filter_map(|object| object.max_properties)
        .min()
        .unwrap_or(u64::MAX);
    let least = objects
        .iter()
        .filter_map(|object| object.min_properties)
        .max()
        .unwrap_or(0);
    let mut members = Map::new();
    let mut optional = Vec::new();
    for name in names(&objects) {
        let wanted = required.contains(name);
        if !wanted
            && (extent == Extent::Required || !is_welcome(sampler, shape, goal, &objects, name))
        {
            optional.push(name);
            continue;
        }
        match member(sampler, shape, goal, &objects, name) {
            Some(value) => drop(members.insert(name.to_owned(), value)),
            None if wanted => return None,
            None => {}
        }
    }
    for name in &required {
        if !members.contains_key(name) {
            members.insert(name.clone(), member(sampler, shape, goal, &objects, name)?);
        }
    }
    for name in optional {
        if (members.len() as u64) < least
            && !shape.forbidden.contains(name)
            && let Some(value) = member(sampler, shape, goal, &objects, name)
        {
            members.insert(name.to_owned(), value);
        }
    }
    while members.len() as u64 > most {
        let spare = members
            .keys()
            .rev()
            .find(|name| !required.contains(*name))?
            .clone();
        members.shift_remove(&spare);
    }
    let shows_entry = is_map(&objects)
        && goal.depth <= OPTIONAL_DEPTH
        && !sampler.is_enclosed(&schemas(sampler, &objects, "key"));
    let wanted = least.min(EXTRA_LIMIT).max(u64::from(shows_entry));
    add_extra(sampler, shape, goal, &objects, wanted, &mut members);
    complete_dependents(sampler, shape, goal, &objects, &mut members)?;
    Some(members)
}

/// Declared names, in order, once each.
fn names<'a>(objects: &[&'a Object]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let all = objects
        .iter()
        .flat_map(|object| object.properties.keys())
        .map(String::as_str);
    all.filter(|name| seen.insert(*name)).collect()
}

/// Names that must be there: `required`, and the tags of discriminators. Those that don't travel this way are left out.
fn required(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    objects: &[&Object],
) -> BTreeSet<String> {
    let listed = objects.iter().flat_map(|object| &object.required);
    let tags = shape.tags.iter().map(|(property, _)| property);
    let travels =
        |name: &&String| !is_hidden(sampler, &schemas(sampler, objects, name), goal.direction);
    listed.chain(tags).filter(travels).cloned().collect()
}

/// Whether an optional property is filled in: it travels this way, and does not start the recursion anew.
fn is_welcome(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    objects: &[&Object],
    name: &str,
) -> bool {
    let schemas = schemas(sampler, objects, name);
    if shape.forbidden.contains(name) || is_hidden(sampler, &schemas, goal.direction) {
        return false;
    }
    !sampler.is_enclosed(&schemas)
}

/// The schemas that a member of this name must fit.
pub(super) fn schemas(sampler: &Sampler<'_>, objects: &[&Object], name: &str) -> Vec<SchemaId> {
    let mut ids: Vec<SchemaId> = Vec::new();
    for object in objects {
        let own = object.properties.get(name).copied();
        let by_pattern = object
            .pattern_properties
            .iter()
            .filter(|(pattern, _)| sampler.name_matches(pattern, name));
        let mut found: Vec<SchemaId> = own
            .into_iter()
            .chain(by_pattern.map(|(_, id)| *id))
            .collect();
        if found.is_empty() {
            found.extend(object.additional);
        }
        for id in found {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

fn member(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    objects: &[&Object],
    name: &str,
) -> Option<Value> {
    let schemas = schemas(sampler, objects, name);
    if let Some((_, tag)) = shape.tags.iter().find(|(property, _)| property == name) {
        let tag = Value::String(tag.clone());
        if schemas
            .iter()
            .all(|id| sampler.conformer.accepts(*id, &tag, goal.direction))
        {
            return Some(tag);
        }
    }
    sampler.solve(&goal.child(schemas, name, goal.salt))
}

/// A map without any entry shows nothing: it gets one where that is allowed.
fn is_map(objects: &[&Object]) -> bool {
    let declared_any = objects.iter().any(|object| !object.properties.is_empty());
    let maps =
        |object: &&Object| object.additional.is_some() || !object.pattern_properties.is_empty();
    !declared_any && objects.iter().any(maps)
}

/// Makes up properties until there are `wanted`, or no more can be had.
pub(super) fn add_extra(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    objects: &[&Object],
    wanted: u64,
    members: &mut Map<String, Value>,
) {
    let mut salt = 0;
    while (members.len() as u64) < wanted && u64::from(salt) < 4 * wanted + 8 {
        let name = extra_name(sampler, goal, objects, salt);
        salt += 1;
        if members.contains_key(&name) || shape.forbidden.contains(&name) {
            continue;
        }
        if let Some(value) = member(sampler, shape, goal, objects, &name) {
            members.insert(name, value);
        }
    }
}

fn extra_name(sampler: &Sampler<'_>, goal: &Goal, objects: &[&Object], salt: u32) -> String {
    let name_schemas: Vec<SchemaId> = objects
        .iter()
        .filter_map(|object| object.property_names)
        .collect();
    if !name_schemas.is_empty()
        && let Some(Value::String(name)) = sampler.solve(&goal.child(name_schemas, "key", salt))
    {
        return name;
    }
    let patterns: Vec<&String> = objects
        .iter()
        .flat_map(|object| object.pattern_properties.keys())
        .collect();
    if !patterns.is_empty() {
        let pattern = patterns[salt as usize % patterns.len()];
        let mut candidates = pattern::candidates(pattern, (0, u64::MAX), salt);
        if let Some(name) = candidates.find(|name| sampler.name_matches(pattern, name)) {
            return name;
        }
    }
    if salt == 0 {
        "key".to_owned()
    } else {
        format!("key{}", salt + 1)
    }
}

/// `dependentRequired`, until nothing is missing.
fn complete_dependents(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    objects: &[&Object],
    members: &mut Map<String, Value>,
) -> Option<()> {
    loop {
        let rules = objects.iter().flat_map(|object| &object.dependent_required);
        let missing = rules
            .filter(|(trigger, _)| members.contains_key(*trigger))
            .flat_map(|(_, names)| names)
            .find(|name| !members.contains_key(*name));
        let Some(name) = missing else { return Some(()) };
        members.insert(name.clone(), member(sampler, shape, goal, objects, name)?);
    }
}
