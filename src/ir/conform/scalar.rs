//! Keywords for any value, for numbers and for strings (JSON Schema validation sections 6.1 to 6.3 and 7).

use super::Check;
use crate::ir::decimal::Decimal;
use crate::ir::equal::equal;
use crate::ir::schema::{Schema, Type, TypeSet};
use serde_json::{Number, Value};

pub(super) fn any_value<'a>(check: &mut Check<'_, 'a>, schema: &'a Schema, value: &Value) -> bool {
    let mut verdict = true;
    if let Some(types) = schema.types
        && !has_type(types, value)
    {
        verdict = check.refuse("type", || {
            format!("{} is not {}", brief(value), type_names(types))
        });
    }
    if let Some(members) = &schema.enumeration
        && !members.iter().any(|member| equal(member, value))
    {
        verdict = check.refuse("enum", || {
            format!(
                "{} is none of the {} values listed",
                brief(value),
                members.len()
            )
        });
    }
    if let Some(constant) = &schema.constant
        && !equal(constant, value)
    {
        verdict = check.refuse("const", || {
            format!("{} is not {}", brief(value), brief(constant))
        });
    }
    if let Some(format) = &schema.format
        && verdict
        && !Check::format_fits(format, value)
    {
        verdict = check.refuse("format", || format!("{} is not a `{format}`", brief(value)));
    }
    verdict
}

fn has_type(types: TypeSet, value: &Value) -> bool {
    match value {
        Value::Null => types.has(Type::Null),
        Value::Bool(_) => types.has(Type::Boolean),
        Value::String(_) => types.has(Type::String),
        Value::Array(_) => types.has(Type::Array),
        Value::Object(_) => types.has(Type::Object),
        Value::Number(number) => {
            types.has(Type::Number)
                || (types.has(Type::Integer) && Decimal::of(number).is_integer())
        }
    }
}

fn type_names(types: TypeSet) -> String {
    let names: Vec<_> = types.iter().map(Type::name).collect();
    names.join(" or ")
}

/// A value in a message: as JSON, cut where it gets long.
pub(super) fn brief(value: &Value) -> String {
    let (count, kind) = match value {
        Value::Array(items) => (items.len(), "item"),
        Value::Object(members) => (members.len(), "property"),
        _ => (0, ""),
    };
    let text = match count {
        0..=4 => value.to_string(),
        _ if kind == "item" => format!("an array of {count} items"),
        _ => format!("an object of {count} properties"),
    };
    if text.chars().count() <= 60 {
        return text;
    }
    let head: String = text.chars().take(57).collect();
    format!("{head}…")
}

/// Whether a value stays within a limit.
type Rule = fn(&Decimal, &Decimal) -> bool;

pub(super) fn number<'a>(check: &mut Check<'_, 'a>, schema: &'a Schema, value: &Number) -> bool {
    let keywords = &schema.number;
    let rules: [(&'static str, &Option<Number>, Rule, &str); 5] = [
        (
            "minimum",
            &keywords.minimum,
            |value, limit| value >= limit,
            "is less than",
        ),
        (
            "maximum",
            &keywords.maximum,
            |value, limit| value <= limit,
            "is greater than",
        ),
        (
            "exclusiveMinimum",
            &keywords.exclusive_minimum,
            |value, limit| value > limit,
            "is not greater than",
        ),
        (
            "exclusiveMaximum",
            &keywords.exclusive_maximum,
            |value, limit| value < limit,
            "is not less than",
        ),
        (
            "multipleOf",
            &keywords.multiple_of,
            Decimal::is_multiple_of,
            "is not a multiple of",
        ),
    ];
    if rules.iter().all(|(_, limit, _, _)| limit.is_none()) {
        return true;
    }
    let decimal = Decimal::of(value);
    let mut verdict = true;
    for (keyword, limit, fits, complaint) in rules {
        if let Some(limit) = limit
            && !fits(&decimal, &Decimal::of(limit))
        {
            verdict = check.refuse(keyword, || format!("{value} {complaint} {limit}"));
        }
    }
    verdict
}

pub(super) fn text<'a>(check: &mut Check<'_, 'a>, schema: &'a Schema, value: &str) -> bool {
    let keywords = &schema.text;
    let mut verdict = true;
    if keywords.min_length.is_some() || keywords.max_length.is_some() {
        let length = value.chars().count() as u64;
        if let Some(limit) = keywords.min_length.filter(|limit| length < *limit) {
            verdict = check.refuse("minLength", || {
                format!("{length} characters, at least {limit} are needed")
            });
        }
        if let Some(limit) = keywords.max_length.filter(|limit| length > *limit) {
            verdict = check.refuse("maxLength", || {
                format!("{length} characters, at most {limit} are allowed")
            });
        }
    }
    if let Some(pattern) = &keywords.pattern
        && check.conformer.matches(pattern, value) == Some(false)
    {
        let shown = Value::String(value.to_owned());
        verdict = check.refuse("pattern", || {
            format!("{} does not match `{pattern}`", brief(&shown))
        });
    }
    verdict
}
