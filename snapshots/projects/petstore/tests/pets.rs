//! One test for each operation of `pets`, to start from.

mod common;

use common::send;

/// `GET /pets`
#[tokio::test]
async fn list_pets() {
    const REQUEST: &str = r#"
GET /pets
X-Api-Key: key
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `POST /pets`
#[tokio::test]
async fn create_pet() {
    const REQUEST: &str = r#"
POST /pets
X-Api-Key: key
content-type: application/json

{"name":"Mia","species":"cat","tags":["indoor"]}
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /pets/{petId}`
#[tokio::test]
async fn get_pet() {
    const REQUEST: &str = r#"
GET /pets/7
X-Api-Key: key
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `PUT /pets/{petId}`
#[tokio::test]
async fn replace_pet() {
    const REQUEST: &str = r#"
PUT /pets/7
X-Api-Key: key
content-type: application/json

{"name":"Mia","species":"cat","status":"available","born":"2024-01-01","weight":1,"tags":["string"],"ownerId":"3fa85f64-5717-4562-b3fc-2c963f66afa6"}
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `DELETE /pets/{petId}`
#[tokio::test]
async fn delete_pet() {
    const REQUEST: &str = r#"
DELETE /pets/7
X-Api-Key: key
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `PATCH /pets/{petId}`
#[tokio::test]
async fn update_pet() {
    const REQUEST: &str = r#"
PATCH /pets/7
X-Api-Key: key
content-type: application/json

{"name":"Example","status":"available","born":"2024-01-01","weight":1}
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /pets/{petId}/visits`
#[tokio::test]
async fn list_visits() {
    const REQUEST: &str = r#"
GET /pets/7/visits
X-Api-Key: key
"#;

    let answer = send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
