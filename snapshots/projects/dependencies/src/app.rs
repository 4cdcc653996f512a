//! How requests travel: through the server's layer to the API, or to one of the pages beside it.

use crate::{deps::Deps, settings::Settings};
use api::Api;
use axum::Router;
use runtime::server::Server;

/// The whole application, as `main` serves it and tests call it. Routes and layers of your own go here.
pub fn app(settings: &Settings, server: &Server, api: Api<Deps>) -> Router {
    Router::new()
        .merge(api.into_router(settings.api()))
        .merge(server.pages(&api::DESCRIPTION, api::ROUTES))
        .layer(server.layer())
}
