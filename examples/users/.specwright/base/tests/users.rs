//! One test for each operation of `users`, to start from.

mod common;

use common::TestApp;

/// `GET /users/count`
#[tokio::test]
async fn count_users() {
    const REQUEST: &str = r#"
GET /users/count
authorization: Bearer good
"#;

    let app = TestApp::new().await;
    let answer = app.send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
