//! One test for each operation of `links`, to start from.

mod common;

/// `POST /previews`
#[tokio::test]
async fn preview() {
    const REQUEST: &str = r#"
POST /previews
content-type: application/json

{"urls":["https://example.com/"]}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
