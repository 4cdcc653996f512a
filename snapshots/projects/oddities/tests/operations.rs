//! One test for each operation of `operations without a tag`, to start from.

mod common;

/// `PUT /nodes`
#[tokio::test]
async fn put_node() {
    const REQUEST: &str = r#"
PUT /nodes
content-type: application/json

{"value":"string","parent":null}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /shapes`
#[tokio::test]
async fn self_() {
    const REQUEST: &str = r#"
POST /shapes
content-type: application/json

{"kind":"circle","radius":1}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
