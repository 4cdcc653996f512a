//! Requests and contract cases of whole operations.

use super::read::Reader;
use indexmap::IndexMap;
use serde_json::{Value, json};
use specwright::ir::{
    Body, Location, Media, Method, Operation, Parameter, ParameterEncoding, Path, Schemas, Style,
};
use specwright::sample::{self, Case, Expect, Sampler, Step};
use specwright::source::Place;

/// `PUT /pets/{id}` with these query parameters (required) and this JSON body.
fn operation(parameters: &[(&str, Value)], body: Option<Value>) -> (Schemas, Operation) {
    let mut document = json!({"id": {"type": "integer", "minimum": 1}, "body": body});
    for (name, schema) in parameters {
        document[*name] = schema.clone();
    }
    let mut reader = Reader::new(&document);
    let mut parameter = |name: &str, location: Location| Parameter {
        at: Place::default(),
        component: None,
        name: name.to_owned(),
        location,
        required: true,
        deprecated: false,
        description: None,
        encoding: ParameterEncoding::Style {
            style: if location == Location::Path {
                Style::Simple
            } else {
                Style::Form
            },
            explode: true,
            allow_reserved: false,
            allow_empty: false,
        },
        schema: reader.read(&format!("/{name}")),
        examples: Vec::new(),
        extensions: IndexMap::new(),
    };
    let mut all = vec![parameter("id", Location::Path)];
    all.extend(
        parameters
            .iter()
            .map(|(name, _)| parameter(name, Location::Query)),
    );
    let media = |schema| Media {
        at: Place::default(),
        media_type: "application/json".to_owned(),
        schema: Some(schema),
        item_schema: None,
        encoding: IndexMap::new(),
        examples: Vec::new(),
    };
    let body = body.map(|_| reader.read("/body"));
    let body = body.map(|schema| Body {
        at: Place::default(),
        component: None,
        description: None,
        required: true,
        content: vec![media(schema)],
    });
    let operation = Operation {
        at: Place::default(),
        id: None,
        method: Method::Put,
        path: Path::parse("/pets/{id}"),
        tags: Vec::new(),
        summary: None,
        description: None,
        deprecated: false,
        blocking: false,
        parameters: all,
        body,
        responses: Vec::new(),
        messages: None,
        security: Vec::new(),
        dependencies: Vec::new(),
        extensions: IndexMap::new(),
    };
    (reader.schemas, operation)
}

/// `verdict keyword what-is-sent`, one a line, without those of the path.
fn lines(cases: &[Case]) -> Vec<String> {
    let sent = |case: &Case| match &case.request.body {
        Some(body) => body.text.clone(),
        None => case.request.query.clone(),
    };
    let aside = |case: &&Case| case.location.first() != Some(&Step::Name("path".to_owned()));
    cases
        .iter()
        .filter(aside)
        .map(|case| format!("{:?} {} {}", case.expect, case.keyword, sent(case)))
        .collect()
}

fn check_query(schema: &Value, expected: &[&str]) {
    let (schemas, operation) = operation(&[("q", schema.clone())], None);
    let found = lines(&sample::cases(&Sampler::new(&schemas), &operation, 60));
    for line in expected {
        assert!(
            found.iter().any(|found| found == line),
            "{schema}: no {line} in\n{}",
            found.join("\n")
        );
    }
}

fn check_body(schema: &Value, expected: &[&str]) {
    let (schemas, operation) = operation(&[], Some(schema.clone()));
    let found = lines(&sample::cases(&Sampler::new(&schemas), &operation, 60));
    for line in expected {
        assert!(
            found.iter().any(|found| found == line),
            "{schema}: no {line} in\n{}",
            found.join("\n")
        );
    }
}

#[test]
fn a_request_has_what_is_required() {
    let body =
        json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}});
    let (schemas, operation) = operation(
        &[("tag", json!({"type": "array", "items": {"enum": ["a b"]}}))],
        Some(body),
    );
    let request = sample::request(&Sampler::new(&schemas), &operation).expect("there is one");
    assert_eq!((&*request.path, &*request.query), ("/pets/1", "tag=a%20b"));
    assert_eq!(
        request.body.map(|body| (body.content_type, body.text)),
        Some(("application/json".into(), r#"{"name":"Example"}"#.into()))
    );
}

#[test]
fn edges_of_parameters() {
    check_query(
        &json!({"type": "integer", "minimum": 5, "maximum": 10}),
        &[
            "Accept valid q=5",
            "Reject minimum q=4",
            "Accept maximum q=10",
            "Reject maximum q=11",
            "Reject type q=not-a-value",
            "Reject required ",
        ],
    );
    check_query(
        &json!({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 10}),
        &[
            "Accept valid q=10",
            "Reject exclusiveMinimum q=0",
            "Reject multipleOf q=11",
        ],
    );
    check_query(
        &json!({"type": "number", "maximum": 0.25}),
        &["Accept maximum q=0.25", "Reject maximum q=0.26"],
    );
    check_query(
        &json!({"type": "string", "minLength": 3, "maxLength": 5}),
        &[
            "Accept minLength q=str",
            "Reject minLength q=st",
            "Accept valid q=strin",
            "Reject maxLength q=string",
        ],
    );
    check_query(
        &json!({"type": "string", "enum": ["a", "b"]}),
        &["Accept enum q=b", "Reject enum q=not-one-of-these"],
    );
    check_query(
        &json!({"type": "array", "items": {"type": "integer"}, "maxItems": 2}),
        &[
            "Accept maxItems q=1&q=1",
            "Reject maxItems q=1&q=1&q=1",
            "Reject type q=not-a-value",
        ],
    );
}

#[test]
fn what_is_ambiguous_on_the_wire_makes_no_case() {
    let (schemas, operation) = operation(
        &[("q", json!({"type": ["string", "integer"], "minimum": 5}))],
        None,
    );
    let cases = sample::cases(&Sampler::new(&schemas), &operation, 60);
    let wrong: Vec<_> = cases
        .iter()
        .filter(|case| case.expect == Expect::Reject && case.request.query == "q=4")
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn edges_of_bodies() {
    check_body(
        &json!({
            "type": "object",
            "required": ["name", "tags"],
            "additionalProperties": false,
            "properties": {
                "name": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"},
                "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": true},
            },
        }),
        &[
            r#"Accept valid {"name":"example","tags":["string"]}"#,
            r#"Reject required {"tags":["string"]}"#,
            r#"Reject required {"name":"example"}"#,
            r#"Reject minLength {"name":"a","tags":["string"]}"#,
            r#"Reject pattern {"name":"!!!!!!!","tags":["string"]}"#,
            r#"Reject minItems {"name":"example","tags":[]}"#,
            r#"Reject uniqueItems {"name":"example","tags":["string","string"]}"#,
            r#"Reject additionalProperties {"name":"example","tags":["string"],"unexpected":"unexpected"}"#,
            r#"Reject type {"name":12345,"tags":["string"]}"#,
            r#"Reject nullable {"name":null,"tags":["string"]}"#,
            "Reject type \"not-an-object\"",
            "Reject required ",
        ],
    );
    check_body(
        &json!({"type": "object", "minProperties": 1, "maxProperties": 2, "additionalProperties": {"type": "integer"}}),
        &[
            "Reject minProperties {}",
            r#"Accept maxProperties {"key":1,"key2":1}"#,
            r#"Reject maxProperties {"key":1,"key2":1,"key3":1}"#,
        ],
    );
    check_body(
        &json!({"type": "integer", "format": "int32"}),
        &["Accept format 2147483647", "Reject format 2147483648"],
    );
}

#[test]
fn the_limit_holds_and_leaves_every_keyword_its_turn() {
    let properties: serde_json::Map<String, Value> = (0..40)
        .map(|index| {
            (
                format!("p{index}"),
                json!({"type": "string", "maxLength": 3}),
            )
        })
        .collect();
    let names: Vec<&String> = properties.keys().collect();
    let schema = json!({"type": "object", "required": names, "properties": properties, "additionalProperties": false});
    let (schemas, operation) = operation(&[], Some(schema));
    let cases = sample::cases(&Sampler::new(&schemas), &operation, 12);
    assert_eq!(cases.len(), 12);
    for keyword in [
        "required",
        "maxLength",
        "type",
        "additionalProperties",
        "valid",
    ] {
        assert!(
            cases.iter().any(|case| case.keyword == keyword),
            "{keyword} is missing"
        );
    }
}
