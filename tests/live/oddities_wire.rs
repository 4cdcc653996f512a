//! What the emitted service makes of bytes that are no proper request, and of requests whose bodies it does not want:
//! over a socket, inside the project made of `specs/oddities.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use api::{
    Api,
    models::{Styled, Words},
    services::{bodies::*, paths::*, styles::*},
};
use runtime::{
    prelude as rt,
    server::{Server, ServerOptions},
};
use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

struct Service;

impl Styles for Service {
    async fn form(&self, _: &rt::Context, _: FormParams) -> Result<Styled, rt::Error> {
        Ok(Styled::default())
    }

    async fn delimited(&self, _: &rt::Context, _: DelimitedParams) -> Result<Styled, rt::Error> {
        Ok(Styled::default())
    }

    async fn header(&self, _: &rt::Context, _: HeaderParams) -> Result<Styled, rt::Error> {
        Ok(Styled::default())
    }

    async fn cookie(&self, _: &rt::Context, _: CookieParams) -> Result<Styled, rt::Error> {
        Ok(Styled::default())
    }
}

impl Paths for Service {
    async fn task_by_id(&self, _: &rt::Context, it: TaskByIdParams) -> Result<Words, rt::Error> {
        Ok(vec![it.id])
    }
}

impl Bodies for Service {
    async fn send(
        &self,
        _: &rt::Context,
        _: SendParams,
        body: Option<SendBody>,
    ) -> Result<Words, rt::Error> {
        Ok(match body {
            None => vec![],
            Some(SendBody::Bytes(bytes)) => vec![format!("{:?}", bytes.read_all(99).await?)],
            Some(SendBody::Multipart(form)) => {
                let files = form.files.into_iter().flatten();
                files.map(|file| format!("{:?}", file.file_name)).collect()
            }
            Some(_) => vec!["text".to_owned()],
        })
    }

    async fn keep(
        &self,
        _: &rt::Context,
        params: KeepParams,
        body: KeepBody,
    ) -> Result<Words, rt::Error> {
        let said = match body {
            KeepBody::Text(text) => text,
            KeepBody::Bytes(bytes) => format!("{:?}", bytes.read_all(99).await?),
        };
        Ok(vec![params.content_encoding.unwrap_or_default(), said])
    }
}

/// A server on a port of its own.
async fn served(timeout: Duration) -> SocketAddr {
    let api = Api::new().styles(Service).paths(Service).bodies(Service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::new(ServerOptions {
        timeout,
        ..ServerOptions::default()
    });
    let router = api.into_router(rt::ApiOptions::default());
    let router = router.layer(server.layer());
    tokio::spawn(async move { server.serve(listener, router).await });
    address
}

/// What came back until the server closed the connection, which it has to in time.
fn answer(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let limit = Duration::from_secs(5);
    stream.set_read_timeout(Some(limit)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        // What it did not want to read was still on its way.
        Err(fault) if fault.kind() == ErrorKind::ConnectionReset => {}
        Err(fault) => panic!("{}: {fault}", request.escape_ascii()),
    }
    String::from_utf8(answer).unwrap()
}

/// A request that ends its connection: the line, headers, a body.
fn request(line: &[u8], headers: &[&[u8]], body: &[u8]) -> Vec<u8> {
    let length = format!("content-length: {}", body.len());
    let mut request = [line, b" HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"].concat();
    for header in headers.iter().chain(&[length.as_bytes()]) {
        request.extend([header, &b"\r\n"[..]].concat());
    }
    request.extend(b"\r\n");
    request.extend(body);
    request
}

fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1);
    status.map_or(0, |status| status.parse().unwrap())
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[track_caller]
fn check(address: SocketAddr, request: &[u8], expected: u16) -> String {
    let answer = answer(address, request);
    let shown = request.escape_ascii();
    assert_eq!(status(&answer), expected, "{shown}: {answer}");
    if expected >= 400 {
        assert!(
            body(&answer).starts_with("{\"detail\":"),
            "{shown}: {answer}"
        );
    }
    answer
}

const TEXT: &[u8] = b"content-type: text/plain";
const BYTES: &[u8] = b"content-type: application/octet-stream";
const JSON: &[u8] = b"content-type: application/json";
const FORM: &[u8] = b"content-type: application/x-www-form-urlencoded";
const MULTIPART: &[u8] = b"content-type: multipart/form-data; boundary=B";

/// A form with one part.
fn part(head: &[u8], content: &[u8]) -> Vec<u8> {
    let colour = b"--B\r\ncontent-disposition: form-data; name=colour\r\ncontent-type: application/json\r\n\r\n{\"R\":1}\r\n";
    let parts = [
        &colour[..],
        b"--B\r\ncontent-disposition: form-data; ",
        head,
    ];
    [&parts.concat()[..], b"\r\n\r\n", content, b"\r\n--B--"].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_utf_8_is_refused_where_text_is_described() {
    let address = served(Duration::from_secs(30)).await;
    for (line, expected) in [
        (&b"GET /tasks/%FF"[..], 422),
        (b"GET /tasks/a%C3", 422),
        (b"GET /tasks/%ED%A0%80", 422),
        (b"GET /%FF", 404),
        (b"GET /form?string=%FF", 422),
        (b"GET /form?array=a,%FF", 422),
        (b"GET /form?arrays=a&arrays=%FF", 422),
        (b"GET /form?object=R,1,G,%FF", 422),
        (b"GET /form?G=%FF&R=1", 422),
        (b"GET /delimited?pipes=a%7C%FF", 422),
        (b"GET /delimited?deep[G]=%FF&deep[R]=1", 422),
        (b"GET /delimited?deep[%FF]=1&deep[R]=1", 422),
        // What is not described is not looked at.
        (b"GET /form?%FF=1&other=%FF", 200),
    ] {
        check(address, &request(line, &[], b""), expected);
    }
    for (line, header, expected) in [
        (&b"GET /header"[..], &b"x-string: \xff"[..], 422),
        (b"GET /header", b"x-array: a,\xff", 422),
        (b"GET /header", b"x-object: R,1,G,\xff", 422),
        // RFC 9110, section 5.5: what others make of their headers is theirs.
        (b"GET /header", b"x-other: \xff", 200),
        (b"GET /header", b"user-agent: caf\xe9", 200),
        (b"GET /header", b"accept: \xff", 200),
        (b"GET /header", b"x-request-id: \xff", 200),
        (b"GET /header", b"traceparent: \xff", 200),
        (b"GET /header", b"origin: \xff", 200),
        (b"GET /cookie", b"cookie: string=\xff", 422),
        (b"GET /cookie", b"cookie: string=%FF", 422),
        (b"GET /cookie", b"cookie: array=a,%FF", 422),
        (b"GET /cookie", b"cookie: arrays=a&arrays=\xff", 422),
        (b"GET /cookie", b"cookie: R=1; G=\xff", 422),
        (
            b"GET /cookie",
            b"cookie: other=\xff; \xff=1; \xff; string=a",
            200,
        ),
    ] {
        check(address, &request(line, &[header], b""), expected);
    }
    let forms: [(&[u8], u16); 6] = [
        (b"words=\xff", 400),
        (b"words=%FF", 400),
        (b"piped=a|%FF", 400),
        (b"%FF=1", 400),
        (b"\xff=1", 400),
        (b"colour=%7B%22R%22:1,%22G%22:%22%FF%22%7D", 400),
    ];
    for (form, expected) in forms {
        check(address, &request(b"POST /bodies", &[FORM], form), expected);
    }
    for (head, content, expected) in [
        (&b"name=\"\xff\""[..], &b"a"[..], 400),
        (b"name=word", b"\xff", 400),
        (b"name=other", b"\xff", 400),
        (b"name=files; filename=\"\xff\"", b"a", 400),
        (
            b"name=files; filename=a\r\ncontent-type: image/png",
            b"\xff",
            200,
        ),
        (b"name=files; filename=a\r\ncontent-type: \xff", b"a", 400),
    ] {
        let form = part(head, content);
        check(
            address,
            &request(b"POST /bodies", &[MULTIPART], &form),
            expected,
        );
    }
    for (media, content, expected) in [
        (TEXT, &b"\xff"[..], 422),
        (JSON, b"{\"R\":1,\"G\":\"\xff\"}", 422),
        (JSON, b"{\"R\":1,\"\xff\":1}", 422),
        (JSON, b"{\"R\":1,\"G\":\"\xed\xa0\x80\"}", 422),
        (JSON, b"{\"R\":1,\"G\":\"\\ud800\"}", 422),
        (JSON, b"\xff\xfe{\0}\0", 422),
        (b"content-type: application/xml", b"<a>\xff</a>", 422),
        (b"content-type: \xff", b"a", 415),
        (
            b"content-type: multipart/form-data; boundary=\xff",
            b"a",
            415,
        ),
        (BYTES, b"\xff", 200),
    ] {
        check(
            address,
            &request(b"POST /bodies", &[media], content),
            expected,
        );
    }
    // Where it is, in bytes.
    let refused = check(
        address,
        &request(b"POST /bodies", &[JSON], b"{\"R\":\xff}"),
        422,
    );
    let fault = r#"{"detail":[{"ctx":{"error":"Invalid UTF-8"},"input":{},"loc":["body",5],"msg":"JSON decode error","type":"json_invalid"}]}"#;
    assert_eq!(body(&refused), fault);
}

/// Hyper answers these before there is a request: without a body.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_request_is_refused_without_a_body() {
    let address = served(Duration::from_secs(30)).await;
    let long = "a".repeat(70_000);
    for (request, expected) in [
        ("GARBAGE\r\n\r\n", 400),
        ("GET / HTTP/3.7\r\nhost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\na b: c\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\na: c\r\n d\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\na: b\0\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            400,
        ),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n",
            400,
        ),
        (&format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"), 414),
        (
            &format!(
                "GET / HTTP/1.1\r\nhost: a\r\n{}\r\n",
                "a: b\r\n".repeat(100)
            ),
            431,
        ),
        (
            &format!(
                "GET / HTTP/1.1\r\nhost: a\r\na: {long}{long}{long}{long}{long}{long}{long}{long}\r\n\r\n"
            ),
            431,
        ),
        // As if it were a connection of another protocol.
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0),
    ] {
        let answer = answer(address, request.as_bytes());
        let shown = request.get(..80).unwrap_or(request);
        assert_eq!((status(&answer), body(&answer)), (expected, ""), "{shown}");
    }
    for line in [
        &b"GET /tasks/\xff"[..],
        b"GET /form?string=\xff",
        b"G\xffT /",
    ] {
        let answer = answer(address, &request(line, &[], b""));
        assert_eq!((status(&answer), body(&answer)), (400, ""));
    }
    check(
        address,
        b"GET /tasks/7 HTTP/1.1\r\nconnection: close\r\n\r\n",
        400,
    );
    let coded = b"POST /bodies HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ntransfer-encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
    check(address, coded, 501);
    let chunks = b"POST /bodies HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n";
    check(address, chunks, 400);
}

/// RFC 9110, section 8.4, and RFC 7694.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_with_a_content_coding_is_refused_unless_it_is_described() {
    let address = served(Duration::from_secs(30)).await;
    let form = part(b"name=word", b"a");
    let bodies: [(&[u8], &[u8]); 5] = [
        (JSON, b"{\"R\":1}"),
        (FORM, b"words=a"),
        (MULTIPART, &form),
        (TEXT, b"a"),
        (BYTES, b"a"),
    ];
    for (media, content) in bodies {
        for coding in [
            "gzip",
            "br",
            "deflate",
            "zstd",
            "x-other",
            "identity, gzip",
            "\u{e9}",
        ] {
            let coding = format!("content-encoding: {coding}");
            let headers = [media, coding.as_bytes()];
            let answer = check(address, &request(b"POST /bodies", &headers, content), 415);
            assert!(
                answer.contains("\r\naccept-encoding: identity\r\n"),
                "{answer}"
            );
        }
        for coding in ["identity", "Identity", "", "identity, identity"] {
            let coding = format!("content-encoding: {coding}");
            let headers = [media, coding.as_bytes()];
            check(address, &request(b"POST /bodies", &headers, content), 200);
        }
    }
    let gzip: &[u8] = b"content-encoding: gzip";
    check(address, &request(b"POST /bodies", &[gzip], b""), 200);
    // Who takes the header takes what it says, but for what has to be read here.
    let kept = check(
        address,
        &request(b"PUT /archive", &[BYTES, gzip], b"\x1f\x8b"),
        200,
    );
    assert_eq!(body(&kept), r#"["gzip","b\"\\x1f\\x8b\""]"#);
    check(address, &request(b"PUT /archive", &[TEXT, gzip], b"a"), 415);
}

/// RFC 9110, section 10.1.1: who waits for leave to send is told no at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_anyway_is_not_asked_for() {
    let address = served(Duration::from_secs(30)).await;
    let head = |line: &str| format!("{line} HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n");
    for (head, status) in [
        (
            head("POST /bodies") + "content-type: text/plain\r\ncontent-length: 3000000\r\n",
            413,
        ),
        (
            head("POST /bodies") + "content-type: text/html\r\ncontent-length: 3\r\n",
            415,
        ),
        (
            head("POST /bodies")
                + "content-type: text/plain\r\ncontent-encoding: br\r\ncontent-length: 3\r\n",
            415,
        ),
        (head("POST /nothing") + "content-length: 3\r\n", 404),
    ] {
        let answer = check(address, (head + "\r\n").as_bytes(), status);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    let wanted = request(b"POST /bodies", &[TEXT, b"expect: 100-continue"], b"abc");
    let answer = answer(address, &wanted);
    let (first, second) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!((first, status(second)), ("HTTP/1.1 100 Continue", 200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn head_is_a_described_get_without_its_content() {
    let address = served(Duration::from_secs(30)).await;
    for (line, expected) in [
        (&b"HEAD /tasks/7"[..], 200),
        (b"HEAD /tasks/%FF", 422),
        (b"HEAD /bodies", 405),
        (b"HEAD /nothing", 404),
    ] {
        let answer = answer(address, &request(line, &[], b""));
        assert_eq!((status(&answer), body(&answer)), (expected, ""));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let address = served(Duration::from_millis(200)).await;
    for head in ["content-length: 3", "transfer-encoding: chunked"] {
        let request = format!(
            "POST /bodies HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\n{head}\r\n\r\n"
        );
        let answer = check(address, request.as_bytes(), 408);
        assert!(
            answer.contains("\r\ncontent-type: application/json\r\n"),
            "{answer}"
        );
        assert_eq!(body(&answer), r#"{"detail":"Request Timeout"}"#);
    }
}
