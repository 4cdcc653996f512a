//! Tests of the operations of `links`.

mod common;

use axum::http::Response;
use chat::deps::HttpClient;
use common::TestApp;
use runtime::{client::ClientOptions, prelude as rt};
use serde_json::json;
use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

/// A web of pages whose title is their path, but for one that does not exist. How many were asked for at once, too.
fn web() -> (HttpClient, Arc<AtomicUsize>) {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let client = HttpClient::fake(&ClientOptions::default(), move |request| {
        let (now, most) = (now.clone(), most.clone());
        async move {
            most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
            now.fetch_sub(1, SeqCst);
            let path = request.uri().path();
            let page = format!("<!doctype html>\n<TITLE lang=en>\n  Page {path}\n</TITLE>");
            let status = if path == "/none" { 404 } else { 200 };
            let mut answer = Response::new(rt::Bytes::from(page));
            *answer.status_mut() = rt::StatusCode::from_u16(status).expect("a status");
            answer
        }
    });
    (client, seen)
}

async fn preview(urls: &[String]) -> (runtime::testing::Answer, usize) {
    let (client, most) = web();
    let app = TestApp::with(|deps| deps.http_client(move |_| ready(Ok(client.clone()))));
    let body = json!({ "urls": urls });
    let request = format!("POST /previews\ncontent-type: application/json\n\n{body}");
    (app.send(&request).await, most.load(SeqCst))
}

#[tokio::test]
async fn many_links_are_looked_up_a_few_at_a_time() {
    let urls: Vec<String> = (0..20)
        .map(|page| format!("http://example.org/{page}"))
        .collect();
    let (answer, most) = preview(&urls).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let expected: Vec<_> = (0..20)
        .map(|page| {
            let url = format!("http://example.org/{page}");
            json!({ "url": url, "title": format!("Page /{page}"), "status": 200 })
        })
        .collect();
    assert_eq!(answer.json(), json!(expected));
    assert_eq!(most, 4);
}

#[tokio::test]
async fn what_is_not_there_is_no_failure() {
    let urls = ["http://example.org/none", "mailto:ada@example.org"].map(str::to_owned);
    let (answer, _) = preview(&urls).await;
    let expected = json!([
        { "url": urls[0], "title": "Page /none", "status": 404 },
        { "url": urls[1] },
    ]);
    assert_eq!((answer.status, answer.json()), (200, expected));
    let (answer, _) = preview(&[]).await;
    assert_eq!(answer.status, 422);
}
