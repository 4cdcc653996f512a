//! A document that a program holds as the typed model of the `openapiv3` crate → [`ir::Api`].

use crate::diag::Diagnostics;
use crate::ir;
use crate::source::{self, Sources, SpecInput};
use openapiv3::OpenAPI;

/// Lowers a document that a program has made or read with the `openapiv3` crate. It has no file: the sources hold it as
/// JSON, so that diagnostics show lines of that.
pub fn lower_typed(document: &OpenAPI, diags: &mut Diagnostics) -> (Sources, Option<ir::Api>) {
    // Its maps have text keys and its numbers are finite, so nothing in it can't be said in JSON.
    let bytes = serde_json::to_vec_pretty(document).unwrap_or_default();
    let input = SpecInput::Text {
        name: "openapi.json".to_owned(),
        bytes,
    };
    let sources = source::load(&input, diags);
    let api = super::lower(&sources, diags);
    (sources, api)
}
