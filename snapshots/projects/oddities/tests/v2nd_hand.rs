//! One test for each operation of `2nd hand`, to start from.

mod common;

/// `GET /jobs/{id}`
#[tokio::test]
async fn jobs_get_by_id() {
    const REQUEST: &str = r#"
GET /jobs/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `DELETE /jobs/{id}`
#[tokio::test]
async fn delete_jobs_by_id() {
    const REQUEST: &str = r#"
DELETE /jobs/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
