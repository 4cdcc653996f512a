//! What the operations do: one service for each tag of the description. Services know models and errors, and no HTTP.

pub mod bodies;
pub mod operations;
pub mod paths;
pub mod refusals;
pub mod styles;
pub mod type_;
pub mod v2nd_hand;

use api::Api;

/// Every service. One that is left out answers "not implemented".
pub fn services() -> Api {
    Api::new()
        .v2nd_hand(v2nd_hand::V2ndHandService)
        .type_(type_::TypeService)
        .operations(operations::OperationsService)
        .styles(styles::StylesService)
        .paths(paths::PathsService)
        .refusals(refusals::RefusalsService)
        .bodies(bodies::BodiesService)
}
