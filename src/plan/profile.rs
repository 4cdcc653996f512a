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

/// FastAPI's own schema of a single error.
const OWN_ERROR: &str = "ValidationError";

/// Whether the document is by a FastAPI that knows optional models of parameters. No mark tells their very version;
/// `ctx` in the errors' schema is the nearest, and came some versions before them.
pub fn knows_optional_models(api: &ir::Api) -> bool {
    let error = api.schemas.named.get(OWN_ERROR);
    error.is_some_and(|&id| api.schemas[id].object.properties.contains_key("ctx"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(component: &str, property: &str) -> ir::Api {
        let mut api = ir::Api::default();
        let inner = api.schemas.add(ir::Schema::default());
        let mut schema = ir::Schema::default();
        schema.object.properties.insert(property.to_owned(), inner);
        let id = api.schemas.add(schema);
        api.schemas.named.insert(component.to_owned(), id);
        api
    }

    #[test]
    fn fastapi_is_known_by_its_own_component() {
        assert_eq!(
            detect(&api("HTTPValidationError", "detail")),
            Profile::FastApi
        );
        assert_eq!(
            detect(&api("HTTPValidationError", "errors")),
            Profile::Strict
        );
        assert_eq!(detect(&api("Error", "detail")), Profile::Strict);
    }
}
