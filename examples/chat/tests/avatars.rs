//! Tests of the operations of `avatars`.

mod common;

use common::TestApp;
use std::future::poll_fn;
use std::task::Poll;

const REQUEST: &str = "GET /avatars/ada";

#[tokio::test]
async fn a_name_has_one_picture() {
    let app = TestApp::new();
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "image/svg+xml");
    assert!(answer.text().starts_with("<svg "));
    assert_eq!(answer.text(), app.send(REQUEST).await.text());
    assert_ne!(answer.text(), app.send("GET /avatars/bob").await.text());
}

/// One thread serves: a picture that is drawn on it would hold up whoever comes meanwhile.
#[tokio::test(flavor = "current_thread")]
async fn drawing_holds_nobody_up() {
    let app = TestApp::new();
    // Now and then another thread is done before anybody looks; this one would always be.
    for _ in 0..100 {
        let mut drawing = std::pin::pin!(app.send(REQUEST));
        let begun = poll_fn(|cx| Poll::Ready(drawing.as_mut().poll(cx))).await;
        if begun.is_pending() {
            assert_eq!(app.send("GET /hi").await.status, 200);
            assert_eq!(drawing.await.status, 200);
            return;
        }
    }
    panic!("every picture was drawn on the thread that serves");
}
