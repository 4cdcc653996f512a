//! How requests travel: through the server's layer to the API, or to one of the pages beside it. And what happens before
//! the first of them, and after the last.

use crate::{deps::Deps, settings::Settings};
use api::Api;
use axum::Router;
use runtime::{prelude as rt, server::Server};

/// The whole application, as `main` serves it and tests call it. Routes and layers of your own go here.
pub fn app(settings: &Settings, server: &Server, api: Api<Deps>) -> Router {
    Router::new()
        .merge(api.into_router(settings.api()))
        .merge(server.pages(&api::DESCRIPTION, api::ROUTES))
        .layer(server.layer())
}

/// Runs before the first request; an error keeps the service from starting. What begins here ends by
/// `server.on_stop("name", async || …)`: after the last request, in reverse order, by a deadline.
pub async fn start_up(_server: &Server, _deps: &Deps) -> Result<(), rt::Error> {
    Ok(())
}
