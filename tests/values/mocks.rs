//! Mock answers: which response, which media type, which body; and the warnings about examples that do not fit.

use serde_json::{Value, json};
use specwright::diag::Diagnostics;
use specwright::sample::{self, Mock, MockBody, Sampler};
use specwright::{openapi, source};

/// The mock answer of `GET /` with these responses, and the codes of what was found wrong with the examples.
fn answer(responses: &Value) -> (Mock, Vec<&'static str>) {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Test", "version": "1"},
        "paths": {"/": {"get": {"responses": responses}}},
    });
    let mut diags = Diagnostics::default();
    let spec = source::SpecInput::Text {
        name: "openapi.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    let sources = source::load(&spec, &mut diags);
    let api = openapi::lower(&sources, &mut diags).unwrap_or_else(|| panic!("{:?}", diags.items()));
    let sampler = Sampler::new(&api.schemas);
    let mut diags = Diagnostics::default();
    sample::check_examples(&sampler, &api, &mut diags);
    let mock = sample::mock(&sampler, &api.operations[0], &mut diags);
    (mock, diags.items().iter().map(|item| item.code).collect())
}

fn check(responses: &Value, status: u16, content_type: Option<&str>, body: &MockBody) {
    let (mock, _) = answer(responses);
    assert_eq!(
        (mock.status, mock.content_type.as_deref(), &mock.body),
        (status, content_type, body),
        "{responses}"
    );
}

fn json_body(schema: &Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

#[test]
fn the_lowest_success_comes_first() {
    let integer = MockBody::Json(json!(1));
    let body = || json_body(&json!({"type": "integer"}));
    check(
        &json!({"404": body(), "201": body(), "204": {"description": ""}}),
        201,
        Some("application/json"),
        &integer,
    );
    check(
        &json!({"404": body(), "2XX": body()}),
        200,
        Some("application/json"),
        &integer,
    );
    check(
        &json!({"404": body(), "default": body()}),
        200,
        Some("application/json"),
        &integer,
    );
    check(
        &json!({"302": {"description": ""}}),
        302,
        None,
        &MockBody::Empty,
    );
    check(&json!({"204": body()}), 204, None, &MockBody::Empty);
}

#[test]
fn json_is_preferred_and_ranges_become_types() {
    let text = |text: &str| MockBody::Text(text.to_owned());
    let content = |content: Value| json!({"200": {"description": "", "content": content}});
    let string = json!({"schema": {"type": "string"}});
    check(
        &content(
            json!({"text/html": string, "application/problem+json": {"schema": {"const": 4}}}),
        ),
        200,
        Some("application/problem+json"),
        &MockBody::Json(json!(4)),
    );
    check(
        &content(json!({"text/html": {"example": "<p>Hi"}})),
        200,
        Some("text/html"),
        &text("<p>Hi"),
    );
    check(
        &content(json!({"text/*": string})),
        200,
        Some("text/plain"),
        &text("string"),
    );
    check(
        &content(json!({"*/*": {"schema": {"type": "boolean"}}})),
        200,
        Some("application/json"),
        &MockBody::Json(json!(true)),
    );
    check(
        &content(json!({"text/event-stream": {"schema": {"const": {"a": 1}}}})),
        200,
        Some("text/event-stream"),
        &text("data: {\"a\":1}\n\n"),
    );
}

#[test]
fn an_example_that_fits_is_the_body() {
    let media = json!({"schema": {"type": "integer"}, "examples": {"wrong": {"value": "x"}, "right": {"value": 7}}});
    let (mock, codes) =
        answer(&json!({"200": {"description": "", "content": {"application/json": media}}}));
    assert_eq!(mock.body, MockBody::Json(json!(7)));
    assert_eq!(codes, ["example-mismatch"]);
}

#[test]
fn required_headers_are_sent_except_those_that_frame_the_body() {
    let header = |schema: Value| json!({"required": true, "schema": schema});
    let headers = json!({
        "X-Rate": header(json!({"type": "integer", "minimum": 5})),
        "X-List": header(json!({"type": "array", "items": {"const": "a"}, "minItems": 2})),
        "X-Other": {"schema": {"type": "string"}},
        "Content-Length": header(json!({"type": "integer"})),
    });
    let (mock, _) = answer(&json!({"200": {"description": "", "headers": headers}}));
    let expected = [("X-Rate", "5"), ("X-List", "a,a")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(mock.headers, expected);
}

#[test]
fn what_does_not_fit_is_said() {
    let schema = json!({"type": "object", "properties": {
        "limit": {"type": "integer", "maximum": 100, "default": 1000},
        "name": {"type": "string", "examples": [3]},
    }});
    let (mock, codes) = answer(&json!({"200": json_body(&schema)}));
    assert_eq!(codes, ["default-mismatch", "example-mismatch"]);
    assert_eq!(
        mock.body,
        MockBody::Json(json!({"limit": 10, "name": "Example"}))
    );
    let (mock, codes) = answer(
        &json!({"200": json_body(&json!({"allOf": [{"type": "string"}, {"type": "integer"}]}))}),
    );
    assert_eq!((mock.body, codes), (MockBody::Empty, vec!["no-sample"]));
}
