//! One test for each operation of `owners`, to start from.

mod common;

use common::send;

/// `GET /owners`
#[tokio::test]
async fn list_owners() {
    const REQUEST: &str = r#"
GET /owners
X-Api-Key: key
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /owners/{ownerId}`
#[tokio::test]
async fn get_owner() {
    const REQUEST: &str = r#"
GET /owners/3fa85f64-5717-4562-b3fc-2c963f66afa6
X-Api-Key: key
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
