//! Tests of the operations of `users`.

mod common;

use common::TestApp;
use serde_json::json;

#[tokio::test]
async fn whoever_may_see_others_is_told_how_many_there_are() {
    let app = TestApp::new().await;
    let answer = app
        .send("GET /users/count\nauthorization: Bearer any")
        .await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "users": 1 })));

    let app = TestApp::with(|deps| deps).await;
    app.user("ada", "correct-horse-1", &[]).await;
    let login = "POST /token\ncontent-type: application/x-www-form-urlencoded\n\n\
                 grant_type=password&username=ada&password=correct-horse-1";
    let token = app.send(login).await.json()["access_token"].clone();
    let token = token.as_str().expect("a token");
    let ask = |path: &str| format!("GET {path}\nauthorization: Bearer {token}");
    assert_eq!(app.send(&ask("/users/me")).await.json()["username"], "ada");
    let refused = app.send(&ask("/users/count")).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
}

#[tokio::test]
async fn every_fault_of_a_registration_is_told_with_its_place() {
    const REQUEST: &str = r#"
POST /users
content-type: application/json

{"username": "Ada!", "email": "at home", "password": "hunter2", "fullName": ""}
"#;

    let app = TestApp::new().await;
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 422);
    let body = answer.json();
    let faults = body["detail"].as_array().expect("a list");
    let places: Vec<_> = faults.iter().map(|fault| &fault["loc"][1]).collect();
    assert_eq!(places, ["username", "email", "password", "fullName"]);
    assert!(
        !answer.text().contains("hunter2"),
        "a password is shown to nobody"
    );
}
