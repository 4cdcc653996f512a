//! One keyword of a schema → its field. Each group of keywords has a file; this one has what belongs to none, and
//! the getters for values of the expected type.

use super::super::node::{Node, unknown_keyword};
use super::super::reader::{Reader, Version};
use super::{array, dialect, object, scalar, schema, scope};
use crate::diag::Diagnostic;
use crate::ir::{Discriminator, Schema, SchemaId};
use crate::source::Place;
use serde_json::Value;

/// A member of a schema object.
pub struct Member<'a, 'n> {
    pub key: &'a str,
    pub value: &'a Value,
    pub owner: &'n Node<'a>,
}

impl<'a> Member<'a, '_> {
    pub fn place(&self) -> Place {
        self.owner.place.at(self.key)
    }

    pub fn node(&self) -> Node<'a> {
        Node {
            value: self.value,
            place: self.place(),
        }
    }

    pub fn wrong(&self, reader: &mut Reader<'_, '_>, expected: &str) {
        reader.wrong_type(&self.place(), self.key, expected, self.value);
    }

    pub fn text(&self, reader: &mut Reader<'_, '_>) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text.clone()),
            _ => self.owner.text(reader, self.key),
        }
    }

    pub fn flag(&self, reader: &mut Reader<'_, '_>) -> bool {
        self.owner.flag(reader, self.key).unwrap_or_default()
    }

    /// A size: a whole number that is not negative; `3.0` is one.
    pub fn size(&self, reader: &mut Reader<'_, '_>) -> Option<u64> {
        let whole = |number: &serde_json::Number| {
            let float = number
                .as_f64()
                .filter(|it| it.fract() == 0.0 && (0.0..1e15).contains(it));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number below 1e15"
            )]
            number.as_u64().or_else(|| float.map(|it| it as u64))
        };
        let size = self.value.as_number().and_then(whole);
        if size.is_none() {
            self.wrong(reader, "a whole number that is not negative");
        }
        size
    }

    pub fn schema(&self, reader: &mut Reader<'a, '_>) -> SchemaId {
        schema(reader, &self.node())
    }

    pub fn schemas(&self, reader: &mut Reader<'a, '_>) -> Vec<SchemaId> {
        if !self.value.is_array() {
            self.wrong(reader, "an array of schemas");
        }
        self.node()
            .items()
            .map(|item| schema(reader, &item))
            .collect()
    }

    pub fn named_schemas(
        &self,
        reader: &mut Reader<'a, '_>,
    ) -> indexmap::IndexMap<String, SchemaId> {
        if !self.value.is_object() {
            self.wrong(reader, "an object of schemas");
        }
        self.node()
            .entries()
            .map(|(name, node)| (name.to_owned(), schema(reader, &node)))
            .collect()
    }

    pub fn texts(&self, reader: &mut Reader<'_, '_>) -> Option<Vec<String>> {
        let texts: Option<Vec<String>> = self.value.as_array().and_then(|items| {
            items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect()
        });
        if texts.is_none() {
            self.wrong(reader, "an array of strings");
        }
        texts
    }
}

/// Every keyword that is read, for "did you mean" and for telling names from keywords.
pub const KEYWORDS: &[&str] = &[
    "$ref",
    "$defs",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$schema",
    "$comment",
    "$vocabulary",
    "type",
    "format",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "items",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "unevaluatedItems",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "discriminator",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "xml",
    "externalDocs",
    "definitions",
    "dependencies",
    "additionalItems",
];

/// Keywords that name or comment and constrain nothing; `$defs` are read where they are referred to.
const SILENT: &[&str] = &[
    "$defs",
    "definitions",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$comment",
    "$vocabulary",
    "externalDocs",
    "additionalItems",
];

pub fn read<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, member: &Member<'a, '_>) {
    let known = scalar::read(reader, schema, member)
        || object::read(reader, schema, member)
        || array::read(reader, schema, member)
        || applicator(reader, schema, member)
        || meta(reader, schema, member)
        || dialect::read(reader, schema, member)
        || SILENT.contains(&member.key);
    if !known {
        unknown_keyword(reader, &member.place(), member.key, "a schema", KEYWORDS);
    }
}

fn applicator<'a>(
    reader: &mut Reader<'a, '_>,
    schema: &mut Schema,
    member: &Member<'a, '_>,
) -> bool {
    match member.key {
        "$ref" => reference(reader, schema, member),
        "$dynamicRef" | "$recursiveRef" => dynamic_reference(reader, schema, member),
        "allOf" => schema.all_of.extend(member.schemas(reader)),
        "anyOf" => schema.any_of = member.schemas(reader),
        "oneOf" => schema.one_of = member.schemas(reader),
        "not" => schema.not = Some(member.schema(reader)),
        "if" => schema.if_schema = Some(member.schema(reader)),
        "then" => schema.then_schema = Some(member.schema(reader)),
        "else" => schema.else_schema = Some(member.schema(reader)),
        "discriminator" => schema.discriminator = discriminator(reader, member).map(Box::new),
        _ => return false,
    }
    true
}

fn reference<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, member: &Member<'a, '_>) {
    if !member.value.is_string() {
        member.wrong(reader, "a string");
        return;
    }
    if let Some(id) = super::end_of_references(reader, member.owner) {
        refers(schema, id);
    }
}

fn refers(schema: &mut Schema, id: SchemaId) {
    match schema.reference {
        None => schema.reference = Some(id),
        Some(_) => schema.all_of.push(id),
    }
}

fn dynamic_reference<'a>(
    reader: &mut Reader<'a, '_>,
    schema: &mut Schema,
    member: &Member<'a, '_>,
) {
    if member.key == "$recursiveRef" {
        let message = "`$recursiveRef` is of JSON Schema 2019-09";
        reader.report(
            Diagnostic::unsupported("dynamic-ref", message)
                .at(&member.place())
                .help("taken as a plain `$ref`; 2020-12 has `$dynamicRef`"),
        );
    }
    let Some(reference) = member.value.as_str() else {
        return member.wrong(reader, "a string");
    };
    if let Some(target) = reader.resolve(&member.owner.place, reference) {
        let target = scope::outermost(reader, reference, &target).unwrap_or(target);
        let id = super::reached(reader, &target);
        refers(schema, id);
    }
}

fn discriminator<'a>(
    reader: &mut Reader<'a, '_>,
    member: &Member<'a, '_>,
) -> Option<Discriminator> {
    let node = member.node();
    let property = match member.value {
        Value::String(property) => {
            let message = "`discriminator` is a string, as in Swagger 2";
            let help = "taken as its `propertyName`";
            reader.report(
                Diagnostic::warning("wrong-type", message)
                    .at(&node.place)
                    .help(help),
            );
            return Some(Discriminator {
                property: property.clone(),
                mapping: indexmap::IndexMap::new(),
            });
        }
        Value::Object(_) => node.text(reader, "propertyName"),
        _ => {
            member.wrong(reader, "an object");
            return None;
        }
    };
    node.only(
        reader,
        "a discriminator",
        &["propertyName", "mapping", "defaultMapping"],
    );
    let Some(property) = property else {
        let message = "the discriminator has no `propertyName`";
        reader.report(
            Diagnostic::warning("discriminator", message)
                .at(&node.place)
                .help("it is ignored"),
        );
        return None;
    };
    let mut mapping = indexmap::IndexMap::new();
    if let Some(entries) = node.object(reader, "mapping") {
        for (value, target) in entries.entries() {
            if let Some(id) = mapped(reader, member.owner, &target) {
                mapping.insert(value.to_owned(), id);
            }
        }
    }
    Some(Discriminator { property, mapping })
}

/// A mapping names a component or is a reference (3.1 section 4.8.25).
fn mapped<'a>(
    reader: &mut Reader<'a, '_>,
    owner: &Node<'a>,
    target: &Node<'a>,
) -> Option<SchemaId> {
    let Some(text) = target.value.as_str() else {
        reader.wrong_type(&target.place, "mapping", "a string", target.value);
        return None;
    };
    let component = reader
        .sources
        .entry()
        .get("components")
        .and_then(|it| it.get("schemas"))
        .and_then(|it| it.get(text));
    let place = Place::default().at("components").at("schemas").at(text);
    let resolved = match component {
        Some(value) => Some(Node { value, place }),
        None => reader
            .sources
            .resolve(&owner.place, text)
            .ok()
            .map(|target| Node {
                value: target.value,
                place: target.place,
            }),
    };
    let Some(resolved) = resolved else {
        let message = format!("the discriminator maps to `{text}`, which does not exist");
        reader.report(
            Diagnostic::warning("discriminator", message)
                .at(&target.place)
                .help("this entry is ignored"),
        );
        return None;
    };
    Some(super::reached(reader, &resolved))
}

fn meta<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, member: &Member<'a, '_>) -> bool {
    let meta = &mut schema.meta;
    match member.key {
        "title" => meta.title = member.text(reader),
        "description" => meta.description = member.text(reader),
        // Only beside a reference, where 3.1 has it in the Reference Object.
        "summary" if member.owner.has("$ref") => {
            meta.description = meta.description.take().or_else(|| member.text(reader));
        }
        "default" => meta.default = Some(Box::new(member.value.clone())),
        "example" => meta.examples.insert(0, member.value.clone()),
        "examples" => match member.value {
            Value::Array(items) => meta.examples.extend(items.iter().cloned()),
            _ => member.wrong(reader, "an array"),
        },
        "deprecated" => meta.deprecated = member.flag(reader),
        "readOnly" => meta.read_only = member.flag(reader),
        "writeOnly" => meta.write_only = member.flag(reader),
        "xml" => reader.unread(
            "xml",
            "`xml` says how a value is written in XML",
            &member.place(),
        ),
        "$schema" => other_dialect(reader, member),
        key if key.starts_with("x-") => {
            meta.extensions.insert(key.to_owned(), member.value.clone());
        }
        _ => return false,
    }
    true
}

fn other_dialect(reader: &mut Reader<'_, '_>, member: &Member<'_, '_>) {
    let text = member.value.as_str().unwrap_or_default();
    if reader.version != Version::V30 {
        super::dialect::named(reader, text, &member.place(), "the schema is");
    }
}
