//! What the operations do: one service for each tag of the description. Services know models and errors, and no HTTP.

pub mod streams;

use api::Api;

/// Every service. One that is left out answers "not implemented".
pub fn services() -> Api {
    Api::new().streams(streams::StreamsService)
}
