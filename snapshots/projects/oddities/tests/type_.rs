//! One test for each operation of `type`, to start from.

mod common;

/// `POST /jobs/{id}:cancel`
#[tokio::test]
async fn r#gen() {
    const REQUEST: &str = r#"
POST /jobs/1:cancel
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /reports/{name}.json`
#[tokio::test]
async fn get_reports_by_name_json() {
    const REQUEST: &str = r#"
GET /reports/example.json
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
