//! Keywords of 2020-12 that say "if this, then that", in terms of `not`, `anyOf` and `allOf`: exactly the same values
//! are valid.

use super::super::walk::Moves;
use super::Downgrade;
use super::schema::also;
use crate::source::Pointer;
use serde_json::{Map, Value, json};

/// `contains: C` is "not: every item is not C".
pub fn arrays(to: &mut Downgrade<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let contains = members.shift_remove("contains");
    let least = members.shift_remove("minContains");
    let most = members.shift_remove("maxContains");
    let Some(contains) = contains else {
        return;
    };
    let least = least.and_then(|least| least.as_u64()).unwrap_or(1);
    if least > 0 {
        let none = json!({ "type": "array", "items": { "not": contains } });
        also(members, json!({ "not": none }));
    }
    if least > 1 {
        let at = at.push("minContains");
        to.lost("`minContains`", &at, "one such item is asked for");
    }
    if most.is_some() {
        let at = at.push("maxContains");
        to.lost("`maxContains`", &at, "any number of such items is accepted");
    }
}

/// `dependentRequired` and `dependentSchemas`: without the one property, or with what it asks for.
pub fn objects(members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
    let without = |name: &str| json!({ "not": { "type": "object", "required": [name] } });
    if let Some(Value::Object(all)) = members.shift_remove("dependentRequired") {
        for (name, required) in all {
            if required.as_array().is_some_and(|list| !list.is_empty()) {
                let with = json!({ "required": required });
                also(members, json!({ "anyOf": [without(&name), with] }));
            }
        }
    }
    if let Some(Value::Object(all)) = members.shift_remove("dependentSchemas") {
        let inside = at.push("dependentSchemas");
        for (name, with) in all {
            let index = next(members);
            moves.push(&inside, &name, &["..", "allOf", &index, "anyOf"], "1");
            also(members, json!({ "anyOf": [without(&name), with] }));
        }
    }
}

/// The place in `allOf` that the next schema gets.
fn next(members: &Map<String, Value>) -> String {
    let all = members.get("allOf").and_then(Value::as_array);
    all.map_or(0, Vec::len).to_string()
}

/// `if A then B else C` is "not A, or B" and "A, or C".
pub fn choices(members: &mut Map<String, Value>, at: &Pointer, moves: &mut Moves) {
    let condition = members.shift_remove("if");
    let then = members.shift_remove("then");
    let otherwise = members.shift_remove("else");
    let Some(condition) = condition else {
        return;
    };
    let negated = match condition.as_object() {
        // Not not.
        Some(inner) if inner.len() == 1 && inner.contains_key("not") => inner["not"].clone(),
        _ => json!({ "not": condition }),
    };
    if let Some(then) = then {
        let index = next(members);
        moves.push(at, "then", &["allOf", &index, "anyOf"], "1");
        also(members, json!({ "anyOf": [negated, then] }));
    }
    if let Some(otherwise) = otherwise {
        let index = next(members);
        moves.push(at, "else", &["allOf", &index, "anyOf"], "1");
        also(members, json!({ "anyOf": [condition, otherwise] }));
    }
}
