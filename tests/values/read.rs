//! A minimal schema reader: enough of JSON Schema and of 3.0's dialect to test with, free of diagnostics.

use serde_json::Value;
use specwright::ir::{Schema, SchemaId, Schemas, Type};
use std::collections::BTreeMap;

/// Reads schemas of one document by JSON pointer; references must be local.
pub struct Reader<'d> {
    document: &'d Value,
    pub schemas: Schemas,
    known: BTreeMap<String, SchemaId>,
}

/// The schema that a whole document is.
pub fn schema(document: &Value) -> (Schemas, SchemaId) {
    let mut reader = Reader::new(document);
    let id = reader.read("");
    (reader.schemas, id)
}

impl<'d> Reader<'d> {
    pub fn new(document: &'d Value) -> Self {
        Self {
            document,
            schemas: Schemas::default(),
            known: BTreeMap::new(),
        }
    }

    pub fn read(&mut self, pointer: &str) -> SchemaId {
        if let Some(id) = self.known.get(pointer) {
            return *id;
        }
        let id = self.schemas.add(Schema::default());
        self.known.insert(pointer.to_owned(), id);
        let value = self
            .document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{pointer} does not exist"));
        let mut schema = self.schema(pointer, value);
        if pointer.starts_with("/components/schemas/") && pointer.matches('/').count() == 3 {
            schema.name = pointer.rsplit('/').next().map(str::to_owned);
        }
        *self.schemas.get_mut(id) = schema;
        id
    }

    fn schema(&mut self, pointer: &str, value: &Value) -> Schema {
        let mut schema = Schema {
            never: value == &Value::Bool(false),
            ..Schema::default()
        };
        let Some(members) = value.as_object() else {
            return schema;
        };
        for (key, value) in members {
            let here = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            self.keyword(&mut schema, key, value, &here);
        }
        if value["exclusiveMinimum"] == true {
            schema.number.exclusive_minimum = schema.number.minimum.take();
        }
        if value["exclusiveMaximum"] == true {
            schema.number.exclusive_maximum = schema.number.maximum.take();
        }
        schema
    }

    fn keyword(&mut self, schema: &mut Schema, key: &str, value: &Value, here: &str) {
        let number = || value.as_number().cloned();
        let count = || {
            value
                .as_u64()
                .or_else(|| value.to_string().strip_suffix(".0")?.parse().ok())
        };
        let text = || value.as_str().map(str::to_owned);
        match key {
            "type" => schema.types = Some(types(value)),
            "format" => schema.format = text(),
            "enum" => schema.enumeration = value.as_array().cloned(),
            "const" => schema.constant = Some(Box::new(value.clone())),
            "default" => schema.meta.default = Some(Box::new(value.clone())),
            "example" => schema.meta.examples.push(value.clone()),
            "readOnly" => schema.meta.read_only = value == true,
            "writeOnly" => schema.meta.write_only = value == true,
            "minimum" => schema.number.minimum = number(),
            "maximum" => schema.number.maximum = number(),
            "exclusiveMinimum" => schema.number.exclusive_minimum = number(),
            "exclusiveMaximum" => schema.number.exclusive_maximum = number(),
            "multipleOf" => schema.number.multiple_of = number(),
            "minLength" => schema.text.min_length = count(),
            "maxLength" => schema.text.max_length = count(),
            "pattern" => schema.text.pattern = text(),
            "minItems" => schema.array.min_items = count(),
            "maxItems" => schema.array.max_items = count(),
            "minContains" => schema.array.min_contains = count(),
            "maxContains" => schema.array.max_contains = count(),
            "uniqueItems" => schema.array.unique_items = value == true,
            "minProperties" => schema.object.min_properties = count(),
            "maxProperties" => schema.object.max_properties = count(),
            "required" => schema.object.required = strings(value),
            "dependentRequired" => {
                let members = value.as_object().into_iter().flatten();
                schema.object.dependent_required = members
                    .map(|(key, value)| (key.clone(), strings(value)))
                    .collect();
            }
            _ => self.subschemas(schema, key, value, here),
        }
    }

    fn subschemas(&mut self, schema: &mut Schema, key: &str, value: &Value, here: &str) {
        match key {
            "$ref" => {
                let target = value
                    .as_str()
                    .and_then(|text| text.strip_prefix('#'))
                    .unwrap_or_default();
                let target = target
                    .replace("%25", "%")
                    .replace("%22", "\"")
                    .replace("%5E", "^");
                schema.reference = Some(self.read(&target));
            }
            "items" if value.is_array() => schema.array.prefix_items = self.list(value, here),
            "items" => schema.array.items = Some(self.read(here)),
            "prefixItems" => schema.array.prefix_items = self.list(value, here),
            "contains" => schema.array.contains = Some(self.read(here)),
            "unevaluatedItems" => schema.array.unevaluated_items = Some(self.read(here)),
            "properties" => schema.object.properties = self.map(value, here),
            "patternProperties" => schema.object.pattern_properties = self.map(value, here),
            "dependentSchemas" => schema.object.dependent_schemas = self.map(value, here),
            "additionalProperties" => schema.object.additional = Some(self.read(here)),
            "propertyNames" => schema.object.property_names = Some(self.read(here)),
            "unevaluatedProperties" => schema.object.unevaluated_properties = Some(self.read(here)),
            "allOf" => schema.all_of = self.list(value, here),
            "anyOf" => schema.any_of = self.list(value, here),
            "oneOf" => schema.one_of = self.list(value, here),
            "not" => schema.not = Some(self.read(here)),
            "if" => schema.if_schema = Some(self.read(here)),
            "then" => schema.then_schema = Some(self.read(here)),
            "else" => schema.else_schema = Some(self.read(here)),
            _ => {}
        }
    }

    fn list(&mut self, value: &Value, here: &str) -> Vec<SchemaId> {
        let count = value.as_array().map_or(0, Vec::len);
        (0..count)
            .map(|index| self.read(&format!("{here}/{index}")))
            .collect()
    }

    fn map(&mut self, value: &Value, here: &str) -> indexmap::IndexMap<String, SchemaId> {
        let names: Vec<String> = value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        let step = |name: &str| format!("{here}/{}", name.replace('~', "~0").replace('/', "~1"));
        names
            .into_iter()
            .map(|name| (name.clone(), self.read(&step(&name))))
            .collect()
    }
}

fn types(value: &Value) -> specwright::ir::TypeSet {
    let names = value
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![value.clone()]);
    names
        .iter()
        .filter_map(|name| Type::from_name(name.as_str()?))
        .collect()
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
