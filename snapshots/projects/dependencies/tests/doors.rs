//! One test for each operation of `doors`, to start from.

mod common;

/// `GET /doors/query`
#[tokio::test]
async fn by_query() {
    const REQUEST: &str = r#"
GET /doors/query?key=good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/cookie`
#[tokio::test]
async fn by_cookie() {
    const REQUEST: &str = r#"
GET /doors/cookie
cookie: session=good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/digest`
#[tokio::test]
async fn by_digest() {
    const REQUEST: &str = r#"
GET /doors/digest
authorization: digest good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/custom`
#[tokio::test]
async fn by_custom() {
    const REQUEST: &str = r#"
GET /doors/custom
authorization: hoba good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/oauth`
#[tokio::test]
async fn by_oauth() {
    const REQUEST: &str = r#"
GET /doors/oauth
authorization: Bearer good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/oidc`
#[tokio::test]
async fn by_oidc() {
    const REQUEST: &str = r#"
GET /doors/oidc
authorization: Bearer good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/certificate`
#[tokio::test]
async fn by_certificate() {
    const REQUEST: &str = r#"
GET /doors/certificate
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /doors/several`
#[tokio::test]
async fn by_several() {
    const REQUEST: &str = r#"
GET /doors/several?key=good
cookie: session=good
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
