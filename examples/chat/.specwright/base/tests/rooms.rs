//! One test for each operation of `rooms`, to start from.

mod common;

/// `WEBSOCKET /rooms/{room}`
#[tokio::test]
async fn talk() {
    const REQUEST: &str = r#"
WEBSOCKET /rooms/string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 426);
}

/// `GET /rooms/{room}/messages`
#[tokio::test]
async fn list_messages() {
    const REQUEST: &str = r#"
GET /rooms/string/messages
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /rooms/{room}/invitations`
#[tokio::test]
async fn invite() {
    const REQUEST: &str = r#"
POST /rooms/string/invitations
content-type: application/json

{"email":"ada@example.com","note":"string"}
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
