//! Sends requests to the whole application, in process.

use streams::{app::app, settings::Settings};

use runtime::{
    server::Server,
    testing::{self, Answer, Conversation},
};

/// Sends a request as HTTP writes it: method and path, headers, an empty line, the body.
pub async fn send(request: &str) -> Answer {
    let router = app(&Settings::default(), &Server::default());
    let request = testing::request(request).expect("a request");
    testing::send(router, request).await
}

/// Opens a WebSocket.
#[allow(dead_code, reason = "not each file of tests opens one")]
pub async fn talk(path: &str) -> Conversation {
    let router = app(&Settings::default(), &Server::default());
    let request = testing::request(&format!("GET {path}")).expect("a request");
    testing::talk(router, request).await.expect("a WebSocket")
}
