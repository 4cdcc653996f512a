//! One test for each operation of `paths`, to start from.

mod common;

/// `GET /tasks/{id}`
#[tokio::test]
async fn task_by_id() {
    const REQUEST: &str = r#"
GET /tasks/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /tasks/{id}:cancel`
#[tokio::test]
async fn cancel_task() {
    const REQUEST: &str = r#"
POST /tasks/1:cancel
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /tasks/next`
#[tokio::test]
async fn next_task() {
    const REQUEST: &str = r#"
GET /tasks/next
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /tasks/{id}.json`
#[tokio::test]
async fn task_file() {
    const REQUEST: &str = r#"
GET /tasks/1.json
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /tasks/{from}-{to}`
#[tokio::test]
async fn task_range() {
    const REQUEST: &str = r#"
GET /tasks/string-string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /things/{id}`
#[tokio::test]
async fn read_thing() {
    const REQUEST: &str = r#"
GET /things/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `HEAD /things/{id}`
#[tokio::test]
async fn find_thing() {
    const REQUEST: &str = r#"
HEAD /things/1
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `PUT /things/{thing}`
#[tokio::test]
async fn write_thing() {
    const REQUEST: &str = r#"
PUT /things/string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
