//! What the emitted service does over HTTP, with services behind it: run inside the project made of
//! `specs/streams.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use api::{Api, models::*, services::streams::*};
use runtime::{
    prelude as rt,
    testing::{Answer, request, send},
};

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
            ReportMedia::Json => ReportContent::Json(Report { year, total: None }),
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
        let ticks = (1..=params.count).map(|number| Tick { number });
        Ok(match TicksMedia::wanted(cx) {
            TicksMedia::Events => TicksContent::Events(ticks.collect()),
            TicksMedia::Lines => TicksContent::Lines(ticks.collect()),
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

    async fn moved(&self, _cx: &rt::Context) -> Result<MovedSuccess, rt::Error> {
        Ok(MovedSuccess {
            location: "https://example.com/there".to_owned(),
            x_until: rt::NaiveDate::from_ymd_opt(2027, 1, 2),
            x_colours: Some(vec![MovedXColoursItem::Red, MovedXColoursItem::Blue]),
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
        (
            "text/*, application/json;q=0.5",
            "text/csv",
            "year\n2026\n",
        ),
        ("application/pdf", "application/pdf", "%PDF"),
    ] {
        let answer = ask(&format!("GET /report\naccept: {accept}")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "content-type"), media_type);
        assert_eq!(header(&answer, "etag"), "\"1\"");
        assert_eq!(answer.text(), body);
    }
    for accept in ["image/png", "application/xml", "*/*;q=0"] {
        assert_eq!(ask(&format!("GET /report\naccept: {accept}")).await.status, 406);
    }
    let answer = ask("GET /report?year=4000\naccept: application/json").await;
    assert_eq!((answer.status, header(&answer, "content-type")), (404, "application/json"));
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
        ("name=about\nContent-Type: application/json", "{\"year\": 2026}"),
        ("name=files; filename=b", "12"),
    ]))
    .await;
    assert_eq!((answer.status, answer.text().as_str()), (201, "[3145728,2]"));

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

    let answer = ask(&form(&[("name=title", &large), ("name=files; filename=a", "")])).await;
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

#[tokio::test]
async fn a_redirect_has_typed_headers() {
    let answer = ask("GET /moved").await;
    assert_eq!(answer.status, 303);
    assert_eq!(header(&answer, "location"), "https://example.com/there");
    assert_eq!(header(&answer, "x-until"), "2027-01-02");
    assert_eq!(header(&answer, "x-colours"), "red,blue");
}
