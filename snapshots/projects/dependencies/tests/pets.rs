//! One test for each operation of `pets`, to start from.

mod common;

/// `GET /pets`
#[tokio::test]
async fn list_pets() {
    const REQUEST: &str = r#"
GET /pets
X-Api-Key: good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /pets`
#[tokio::test]
async fn create_pet() {
    const REQUEST: &str = r#"
POST /pets
authorization: Basic Z29vZDpwYXNzd29yZA==
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
