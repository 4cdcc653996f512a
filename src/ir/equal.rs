//! Equality of JSON values as JSON Schema means it (core section 4.2.2): numbers by value, objects without order.

use super::decimal::Decimal;
use serde_json::Value;
use std::fmt::Write as _;

/// Whether two values are the same: `1` is `1.0`, and the order of an object's members does not count.
#[must_use]
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a.as_str() == b.as_str() || Decimal::of(a) == Decimal::of(b)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

/// A text that two values share exactly when they are [`equal`].
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) => {
            let _ = write!(text, "{value}");
        }
        Value::String(string) => {
            let _ = write!(text, "{string:?}");
        }
        Value::Number(number) => text.push_str(&Decimal::of(number).canonical()),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (key, member) in sorted {
                let _ = write!(text, "{key:?}:");
                write(member, text);
                text.push(',');
            }
            text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, equal};
    use serde_json::json;

    #[test]
    fn equality_is_mathematical_and_unordered() {
        let same = [
            (json!({"a": 1, "b": [1.0]}), json!({"b": [1], "a": 1.0})),
            (json!(0), json!(-0.0)),
        ];
        for (a, b) in same {
            assert!(equal(&a, &b), "{a} {b}");
            assert_eq!(canonical(&a), canonical(&b));
        }
        let different = [
            (json!("1"), json!(1)),
            (json!(true), json!(1)),
            (json!([1, 2]), json!([2, 1])),
            (json!({"a": null}), json!({})),
            (json!(["a", "b"]), json!(["a\",\"b"])),
        ];
        for (a, b) in different {
            assert!(!equal(&a, &b), "{a} {b}");
            assert_ne!(canonical(&a), canonical(&b));
        }
    }
}
