//! Accounts as they run: what a token opens, what closes again, who stands in for the user in a test; and many calls to
//! other services at once. With `LIVE_DATABASE_URL=postgres://…`, an empty database, the table on that one too.

mod common;

use accounts::{
    app::app,
    data::{MIGRATIONS, users},
    deps::{CurrentUser, Deps, HttpClient, Principal},
    service::services,
    settings::Settings,
};
use api::services::notes::*;
use common::TestApp;
use runtime::{
    auth::Tokens,
    client::{self, ClientOptions},
    data::{Database, DatabaseOptions, now},
    prelude as rt,
    server::Server,
    testing,
};
use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinSet;

async fn token(app: &TestApp, scope: &str) -> String {
    let login = format!(
        "POST /auth/token\ncontent-type: application/x-www-form-urlencoded\n\n\
         grant_type=password&username=ann&password=correct-horse&scope={scope}"
    );
    let answer = app.send(&login).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["cache-control"], "no-store");
    let token = answer.json()["access_token"].clone();
    token.as_str().unwrap().to_owned()
}

async fn status(app: &TestApp, request: &str, token: &str) -> u16 {
    let (line, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let request = format!("{line}\nauthorization: Bearer {token}\n\n{body}");
    app.send(&request).await.status
}

const ADD: &str = "POST /notes\ncontent-type: application/json\n\n{\"text\": \"milk\"}";

#[tokio::test]
async fn a_token_is_good_for_what_was_granted_and_asked_for() {
    let app = TestApp::with(|deps| deps).await;
    app.user("ann", "correct-horse", &["notes:read"]).await;
    let all = token(&app, "").await;
    assert_eq!(status(&app, "GET /notes", &all).await, 200);
    assert_eq!(status(&app, ADD, &all).await, 403);
    let beyond = token(&app, "notes:write").await;
    assert_eq!(status(&app, ADD, &beyond).await, 403);
    assert_eq!(status(&app, "GET /notes", &beyond).await, 403);
    assert_eq!(status(&app, "GET /users/me", &beyond).await, 200);
    // Of a secret that is not ours.
    let others = Tokens::of("another secret, of as many letters");
    let forged = others.issue(&Principal::new("ann", &[])).unwrap();
    let forged = forged.access_token;
    assert_eq!(status(&app, "GET /users/me", &forged).await, 401);
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once() {
    let app = TestApp::with(|deps| deps).await;
    app.user("ann", "correct-horse", &[]).await;
    let token = token(&app, "").await;
    assert_eq!(status(&app, "GET /users/me", &token).await, 200);
    let session = app.database.session();
    assert!(users::set_disabled(&session, "ann", true).await.unwrap());
    assert!(!users::set_disabled(&session, "bob", true).await.unwrap());
    session.commit().await.unwrap();
    assert_eq!(status(&app, "GET /users/me", &token).await, 401);
}

/// With every column that the description asks for.
#[tokio::test]
async fn users_are_kept() {
    const REGISTER: &str = r#"
POST /users
content-type: application/json

{"username": "ann", "password": "correct-horse", "email": "ann@example.org"}
"#;

    let database = match std::env::var("LIVE_DATABASE_URL") {
        Ok(url) => {
            let options = DatabaseOptions {
                url,
                ..DatabaseOptions::default()
            };
            Database::open(&options).await.unwrap()
        }
        Err(_) => Database::in_memory().await.unwrap(),
    };
    database.migrate(MIGRATIONS).await.unwrap();
    let settings = Settings {
        tokens: Tokens::of(common::SECRET),
        ..Settings::default()
    };
    let api = services(Deps::new(&settings, &database));
    let router = app(&settings, &Server::default(), api);
    let send = async |request: &str| {
        let request = testing::request(request).unwrap();
        testing::send(router.clone(), request).await
    };
    let made = send(REGISTER).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(send(REGISTER).await.status, 409);
    // U+0000, which PostgreSQL keeps nowhere.
    let odd = send(&REGISTER.replace("ann@", "\\u0000@")).await;
    assert!(odd.status < 500, "{}", odd.text());
    let session = database.session();
    let scopes = ["notes:read".to_owned()];
    assert!(users::set_scopes(&session, "ann", &scopes).await.unwrap());
    let password = "another-horse".to_owned().into();
    let set = users::set_password(&session, "ann", &password).await;
    assert!(set.unwrap());
    session.commit().await.unwrap();
    let login = |password: &str| {
        format!(
            "POST /auth/token\ncontent-type: application/x-www-form-urlencoded\n\n\
             grant_type=password&username=ann&password={password}"
        )
    };
    assert_eq!(send(&login("correct-horse")).await.status, 400);
    let answer = send(&login("another-horse")).await.json();
    assert_eq!(answer["scope"], "notes:read");
    let token = answer["access_token"].as_str().unwrap();
    let me = format!("GET /users/me\nauthorization: Bearer {token}");
    assert_eq!(send(&me).await.json(), made.json());
    let session = database.session();
    assert!(users::set_disabled(&session, "ann", true).await.unwrap());
    session.commit().await.unwrap();
    assert_eq!(send(&me).await.status, 401);
}

#[tokio::test]
async fn a_test_says_who_the_user_is() {
    let app = TestApp::with(|deps| {
        deps.principal(|_| ready(Ok(Principal::new("eve", &[]))))
            .current_user(|_| {
                ready(Ok(CurrentUser {
                    id: 7,
                    username: "eve".to_owned(),
                    scopes: Vec::new(),
                    disabled: false,
                    created_at: now(),
                    email: "eve@example.org".to_owned(),
                    full_name: None,
                }))
            })
    });
    let me = app.await.send("GET /users/me").await;
    assert_eq!(me.status, 200);
    assert_eq!(me.json()["email"], "eve@example.org");
    // Somebody who is in the table, by default.
    let me = TestApp::new().await.send("GET /users/me").await;
    assert_eq!(me.json()["username"], "somebody");
}

/// Fetches twelve pages, three at a time.
struct Digest;

impl Notes<Deps> for Digest {
    async fn digest(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        http_client: HttpClient,
        _current_user: CurrentUser,
    ) -> Result<String, rt::Error> {
        let client = http_client.limited(3);
        let mut calls = JoinSet::new();
        for page in 0..12_usize {
            let client = client.clone();
            calls.spawn(async move {
                let url = format!("http://pages.example.org/{page}");
                let received = client.get(&url).send().await?.ok()?;
                Ok::<_, rt::Error>((page, received.text()))
            });
        }
        let mut pages = vec![String::new(); 12];
        while let Some(fetched) = calls.join_next().await {
            let (page, text) = fetched??;
            pages[page] = text;
        }
        Ok(pages.join(" "))
    }
}

#[tokio::test]
async fn calls_at_once_are_bounded_and_faked() {
    let busy = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let counted = busy.clone();
    let fake = HttpClient::fake(&ClientOptions::default(), move |request| {
        let busy = counted.clone();
        async move {
            assert_eq!(request.headers()["traceparent"], "00-1-2-01");
            let now = busy.0.fetch_add(1, Ordering::SeqCst) + 1;
            busy.1.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(3)).await;
            busy.0.fetch_sub(1, Ordering::SeqCst);
            let page = request.uri().path()[1..].to_owned();
            client::answer(rt::StatusCode::OK, page)
        }
    });
    let app = TestApp::of(|deps| {
        let deps = deps
            .http_client(move |cx| ready(Ok(fake.on_behalf_of(cx))))
            .principal(|_| ready(Ok(Principal::new("ann", &["notes:read"]))));
        services(deps).notes(Digest)
    });
    let app = app.await;
    app.user("ann", "correct-horse", &[]).await;
    let answer = app.send("GET /digest\ntraceparent: 00-1-2-01").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.text(), "0 1 2 3 4 5 6 7 8 9 10 11");
    assert_eq!(busy.1.load(Ordering::SeqCst), 3);
}
