//! What the emitted service makes of what is new in OpenAPI 3.2: over a socket, inside the project made of
//! `specs/features/openapi-3.2.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use api::{
    Api,
    deps::Providers,
    models::Search,
    services::notes::{CopyNoteParams, FindNotesParams, ListNotesParams, Notes},
};
use runtime::{auth::Grant, prelude as rt, server::Server};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

struct Deps;

impl Providers for Deps {
    type Principal = Grant;

    async fn device(&self, _: &rt::Context, token: &str) -> Result<Grant, rt::Error> {
        match token {
            "good" => Ok(Grant::new("ann", &["read"])),
            "poor" => Ok(Grant::new("bob", &[])),
            _ => Err(rt::Error::unauthorized("Not good")),
        }
    }
}

struct Service;

impl Notes<Deps> for Service {
    async fn list_notes(
        &self,
        _: &rt::Context,
        params: ListNotesParams,
        _: Grant,
    ) -> Result<Vec<String>, rt::Error> {
        let theme = format!("{:?}", params.theme);
        let Some(filter) = params.filter else {
            return Ok(vec!["everything".to_owned(), theme]);
        };
        Ok(vec![
            format!("{}", filter.limit),
            format!("{:?}", filter.tags),
            format!("{:?}", filter.words),
            format!("{:?}", filter.range.map(|range| range.from)),
            theme,
        ])
    }

    async fn search_notes(
        &self,
        _: &rt::Context,
        body: Search,
        _: Grant,
    ) -> Result<Vec<String>, rt::Error> {
        Ok(vec![body.text])
    }

    async fn log_notes(
        &self,
        _: &rt::Context,
        _: Grant,
    ) -> Result<rt::ItemStream<Search>, rt::Error> {
        let texts = ["milk", "two\nlines"].map(str::to_owned);
        Ok(texts.into_iter().map(|text| Search { text }).collect())
    }

    async fn find_notes(
        &self,
        _: &rt::Context,
        params: FindNotesParams,
        _: Grant,
    ) -> Result<Vec<String>, rt::Error> {
        Ok(vec![params.query.text])
    }

    async fn copy_note(
        &self,
        _: &rt::Context,
        params: CopyNoteParams,
        _: Grant,
    ) -> Result<(), rt::Error> {
        assert_eq!(params.id, 7);
        Ok(())
    }
}

/// A server on a port of its own.
async fn served() -> SocketAddr {
    let router = Api::new(Deps)
        .notes(Service)
        .into_router(rt::ApiOptions::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::default();
    let router = router.layer(server.layer());
    tokio::spawn(async move { server.serve(listener, router).await });
    address
}

/// Status, head and body of the answer. The request: method and target, headers, an empty line, the body.
fn ask(address: SocketAddr, request: &str) -> (u16, String, String) {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let mut wire = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n");
    for header in headers.lines() {
        wire += &format!("{header}\r\n");
    }
    wire += &format!("content-length: {}\r\n\r\n{body}", body.len());
    let mut stream = TcpStream::connect(address).unwrap();
    let limit = Duration::from_secs(5);
    stream.set_read_timeout(Some(limit)).unwrap();
    stream.write_all(wire.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_owned(), body.to_owned())
}

#[track_caller]
fn check(address: SocketAddr, request: &str, status: u16, expected: &str) {
    let (line, rest) = request.split_once('\n').unwrap_or((request, ""));
    let request = format!("{line}\nauthorization: Bearer good\n{rest}");
    let answer = ask(address, &request);
    assert_eq!((answer.0, answer.2.as_str()), (status, expected), "{line}");
}

/// What is wrong, and where.
#[track_caller]
fn refused(address: SocketAddr, request: &str, expected: &[&str]) {
    let (line, rest) = request.split_once('\n').unwrap_or((request, ""));
    let request = format!("{line}\nauthorization: Bearer good\n{rest}");
    let (status, _, body) = ask(address, &request);
    assert_eq!(status, 422, "{line}: {body}");
    let told: rt::Value = body.parse().unwrap();
    let told: Vec<String> = told["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{} {}", fault["loc"], fault["type"]))
        .collect();
    assert_eq!(told, expected, "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_query_string_is_one_form() {
    let address = served().await;
    for (request, expected) in [
        ("GET /notes", r#"["everything","None"]"#),
        ("GET /v1/notes", r#"["everything","None"]"#),
        (
            "GET /notes\ncookie: a=b; theme=a%20b\"c",
            r#"["everything","Some(\"a%20b\\\"c\")"]"#,
        ),
        ("GET /notes?limit=2", r#"["2","[]","None","None","None"]"#),
        (
            "GET /notes?limit=2&tags=a&tags=b+c&words=x%7Cy|z%2C&range=%7B%22from%22%3A3%7D&other=1",
            r#"["2","[\"a\", \"b c\"]","Some([\"x\", \"y\", \"z,\"])","Some(3)","None"]"#,
        ),
        (
            "GET /notes?limit=2&words=",
            r#"["2","[]","Some([])","None","None"]"#,
        ),
    ] {
        check(address, request, 200, expected);
    }
    for (request, expected) in [
        (
            "GET /notes?limit=0",
            &[r#"["query","limit"] "greater_than_equal""#][..],
        ),
        ("GET /notes?tags=a", &[r#"["query","limit"] "missing""#]),
        (
            "GET /notes?limit=x&range=%7B%22from%22%3A%22x%22%7D",
            &[
                r#"["query","limit"] "int_parsing""#,
                r#"["query","range","from"] "int_parsing""#,
            ],
        ),
        (
            "GET /notes?limit=1&tags=%FF",
            &[r#"["query"] "string_unicode""#],
        ),
    ] {
        refused(address, request, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_query_string_is_one_document() {
    let address = served().await;
    let found = "GET /notes/find?%7B%22text%22%3A%22a%2Bb%22%7D";
    check(address, found, 200, r#"["a+b"]"#);
    for (request, expected) in [
        ("GET /notes/find", r#"["query"] "missing""#),
        ("GET /notes/find?", r#"["query"] "missing""#),
        (
            "GET /notes/find?%7B%22text%22%3A%22%22%7D",
            r#"["query","text"] "string_too_short""#,
        ),
        ("GET /notes/find?%7B", r#"["query",1] "json_invalid""#),
        ("GET /notes/find?%FF", r#"["query"] "string_unicode""#),
    ] {
        refused(address, request, &[expected]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn query_is_a_method_with_a_body() {
    let address = served().await;
    let json = "QUERY /notes\ncontent-type: application/json\n\n";
    check(
        address,
        &format!("{json}{{\"text\": \"milk\"}}"),
        200,
        r#"["milk"]"#,
    );
    let empty = format!("{json}{{\"text\": \"\"}}");
    refused(address, &empty, &[r#"["body","text"] "string_too_short""#]);
    refused(address, "QUERY /notes", &[r#"["body"] "missing""#]);
    let text = "QUERY /notes\ncontent-type: text/plain\n\nmilk";
    check(address, text, 415, r#"{"detail":"Unsupported Media Type"}"#);
    let (status, head, _) = ask(address, "DELETE /notes");
    assert_eq!(status, 405);
    assert!(head.contains("\r\nallow: GET, HEAD, QUERY\r\n"), "{head}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn methods_of_any_name_are_served() {
    let address = served().await;
    check(address, "COPY /notes/7", 201, "");
    refused(
        address,
        "COPY /notes/x",
        &[r#"["path","id"] "int_parsing""#],
    );
    let (status, head, body) = ask(address, "GET /notes/7");
    assert_eq!(
        (status, body.as_str()),
        (405, r#"{"detail":"Method Not Allowed"}"#)
    );
    assert!(head.contains("\r\nallow: COPY\r\n"), "{head}");
    // Methods are told apart by case (RFC 9110, section 9.1).
    check(
        address,
        "copy /notes/7",
        405,
        r#"{"detail":"Method Not Allowed"}"#,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_come_one_a_line() {
    let address = served().await;
    let (status, head, body) = ask(address, "GET /notes/log\nauthorization: Bearer good");
    assert_eq!(status, 200);
    assert!(
        head.contains("\r\ncontent-type: application/jsonl\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\ntransfer-encoding: chunked"), "{head}");
    let lines: Vec<&str> = body.lines().filter(|line| line.starts_with('{')).collect();
    assert_eq!(lines, [r#"{"text":"milk"}"#, r#"{"text":"two\nlines"}"#]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_shows_a_token() {
    let address = served().await;
    for (token, expected) in [("", 401), ("bad", 401), ("poor", 403), ("good", 201)] {
        let request = format!("COPY /notes/7\nauthorization: Bearer {token}");
        let (status, head, _) = ask(address, &request);
        assert_eq!(status, expected, "{token}");
        let challenged = head.contains("\r\nwww-authenticate: Bearer");
        assert_eq!(challenged, expected != 201, "{head}");
    }
}
