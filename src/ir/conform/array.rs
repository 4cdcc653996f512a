//! Keywords for arrays (JSON Schema validation section 6.4, core sections 10.3.1 and 11.2).

use super::{Check, Seen};
use crate::ir::equal::{canonical, equal};
use crate::ir::schema::Array;
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn items<'a>(
    check: &mut Check<'_, 'a>,
    schema: &'a Array,
    values: &[Value],
    seen: &mut Seen,
) -> bool {
    let mut verdict = counts(check, schema, values.len() as u64);
    if schema.unique_items && has_duplicates(values) {
        verdict = check.refuse("uniqueItems", || "two items are equal".to_owned());
    }
    for (index, value) in values.iter().enumerate() {
        if !verdict && check.quiet > 0 {
            return false;
        }
        if let Some(id) = schema.prefix_items.get(index).copied().or(schema.items) {
            verdict &= check.accepts_child(id, || index.to_string(), value);
        }
    }
    seen.items_before = seen.items_before.max(schema.prefix_items.len());
    seen.all_items |= schema.items.is_some();
    verdict & contains(check, schema, values, seen)
}

fn counts(check: &mut Check<'_, '_>, schema: &Array, count: u64) -> bool {
    let mut verdict = true;
    if let Some(limit) = schema.min_items.filter(|limit| count < *limit) {
        verdict = check.refuse("minItems", || {
            format!("{count} items, at least {limit} are needed")
        });
    }
    if let Some(limit) = schema.max_items.filter(|limit| count > *limit) {
        verdict = check.refuse("maxItems", || {
            format!("{count} items, at most {limit} are allowed")
        });
    }
    verdict
}

fn has_duplicates(values: &[Value]) -> bool {
    if values.len() <= 8 {
        return values
            .iter()
            .enumerate()
            .any(|(at, value)| values[..at].iter().any(|other| equal(other, value)));
    }
    let mut texts = BTreeSet::new();
    !values.iter().all(|value| texts.insert(canonical(value)))
}

fn contains(check: &mut Check<'_, '_>, schema: &Array, values: &[Value], seen: &mut Seen) -> bool {
    let Some(id) = schema.contains else {
        return true;
    };
    let mut count = 0;
    for (index, value) in values.iter().enumerate() {
        if check.tries_child(id, value) {
            count += 1;
            if seen.is_wanted() {
                seen.items.insert(index);
            }
        }
    }
    let least = schema.min_contains.unwrap_or(1);
    if count < least {
        let keyword = if schema.min_contains.is_some() {
            "minContains"
        } else {
            "contains"
        };
        return check.refuse(keyword, || {
            format!("{count} items fit `contains`, at least {least} are needed")
        });
    }
    match schema.max_contains.filter(|most| count > *most) {
        Some(most) => check.refuse("maxContains", || {
            format!("{count} items fit `contains`, at most {most} are allowed")
        }),
        None => true,
    }
}

pub(super) fn unevaluated<'a>(
    check: &mut Check<'_, 'a>,
    schema: &'a Array,
    values: &[Value],
    seen: &mut Seen,
) -> bool {
    let Some(id) = schema.unevaluated_items else {
        return true;
    };
    let mut verdict = true;
    for (index, value) in values.iter().enumerate().skip(seen.items_before) {
        if !seen.all_items && !seen.items.contains(&index) && !check.tries_child(id, value) {
            check.path.push(index.to_string());
            verdict = check.refuse("unevaluatedItems", || {
                "this item is not described".to_owned()
            });
            check.path.pop();
        }
    }
    seen.all_items = true;
    verdict
}
