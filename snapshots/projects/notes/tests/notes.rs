//! One test for each operation of `notes`, to start from.

mod common;

/// `GET /notes`
#[tokio::test]
async fn list_notes() {
    const REQUEST: &str = r#"
GET /notes
authorization: Bearer good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `QUERY /notes`
#[tokio::test]
async fn search_notes() {
    const REQUEST: &str = r#"
QUERY /notes
authorization: Bearer good
content-type: application/json

{"text":"An example."}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /notes/log`
#[tokio::test]
async fn log_notes() {
    const REQUEST: &str = r#"
GET /notes/log
authorization: Bearer good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /notes/find`
#[tokio::test]
async fn find_notes() {
    const REQUEST: &str = r#"
GET /notes/find?%7B%22text%22%3A%22An%20example.%22%7D
authorization: Bearer good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `COPY /notes/{id}`
#[tokio::test]
async fn copy_note() {
    const REQUEST: &str = r#"
COPY /notes/1
authorization: Bearer good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
