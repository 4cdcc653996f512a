//! Tests of the operations of `pets`.

mod common;

use common::TestApp;
use runtime::testing::{fill, segment};
use serde_json::Value;

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_pet_is_kept() {
    let app = TestApp::new().await;
    let made = new_pet(&app).await;
    let path = format!("/pets/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json(), made);
    let listed = app.send("GET /pets").await;
    assert_eq!(listed.json()[0], made);

    const REPLACE: &str = r#"
PUT <path>
X-Api-Key: good
content-type: application/json

{"name":"Mia","species":"cat","status":"available","born":"2024-01-01","weight":1,"tags":["string"]}
"#;
    let replaced = app.send(&REPLACE.replace("<path>", &path)).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.json(), replaced.json());

    const CHANGE: &str = r#"
PATCH <path>
X-Api-Key: good
content-type: application/json

{"name":"Example","status":"available","born":"2024-01-01","weight":1}
"#;
    let changed = app.send(&CHANGE.replace("<path>", &path)).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.json(), changed.json());
    let gone = app.send(&format!("DELETE {path}")).await;
    assert_eq!(gone.status, 204);
    let again = app.send(&format!("DELETE {path}")).await;
    assert_eq!(again.status, 404);
}

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_visit_is_kept() {
    let app = TestApp::new().await;
    new_visit(&app).await;
}

async fn new_pet(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /pets
X-Api-Key: good
content-type: application/json

{"name":"Mia","species":"cat","tags":["indoor"]}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

async fn new_visit(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /pets/<pets>/visits
X-Api-Key: good
content-type: application/json

{"on":"2024-01-01","reason":"string","cost":1}
"#;

    let mut request = REQUEST.to_owned();
    let pet = new_pet(app).await;
    request = fill(&request, "pets", &pet["id"]);
    let made = app.send(&request).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}
