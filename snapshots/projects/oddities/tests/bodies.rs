//! One test for each operation of `bodies`, to start from.

mod common;

/// `POST /bodies`
#[tokio::test]
async fn send() {
    const REQUEST: &str = r#"
POST /bodies
content-type: application/json

{"R":1,"G":"string"}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /lists`
#[tokio::test]
async fn lists() {
    const REQUEST: &str = r#"
POST /lists
content-type: application/x-www-form-urlencoded

any=string&joined=string&some=string&maybe=string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `PUT /archive`
#[tokio::test]
async fn keep() {
    const REQUEST: &str = r#"
PUT /archive
content-type: text/plain

string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /refusals/{status}`
#[tokio::test]
async fn refuse() {
    const REQUEST: &str = r#"
GET /refusals/200
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
