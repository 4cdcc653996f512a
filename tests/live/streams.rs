//! What the emitted service does over HTTP, with services behind it: run inside the project made of
//! `specs/streams.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use api::{Api, models::*, services::streams::*};
use runtime::{
    prelude as rt,
    server::Server,
    testing::{Answer, request, send},
};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// Whether the cleanup of the last connection has run.
static LEFT: AtomicBool = AtomicBool::new(false);

struct Service;

impl Streams for Service {
    async fn report(
        &self,
        cx: &rt::Context,
        params: ReportParams,
    ) -> Result<ReportSuccess, ReportFailure> {
        let year = params.year.unwrap_or(2026);
        if year > 3000 {
            let title = "none".to_owned();
            return Err(ReportFailure::NotFound(Problem { title }));
        }
        let body = match ReportMedia::wanted(cx) {
            ReportMedia::Json => ReportContent::Json(Report {
                year: year.into(),
                total: None,
            }),
            ReportMedia::TextCsv => ReportContent::TextCsv(format!("year\n{year}\n")),
            ReportMedia::Pdf => ReportContent::Pdf("%PDF".into()),
        };
        let e_tag = "\"1\"".to_owned();
        Ok(ReportSuccess { e_tag, body })
    }

    async fn picture(&self, cx: &rt::Context) -> Result<PictureSuccess, rt::Error> {
        if cx.headers().contains_key("if-none-match") {
            return Ok(PictureSuccess::NotModified);
        }
        Ok(PictureSuccess::Ok(
            rt::ByteStream::file("Cargo.toml").await?,
        ))
    }

    async fn set_picture(
        &self,
        _cx: &rt::Context,
        mut body: rt::ByteStream,
    ) -> Result<SetPictureSuccess, rt::Error> {
        let mut x_length = 0;
        while let Some(piece) = body.next().await? {
            x_length += i64::try_from(piece.len())?;
        }
        Ok(SetPictureSuccess { x_length })
    }

    async fn add_files(
        &self,
        _cx: &rt::Context,
        body: AddFilesBodyForm,
    ) -> Result<Vec<i64>, rt::Error> {
        let mut lengths = Vec::new();
        for file in body.cover.iter().chain(&body.files) {
            let (mut stream, mut length) = (file.stream().await?, 0);
            while let Some(piece) = stream.next().await? {
                length += i64::try_from(piece.len())?;
            }
            assert_eq!(u64::try_from(length)?, file.len());
            lengths.push(length);
        }
        Ok(lengths)
    }

    async fn ticks(
        &self,
        cx: &rt::Context,
        params: TicksParams,
    ) -> Result<TicksContent, rt::Error> {
        let ticks = (params.count.min(1)..=params.count).map(|number| Tick {
            number: number.into(),
        });
        Ok(match TicksMedia::wanted(cx) {
            TicksMedia::Events => TicksContent::Events(ticks.collect()),
            TicksMedia::Lines => TicksContent::Lines(ticks.collect()),
        })
    }

    async fn old_report(&self, _cx: &rt::Context) -> Result<OldReportSuccess, rt::Error> {
        Ok(OldReportSuccess {
            x_pages: Some(0),
            body: OldReportResponse { year: 2001 },
        })
    }

    async fn old_events(&self, _cx: &rt::Context) -> Result<rt::EventStream<String>, rt::Error> {
        let (sender, stream) = rt::EventStream::channel(1);
        tokio::spawn(async move {
            let event = rt::Event::new("a\nb".to_owned()).named("note");
            sender.send(event).await
        });
        Ok(stream)
    }

    async fn talk(
        &self,
        cx: &rt::Context,
        params: TalkParams,
        mut socket: rt::Socket<Said, Heard>,
    ) -> Result<(), rt::Error> {
        let who = params.nick.unwrap_or_else(|| "someone".to_owned());
        LEFT.store(false, Ordering::SeqCst);
        cx.on_exit(async |_| {
            LEFT.store(true, Ordering::SeqCst);
            Ok(())
        });
        while let Some(Said { text }) = socket.next().await? {
            if text == "bye" {
                return Ok(());
            }
            let text = format!("{} in {}", text, params.room);
            let who = who.clone();
            socket.send(&Heard { who, text }).await?;
        }
        Ok(())
    }

    async fn moved(&self, _cx: &rt::Context) -> Result<MovedSuccess, rt::Error> {
        let pair = Pair {
            a: Some(1),
            b: Some("two".to_owned()),
        };
        Ok(MovedSuccess {
            location: "https://example.com/there".to_owned(),
            x_until: rt::NaiveDate::from_ymd_opt(2027, 1, 2),
            x_colours: Some(vec![MovedXColoursItem::Red, MovedXColoursItem::Blue]),
            x_pair: Some(pair.clone()),
            x_exploded: Some(pair),
            x_document: Report {
                year: 2026.into(),
                total: None,
            },
        })
    }
}

async fn ask(text: &str) -> Answer {
    let router = Api::new()
        .streams(Service)
        .into_router(rt::ApiOptions::default());
    send(router, request(text).unwrap()).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[tokio::test]
async fn the_request_says_in_which_media_type() {
    for (accept, media_type, body) in [
        ("*/*", "application/json", "{\"year\":2026}"),
        (
            "application/hal+json",
            "application/hal+json",
            "{\"year\":2026}",
        ),
        ("text/*, application/json;q=0.5", "text/csv", "year\n2026\n"),
        ("application/pdf", "application/pdf", "%PDF"),
    ] {
        let answer = ask(&format!("GET /report\naccept: {accept}")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "content-type"), media_type);
        assert_eq!(header(&answer, "etag"), "\"1\"");
        assert_eq!(answer.text(), body);
    }
    for accept in ["image/png", "application/xml", "*/*;q=0"] {
        assert_eq!(
            ask(&format!("GET /report\naccept: {accept}")).await.status,
            406
        );
    }
    let answer = ask("GET /report?year=4000\naccept: application/json").await;
    assert_eq!(
        (answer.status, header(&answer, "content-type")),
        (404, "application/json")
    );
}

#[tokio::test]
async fn files_and_bodies_are_streamed() {
    let answer = ask("GET /picture").await;
    assert_eq!(header(&answer, "content-type"), "image/png");
    assert_eq!(answer.body, std::fs::read("Cargo.toml").unwrap());
    let answer = ask("HEAD /picture").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    let answer = ask("GET /picture\nif-none-match: *").await;
    assert_eq!((answer.status, answer.body.len()), (304, 0));
    assert!(!answer.headers.contains_key("content-type"));

    let answer = ask("PUT /picture\ncontent-type: image/webp\n\n12345").await;
    assert_eq!((answer.status, header(&answer, "x-length")), (204, "5"));
    let answer = ask("PUT /picture\ncontent-type: text/plain\n\n12345").await;
    assert_eq!(answer.status, 415);
}

fn form(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(about, content)| {
            format!("--B\nContent-Disposition: form-data; {about}\n\n{content}\n")
        })
        .collect();
    format!("POST /files\ncontent-type: multipart/form-data; boundary=B\n\n{parts}--B--")
}

#[tokio::test]
async fn files_of_a_form_come_in_any_number_and_size() {
    let large = "x".repeat(3 * 1024 * 1024);
    let answer = ask(&form(&[
        ("name=files; filename=a", &large),
        ("name=title", "two"),
        (
            "name=about\nContent-Type: application/json",
            "{\"year\": 2026}",
        ),
        ("name=files; filename=b", "12"),
    ]))
    .await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (201, "[3145728,2]")
    );

    let answer = ask(&form(&[
        ("name=cover; filename=c", &"x".repeat(1001)),
        ("name=about", "{\"year\": \"x\"}"),
    ]))
    .await;
    assert_eq!(answer.status, 422);
    let places: Vec<String> = answer.json()["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{} {}", fault["loc"][1].as_str().unwrap(), fault["type"]))
        .collect();
    assert_eq!(
        places,
        [
            "about \"int_parsing\"",
            "cover \"bytes_too_long\"",
            "title \"missing\"",
            "files \"missing\""
        ]
    );

    let answer = ask(&form(&[
        ("name=title", &large),
        ("name=files; filename=a", ""),
    ]))
    .await;
    assert_eq!(answer.status, 413, "a field is no file");
}

#[tokio::test]
async fn events_and_lines_come_one_by_one() {
    let answer = ask("GET /ticks?count=2").await;
    assert_eq!(header(&answer, "content-type"), "text/event-stream");
    assert_eq!(
        answer.text(),
        "data: {\"number\":1}\n\ndata: {\"number\":2}\n\n"
    );
    let answer = ask("GET /ticks?count=2\naccept: application/jsonl").await;
    assert_eq!(answer.text(), "{\"number\":1}\n{\"number\":2}\n");
    let answer = ask("GET /old-events").await;
    assert_eq!(answer.text(), "event: note\ndata: a\ndata: b\n\n");
}

/// In builds with debug assertions, as tests are, an answer is held against the description.
#[tokio::test]
async fn an_answer_that_is_not_as_described_fails_the_test() {
    for (request, fault) in [
        (
            "GET /old-report",
            "oldReport 200 header.x-pages: Input should be greater than or equal to 1\n\
             oldReport 200 body.year: Input should be less than or equal to 2000",
        ),
        ("GET /ticks?count=-1", "ticks 200 item.number"),
    ] {
        let failure = tokio::spawn(ask(request)).await.unwrap_err().into_panic();
        let text = failure.downcast::<String>().unwrap();
        assert!(text.contains(fault), "{text}");
    }
}

#[tokio::test]
async fn a_redirect_has_typed_headers() {
    let answer = ask("GET /moved").await;
    assert_eq!(answer.status, 303);
    assert_eq!(header(&answer, "location"), "https://example.com/there");
    assert_eq!(header(&answer, "x-until"), "2027-01-02");
    assert_eq!(header(&answer, "x-colours"), "red,blue");
    assert_eq!(header(&answer, "x-pair"), "a,1,b,two");
    assert_eq!(header(&answer, "x-exploded"), "a=1,b=two");
    assert_eq!(header(&answer, "x-document"), "{\"year\":2026}");
}

/// A server on a port of its own.
async fn served() -> SocketAddr {
    let router = Api::new()
        .streams(Service)
        .into_router(rt::ApiOptions::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::default();
    let router = router.layer(server.layer());
    tokio::spawn(async move { server.serve(listener, router).await });
    address
}

/// Sends a handshake; gives the connection and the head of the answer.
fn knock(address: SocketAddr, path: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    (stream, String::from_utf8(answer).unwrap())
}

/// A text frame (RFC 6455, section 5.2), masked with zeros.
fn say(stream: &mut TcpStream, text: &str) {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 126);
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend(text.as_bytes());
    stream.write_all(&frame).unwrap();
}

/// The next frame: what kind it is of, and what it carries.
fn hear(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    assert!(head[1] < 126);
    let mut payload = vec![0; head[1].into()];
    stream.read_exact(&mut payload).unwrap();
    (head[0] & 0x0f, payload)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_a_websocket_are_typed() {
    let address = served().await;
    let (mut stream, head) = knock(address, "/rooms/hall?nick=Ada");
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    say(&mut stream, r#"{"text": "hello"}"#);
    let heard = r#"{"who":"Ada","text":"hello in hall"}"#;
    assert_eq!(hear(&mut stream), (1, heard.into()));
    assert!(!LEFT.load(Ordering::SeqCst), "its scope is open");
    say(&mut stream, r#"{"text": "bye"}"#);
    assert_eq!(hear(&mut stream), (8, 1000_u16.to_be_bytes().into()));
    for _ in 0..100 {
        if LEFT.load(Ordering::SeqCst) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(LEFT.load(Ordering::SeqCst), "the cleanup has run");

    let (mut stream, _) = knock(address, "/rooms/hall");
    say(&mut stream, r#"{"txt": 1}"#);
    let (kind, payload) = hear(&mut stream);
    assert_eq!((kind, &payload[..2]), (8, &1007_u16.to_be_bytes()[..]));
    assert_eq!(&payload[2..], b"text: Field required");

    // Who says good-bye hears one (RFC 6455, section 5.5.1).
    let (mut stream, _) = knock(address, "/rooms/hall?nick=Ada");
    stream
        .write_all(&[0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])
        .unwrap();
    assert_eq!(hear(&mut stream), (8, 1000_u16.to_be_bytes().into()));

    let (_, head) = knock(address, "/rooms/x");
    assert!(head.starts_with("HTTP/1.1 422"), "{head}");
    let answer = ask("GET /rooms/hall").await;
    assert_eq!(
        (answer.status, header(&answer, "upgrade")),
        (426, "websocket")
    );
    let answer = ask("POST /rooms/hall").await;
    assert_eq!(
        (answer.status, header(&answer, "allow")),
        (405, "GET, HEAD")
    );
}
