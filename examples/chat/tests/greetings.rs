//! Tests of the operations of `greetings`.

mod common;

use common::send;
use serde_json::json;

async fn check(request: &str, message: &str) {
    let answer = send(request).await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({ "message": message }))
    );
}

#[tokio::test]
async fn a_name_comes_by_query_path_or_body() {
    check("GET /hi", "Hi, world!").await;
    check("GET /hi?name=Ada+L.", "Hi, Ada L.!").await;
    check("GET /hi/J%C3%BCrgen", "Hi, Jürgen!").await;
    let body = "POST /hi\ncontent-type: application/json\n\n";
    check(
        &format!(r#"{body}{{"name": "Ada", "times": 2}}"#),
        "Hi, Ada! Hi, Ada!",
    )
    .await;
}

#[tokio::test]
async fn every_fault_is_told_with_its_place() {
    let answer =
        send("POST /hi\ncontent-type: application/json\n\n{\"name\": \"\", \"times\": 11}").await;
    assert_eq!(answer.status, 422);
    let faults = &answer.json()["detail"];
    assert_eq!(faults[0]["loc"], json!(["body", "name"]));
    assert_eq!(faults[1]["loc"], json!(["body", "times"]));
    assert_eq!(send("GET /hi?name=").await.status, 422);
}
