//! Which patterns an emitted service can run: the runtime's own engine is asked, here as there.

use super::Planner;
use super::flat::Flat;
use crate::diag::Diagnostic;
use crate::source::Place;

#[path = "../../../templates/runtime/src/pattern/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the engine matches in emitted services; here it only says what it can run"
)]
mod engine;

impl Planner<'_, '_> {
    pub(super) fn pattern(&mut self, source: &str, flat: &Flat) -> Option<String> {
        let place = flat
            .sources
            .iter()
            .map(|&id| &self.arena[id])
            .find(|schema| schema.text.pattern.as_deref() == Some(source))
            .map(|schema| schema.at.at("pattern"));
        self.pattern_at(source, &place.unwrap_or_default())
    }

    /// The pattern; `None`, with a diagnostic, when the engine can't run it.
    pub(super) fn pattern_at(&mut self, source: &str, place: &Place) -> Option<String> {
        if engine::Pattern::is_supported(source) {
            return Some(source.to_owned());
        }
        if self.is_answering() {
            return None;
        }
        self.diags.push(
            Diagnostic::unsupported(
                "pattern",
                format!("the pattern `{source}` is no ECMA-262 regular expression"),
            )
            .at(place)
            .help("it is not enforced; correct it, or take it out"),
        );
        None
    }
}
