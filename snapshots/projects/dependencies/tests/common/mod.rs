//! Sends requests to the whole application, in process.

use dependencies::{
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
    router: Router,
}

impl TestApp {
    /// As it runs, but that every request is from somebody who may do everything.
    pub fn new() -> Self {
        let somebody = Principal::new("somebody", api::SCOPES);
        Self::with(|deps| deps.principal(move |_| ready(Ok(somebody.clone()))))
    }

    /// With something in the place of what services depend on: `TestApp::with(|deps| deps.clock(|_| async { … }))`.
    pub fn with(change: impl FnOnce(Provided<Deps>) -> Provided<Deps>) -> Self {
        let deps = Deps::new(&Settings::default());
        Self::of(services(change(deps.into())))
    }

    /// With other services: `TestApp::of(services(deps).pets(…))`.
    pub fn of(api: Api<Deps>) -> Self {
        let router = app(&Settings::default(), &Server::default(), api);
        Self { router }
    }

    pub async fn send(&self, request: &str) -> Answer {
        let request = testing::request(request).expect("a request");
        testing::send(self.router.clone(), request).await
    }
}
