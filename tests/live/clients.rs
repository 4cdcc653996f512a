//! Users and programs as they get tokens, from one operation and from one of the programs' own: run inside the project made
//! of `specs/features/clients.yaml`, which is called as its table is. With `LIVE_DATABASE_URL=postgres://…`, an empty
//! database, on that one.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use ::clients::{
    app::app,
    client,
    data::{
        MIGRATIONS, clients,
        users::{self, NewUser},
    },
    deps::Deps,
    service::services,
    settings::Settings,
};
use runtime::{
    auth::Tokens,
    data::{Database, DatabaseOptions},
    server::Server,
    testing::{self, Answer, basic},
};

struct App {
    database: Database,
    router: axum::Router,
}

impl App {
    async fn new() -> Self {
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
            tokens: Tokens::of("for tests alone: 0123456789 abcdefghij"),
            ..Settings::default()
        };
        let api = services(Deps::new(&settings, &database));
        let router = app(&settings, &Server::default(), api);
        Self { database, router }
    }

    async fn send(&self, request: &str) -> Answer {
        let request = testing::request(request).unwrap();
        testing::send(self.router.clone(), request).await
    }

    async fn ask(&self, path: &str, form: &str, header: Option<&str>) -> Answer {
        let shown = header.map(|value| format!("\nauthorization: {value}"));
        let shown = shown.unwrap_or_default();
        let kind = "content-type: application/x-www-form-urlencoded";
        self.send(&format!("POST {path}\n{kind}{shown}\n\n{form}"))
            .await
    }

    /// A token for a form, and the scopes that it is told to have.
    async fn token(&self, form: &str) -> (String, String) {
        let answer = self.ask("/oauth/token", form, None).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let answer = answer.json();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        (text("access_token"), text("scope"))
    }

    async fn status(&self, request: &str, token: &str) -> u16 {
        let request = format!("{request}\nauthorization: Bearer {token}");
        self.send(&request).await.status
    }

    async fn command(&self, words: &str) -> Result<(), String> {
        let words = words.split(' ').map(str::to_owned);
        let done = client::command(&self.database, words).await;
        done.map_err(|fault| fault.to_string())
    }

    async fn client(&self, id: &str, scopes: &[&str]) -> String {
        let session = self.database.session();
        let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let secret = clients::insert(&session, id, &scopes).await.unwrap();
        session.commit().await.unwrap();
        secret.into_inner()
    }
}

/// One test: there is one database.
#[tokio::test]
async fn who_gets_tokens() {
    let app = App::new().await;
    a_program(&app).await;
    a_user(&app).await;
    neither(&app).await;
}

async fn a_program(app: &App) {
    let secret = app.client("robot", &["stock:read"]).await;
    let form = |secret: &str| {
        format!("grant_type=client_credentials&client_id=robot&client_secret={secret}")
    };
    let (token, scopes) = app.token(&form(&secret)).await;
    assert_eq!(scopes, "stock:read");
    assert_eq!(app.status("GET /goods", &token).await, 200);
    assert_eq!(app.status("POST /goods", &token).await, 403);

    // By the header, at either operation; but not by both.
    let header = basic("robot", &secret);
    let alone = "grant_type=client_credentials&scope=stock:read";
    for path in ["/oauth/token", "/programs/token"] {
        let answer = app.ask(path, alone, Some(&header)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let answer = app.ask(path, alone, None).await;
        assert_eq!(answer.status, 401, "{path}");
        let told = &answer.headers["www-authenticate"];
        assert!(told.to_str().unwrap().starts_with("Basic "));
    }
    let twice = app.ask("/oauth/token", &form(&secret), Some(&header)).await;
    assert_eq!(twice.status, 401);
    assert_eq!(twice.json()["error"], "invalid_client");

    // The command: what it changes, and what it does not find.
    app.command("scopes robot stock:read stock:write")
        .await
        .unwrap();
    let (_, scopes) = app.token(&form(&secret)).await;
    assert_eq!(scopes, "stock:read stock:write");
    for (verb, status) in [("disable", 401), ("enable", 200), ("rotate", 401)] {
        app.command(&format!("{verb} robot")).await.unwrap();
        let answer = app.ask("/oauth/token", &form(&secret), None).await;
        assert_eq!(answer.status, status, "{verb}");
    }
    for (words, fault) in [
        ("add robot", "there is one of this name already"),
        ("rotate nobody", "there is no such client"),
        ("disable nobody", "there is no such client"),
        ("add other name=x", "there is no field name"),
    ] {
        assert_eq!(app.command(words).await, Err(fault.to_owned()), "{words}");
    }
}

/// Of the same name as the program.
async fn a_user(app: &App) {
    const FORM: &str = "grant_type=password&username=robot&password=correct-horse";

    let session = app.database.session();
    let new = NewUser {
        username: "robot".to_owned(),
        password: "correct-horse".to_owned().into(),
        scopes: vec!["stock:write".to_owned()],
    };
    users::insert(&session, &new).await.unwrap();
    session.commit().await.unwrap();
    let (token, scopes) = app.token(FORM).await;
    assert_eq!(scopes, "stock:write");
    assert_eq!(app.status("GET /users/me", &token).await, 200);
    assert_eq!(app.status("GET /report", &token).await, 401);

    let secret = app.client("another", &["stock:read"]).await;
    let form = "grant_type=client_credentials&client_id=another&client_secret=";
    let (program, _) = app.token(&format!("{form}{secret}")).await;
    assert_eq!(app.status("GET /report", &program).await, 501);
    assert_eq!(app.status("GET /users/me", &program).await, 401);

    let session = app.database.session();
    let scopes = ["stock:read".to_owned()];
    assert!(users::set_scopes(&session, "robot", &scopes).await.unwrap());
    session.commit().await.unwrap();
    let (_, scopes) = app.token(FORM).await;
    assert_eq!(scopes, "stock:read");
    let session = app.database.session();
    assert!(users::set_disabled(&session, "robot", true).await.unwrap());
    session.commit().await.unwrap();
    assert_eq!(app.status("GET /users/me", &token).await, 401);
    let refused = app.ask("/oauth/token", FORM, None).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"], "invalid_grant");
}

async fn neither(app: &App) {
    let magic = app.ask("/oauth/token", "grant_type=magic", None).await;
    assert_eq!(magic.status, 400);
    assert_eq!(magic.json()["error"], "unsupported_grant_type");
    // U+0000, which PostgreSQL keeps nowhere: nobody's name, and no fault of the service's.
    for form in [
        "grant_type=client_credentials&client_id=%00&client_secret=x",
        "grant_type=password&username=%00&password=x",
    ] {
        let answer = app.ask("/oauth/token", form, None).await;
        assert!((400..500).contains(&answer.status), "{}", answer.text());
    }
}
