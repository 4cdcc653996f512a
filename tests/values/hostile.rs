//! Schemas that ask for too much: an answer comes in time, a value or none, and never a panic.

use super::read;
use serde_json::{Value, json};
use specwright::ir::conform::{Direction, conforms};
use specwright::sample::{self, Sampler};
use std::time::{Duration, Instant};

/// Far more than any of these takes in a debug build on a slow machine.
const PATIENCE: Duration = Duration::from_secs(10);

fn sample_in_time(schema: &Value) -> Option<Value> {
    let (schemas, id) = read::schema(schema);
    let start = Instant::now();
    let value = Sampler::new(&schemas).value(id, Direction::Response);
    let took = start.elapsed();
    let shown: String = schema.to_string().chars().take(200).collect();
    assert!(took < PATIENCE, "{took:?} {shown}");
    if let Some(value) = &value {
        assert!(
            conforms(&schemas, id, value, Direction::Response).is_ok(),
            "{shown}"
        );
    }
    value
}

/// A schema inside a keyword inside a keyword, so many times.
fn nested(times: usize, innermost: Value, wrap: impl Fn(Value) -> Value) -> Value {
    (0..times).fold(innermost, |schema, _| wrap(schema))
}

#[test]
fn sizes_out_of_proportion() {
    for schema in [
        json!({"type": "string", "minLength": 1_000_000_000_000_u64}),
        json!({"type": "array", "minItems": 1_000_000_000_000_u64}),
        json!({"type": "object", "minProperties": 1_000_000_000_000_u64}),
        nested(
            4,
            json!({"type": "integer"}),
            |items| json!({"type": "array", "minItems": 900, "items": items}),
        ),
        json!({"type": "array", "minItems": 500, "uniqueItems": true, "items": {"type": "boolean"}}),
        json!({"type": "number", "minimum": 1e308, "multipleOf": 1e-308}),
        json!({"type": "integer", "minimum": 123_456_789_012_345_678_901_234_567_890_f64}),
        json!({"type": "string", "pattern": "^(((((a{99}){99}){99}){99}){99})$"}),
        json!({"type": "string", "pattern": "^((((((){99}){99}){99}){99}){99})b$"}),
        json!({"type": "string", "pattern": "^((a|a)*)*$", "minLength": 5_000}),
    ] {
        let _ = sample_in_time(&schema);
    }
}

#[test]
fn recursion_and_branches_without_end() {
    let wide: Vec<Value> = (0..40).map(|_| json!({"$ref": "#"})).collect();
    let properties = |count: usize| -> Value {
        let all: serde_json::Map<String, Value> = (0..count)
            .map(|index| (format!("p{index}"), json!({"$ref": "#"})))
            .collect();
        all.into()
    };
    for schema in [
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"anyOf": wide.clone()}),
        json!({"oneOf": wide}),
        json!({"not": {"$ref": "#"}}),
        json!({"type": "object", "properties": properties(60)}),
        json!({"type": "object", "properties": properties(6), "required": ["p0", "p1", "p2", "p3", "p4", "p5"]}),
        json!({"type": "object", "properties": {"a": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}, "b": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}, "required": ["a", "b"]}),
        json!({"oneOf": [{"type": "array", "minItems": 2, "items": {"$ref": "#"}}, {"type": "object", "required": ["x", "y"], "properties": {"x": {"$ref": "#"}, "y": {"$ref": "#"}}}]}),
        nested(
            150,
            json!({"type": "string"}),
            |inner| json!({"allOf": [inner]}),
        ),
        nested(
            150,
            json!({"type": "string"}),
            |inner| json!({"type": "object", "required": ["a"], "properties": {"a": inner}}),
        ),
        nested(
            12,
            json!({"type": "string"}),
            |inner| json!({"oneOf": [inner.clone(), {"type": "integer"}, inner]}),
        ),
        nested(
            60,
            json!(false),
            |inner| json!({"anyOf": [inner, {"type": "array", "minItems": 1, "items": false}]}),
        ),
    ] {
        let _ = sample_in_time(&schema);
    }
}

#[test]
fn a_value_that_fans_out_is_given_up() {
    // Each level tries the level below twice.
    let schema = json!({"anyOf": [{"type": "array", "items": {"$ref": "#"}, "minItems": 2}, {"type": "array", "items": {"$ref": "#"}}, {"const": 1}]});
    let (schemas, id) = read::schema(&schema);
    let value = nested(60, json!(2), |inner| json!([inner]));
    let start = Instant::now();
    let found = conforms(&schemas, id, &value, Direction::Request);
    assert!(start.elapsed() < PATIENCE && found.is_err());
    let deep = nested(100, json!(1), |inner| json!([inner]));
    let _ = conforms(&schemas, id, &deep, Direction::Request);
    let _ = sample::value(&schemas, id, Direction::Request);
}
