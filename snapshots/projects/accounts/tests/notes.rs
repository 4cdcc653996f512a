//! Tests of the operations of `notes`.

mod common;

use common::TestApp;
use serde_json::Value;

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_note_is_kept() {
    let app = TestApp::new().await;
    let made = new_note(&app).await;
    let listed = app.send("GET /notes").await;
    assert_eq!(listed.json()[0], made);
}

async fn new_note(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /notes
authorization: Bearer good
content-type: application/json

{"text":"An example."}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

/// `GET /digest`
#[tokio::test]
async fn digest() {
    const REQUEST: &str = r#"
GET /digest
authorization: Bearer good
"#;

    let app = TestApp::new().await;
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
