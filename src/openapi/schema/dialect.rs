//! Where the versions of OpenAPI, and the drafts of JSON Schema behind them, differ. Each keyword is read with the
//! meaning it plainly has, whatever version the document says; a keyword of another version is said.

use super::super::node::Node;
use super::super::reader::{Reader, Version};
use super::keyword::Member;
use crate::diag::Diagnostic;
use crate::ir::{Meta, Schema, SchemaId, Type, TypeSet};
use crate::source::Place;
use serde_json::Value;

pub fn read<'a>(reader: &mut Reader<'a, '_>, _: &mut Schema, member: &Member<'a, '_>) -> bool {
    if member.key != "nullable" {
        return false;
    }
    // Applied by `finish`, when the other keywords are known.
    if reader.version != Version::V30 && member.flag(reader) {
        older(reader, member, "`null` among the types");
    }
    true
}

/// Says that a keyword is of a later version than the document.
pub fn newer(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>) {
    if reader.version == Version::V30 {
        let what = if member.key == "type" {
            "a list of types"
        } else {
            member.key
        };
        let message = format!("`{what}` is new in OpenAPI 3.1, and this document is of 3.0");
        reader.report(
            Diagnostic::warning("newer-keyword", message)
                .at(&member.place())
                .help("read as in 3.1"),
        );
    }
}

/// Says that a keyword is of an earlier version than the document.
pub fn older(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>, now: &str) {
    let message = format!("this form of `{}` is of an older version", member.key);
    let help = format!("read as {now}, which replaces it");
    reader.report(
        Diagnostic::warning("older-keyword", message)
            .at(&member.place())
            .help(help),
    );
}

/// Says that a dialect is not one whose keywords are read with their own meaning: vocabularies of somebody's own among
/// them. `what` is read as something else instead.
pub fn named(reader: &mut Reader<'_, '_>, dialect: &str, at: &Place, what: &str) {
    let plain = dialect.trim_end_matches('#');
    let is_openapi = plain.strip_prefix("https://spec.openapis.org/oas/3.");
    if plain == "https://json-schema.org/draft/2020-12/schema" || is_openapi.is_some() {
        return;
    }
    let message = format!("the JSON Schema dialect `{dialect}` is not known");
    let help = format!("{what} read as JSON Schema 2020-12, with all of its vocabularies");
    reader.report(
        Diagnostic::unsupported("schema-dialect", message)
            .at(at)
            .help(help),
    );
}

/// 3.0 section 4.7.23: the siblings of a reference are ignored. Descriptions and `nullable` do no harm.
pub fn is_kept_beside_reference(key: &str) -> bool {
    matches!(
        key,
        "$ref"
            | "nullable"
            | "title"
            | "description"
            | "summary"
            | "default"
            | "example"
            | "examples"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "externalDocs"
            | "xml"
    ) || key.starts_with("x-")
}

pub fn sibling_of_reference(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>) {
    let message = format!(
        "`{}` stands beside a `$ref`, where OpenAPI 3.0 ignores it",
        member.key
    );
    let help = "it is ignored; join the two with `allOf`, or move to OpenAPI 3.1";
    reader.report(
        Diagnostic::warning("ref-sibling", message)
            .at(&member.place())
            .help(help),
    );
}

/// What needs all keywords of the schema.
pub fn finish<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, node: &Node<'a>) {
    exclusive(reader, schema, node);
    if schema.format.is_some()
        && schema.types.is_none()
        && schema.reference.is_none()
        && alone(schema)
    {
        let message = "`format` without `type`";
        let help = "any value is accepted; a string must have the format";
        reader.report(
            Diagnostic::note("format-without-type", message)
                .at(&node.place.at("format"))
                .help(help),
        );
    }
    if node.members().get("nullable") == Some(&Value::Bool(true)) {
        nullable(reader, schema, node);
    }
}

fn alone(schema: &Schema) -> bool {
    schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty()
}

/// Draft 4: `exclusiveMinimum: true` makes `minimum` an exclusive bound.
fn exclusive(reader: &mut Reader<'_, '_>, schema: &mut Schema, node: &Node<'_>) {
    for key in ["exclusiveMinimum", "exclusiveMaximum"] {
        let Some(value @ Value::Bool(exclusive)) = node.members().get(key) else {
            continue;
        };
        if reader.version != Version::V30 {
            older(
                reader,
                &Member {
                    key,
                    value,
                    owner: node,
                },
                "an exclusive bound",
            );
        }
        if *exclusive {
            let number = &mut schema.number;
            match key {
                "exclusiveMinimum" => number.exclusive_minimum = number.minimum.take(),
                _ => number.exclusive_maximum = number.maximum.take(),
            }
        }
    }
}

/// 3.0 section 4.7.24: `nullable` adds null to `type`. Beside a reference or a composition, which have types of
/// their own, it means "that, or null".
fn nullable(reader: &mut Reader<'_, '_>, schema: &mut Schema, node: &Node<'_>) {
    let composed = schema.reference.is_some() || !alone(schema);
    if composed {
        let meta = std::mem::take(&mut schema.meta);
        let inner = join(reader, schema);
        let types = Some(TypeSet::EMPTY.with(Type::Null));
        let null = reader.api.schemas.add(Schema {
            at: node.place.clone(),
            types,
            ..Schema::default()
        });
        *schema = Schema {
            at: node.place.clone(),
            any_of: vec![inner, null],
            meta,
            ..Schema::default()
        };
        return;
    }
    if let Some(types) = &mut schema.types {
        *types = types.with(Type::Null);
    }
    if let Some(values) = &mut schema.enumeration
        && schema.types.is_some()
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
        let message = "`nullable` beside an `enum` without `null`";
        let help = "`null` is taken to be among the values; add it to the `enum`";
        reader.report(
            Diagnostic::warning("nullable-enum", message)
                .at(&node.place.at("enum"))
                .help(help),
        );
    }
}

/// The schema without its descriptions, as one id: its only reference where it is nothing else.
fn join(reader: &mut Reader<'_, '_>, schema: &mut Schema) -> SchemaId {
    let mut inner = std::mem::take(schema);
    inner.meta = Meta::default();
    let bare = Schema {
        at: inner.at.clone(),
        ..Schema::default()
    };
    let single = match (inner.reference, &inner.all_of[..]) {
        (Some(id), []) => Some(id),
        (None, [id]) => Some(*id),
        _ => None,
    };
    let mut rest = inner.clone();
    rest.reference = None;
    rest.all_of.clear();
    match single {
        Some(id) if crate::ir::dump::keywords(&rest) == crate::ir::dump::keywords(&bare) => id,
        _ => reader.api.schemas.add(inner),
    }
}
