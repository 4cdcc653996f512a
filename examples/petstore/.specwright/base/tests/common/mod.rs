//! Sends requests to the whole application, in process.

#![allow(dead_code, reason = "each file of tests uses some of it")]

use petstore::{
    app::app,
    data::MIGRATIONS,
    deps::{Deps, Principal},
    service::services,
    settings::Settings,
};

use api::{Api, deps::Provided};
use axum::Router;
use runtime::{
    data::Database,
    server::Server,
    testing::{self, Answer},
};
use std::future::ready;

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
        Self::with(|deps| deps.principal(move |_| ready(Ok(somebody.clone())))).await
    }

    /// With something in the place of what services depend on: `TestApp::with(|deps| deps.session(|_| async { … }))`.
    pub async fn with(change: impl FnOnce(Provided<Deps>) -> Provided<Deps>) -> Self {
        Self::of(|deps| services(change(deps))).await
    }

    /// With other services: `TestApp::of(|deps| services(deps).pets(…))`.
    pub async fn of(make: impl FnOnce(Provided<Deps>) -> Api<Deps>) -> Self {
        let database = Database::in_memory().await.expect("a database");
        database
            .migrate(MIGRATIONS)
            .await
            .expect("the migrations run");
        let (settings, server) = (Settings::default(), Server::default());
        let deps = Deps::new(&settings, &database);
        let router = app(&settings, &server, make(deps.into()));
        Self {
            database,
            server,
            router,
        }
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
