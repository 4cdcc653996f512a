//! Keywords for objects (JSON Schema 2020-12 core section 10.3.2, validation section 6.5).

use super::super::reader::Reader;
use super::dialect;
use super::keyword::Member;
use crate::ir::Schema;
use serde_json::Value;

pub fn read<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, member: &Member<'a, '_>) -> bool {
    let object = &mut schema.object;
    match member.key {
        "properties" => object.properties = member.named_schemas(reader),
        "required" => {
            if let Some(names) = member.texts(reader) {
                for name in names {
                    if !object.required.contains(&name) {
                        object.required.push(name);
                    }
                }
            }
        }
        "additionalProperties" => object.additional = Some(member.schema(reader)),
        "patternProperties" => {
            dialect::newer(reader, member);
            object.pattern_properties = member.named_schemas(reader);
        }
        "propertyNames" => {
            dialect::newer(reader, member);
            object.property_names = Some(member.schema(reader));
        }
        "minProperties" => object.min_properties = member.size(reader),
        "maxProperties" => object.max_properties = member.size(reader),
        "dependentRequired" => {
            dialect::newer(reader, member);
            for (name, value) in member.node().members() {
                dependency(reader, schema, member, name, value);
            }
        }
        "dependentSchemas" => {
            dialect::newer(reader, member);
            object
                .dependent_schemas
                .extend(member.named_schemas(reader));
        }
        // Draft 4 to 7: either form under one keyword.
        "dependencies" => {
            dialect::older(reader, member, "`dependentRequired` and `dependentSchemas`");
            for (name, value) in member.node().members() {
                dependency(reader, schema, member, name, value);
            }
        }
        "unevaluatedProperties" => {
            dialect::newer(reader, member);
            object.unevaluated_properties = Some(member.schema(reader));
        }
        _ => return false,
    }
    true
}

fn dependency<'a>(
    reader: &mut Reader<'a, '_>,
    schema: &mut Schema,
    member: &Member<'a, '_>,
    name: &'a str,
    value: &'a Value,
) {
    let node = member.node();
    let inner = Member {
        key: name,
        value,
        owner: &node,
    };
    if value.is_array() {
        if let Some(names) = inner.texts(reader) {
            schema
                .object
                .dependent_required
                .insert(name.to_owned(), names);
        }
    } else if member.key == "dependencies" {
        let id = inner.schema(reader);
        schema.object.dependent_schemas.insert(name.to_owned(), id);
    } else {
        inner.wrong(reader, "an array of strings");
    }
}
