//! Tests of the operations of `login`.

mod common;

use common::{SECRET, TestApp};

use users_service::deps::Principal;

use runtime::auth::Tokens;
use std::time::SystemTime;

/// Who has the password gets a token, which opens what is theirs until it ends.
#[tokio::test]
async fn a_token_is_good_until_it_ends() {
    const LOGIN: &str = r#"
POST /token
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

/// Who registers can log in, and has their name alone.
#[tokio::test]
async fn who_registers_can_log_in() {
    const REGISTER: &str = r#"
POST /users
content-type: application/json

{"username":"ada","email":"ada@example.com","password":"correct-horse-1","fullName":"Ada Lovelace"}
"#;
    const LOGIN: &str = r#"
POST /token
content-type: application/x-www-form-urlencoded

grant_type=password&username=ada&password=correct-horse-1
"#;

    let app = TestApp::with(|deps| deps).await;
    assert_eq!(app.send(LOGIN).await.status, 400);
    let made = app.send(REGISTER).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(!made.text().contains("argon2"));
    assert_eq!(app.send(LOGIN).await.status, 200);
    assert_eq!(app.send(REGISTER).await.status, 409);
}
