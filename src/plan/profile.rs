//! Whose rules the service goes by, as far as the description shows it.

use super::Profile;
use crate::ir;

/// The component that FastAPI adds to the document of every application with an operation that takes something.
const OWN_COMPONENT: &str = "HTTPValidationError";

/// FastAPI's rules for a document that FastAPI wrote, JSON Schema's otherwise.
pub fn detect(api: &ir::Api) -> Profile {
    let own = api.schemas.named.get(OWN_COMPONENT);
    if own.is_some_and(|&id| api.schemas[id].object.properties.contains_key("detail")) {
        Profile::FastApi
    } else {
        Profile::Strict
    }
}
