//! Schemas that no value can meet, where that is plain from one schema alone.

use super::super::reader::Reader;
use crate::diag::Diagnostic;
use crate::ir::{Schema, Type, TypeSet};
use serde_json::{Number, Value};

pub fn check(reader: &mut Reader<'_, '_>, schema: &mut Schema) {
    sizes(
        reader,
        schema,
        ("minLength", schema.text.min_length),
        ("maxLength", schema.text.max_length),
    );
    sizes(
        reader,
        schema,
        ("minItems", schema.array.min_items),
        ("maxItems", schema.array.max_items),
    );
    sizes(
        reader,
        schema,
        ("minProperties", schema.object.min_properties),
        ("maxProperties", schema.object.max_properties),
    );
    bounds(reader, schema);
    values(reader, schema);
}

fn sizes(
    reader: &mut Reader<'_, '_>,
    schema: &Schema,
    least: (&str, Option<u64>),
    most: (&str, Option<u64>),
) {
    if let ((low, Some(least)), (high, Some(most))) = (least, most)
        && least > most
    {
        refuse(
            reader,
            schema,
            low,
            format!("`{low}` {least} is more than `{high}` {most}"),
        );
    }
}

/// Compared as `f64`: a difference that only exact decimals show is not plain.
fn bounds(reader: &mut Reader<'_, '_>, schema: &Schema) {
    let number = &schema.number;
    let lows = [
        ("minimum", &number.minimum, false),
        ("exclusiveMinimum", &number.exclusive_minimum, true),
    ];
    let highs = [
        ("maximum", &number.maximum, false),
        ("exclusiveMaximum", &number.exclusive_maximum, true),
    ];
    for (low, least, open_low) in lows {
        for (high, most, open_high) in highs {
            let (Some(least), Some(most)) = (least, most) else {
                continue;
            };
            let float = |number: &Number| number.as_f64().unwrap_or_default();
            let empty = if open_low || open_high {
                float(least) >= float(most)
            } else {
                float(least) > float(most)
            };
            if empty {
                refuse(
                    reader,
                    schema,
                    low,
                    format!("no number fits `{low}` {least} and `{high}` {most}"),
                );
            }
        }
    }
}

fn values(reader: &mut Reader<'_, '_>, schema: &mut Schema) {
    let Some(types) = schema.types else { return };
    if let Some(values) = &schema.enumeration {
        if !values.is_empty() && !values.iter().any(|value| is_of(value, types)) {
            enumeration(reader, schema, types);
        }
    } else if let Some(value) = &schema.constant
        && !is_of(value, types)
    {
        refuse(
            reader,
            schema,
            "const",
            "the value of `const` is not of the type".to_owned(),
        );
    }
}

/// An `enum` none of whose values has the type. Published descriptions have three forms of it whose meaning is plain.
fn enumeration(reader: &mut Reader<'_, '_>, schema: &mut Schema, types: TypeSet) {
    let values = schema.enumeration.clone().unwrap_or_default();
    let assumed = if values.iter().all(Value::is_null) {
        schema.types = Some(TypeSet::EMPTY.with(Type::Null));
        "the type is taken to be null"
    } else if let Some(items) = schema.array.items.filter(|_| types.has(Type::Array)) {
        let enumeration = schema.enumeration.take();
        let mut narrowed = Schema {
            at: schema.at.clone(),
            enumeration,
            ..Schema::default()
        };
        narrowed.all_of.push(items);
        let plain = &reader.api.schemas[items];
        if plain.enumeration.is_none() && plain.name.is_none() {
            narrowed = Schema {
                enumeration: narrowed.enumeration,
                ..plain.clone()
            };
        }
        schema.array.items = Some(reader.api.schemas.add(narrowed));
        "the values are taken to be those of the items"
    } else if let Some(converted) = values
        .iter()
        .map(|value| convert(value, types))
        .collect::<Option<Vec<_>>>()
    {
        schema.enumeration = Some(converted);
        "the values are taken to be of the type"
    } else {
        refuse(
            reader,
            schema,
            "enum",
            "none of the values of `enum` is of the type".to_owned(),
        );
        return;
    };
    let message = "none of the values of `enum` is of the type";
    reader.report(
        Diagnostic::warning("enum-type", message)
            .at(&schema.at.at("enum"))
            .help(assumed),
    );
}

/// The value as its author must have meant it: `1` as a string, `"true"` as a boolean.
fn convert(value: &Value, types: TypeSet) -> Option<Value> {
    match value {
        Value::Number(_) | Value::Bool(_) if types.has(Type::String) => {
            Some(Value::String(value.to_string()))
        }
        Value::String(text) => serde_json::from_str(text)
            .ok()
            .filter(|value| is_of(value, types)),
        _ => None,
    }
}

fn is_of(value: &Value, types: TypeSet) -> bool {
    let kind = match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Object(_) => Type::Object,
        Value::Array(_) => Type::Array,
        Value::String(_) => Type::String,
        Value::Number(number) => {
            let whole = number.as_f64().is_none_or(|float| float.fract() == 0.0);
            return types.has(Type::Number) || (types.has(Type::Integer) && whole);
        }
    };
    types.has(kind)
}

fn refuse(reader: &mut Reader<'_, '_>, schema: &Schema, keyword: &str, message: String) {
    let help = "no value can be valid here";
    reader.report(
        Diagnostic::error("contradiction", message)
            .at(&schema.at.at(keyword))
            .help(help),
    );
}
