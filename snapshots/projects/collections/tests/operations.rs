//! Tests of the operations of `operations without a tag`.

mod common;

use common::TestApp;
use runtime::testing::segment;
use serde_json::Value;

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_book_is_kept() {
    let app = TestApp::new().await;
    let made = new_book(&app).await;
    let path = format!("/books/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json()["book"], made);
    let listed = app.send("GET /books").await;
    assert_eq!(listed.json()["books"][0], made);

    const REPLACE: &str = r#"
PUT <path>
content-type: application/json
If-Match: *

{"book":{"title":"An example","price":10,"kind":"novel","pages":1,"rating":1,"note":"string"}}
"#;
    let replaced = app.send(&REPLACE.replace("<path>", &path)).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.json()["book"], replaced.json()["book"]);
    let stale = REPLACE.replace(": *", r#": "stale""#);
    let stale = app.send(&stale.replace("<path>", &path)).await;
    assert_eq!(stale.status, 412);

    const CHANGE: &str = r#"
PATCH <path>
content-type: application/merge-patch+json
If-Match: *

{"price":10,"rating":1}
"#;
    let changed = app.send(&CHANGE.replace("<path>", &path)).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.json()["book"], changed.json()["book"]);
    let stale = CHANGE.replace(": *", r#": "stale""#);
    let stale = app.send(&stale.replace("<path>", &path)).await;
    assert_eq!(stale.status, 412);
    let gone = app.send(&format!("DELETE {path}\nIf-Match: *")).await;
    assert_eq!(gone.status, 204);
    let again = app.send(&format!("DELETE {path}\nIf-Match: *")).await;
    assert_eq!(again.status, 404);
}

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_shelf_is_kept() {
    let app = TestApp::new().await;
    let made = new_shelf(&app).await;
    let path = format!("/shelves/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json(), made);
    let listed = app.send("GET /shelves").await;
    assert_eq!(listed.json()["data"][0], made);

    const REPLACE: &str = r#"
PUT <path>
content-type: application/json

{"room":"string","height":1}
"#;
    let replaced = app.send(&REPLACE.replace("<path>", &path)).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.json(), replaced.json());
    let gone = app.send(&format!("DELETE {path}")).await;
    assert_eq!(gone.status, 204);
    let again = app.send(&format!("DELETE {path}")).await;
    assert_eq!(again.status, 404);
}

/// What is created is there, until it is deleted.
#[tokio::test]
async fn an_event_is_kept() {
    let app = TestApp::new().await;
    let made = new_event(&app).await;
    let path = format!("/events/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json()["event"], made);
}

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_note_is_kept() {
    let app = TestApp::new().await;
    let made = new_note(&app).await;
    let path = format!("/notes/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json(), made);
}

/// What is created is there, until it is deleted.
#[tokio::test]
async fn a_tape_is_kept() {
    let app = TestApp::new().await;
    let made = new_tape(&app).await;
    let path = format!("/tapes/{}", segment(&made["id"]));
    let found = app.send(&format!("GET {path}")).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json(), made);
}

async fn new_book(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /books
content-type: application/json

{"book":{"title":"An example","price":10,"kind":"novel","pages":1,"rating":1,"note":"string"}}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["book"].clone()
}

async fn new_shelf(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /shelves
content-type: application/json

{"room":"string","height":1,"id":"1"}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

async fn new_event(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /events
content-type: application/json

{"what":"string","where":{"room":"string"}}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["event"].clone()
}

async fn new_note(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /notes
content-type: application/json

{"what":"string","where":{"room":"string"}}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

async fn new_tape(app: &TestApp) -> Value {
    const REQUEST: &str = r#"
POST /tapes
content-type: application/json

{"what":"string","where":{"room":"string"}}
"#;

    let made = app.send(REQUEST).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

/// `GET /notes`
#[tokio::test]
async fn list_notes() {
    const REQUEST: &str = r#"
GET /notes
"#;

    let app = TestApp::new().await;
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /tapes`
#[tokio::test]
async fn list_tapes() {
    const REQUEST: &str = r#"
GET /tapes
"#;

    let app = TestApp::new().await;
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
