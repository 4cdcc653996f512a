//! A small model with decoders as they are generated, and what becomes of good and bad bodies.

use super::rules::*;
use super::*;
use crate::pattern::Pattern;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;

#[derive(Debug, PartialEq)]
struct Pet {
    id: i64,
    name: String,
    status: Option<usize>,
    tags: Option<Vec<String>>,
    price: Option<f64>,
    extra: BTreeMap<String, Value>,
}

static NAME_PATTERN: Pattern = Pattern::new("^[A-Za-z ]+$");
static ID: Integer = Integer {
    minimum: Bound::Included(1),
    ..Integer::ANY
};
static NAME: Text = Text {
    min_length: 2,
    max_length: 8,
    pattern: Some(&NAME_PATTERN),
    ..Text::ANY
};
static STATUS: Choices = Choices {
    values: &["\"free\"", "\"sold\""],
    ..Choices::NONE
};
static TAGS: Items = Items {
    max: 3,
    unique: true,
    ..Items::ANY
};
static PRICE: Number = Number {
    minimum: Bound::Excluded("0"),
    multiple_of: Some("0.01"),
    ..Number::ANY
};
static PET: Fields = Fields {
    names: &["id", "name", "status", "tags", "price"],
    required: &[0, 1],
    unknown: Unknown::Collect,
    ..Fields::NONE
};

fn any(d: &mut Decoder<'_>) -> Option<Value> {
    d.value()
}

fn pet(d: &mut Decoder<'_>) -> Option<Pet> {
    let (mut id, mut name, mut status, mut tags, mut price) = (None, None, None, None, None);
    let mut extra = BTreeMap::new();
    let mut object = d.object(&PET)?;
    while let Some(field) = d.field(&mut object) {
        match field {
            0 => id = d.int64(&ID),
            1 => name = d.string(&NAME),
            2 => status = d.choice(&STATUS),
            3 => tags = d.list(&TAGS, |d| d.string(&Text::ANY)),
            4 => price = d.float64(&PRICE),
            _ => d.extra(&mut extra, any),
        }
    }
    let complete = d.end(object);
    complete.then_some(Pet {
        id: id?,
        name: name?,
        status,
        tags,
        price,
        extra,
    })
}

fn faults<T>(body: &str, read: Read<T>) -> Vec<String> {
    let options = Options::STRICT;
    let mut decoder = Decoder::new(body.as_bytes(), &options).at("body");
    let value = read(&mut decoder);
    match decoder.finish() {
        Ok(()) => {
            assert!(value.is_some(), "no value and no fault: {body}");
            Vec::new()
        }
        Err(faults) => faults
            .iter()
            .map(|fault| {
                let json = fault.to_json();
                format!("{} {} {}", fault.kind.name, json["loc"], json["input"])
            })
            .collect(),
    }
}

#[test]
fn a_good_body() {
    let body = r#" {"id": 7.0, "name": "R\u0065x", "status": "sold", "tags": ["a", "b"], "price": 19.99, "x": {"y": [1]}} "#;
    let value = decode_slice(body.as_bytes(), &Options::STRICT, pet).unwrap();
    assert_eq!(
        value,
        Pet {
            id: 7,
            name: "Rex".to_owned(),
            status: Some(1),
            tags: Some(vec!["a".to_owned(), "b".to_owned()]),
            price: Some(19.99),
            extra: BTreeMap::from([("x".to_owned(), json!({"y": [1]}))]),
        }
    );
}

#[test]
fn every_fault_is_collected_with_its_place() {
    let body = r#"{"id": 0, "name": "R2-D2 and more", "status": "lost", "tags": ["a", 1, "c", "d"], "price": 0.005}"#;
    assert_eq!(
        faults(body, pet),
        [
            r#"greater_than_equal ["body","id"] 0"#,
            r#"string_too_long ["body","name"] "R2-D2 and more""#,
            r#"literal_error ["body","status"] "lost""#,
            r#"string_type ["body","tags",1] 1"#,
            r#"too_long ["body","tags"] ["a",1,"c","d"]"#,
            r#"multiple_of ["body","price"] 0.005"#,
        ]
    );
    assert_eq!(
        faults(r#"{"tags": ["x", "x"], "price": 0}"#, pet),
        [
            r#"unique_items ["body","tags"] ["x","x"]"#,
            r#"greater_than ["body","price"] 0"#,
            r#"missing ["body","id"] {"tags":["x","x"],"price":0}"#,
            r#"missing ["body","name"] {"tags":["x","x"],"price":0}"#,
        ]
    );
    assert_eq!(
        faults("[1]", pet),
        [r#"model_attributes_type ["body"] [1]"#]
    );
}

#[test]
fn broken_json_is_one_fault() {
    for (body, at, message) in [
        ("", 0, "Expecting value"),
        (r#"{"id": "x", "name": 5"#, 21, "Expecting ',' delimiter"),
        (
            r#"{"id": 1,}"#,
            9,
            "Expecting property name enclosed in double quotes",
        ),
        (r#"{"tags": [1,]}"#, 12, "Expecting value"),
        (r#"{"id" 1}"#, 6, "Expecting ':' delimiter"),
        (r#"{"id": 1} x"#, 10, "Extra data"),
        (r#"{"naïve": "a"#, 10, "Unterminated string starting at"),
        ("{\"name\": \"a\u{1}\"}", 11, "Invalid control character at"),
        (r#"{"name": "a\x"}"#, 11, "Invalid \\escape"),
        (r#"{"name": "\ud800"}"#, 11, "Invalid \\uXXXX escape"),
        (r#"{"id": 01}"#, 8, "Expecting ',' delimiter"),
        (r#"{"id": nul}"#, 7, "Expecting value"),
    ] {
        let mut decoder = Decoder::new(body.as_bytes(), &Options::STRICT).at("body");
        pet(&mut decoder);
        let faults = decoder.finish().unwrap_err().to_json();
        let expected = json!({"type": "json_invalid", "loc": ["body", at], "msg": "JSON decode error", "input": {}, "ctx": {"error": message}});
        assert_eq!(faults, json!({ "detail": [expected] }), "{body}");
    }
}
