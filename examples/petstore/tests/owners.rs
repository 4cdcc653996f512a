//! Tests of the operations of `owners`.

mod common;

use common::TestApp;
use runtime::testing::segment;
use serde_json::Value;

/// What is created is there, until it is deleted.
#[tokio::test]
async fn an_owner_is_kept() {
    let app = TestApp::new().await;
    let made = new_owner(&app).await;
    let path = format!("/owners/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json(), made);
    let listed = app.send("GET /owners").await;
    assert_eq!(listed.json()[0], made);
}

async fn new_owner(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /owners
X-Api-Key: good
content-type: application/json

{"name":"Example","email":"ada@example.com"}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}
