//! Candidates for arrays: the prefix, what `contains` asks, then items up to the number that is asked.

use super::Sampler;
use super::shape::Shape;
use super::solve::Goal;
use crate::ir::SchemaId;
use crate::ir::equal::equal;
use serde_json::Value;

/// Arrays with more items than this are not made.
const LENGTH_LIMIT: u64 = 1_000;

/// Salts tried to make an item that is not there yet.
const SALT_LIMIT: u32 = 40;

pub(super) fn candidate(sampler: &Sampler<'_>, shape: &Shape<'_>, goal: &Goal) -> Option<Value> {
    let least = shape
        .parts
        .iter()
        .filter_map(|part| part.array.min_items)
        .max()
        .unwrap_or(0);
    let most = shape
        .parts
        .iter()
        .filter_map(|part| part.array.max_items)
        .min()
        .unwrap_or(u64::MAX);
    if least > LENGTH_LIMIT || most < least {
        return None;
    }
    let prefix = shape
        .parts
        .iter()
        .map(|part| part.array.prefix_items.len())
        .max()
        .unwrap_or(0) as u64;
    let least = least.max(
        contained(shape)
            .iter()
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(0),
    );
    let generous = least.max(prefix).max(1).min(most);
    let mut sizes = vec![generous, least, prefix.min(most), 0];
    if goal.depth > 4
        || sampler.is_enclosed(&item_schemas(shape, usize::try_from(prefix).unwrap_or(0)))
    {
        sizes.remove(0);
    }
    sizes.extend([least + 1, least + 2]);
    sizes.dedup();
    sizes
        .into_iter()
        .filter(|size| *size >= least.min(most) && *size <= most)
        .find_map(|size| {
            let items = fill(sampler, shape, goal, usize::try_from(size).ok()?)?;
            Some(Value::Array(items)).filter(|value| sampler.fits(goal, value))
        })
}

/// `contains` schemas with the number of items each asks.
fn contained(shape: &Shape<'_>) -> Vec<(SchemaId, u64)> {
    let arrays = shape.parts.iter().map(|part| &part.array);
    arrays
        .filter_map(|array| Some((array.contains?, array.min_contains.unwrap_or(1))))
        .collect()
}

/// The schemas that the item at an index must fit.
pub(super) fn item_schemas(shape: &Shape<'_>, index: usize) -> Vec<SchemaId> {
    let arrays = shape.parts.iter().map(|part| &part.array);
    let mut ids = Vec::new();
    for id in arrays.filter_map(|array| array.prefix_items.get(index).copied().or(array.items)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// So many items, each of which fits its own schemas.
pub(super) fn fill(
    sampler: &Sampler<'_>,
    shape: &Shape<'_>,
    goal: &Goal,
    size: usize,
) -> Option<Vec<Value>> {
    let unique = shape.parts.iter().any(|part| part.array.unique_items);
    let contained = contained(shape);
    let prefix = shape
        .parts
        .iter()
        .map(|part| part.array.prefix_items.len())
        .max()
        .unwrap_or(0);
    let mut items: Vec<Value> = Vec::new();
    for index in 0..size {
        let schemas = item_schemas(shape, index);
        let mut wanted = schemas.clone();
        let offset = if prefix >= size { 0 } else { prefix };
        wanted.extend(
            contained
                .iter()
                .filter(|(_, count)| index >= offset && ((index - offset) as u64) < *count)
                .map(|(id, _)| *id),
        );
        let first_salt = goal.salt
            + if unique {
                u32::try_from(index).unwrap_or(0)
            } else {
                0
            };
        let fresh = |salt: u32| {
            let value = sampler.solve(&goal.child(wanted.clone(), &singular(&goal.name), salt))?;
            (!unique || !items.iter().any(|item| equal(item, &value))).then_some(value)
        };
        let attempts = if unique { SALT_LIMIT } else { 1 };
        let value = (first_salt..first_salt + attempts)
            .find_map(fresh)
            .or_else(|| {
                let plain =
                    sampler.solve(&goal.child(schemas, &singular(&goal.name), first_salt))?;
                (!unique || !items.iter().any(|item| equal(item, &plain))).then_some(plain)
            })?;
        items.push(value);
    }
    Some(items)
}

/// The name of one item of a list.
fn singular(name: &str) -> String {
    let ends_in_s = name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("us");
    if ends_in_s {
        name[..name.len() - 1].to_owned()
    } else {
        name.to_owned()
    }
}
