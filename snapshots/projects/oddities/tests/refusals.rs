//! One test for each operation of `refusals`, to start from.

mod common;

/// `GET /seats/{id}`
#[tokio::test]
async fn read_seat() {
    const REQUEST: &str = r#"
GET /seats/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `PUT /seats/{id}`
#[tokio::test]
async fn take_seat() {
    const REQUEST: &str = r#"
PUT /seats/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
