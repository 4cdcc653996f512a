//! What the operations do: one service for each tag of the description. Services know models and errors, and no HTTP.

pub mod auth;
pub mod stock;

use crate::deps::Deps;
use api::{Api, deps::Provided};

/// Every service. One that is left out answers "not implemented".
pub fn services(provided: impl Into<Provided<Deps>>) -> Api<Deps> {
    Api::new(provided)
        .auth(auth::AuthService)
        .stock(stock::StockService)
}
