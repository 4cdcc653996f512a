//! One test for each operation of `operations without a tag`, to start from.

mod common;

/// `GET /export`
#[tokio::test]
async fn export() {
    const REQUEST: &str = r#"
GET /export
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /health`
#[tokio::test]
async fn health() {
    const REQUEST: &str = r#"
GET /health
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
