//! One small API, served in process: what goes in, what comes out.

use super::{
    ApiOptions, Call, Content, Description, Error, ErrorForm, Field, Form, Parameter, Pending,
    Reply, RequestBody, Route, Shape, router,
};
use crate::decode::rules::{Integer, Items, Text};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request},
    response::Response,
};
use serde_json::{Value, json};
use std::{ops::Bound, sync::Arc};
use tower_service::Service;

struct Api;

const DESCRIBED: Description = Description {
    title: "Cats",
    openapi: b"{}",
    mocks: r#"{"todo": {"status": 202, "headers": {"x-a": "1"}, "content_type": "application/hal+json", "json": [1]}}"#,
    answers: "",
    base_path: "/v1/",
    profile: super::Profile::Strict,
    errors: ErrorForm::Detail,
};

static DESCRIPTION: Description = DESCRIBED;

static PROBLEMS: Description = Description {
    errors: ErrorForm::Problem,
    ..DESCRIBED
};

static ROUTES: &[&[Route<Api>]] = &[
    &[
        route("GET", "/cats/{id}", |_, call| {
            Box::pin(async { show(call) })
        }),
        route("GET", "/cats", |_, call| Box::pin(async { list(call) })),
        route("POST", "/cats", |_, call| Box::pin(create(call))),
    ],
    &[
        route("POST", "/upload", |_, call| Box::pin(upload(call))),
        route("DELETE", "/todo", |_, call| {
            Box::pin(async move { call.fault(Error::not_implemented()) })
        }),
        // The same again, and one that no other router would take: neither is a reason to fail.
        route("GET", "/cats/{other}", |_, call| {
            Box::pin(async { show(call) })
        }),
        route("GET", "/{a}{b", |_, call| Box::pin(async { show(call) })),
        route("GET", "/wanted", |_, mut call| {
            Box::pin(async move {
                call.accept(&["text/html", "image/png"]);
                call.reject()
            })
        }),
        route("GET", "/panic", |_, _| {
            Box::pin(async { panic!("a fault of the service") })
        }),
        route("GET", "/unsendable", |_, _| {
            Box::pin(async { Reply::new(200).header("x-name", "a\r\nb").empty() })
        }),
    ],
];

const fn route(
    method: &'static str,
    path: &'static str,
    handler: fn(Arc<Api>, Call) -> Pending,
) -> Route<Api> {
    let operation = if path.len() == 5 { "todo" } else { "other" };
    Route {
        method,
        path,
        operation,
        place: 0,
        payload: super::Payload::None,
        security: &[],
        handler,
    }
}

static ID: Parameter = Parameter {
    name: "id",
    ..Parameter::PATH
};
static LIMIT: Parameter = Parameter {
    name: "limit",
    ..Parameter::QUERY
};
static TAGS: Parameter = Parameter {
    name: "tags",
    shape: Shape::Array,
    ..Parameter::QUERY
};
static TOKEN: Parameter = Parameter {
    name: "X-Token",
    ..Parameter::HEADER
};
static LIMITS: Integer = Integer {
    maximum: Bound::Included(100),
    ..Integer::ANY
};
static JSON_BODY: RequestBody = RequestBody {
    required: true,
    media: &["application/json"],
    members: &[],
};
static FORM: Form = Form {
    apart: false,
    fields: &[
        Field {
            name: "age",
            ..Field::SCALAR
        },
        Field {
            name: "photo",
            ..Field::FILE
        },
    ],
};

fn show(mut call: Call) -> Response {
    let id = call.required(&ID, |d| d.string(&Text::ANY));
    match id {
        Some(id) if call.accepted() => Reply::new(200).json("application/json", &id),
        _ => call.reject(),
    }
}

fn list(mut call: Call) -> Response {
    let limit = call.optional(&LIMIT, |d| d.int32(&LIMITS));
    let tags = call.optional(&TAGS, |d| d.list(&Items::ANY, |d| d.string(&Text::ANY)));
    let token = call.required(&TOKEN, |d| d.string(&Text::ANY));
    match (limit, tags, token) {
        (Some(limit), Some(tags), Some(token)) => {
            Reply::new(200).json("application/json", &json!([limit, tags, token]))
        }
        _ => call.reject(),
    }
}

async fn create(mut call: Call) -> Response {
    if call.content(&JSON_BODY) == Content::Refused {
        return call.reject();
    }
    match call
        .json(&JSON_BODY, |d| d.list(&Items::ANY, |d| d.int32(&LIMITS)))
        .await
    {
        Some(list) => Reply::new(201).json("application/json", &list),
        None => call.reject(),
    }
}

async fn upload(mut call: Call) -> Response {
    let read = call.form(&FORM, |d| {
        let mut object = d.object(&FIELDS)?;
        let (mut age, mut photo) = (None, None);
        while let Some(field) = d.field(&mut object) {
            match field {
                0 => age = d.int32(&LIMITS),
                1 => photo = d.upload(&Text::ANY),
                _ => d.skip(),
            }
        }
        d.end(object).then_some((age, photo))
    });
    match read.await {
        Some((age, photo)) => {
            let photo = photo.map(|photo| json!([photo.file_name, photo.len()]));
            Reply::new(200).json("application/json", &json!([age, photo]))
        }
        None => call.reject(),
    }
}

static FIELDS: crate::decode::rules::Fields = crate::decode::rules::Fields {
    names: &["age", "photo"],
    ..crate::decode::rules::Fields::NONE
};

fn api(options: ApiOptions) -> Router {
    router(Arc::new(Api), ROUTES, &DESCRIPTION, options)
}

/// Sends a request, with its headers as `name: value`; gives the status, the headers and the body as JSON or text.
async fn send(
    options: ApiOptions,
    line: &str,
    headers: &[&str],
    body: impl Into<Body>,
) -> (u16, HeaderMap, Value) {
    let (method, uri) = line.split_once(' ').unwrap();
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(uri);
    for header in headers {
        let (name, value) = header.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let response = api(options)
        .call(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let json =
        serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into());
    (parts.status.as_u16(), parts.headers, json)
}

/// Status and body alone, with the usual options.
async fn answer(line: &str, headers: &[&str], body: &str) -> (u16, Value) {
    let (status, _, body) = send(ApiOptions::default(), line, headers, body.to_owned()).await;
    (status, body)
}

#[tokio::test]
async fn requests_find_their_operation() {
    assert_eq!(
        answer("GET /cats/a%2Fb", &[], "").await,
        (200, json!("a/b"))
    );
    assert_eq!(answer("GET /v1/cats/7", &[], "").await, (200, json!("7")));
    assert_eq!(answer("HEAD /cats/7", &[], "").await, (200, json!("")));
    assert_eq!(
        answer("GET /dogs", &[], "").await,
        (404, json!({"detail": "Not Found"}))
    );
    assert_eq!(answer("GET /v1", &[], "").await.0, 404);
    let (status, headers, body) = send(ApiOptions::default(), "PUT /cats", &[], "").await;
    assert_eq!(
        (status, body),
        (405, json!({"detail": "Method Not Allowed"}))
    );
    assert_eq!(headers["allow"], "GET, HEAD, POST");
}

#[tokio::test]
async fn every_fault_of_every_source_is_told_at_once() {
    let (status, body) = answer("GET /cats?limit=101&tags=a&tags=%FF", &[], "").await;
    assert_eq!(status, 422);
    let faults: Vec<_> = body["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (&fault["type"], &fault["loc"]))
        .collect();
    assert_eq!(
        faults,
        [
            (&json!("less_than_equal"), &json!(["query", "limit"])),
            (&json!("string_unicode"), &json!(["query", "tags"])),
            (&json!("missing"), &json!(["header", "X-Token"])),
        ]
    );
    let (status, body) = answer("GET /cats?limit=5&tags=a&tags=b", &["x-token: t"], "").await;
    assert_eq!((status, body), (200, json!([5, ["a", "b"], "t"])));
    let (status, body) = answer("GET /cats", &["x-token: t"], "").await;
    assert_eq!((status, body), (200, json!([null, null, "t"])));
}

#[tokio::test]
async fn bodies_are_read_by_their_media_type_and_within_limits() {
    let json_type = &["content-type: application/json"];
    assert_eq!(
        answer("POST /cats", json_type, "[1, 2.0]").await,
        (201, json!([1, 2]))
    );
    assert_eq!(answer("POST /cats", &[], "[1]").await.0, 201);
    assert_eq!(
        answer("POST /cats", &["content-type: text/plain"], "[1]")
            .await
            .0,
        415
    );
    let (status, body) = answer("POST /cats", json_type, "").await;
    assert_eq!((status, &body["detail"][0]["loc"]), (422, &json!(["body"])));
    let (status, body) = answer("POST /cats", json_type, "[1, 101, \"x\"]").await;
    assert_eq!(
        (status, &body["detail"][1]["loc"]),
        (422, &json!(["body", 2]))
    );
    let (status, body) = answer("POST /cats", json_type, "[1,").await;
    assert_eq!(
        (status, &body["detail"][0]["type"]),
        (422, &json!("json_invalid"))
    );
    let small = ApiOptions {
        body_limit: 3,
        ..ApiOptions::default()
    };
    assert_eq!(send(small, "POST /cats", json_type, "[1]").await.0, 201);
    assert_eq!(send(small, "POST /cats", json_type, "[10]").await.0, 413);
    let chunked = Body::new(Chunked(vec!["[1", ",2]"]));
    assert_eq!(send(small, "POST /cats", json_type, chunked).await.0, 413);
    let chunked = Body::new(Chunked(vec!["[1", ",2]"]));
    assert_eq!(
        send(ApiOptions::default(), "POST /cats", json_type, chunked)
            .await
            .2,
        json!([1, 2])
    );
}

/// A body of unknown length, in pieces.
struct Chunked(Vec<&'static str>);

impl axum::body::HttpBody for Chunked {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        let next = if self.0.is_empty() {
            None
        } else {
            Some(self.0.remove(0))
        };
        std::task::Poll::Ready(next.map(|text| Ok(hyper::body::Frame::data(text.into()))))
    }
}

#[tokio::test]
async fn forms_are_read_like_bodies() {
    let multipart = &["content-type: multipart/form-data; boundary=B"];
    let form = "--B\r\nContent-Disposition: form-data; name=age\r\n\r\n7\r\n\
        --B\r\nContent-Disposition: form-data; name=photo; filename=p.png\r\n\r\n123\r\n--B--";
    assert_eq!(
        answer("POST /upload", multipart, form).await,
        (200, json!([7, ["p.png", 3]]))
    );
    let urlencoded = &["content-type: application/x-www-form-urlencoded"];
    assert_eq!(answer("POST /upload", urlencoded, "age=+7").await.0, 422);
    assert_eq!(
        answer("POST /upload", urlencoded, "age=7&age=8").await,
        (200, json!([8, null]))
    );
    let (status, body) = answer("POST /upload", multipart, "--B").await;
    assert_eq!(
        (status, body),
        (400, json!({"detail": "Invalid multipart data."}))
    );
}

#[tokio::test]
async fn what_is_not_implemented_answers_its_example_when_asked_to() {
    assert_eq!(
        answer("DELETE /todo", &[], "").await,
        (501, json!({"detail": "Not Implemented"}))
    );
    let mock = ApiOptions {
        mock: true,
        ..ApiOptions::default()
    };
    let (status, headers, body) = send(mock, "DELETE /todo", &[], "").await;
    assert_eq!((status, body), (202, json!([1])));
    assert_eq!(
        (&headers["content-type"], &headers["x-a"]),
        (
            &"application/hal+json".parse().unwrap(),
            &"1".parse().unwrap()
        )
    );
}

/// A body that never comes.
struct Silent;

impl axum::body::HttpBody for Silent {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

/// Whatever goes wrong is told as JSON, in the one shape that the description asks for.
#[tokio::test]
async fn errors_have_one_form() {
    let small = ApiOptions {
        body_limit: 3,
        ..ApiOptions::default()
    };
    let json = "application/json";
    for (line, media_type, body, status) in [
        ("POST /upload", "multipart/form-data", "x", 400),
        ("GET /dogs", "", "", 404),
        ("GET /cats/%FF/x", "", "", 404),
        ("PUT /cats", "", "", 405),
        ("GET /wanted", "", "", 406),
        ("POST /cats", json, "never", 408),
        ("POST /cats", json, "[10]", 413),
        ("POST /cats", "text/html", "[1]", 415),
        ("GET /cats?limit=x", "", "", 422),
        ("GET /cats/%FF", "", "", 422),
        ("GET /panic", "", "", 500),
        ("GET /unsendable", "", "", 500),
        ("DELETE /todo", "", "", 501),
    ] {
        let (method, uri) = line.split_once(' ').unwrap();
        for description in [&DESCRIPTION, &PROBLEMS] {
            let mut router = router(Arc::new(Api), ROUTES, description, small);
            let request = Request::builder()
                .method(method)
                .uri(uri)
                .header("content-type", media_type)
                .header("accept", "text/csv")
                .extension(Arc::new(crate::context::Visit::new(
                    Box::default(),
                    Some((
                        tokio::time::Instant::now(),
                        std::time::Duration::from_millis(20),
                    )),
                    crate::scope::Tasks::default(),
                )));
            let body = match body {
                "never" => Body::new(Silent),
                text => Body::from(text),
            };
            let answer = router.call(request.body(body).unwrap()).await.unwrap();
            let (parts, sent) = answer.into_parts();
            assert_eq!(parts.status, status, "{line}");
            let sent = axum::body::to_bytes(sent, usize::MAX).await.unwrap();
            let told: Value = serde_json::from_slice(&sent).unwrap();
            let media_type = &parts.headers["content-type"];
            match description.errors {
                ErrorForm::Detail => {
                    assert_eq!(media_type, "application/json", "{line}");
                    assert!(!told["detail"].is_null(), "{line}");
                }
                ErrorForm::Problem => {
                    assert_eq!(media_type, "application/problem+json", "{line}");
                    assert_eq!(told["status"], status, "{line}");
                    assert_eq!(told["errors"].is_array(), status == 422, "{line}");
                }
            }
        }
    }
}
