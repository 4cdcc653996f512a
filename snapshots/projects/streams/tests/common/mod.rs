//! Sends requests to the whole application, in process.

use streams::{app::app, settings::Settings};

use runtime::{
    server::Server,
    testing::{self, Answer},
};

/// Sends a request as HTTP writes it: method and path, headers, an empty line, the body.
pub async fn send(request: &str) -> Answer {
    let router = app(&Settings::default(), &Server::default());
    let request = testing::request(request).expect("a request");
    testing::send(router, request).await
}
