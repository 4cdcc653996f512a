//! Whose rules the service goes by, as far as the description shows it.

use super::Profile;
use crate::ir;

/// The component that FastAPI adds to the document of every application with an operation that takes something.
const OWN_COMPONENT: &str = "HTTPValidationError";

/// FastAPI's rules for a document that FastAPI wrote, JSON Schema's otherwise. Where no operation takes anything, there is
/// no such component, but the names that FastAPI makes for operations show it.
pub fn detect(api: &ir::Api) -> Profile {
    let own = api.schemas.named.get(OWN_COMPONENT);
    let shown = own.is_some_and(|&id| api.schemas[id].object.properties.contains_key("detail"));
    let mut operations = api.operations.iter();
    let named = !api.operations.is_empty() && operations.all(is_named_by_fastapi);
    if shown || named {
        Profile::FastApi
    } else {
        Profile::Strict
    }
}

/// `fastapi.utils.generate_unique_id`: the function's name, the path with all but word characters replaced, and the
/// method: `read_item_items__item_id__get`.
fn is_named_by_fastapi(operation: &ir::Operation) -> bool {
    let path = operation.path.raw.chars();
    let path: String = path
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    let method = operation.method.token().to_ascii_lowercase();
    let id = operation.id.as_deref().unwrap_or_default();
    let function = id.strip_suffix(&format!("{path}_{method}"));
    function.is_some_and(|function| !function.is_empty())
}

/// Which optional parameters come from one optional model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    None,
    /// Those whose titles show it.
    Titled,
    /// Those, and two or more that take no null and have no default.
    Several,
    /// Those, and single ones.
    Any,
}

/// Whether a FastAPI wrote the document that has optional models of parameters: since then its errors are described with
/// their `ctx`.
pub fn has_optional_models(api: &ir::Api) -> bool {
    let own = api.schemas.named.get("ValidationError");
    own.is_some_and(|&id| api.schemas[id].object.properties.contains_key("ctx"))
}

/// `str.title` of Python: each run of letters begins with a capital, and goes on in small letters.
pub fn title_of(text: &str) -> String {
    let mut title = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            title.extend(c.to_lowercase());
        } else {
            title.extend(c.to_uppercase());
        }
        inside = c.is_alphabetic();
    }
    title
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

    #[test]
    fn titles_are_as_python_makes_them() {
        for (text, title) in [
            ("x request id", "X Request Id"),
            ("X-tokenAB", "X-Tokenab"),
            ("a1b", "A1B"),
        ] {
            assert_eq!(title_of(text), title);
        }
    }
}
