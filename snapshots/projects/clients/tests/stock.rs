//! Tests of the operations of `stock`.

mod common;

use common::TestApp;
use serde_json::Value;

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_good_is_kept() {
    let app = TestApp::new().await;
    let made = new_good(&app).await;
    let listed = app.send("GET /goods").await;
    assert_eq!(listed.json()[0], made);
}

async fn new_good(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /goods
authorization: Bearer good
content-type: application/json

{"name":"Example","count":0}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

/// `GET /report`
#[tokio::test]
async fn report() {
    const REQUEST: &str = r#"
GET /report
authorization: Bearer good
"#;

    let app = TestApp::new().await;
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
