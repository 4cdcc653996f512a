//! One test for each operation of `styles`, to start from.

mod common;

/// `GET /simple/{string}/{array}/{arrays}/{object}/{objects}`
#[tokio::test]
async fn simple() {
    const REQUEST: &str = r#"
GET /simple/string/string/string/R,1,G,string/R=1,G=string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /label/{string}/{array}/{arrays}/{object}/{objects}`
#[tokio::test]
async fn label() {
    const REQUEST: &str = r#"
GET /label/.string/.string/.string/.R,1,G,string/.R=1.G=string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /matrix/{string}/{array}/{arrays}/{object}/{objects}`
#[tokio::test]
async fn matrix() {
    const REQUEST: &str = r#"
GET /matrix/;string=string/;array=string/;arrays=string/;object=R,1,G,string/;R=1;G=string
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /form`
#[tokio::test]
async fn form() {
    const REQUEST: &str = r#"
GET /form
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /delimited`
#[tokio::test]
async fn delimited() {
    const REQUEST: &str = r#"
GET /delimited
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /header`
#[tokio::test]
async fn header() {
    const REQUEST: &str = r#"
GET /header
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /cookie`
#[tokio::test]
async fn cookie() {
    const REQUEST: &str = r#"
GET /cookie
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}

/// `GET /given`
#[tokio::test]
async fn given() {
    const REQUEST: &str = r#"
GET /given
"#;

    let answer = common::send(REQUEST).await;
    assert_eq!(answer.status, 501);
}
