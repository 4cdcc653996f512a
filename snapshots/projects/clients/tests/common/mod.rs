//! Sends requests to the whole application, in process.

#![allow(dead_code, reason = "each file of tests uses some of it")]

use ::clients::{
    app::app,
    data::{
        MIGRATIONS, clients,
        users::{self, NewUser},
    },
    deps::{Deps, Principal},
    service::services,
    settings::Settings,
};

use api::{Api, deps::Provided};
use axum::Router;
use runtime::{
    auth::Tokens,
    data::Database,
    server::Server,
    testing::{self, Answer},
};
use std::future::ready;

/// What tokens are signed with in tests.
pub const SECRET: &str = "for tests alone: 0123456789 abcdefghij";

fn settings() -> Settings {
    Settings {
        tokens: Tokens::of(SECRET),
        ..Settings::default()
    }
}

/// The application of one test, with an empty database of its own.
pub struct TestApp {
    pub database: Database,
    pub server: Server,
    router: Router,
}

impl TestApp {
    /// As it runs, but that every request is from somebody who may do everything.
    pub async fn new() -> Self {
        let somebody = Principal::new("somebody", api::SCOPES);
        let app = Self::with(|deps| deps.principal(move |_| ready(Ok(somebody.clone())))).await;
        app.user("somebody", "their password", api::SCOPES).await;
        app
    }

    /// With something in the place of what services depend on: `TestApp::with(|deps| deps.session(|_| async { … }))`.
    pub async fn with(change: impl FnOnce(Provided<Deps>) -> Provided<Deps>) -> Self {
        Self::of(|deps| services(change(deps))).await
    }

    /// With other services: `TestApp::of(|deps| services(deps).auth(…))`.
    pub async fn of(make: impl FnOnce(Provided<Deps>) -> Api<Deps>) -> Self {
        let database = Database::in_memory().await.expect("a database");
        database
            .migrate(MIGRATIONS)
            .await
            .expect("the migrations run");
        let (settings, server) = (settings(), Server::default());
        let deps = Deps::new(&settings, &database);
        let router = app(&settings, &server, make(deps.into()));
        Self {
            database,
            server,
            router,
        }
    }

    /// Adds somebody who can log in.
    pub async fn user(&self, name: &str, password: &str, scopes: &[&str]) {
        let session = self.database.session();
        let new = NewUser {
            username: name.to_owned(),
            password: password.to_owned().into(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        users::insert(&session, &new).await.expect("a user");
        session.commit().await.expect("the user is kept");
    }

    /// Adds a program that gets tokens; its secret.
    pub async fn client(&self, id: &str, scopes: &[&str]) -> String {
        let session = self.database.session();
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let secret = clients::insert(&session, id, &scopes).await;
        session.commit().await.expect("the client is kept");
        secret.expect("a client").into_inner()
    }

    /// Sends a request as HTTP writes it: method and path, headers, an empty line, the body.
    pub async fn send(&self, request: &str) -> Answer {
        let request = testing::request(request).expect("a request");
        testing::send(self.router.clone(), request).await
    }

    /// Waits for the work that requests have left behind.
    pub async fn settled(&self) {
        self.server.tasks().finished().await;
    }
}
