//! Candidates for numbers: a likely one, then the bounds and what lies beside them, on the grid of `multipleOf`.

use super::name;
use super::shape::Shape;
use super::solve::Goal;
use crate::ir::decimal::Decimal;
use crate::ir::format;
use serde_json::{Number, Value};

/// In the order of preference; not all of them fit.
pub(super) fn candidates(shape: &Shape<'_>, goal: &Goal, integer: bool) -> Vec<Value> {
    let low = bounds(shape, |number| [&number.minimum, &number.exclusive_minimum]);
    let high = bounds(shape, |number| [&number.maximum, &number.exclusive_maximum]);
    let steps: Vec<&Number> = shape
        .parts
        .iter()
        .filter_map(|part| part.number.multiple_of.as_ref())
        .collect();
    let salt = i128::from(goal.salt);
    let mut found = vec![whole(i128::from(name::number(&goal.name)) + salt)];
    let ranges = shape
        .parts
        .iter()
        .filter_map(|part| format::integer_range(part.format.as_deref()?));
    let bounds = low.iter().chain(&high);
    let whole_bounds = bounds
        .clone()
        .filter_map(|bound| floor(bound))
        .chain(ranges.flat_map(|(low, high)| [low, high]));
    for bound in whole_bounds {
        found.extend(
            [salt, -salt, salt + 1, -1 - salt].map(|offset| whole(bound.saturating_add(offset))),
        );
    }
    for step in steps {
        multiples(step, &low, &high, salt, &mut found);
    }
    found.extend([0, 3, 7, 12, 100, 1_000, -7].map(|offset| whole(salt + offset)));
    found.push(whole(-salt));
    if !integer {
        found.extend(bounds.map(|bound| Value::Number((*bound).clone())));
        found.extend(between(&low, &high, goal.salt));
    }
    found
}

fn bounds<'a>(
    shape: &Shape<'a>,
    keywords: fn(&crate::ir::Number) -> [&Option<Number>; 2],
) -> Vec<&'a Number> {
    shape
        .parts
        .iter()
        .flat_map(|part| keywords(&part.number))
        .flatten()
        .collect()
}

fn whole(value: i128) -> Value {
    value.to_string().parse().map_or(Value::Null, Value::Number)
}

/// The largest whole number that is not greater, for those of a size that people write.
fn floor(number: &Number) -> Option<i128> {
    if let Some(whole) = Decimal::of(number).to_i128() {
        return Some(whole);
    }
    let float = number.as_f64().filter(|float| float.abs() < 1e18)?;
    #[allow(clippy::cast_possible_truncation, reason = "bounded just above")]
    Some(float.floor() as i128)
}

/// Multiples of a step near the bounds.
fn multiples(step: &Number, low: &[&Number], high: &[&Number], salt: i128, found: &mut Vec<Value>) {
    if let Some(step) = Decimal::of(step).to_i128().filter(|step| *step != 0) {
        found.extend([0, 1, -1, 2].map(|factor| whole((factor + salt).saturating_mul(step))));
        for bound in low.iter().chain(high).filter_map(|bound| floor(bound)) {
            let base = bound.div_euclid(step);
            found.extend([0, 1, 2].map(|more| whole((base + more + salt).saturating_mul(step))));
            found.push(whole((base - 1 - salt).saturating_mul(step)));
        }
        return;
    }
    found.push(Value::Number(step.clone()));
    let Some(size) = step.as_f64().filter(|size| *size > 0.0) else {
        return;
    };
    let digits = step
        .as_str()
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len())
        .min(20);
    for bound in low.iter().chain(high).filter_map(|bound| bound.as_f64()) {
        let base = (bound / size).floor();
        for more in [0.0, 1.0, 2.0, -1.0] {
            #[allow(clippy::cast_precision_loss, reason = "a salt is small")]
            let text = format!("{:.digits$}", (base + more + salt as f64) * size);
            found.extend(text.parse().ok().map(Value::Number));
        }
    }
}

/// Fractions between or beside the bounds.
fn between(low: &[&Number], high: &[&Number], salt: u32) -> Vec<Value> {
    let low = low
        .iter()
        .filter_map(|bound| bound.as_f64())
        .reduce(f64::max);
    let high = high
        .iter()
        .filter_map(|bound| bound.as_f64())
        .reduce(f64::min);
    let salt = f64::from(salt);
    let values = match (low, high) {
        (Some(low), Some(high)) => vec![low / 2.0 + high / 2.0, low + (high - low) / (salt + 3.0)],
        (Some(low), None) => vec![low + 0.5 + salt],
        (None, Some(high)) => vec![high - 0.5 - salt],
        (None, None) => vec![0.5 + salt],
    };
    values
        .into_iter()
        .filter_map(Number::from_f64)
        .map(Value::Number)
        .collect()
}
