//! A sample fits the schema that it is made for.

use super::read;
use serde_json::{Value, json};
use specwright::ir::conform::{Direction, conforms};
use specwright::sample;

/// Makes a sample and holds it against the schema.
fn sample_of(schema: &Value, direction: Direction) -> Option<Value> {
    let (schemas, id) = read::schema(schema);
    let value = sample::value(&schemas, id, direction)?;
    if let Err(mismatches) = conforms(&schemas, id, &value, direction) {
        panic!("{schema}\n{value}\n{mismatches:?}");
    }
    Some(value)
}

#[test]
fn every_schema_that_allows_something_has_a_sample() {
    for schema in [
        json!({}),
        json!({"type": "string", "minLength": 30, "maxLength": 31}),
        json!({"type": "string", "maxLength": 2}),
        json!({"type": "string", "format": "email", "minLength": 40}),
        json!({"type": "integer", "minimum": 5, "multipleOf": 7}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        json!({"type": "number", "multipleOf": 0.01, "minimum": 2.141, "maximum": 2.155}),
        json!({"type": "integer", "exclusiveMaximum": -100, "multipleOf": 25}),
        json!({"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": true}),
        json!({"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": true}),
        json!({"type": "array", "contains": {"const": 7}, "minContains": 2, "minItems": 3}),
        json!({"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": false, "type": "array", "minItems": 2}),
        json!({"type": "object", "minProperties": 3}),
        json!({"type": "object", "minProperties": 2, "propertyNames": {"enum": ["x", "y", "z"]}, "additionalProperties": {"type": "integer"}}),
        json!({"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"], "b": ["c"]}}),
        json!({"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a"], "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"const": 4}}}}}),
        json!({"allOf": [{"type": "object", "properties": {"a": {"minimum": 3}}}, {"properties": {"a": {"type": "integer", "maximum": 3}}, "required": ["a"]}]}),
        json!({"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]}),
        json!({"oneOf": [{"required": ["a"], "properties": {"a": {"type": "string"}}}, {"required": ["b"], "properties": {"b": {"type": "string"}}}], "type": "object"}),
        json!({"if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["x"]}, "else": {"required": ["y"]}, "properties": {"kind": {"enum": ["b"]}}, "required": ["kind"], "type": "object"}),
        json!({"not": {"type": "string"}}),
        json!({"type": "integer", "not": {"enum": [1, 0, 2]}}),
        json!({"type": ["string", "null"], "enum": [null, "x"]}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"anyOf": [{"type": "null"}, {"type": "string", "format": "date-time"}]}),
        json!({"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}}),
        json!({"properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}, "v": {"type": "integer"}}, "required": ["v"], "additionalProperties": false}),
    ] {
        assert!(
            sample_of(&schema, Direction::Response).is_some(),
            "{schema}"
        );
        assert!(sample_of(&schema, Direction::Request).is_some(), "{schema}");
    }
}

#[test]
fn nothing_is_made_where_nothing_fits() {
    for schema in [
        json!(false),
        json!({"type": "integer", "minimum": 2, "maximum": 1}),
        json!({"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}}),
        json!({"type": "array", "minItems": 1, "items": false}),
        json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
    ] {
        assert_eq!(sample_of(&schema, Direction::Response), None, "{schema}");
    }
}

#[test]
fn what_is_given_comes_first() {
    assert_eq!(
        sample_of(
            &json!({"type": "string", "example": "rex"}),
            Direction::Response
        ),
        Some(json!("rex"))
    );
    assert_eq!(
        sample_of(
            &json!({"type": "integer", "example": "rex", "default": 4}),
            Direction::Response
        ),
        Some(json!(4))
    );
}

#[test]
fn one_way_properties_stay_away() {
    let schema = json!({
        "type": "object",
        "required": ["id", "secret", "name"],
        "properties": {
            "id": {"type": "integer", "readOnly": true},
            "secret": {"type": "string", "writeOnly": true},
            "name": {"type": "string"},
        },
    });
    assert_eq!(
        sample_of(&schema, Direction::Request),
        Some(json!({"secret": "string", "name": "Example"}))
    );
    assert_eq!(
        sample_of(&schema, Direction::Response),
        Some(json!({"id": 1, "name": "Example"}))
    );
}

#[test]
fn patterns_are_matched() {
    for pattern in [
        "^[a-z]{3,8}$",
        "^\\d{4}-\\d{2}$",
        "^(foo|bar)-[0-9]+$",
        "^#[0-9A-Fa-f]{6}$",
        "^[A-Z]{2}$",
        "[0-9]",
        "^$",
        "^a?b*c+$",
        "^(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).{8,}$",
        "^(?!-)[a-z-]+$",
        "^arn:aws:[a-z0-9]+:[a-z0-9-]*:\\d{12}:.+$",
        "^([a-c])\\1$",
        "^\\+[1-9]\\d{1,14}$",
        "^(([a-z]+)\\.)*[a-z]+$",
        "^[^/]+/[^/]+$",
        "^\\S+@\\S+\\.\\S+$",
        "^\\p{Lu}\\p{L}*$",
        "^[\\w.-]+$",
        "^(\\*|[a-z]+)$",
        "^v[0-9]+(\\.[0-9]+){0,2}$",
        "^[\\u4e00-\\u9fff]+$",
        "^.{3}$",
        "^(GET|POST)$",
        "^/",
        "\\.json$",
    ] {
        assert!(
            sample_of(
                &json!({"type": "string", "pattern": pattern}),
                Direction::Request
            )
            .is_some(),
            "{pattern}"
        );
    }
    for (pattern, least, most) in [
        ("^[a-z]+$", 17, 17),
        ("^[a-z-]+$", 40, 63),
        ("^(ab)+$", 6, 6),
        ("^x-[0-9]*$", 9, 9),
        ("^\\d+$", 1, 1),
    ] {
        let schema =
            json!({"type": "string", "pattern": pattern, "minLength": least, "maxLength": most});
        assert!(sample_of(&schema, Direction::Request).is_some(), "{schema}");
    }
    let unique = json!({"type": "array", "items": {"type": "string", "pattern": "^[a-z]{2}$"}, "uniqueItems": true, "minItems": 5});
    assert!(sample_of(&unique, Direction::Request).is_some());
}

#[test]
fn a_pattern_that_backtracks_for_ever_is_answered() {
    let schema = json!({"type": "string", "pattern": "^(a+)+$"});
    let (schemas, id) = read::schema(&schema);
    let hostile = Value::String(format!("{}!", "a".repeat(60)));
    assert!(conforms(&schemas, id, &hostile, Direction::Request).is_err());
}

#[test]
fn branches_that_overlap_are_told_apart() {
    let overlapping = json!({"oneOf": [
        {"type": "object", "properties": {"node": {"type": "string"}, "position": {"type": "integer"}}},
        {"type": "object", "properties": {"node": {"type": "string"}, "magnet": {"enum": ["TOP"]}}},
    ]});
    assert!(sample_of(&overlapping, Direction::Response).is_some());
    let narrower = json!({"oneOf": [
        {"type": "object", "properties": {"status": {"type": "string", "example": "0"}}},
        {"type": "object", "properties": {"status": {"type": "string", "enum": ["0", "1"]}}},
    ]});
    assert!(sample_of(&narrower, Direction::Response).is_some());
}
