//! One test for each operation of `greetings`, to start from.

mod common;

/// `GET /hi`
#[tokio::test]
async fn hi() {
    const REQUEST: &str = r#"
GET /hi
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /hi`
#[tokio::test]
async fn hi_body() {
    const REQUEST: &str = r#"
POST /hi
content-type: application/json

{"name":"Example","times":1}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /hi/{name}`
#[tokio::test]
async fn hi_name() {
    const REQUEST: &str = r#"
GET /hi/Example
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
