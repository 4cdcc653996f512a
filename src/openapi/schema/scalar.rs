//! Keywords for any value, numbers and strings (JSON Schema 2020-12 validation sections 6.1 to 6.3, 7 and 8).

use super::super::reader::{Reader, Version};
use super::dialect;
use super::keyword::Member;
use crate::diag::{Diagnostic, suggest};
use crate::ir::{Schema, Type, TypeSet};
use serde_json::{Number, Value};

pub fn read<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, member: &Member<'a, '_>) -> bool {
    match member.key {
        "type" => types(reader, schema, member),
        "format" => schema.format = schema.format.take().or_else(|| member.text(reader)),
        "enum" => match member.value {
            Value::Array(values) => schema.enumeration = Some(values.clone()),
            _ => member.wrong(reader, "an array"),
        },
        "const" => {
            dialect::newer(reader, member);
            schema.constant = Some(Box::new(member.value.clone()));
        }
        "minimum" => schema.number.minimum = number(reader, member),
        "maximum" => schema.number.maximum = number(reader, member),
        // The boolean form of 3.0 is joined with `minimum` and `maximum` once both are known.
        "exclusiveMinimum" if member.value.is_boolean() => {}
        "exclusiveMaximum" if member.value.is_boolean() => {}
        "exclusiveMinimum" => {
            dialect::newer(reader, member);
            schema.number.exclusive_minimum = number(reader, member);
        }
        "exclusiveMaximum" => {
            dialect::newer(reader, member);
            schema.number.exclusive_maximum = number(reader, member);
        }
        "multipleOf" => {
            schema.number.multiple_of =
                number(reader, member).filter(|step| positive(reader, member, step));
        }
        "minLength" => schema.text.min_length = member.size(reader),
        "maxLength" => schema.text.max_length = member.size(reader),
        "pattern" => schema.text.pattern = member.text(reader),
        "contentEncoding" => schema.text.content_encoding = member.text(reader),
        "contentMediaType" => schema.text.content_media_type = member.text(reader),
        "contentSchema" => schema.text.content_schema = Some(member.schema(reader)),
        _ => return false,
    }
    true
}

fn number(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>) -> Option<Number> {
    let number = member.value.as_number().cloned();
    if number.is_none() {
        member.wrong(reader, "a number");
    }
    number
}

fn positive(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>, step: &Number) -> bool {
    let positive = !step.as_f64().is_some_and(|step| step <= 0.0);
    if !positive {
        member.wrong(reader, "greater than 0");
    }
    positive
}

fn types(reader: &mut Reader<'_, '_>, schema: &mut Schema, member: &Member<'_, '_>) {
    let names: Vec<&Value> = match member.value {
        Value::Array(names) => {
            if reader.version == Version::V30 {
                dialect::newer(reader, member);
            }
            names.iter().collect()
        }
        one => vec![one],
    };
    if names.is_empty() {
        let message = "`type: []` allows no value at all";
        reader.report(
            Diagnostic::error("contradiction", message)
                .at(&member.place())
                .help("name a type, or leave `type` out"),
        );
        return;
    }
    let mut types = TypeSet::EMPTY;
    let mut all_known = true;
    for name in names {
        // YAML reads a bare `null` as nothing.
        let name = match name {
            Value::String(name) => name.as_str(),
            Value::Null if member.value.is_array() => "null",
            _ => {
                member.wrong(reader, "the name of a type");
                all_known = false;
                continue;
            }
        };
        match Type::from_name(name) {
            Some(kind) => types = types.with(kind),
            None if name == "file" => {
                let message = "`type: file` is Swagger 2";
                let help = "taken as `type: string` with `format: binary`";
                reader.report(
                    Diagnostic::warning("unknown-type", message)
                        .at(&member.place())
                        .help(help),
                );
                types = types.with(Type::String);
                schema.format = Some("binary".to_owned());
            }
            None => {
                all_known = false;
                unknown_type(reader, member, name);
            }
        }
    }
    if all_known {
        schema.types = Some(types);
    }
}

fn unknown_type(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>, name: &str) {
    let near = match name {
        "int" | "long" => Some("integer"),
        "float" | "double" => Some("number"),
        "bool" => Some("boolean"),
        "date" | "datetime" | "uuid" | "text" => Some("string"),
        "list" => Some("array"),
        "map" | "dict" => Some("object"),
        _ => suggest::closest(name, Type::ALL.map(Type::name)),
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`? Any value is accepted"),
        None => "any value is accepted".to_owned(),
    };
    let message = format!("`{name}` is no type");
    reader.report(
        Diagnostic::warning("unknown-type", message)
            .at(&member.place())
            .help(help),
    );
}
