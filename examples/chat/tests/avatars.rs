//! Tests of the operations of `avatars`.

mod common;

use common::TestApp;

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
    let drawing = async { app.send(REQUEST).await.status };
    let mut drawing = std::pin::pin!(drawing);
    let mut answered = 0;
    loop {
        tokio::select! {
            biased;
            status = &mut drawing => {
                assert_eq!(status, 200);
                break;
            }
            () = tokio::task::yield_now() => {
                assert_eq!(app.send("GET /hi").await.status, 200);
                answered += 1;
            }
        }
    }
    assert!(answered > 0);
}
