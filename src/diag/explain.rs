//! The long text of each diagnostic: what happened, why it matters, an example, what to do. One Markdown file a code,
//! under `templates/explain/`; every code that the sources use must be in this table (held by a test).

use super::Code;

macro_rules! codes {
    ($($code:literal)*) => {
        /// Every code and its text, sorted.
        pub const CODES: &[(Code, &str)] =
            &[$(($code, include_str!(concat!("../../templates/explain/", $code, ".md")))),*];
    };
}

codes! {}

/// The long text of a code.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, text)| *text)
}
