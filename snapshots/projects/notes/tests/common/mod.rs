//! Sends requests to the whole application, in process.

#![allow(dead_code, reason = "each file of tests uses some of it")]

use notes::{
    app::app,
    deps::{Deps, Principal},
    service::services,
    settings::Settings,
};

use api::{Api, deps::Provided};
use axum::Router;
use runtime::{
    server::Server,
    testing::{self, Answer},
};
use std::future::ready;

/// Sends a request as HTTP writes it: method and path, headers, an empty line, the body.
pub async fn send(request: &str) -> Answer {
    TestApp::new().send(request).await
}

/// The application of one test, which shares nothing with those of others.
pub struct TestApp {
    pub server: Server,
    router: Router,
}

impl TestApp {
    /// As it runs, but that every request is from somebody who may do everything.
    pub fn new() -> Self {
        let somebody = Principal::new("somebody", api::SCOPES);
        Self::with(|deps| deps.principal(move |_| ready(Ok(somebody.clone()))))
    }

    /// With something in the place of what services depend on: `TestApp::with(|deps| deps.principal(|_| async { … }))`.
    pub fn with(change: impl FnOnce(Provided<Deps>) -> Provided<Deps>) -> Self {
        Self::of(|deps| services(change(deps)))
    }

    /// With other services: `TestApp::of(|deps| services(deps).notes(…))`.
    pub fn of(make: impl FnOnce(Provided<Deps>) -> Api<Deps>) -> Self {
        let (settings, server) = (Settings::default(), Server::default());
        let router = app(&settings, &server, make(Deps::new(&settings).into()));
        Self { server, router }
    }

    pub async fn send(&self, request: &str) -> Answer {
        let request = testing::request(request).expect("a request");
        testing::send(self.router.clone(), request).await
    }

    /// Waits for the work that requests have left behind.
    pub async fn settled(&self) {
        self.server.tasks().finished().await;
    }
}
