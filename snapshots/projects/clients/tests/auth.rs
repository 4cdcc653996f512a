//! Tests of the operations of `auth`.

mod common;

use common::{SECRET, TestApp};

use ::clients::{data::clients, deps::Principal};

use runtime::auth::Tokens;
use runtime::testing::basic;
use std::time::SystemTime;

/// Who has the password gets a token, which opens what is theirs until it ends.
#[tokio::test]
async fn a_token_is_good_until_it_ends() {
    const LOGIN: &str = r#"
POST /oauth/token
content-type: application/x-www-form-urlencoded

grant_type=password&username=<name>&password=<password>
"#;

    // As it runs: nobody is let in without a token.
    let app = TestApp::with(|deps| deps).await;
    app.user("ada", "correct-horse-1", api::SCOPES).await;
    let login = |name: &str, password: &str| {
        LOGIN
            .replace("<name>", name)
            .replace("<password>", password)
    };
    for (name, password) in [("ada", "correct-horse-1x"), ("adax", "correct-horse-1")] {
        let refused = app.send(&login(name, password)).await;
        assert_eq!(refused.status, 400);
    }
    let answer = app.send(&login("ada", "correct-horse-1")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.json()["access_token"].clone();
    let token = token.as_str().expect("a token");
    let ask = |token: &str| format!("GET /users/me\nauthorization: Bearer {token}");
    assert_eq!(app.send(&ask(token)).await.status, 200);
    assert_eq!(app.send(&ask("")).await.status, 401);
    assert_eq!(app.send(&ask(&token[1..])).await.status, 401);

    // A token of another day, and one of somebody who is not there any more.
    let tokens = Tokens::of(SECRET);
    let ann = Principal::new("ada", api::SCOPES);
    let late = tokens
        .issue_at(&ann, SystemTime::UNIX_EPOCH)
        .expect("a token");
    assert_eq!(app.send(&ask(&late)).await.status, 401);
    let gone = Principal::new("adax", api::SCOPES);
    let gone = tokens.issue(&gone).expect("a token").access_token;
    assert_eq!(app.send(&ask(&gone)).await.status, 401);
}

/// A program that has the secret gets a token, which opens what it may until it ends, and is no user's.
#[tokio::test]
async fn token_knows_programs() {
    const REQUEST: &str = r#"
POST /oauth/token
content-type: application/x-www-form-urlencoded

grant_type=client_credentials&client_id=<id>&client_secret=<secret>
"#;

    let app = TestApp::with(|deps| deps).await;
    let secret = app.client("robot", &["stock:read"]).await;
    let ask = |id: &str, secret: &str| REQUEST.replace("<id>", id).replace("<secret>", secret);
    for (id, secret) in [("robot", "its secret"), ("another", &secret)] {
        let refused = app.send(&ask(id, secret)).await;
        assert_eq!(refused.status, 401);
        assert!(refused.headers.contains_key("www-authenticate"));
    }
    let other = ask("robot", &secret).replace("client_credentials", "another");
    assert_eq!(app.send(&other).await.status, 400);
    let answer = app.send(&ask("robot", &secret)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.json()["access_token"].clone();
    let token = token.as_str().expect("a token");
    let status = async |token: &str, request: &str| {
        let request = format!("{request}\nauthorization: Bearer {token}");
        app.send(&request).await.status
    };
    assert_eq!(status(token, "GET /report").await, 501);
    assert_eq!(status(token, "POST /goods").await, 403);

    // A token of another day, and those of others.
    let tokens = Tokens::of(SECRET);
    let robot = Principal {
        client: true,
        ..Principal::new("robot", api::SCOPES)
    };
    let late = tokens
        .issue_at(&robot, SystemTime::UNIX_EPOCH)
        .expect("a token");
    assert_eq!(status(&late, "GET /report").await, 401);
    app.user("robot", "correct-horse", api::SCOPES).await;
    let robot = tokens.issue(&robot).expect("a token").access_token;
    assert_eq!(status(&robot, "GET /users/me").await, 401);
    let user = Principal::new("robot", api::SCOPES);
    let user = tokens.issue(&user).expect("a token").access_token;
    assert_eq!(status(&user, "GET /report").await, 401);

    // One that is disabled gets no more.
    let session = app.database.session();
    let done = clients::set_disabled(&session, "robot", true).await;
    assert!(done.expect("it is disabled"));
    session.commit().await.expect("it is kept");
    let refused = app.send(&ask("robot", &secret)).await;
    assert_eq!(refused.status, 401);
}

/// A program that has the secret gets a token, which opens what it may until it ends, and is no user's.
#[tokio::test]
async fn program_token_knows_programs() {
    const REQUEST: &str = r#"
POST /programs/token
content-type: application/x-www-form-urlencoded
authorization: <basic>

grant_type=client_credentials
"#;

    let app = TestApp::with(|deps| deps).await;
    let secret = app.client("robot", &["stock:read"]).await;
    let ask = |id: &str, secret: &str| REQUEST.replace("<basic>", &basic(id, secret));
    for (id, secret) in [("robot", "its secret"), ("another", &secret)] {
        let refused = app.send(&ask(id, secret)).await;
        assert_eq!(refused.status, 401);
        assert!(refused.headers.contains_key("www-authenticate"));
    }
    let answer = app.send(&ask("robot", &secret)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.json()["access_token"].clone();
    let token = token.as_str().expect("a token");
    let status = async |token: &str, request: &str| {
        let request = format!("{request}\nauthorization: Bearer {token}");
        app.send(&request).await.status
    };
    assert_eq!(status(token, "GET /report").await, 501);
    assert_eq!(status(token, "POST /goods").await, 403);

    // One that is disabled gets no more.
    let session = app.database.session();
    let done = clients::set_disabled(&session, "robot", true).await;
    assert!(done.expect("it is disabled"));
    session.commit().await.expect("it is kept");
    let refused = app.send(&ask("robot", &secret)).await;
    assert_eq!(refused.status, 401);
}
