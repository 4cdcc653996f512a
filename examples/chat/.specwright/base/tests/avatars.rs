//! One test for each operation of `avatars`, to start from.

mod common;

/// `GET /avatars/{nick}`
#[tokio::test]
async fn avatar() {
    const REQUEST: &str = r#"
GET /avatars/string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
