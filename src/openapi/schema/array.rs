//! Keywords for arrays (JSON Schema 2020-12 core section 10.3.1, validation section 6.4).

use super::super::reader::Reader;
use super::dialect;
use super::keyword::Member;
use crate::ir::Schema;

pub fn read<'a>(reader: &mut Reader<'a, '_>, schema: &mut Schema, member: &Member<'a, '_>) -> bool {
    let array = &mut schema.array;
    match member.key {
        // Draft 4 to 2019-09: a list of schemas by position, and `additionalItems` for the rest.
        "items" if member.value.is_array() => {
            dialect::older(reader, member, "`prefixItems`");
            array.prefix_items = member.schemas(reader);
            if let Some(rest) = member.owner.get("additionalItems") {
                array.items = Some(super::schema(reader, &rest));
            }
        }
        "items" => array.items = Some(member.schema(reader)),
        "prefixItems" => {
            dialect::newer(reader, member);
            array.prefix_items = member.schemas(reader);
        }
        "contains" => {
            dialect::newer(reader, member);
            array.contains = Some(member.schema(reader));
        }
        "minContains" => array.min_contains = member.size(reader),
        "maxContains" => array.max_contains = member.size(reader),
        "minItems" => array.min_items = member.size(reader),
        "maxItems" => array.max_items = member.size(reader),
        "uniqueItems" => array.unique_items = member.flag(reader),
        "unevaluatedItems" => {
            dialect::newer(reader, member);
            array.unevaluated_items = Some(member.schema(reader));
        }
        _ => return false,
    }
    true
}
