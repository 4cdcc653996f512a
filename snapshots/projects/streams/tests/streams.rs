//! One test for each operation of `streams`, to start from.

mod common;

/// `GET /report`
#[tokio::test]
async fn report() {
    const REQUEST: &str = r#"
GET /report
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /picture`
#[tokio::test]
async fn picture() {
    const REQUEST: &str = r#"
GET /picture
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `PUT /picture`
#[tokio::test]
async fn set_picture() {
    const REQUEST: &str = r#"
PUT /picture
content-type: image/png

string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /files`
#[tokio::test]
async fn add_files() {
    const REQUEST: &str = r#"
POST /files
content-type: multipart/form-data; boundary=specwright-boundary

--specwright-boundary
Content-Disposition: form-data; name="title"

An example
--specwright-boundary
Content-Disposition: form-data; name="about"
Content-Type: application/json

{"year":2024,"total":1}
--specwright-boundary
Content-Disposition: form-data; name="cover"; filename="example"
Content-Type: image/png

string
--specwright-boundary
Content-Disposition: form-data; name="files"; filename="example"
Content-Type: application/octet-stream

string
--specwright-boundary--

"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /ticks`
#[tokio::test]
async fn ticks() {
    const REQUEST: &str = r#"
GET /ticks
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `WEBSOCKET /rooms/{room}`
#[tokio::test]
async fn talk() {
    const REQUEST: &str = r#"
WEBSOCKET /rooms/string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 426);
}

/// `GET /old-report`
#[tokio::test]
async fn old_report() {
    const REQUEST: &str = r#"
GET /old-report
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /old-events`
#[tokio::test]
async fn old_events() {
    const REQUEST: &str = r#"
GET /old-events
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /moved`
#[tokio::test]
async fn moved() {
    const REQUEST: &str = r#"
GET /moved
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `HEAD /exists`
#[tokio::test]
async fn exists() {
    const REQUEST: &str = r#"
HEAD /exists
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
