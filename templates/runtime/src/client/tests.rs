//! Against servers on this machine, and against fakes.

use super::*;
use crate::{context::Visit, http::Error, scope::Tasks, server::Server};
use axum::{
    body::Body,
    http::HeaderMap,
    routing::{get, post},
};
use serde_json::{Value, json};
use std::{
    future::{pending, ready},
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::{net::TcpListener, task::JoinSet};

async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { Server::default().serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test]
async fn an_answer_is_read_whole() {
    let echo = post(|headers: HeaderMap, body: Bytes| async move {
        let kind = headers["content-type"].to_str().unwrap().to_owned();
        format!("[\"{kind}\", {}]", String::from_utf8_lossy(&body))
    });
    let router = axum::Router::new()
        .route("/echo", echo)
        .route("/long", get(|| async { vec![b'x'; 2000] }));
    let url = serve(router).await;
    let options = ClientOptions {
        body_limit: 1000,
        ..ClientOptions::default()
    };
    let client = HttpClient::new(&options);
    let call = client.post(&format!("{url}/echo")).json(&json!({"a": 1}));
    let received = call.send().await.unwrap().ok().unwrap();
    let expected = json!(["application/json", {"a": 1}]);
    assert_eq!(received.json::<Value>().unwrap(), expected);
    let long = client.get(&format!("{url}/long")).send().await;
    assert!(matches!(long, Err(CallError::TooLong)), "{long:?}");
    let missing = client.get(&format!("{url}/none")).send().await.unwrap();
    let status = missing.ok().unwrap_err();
    assert!(matches!(status, CallError::Status(StatusCode::NOT_FOUND)));
}

#[tokio::test]
async fn what_does_not_answer_is_given_up() {
    let router = axum::Router::new().route("/", get(|| async { pending::<Body>().await }));
    let url = serve(router).await;
    let client = HttpClient::new(&ClientOptions::default());
    let call = client.get(&url).timeout(Duration::from_millis(20));
    let late = call.send().await.unwrap_err();
    assert_eq!(Error::from(late).status(), 504);
    let nobody = client.get("http://127.0.0.1:1/").send().await.unwrap_err();
    assert!(matches!(nobody, CallError::Connection(_)), "{nobody}");
    assert_eq!(Error::from(nobody).status(), 502);
}

#[tokio::test]
async fn what_is_no_call_is_told() {
    let client = HttpClient::new(&ClientOptions::default());
    for (call, why) in [
        (client.get("/path"), "names no host"),
        (client.get("no url"), "no url"),
        (client.get("http://a/").header("x", "a\nb"), "`x` can't be"),
        #[cfg(not(feature = "client-tls"))]
        (client.get("https://127.0.0.1:1/"), "client-tls"),
    ] {
        let fault = call.send().await.unwrap_err();
        assert!(fault.to_string().contains(why), "{fault}");
        assert_eq!(Error::from(fault).status(), 500);
    }
}

#[tokio::test]
async fn no_more_calls_than_allowed_are_under_way() {
    let under_way: &'static _ = Box::leak(Box::new((AtomicUsize::new(0), AtomicUsize::new(0))));
    let options = ClientOptions {
        concurrency: NonZeroUsize::new(5).unwrap(),
        ..ClientOptions::default()
    };
    let client = HttpClient::fake(&options, move |_| async move {
        let now = under_way.0.fetch_add(1, Ordering::SeqCst) + 1;
        under_way.1.fetch_max(now, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        under_way.0.fetch_sub(1, Ordering::SeqCst);
        answer(StatusCode::OK, "")
    });
    for (client, most) in [(client.clone(), 5), (client.limited(3), 3)] {
        under_way.1.store(0, Ordering::SeqCst);
        let mut calls = JoinSet::new();
        for _ in 0..20 {
            let client = client.clone();
            calls.spawn(async move { client.get("http://a/").send().await.is_ok() });
        }
        assert!(calls.join_all().await.into_iter().all(|good| good));
        assert_eq!(under_way.1.load(Ordering::SeqCst), most);
    }
}

#[tokio::test]
async fn calls_carry_the_trace_of_their_request() {
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let request = Request::builder().header("traceparent", trace);
    let (parts, ()) = request
        .header("cookie", "a=b")
        .body(())
        .unwrap()
        .into_parts();
    let visit = Visit::new(
        "seven".into(),
        Some((tokio::time::Instant::now(), Duration::ZERO)),
        Tasks::default(),
    );
    let cx = Context::new(parts, Arc::new(visit), "", "");
    let echo = move |request: Request<Bytes>| {
        let headers = request.headers();
        assert_eq!(headers["x-request-id"], "seven");
        assert_eq!(headers["traceparent"], trace);
        assert!(!headers.contains_key("cookie"));
        ready(answer(StatusCode::OK, ""))
    };
    let client = HttpClient::fake(&ClientOptions::default(), echo);
    let theirs = client.on_behalf_of(&cx);
    // A fake answers at once; what takes its time is given up with the request.
    assert!(theirs.get("http://a/").send().await.is_ok());
    let slow = HttpClient::fake(&ClientOptions::default(), |_| pending());
    let late = slow.on_behalf_of(&cx).get("http://a/").send().await;
    assert!(matches!(late, Err(CallError::Timeout)));
}

#[test]
fn answers_say_how_long_they_are_good() {
    for (text, seconds) in [
        ("max-age=60", Some(60)),
        ("public, Max-Age=5", Some(5)),
        ("no-store", None),
        ("max-age=x", None),
    ] {
        let mut received = Received {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        received
            .headers
            .insert("cache-control", text.parse().unwrap());
        assert_eq!(
            received.max_age(),
            seconds.map(Duration::from_secs),
            "{text}"
        );
    }
}
