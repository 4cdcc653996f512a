//! The description in another form: what `specwright export` prints.
//!
//! In: an [`Api`] and the document it was read from. Out: an OpenAPI document of a version, or a Rust-typed spec. What
//! the target has no way to say is rewritten where that loses nothing, else named by a diagnostic. It must not know how
//! the description was read, nor what is generated from it.

mod identity;
mod openapi30;
mod openapi31;
mod rust;
mod walk;
pub mod yaml;

use crate::diag::Diagnostics;
use crate::ir::Api;
use serde_json::Value;

/// The API as an OpenAPI 3.1 document.
pub fn openapi31(api: &Api, diags: &mut Diagnostics) -> Value {
    openapi31::upgrade(api, diags)
}

/// The API as an OpenAPI 3.0 document; `diags` name what 3.0 has no way to say.
pub fn openapi30(api: &Api, diags: &mut Diagnostics) -> Value {
    openapi30::downgrade(openapi31(api, diags), api, diags)
}

/// The API as the typed model of OpenAPI 3.0; `None` when the model can't hold it, which `diags` then say.
pub fn openapi30_typed(api: &Api, diags: &mut Diagnostics) -> Option<openapiv3::OpenAPI> {
    openapi30::typed(&openapi30(api, diags))
}

/// The API as the text of a Rust-typed spec.
pub fn rust(api: &Api, diags: &mut Diagnostics) -> String {
    let document = openapi31(api, diags);
    rust::print(document, api, diags)
}
