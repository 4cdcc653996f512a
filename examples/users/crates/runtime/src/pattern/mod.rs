//! Regular expressions of a description: ECMA-262 in meaning, searched for anywhere in a text.
//!
//! An engine of its own, because nothing else gives all three: the dialect exactly, with look-around and
//! back-references; time that is linear in the text, whatever the pattern; and next to no code to compile. It only
//! answers whether a pattern occurs, so that it can remember what failed where and never try it twice. Patterns with
//! back-references can't be run that way; they have a limit of steps, and a text that reaches it is refused.

mod compile;
mod parse;
mod run;
mod set;

use compile::Program;
use std::sync::OnceLock;

/// A `pattern` (JSON Schema 2020-12 validation, section 6.3.3), compiled when it is first asked.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    program: OnceLock<Option<Program>>,
}

impl Pattern {
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            program: OnceLock::new(),
        }
    }

    /// As the description has it; what messages show.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern occurs in `text`. One that can't be compiled, which generation rules out, occurs nowhere.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.program
            .get_or_init(|| compile::compile(&parse::parse(self.source, false)?))
            .as_ref()
            .is_some_and(|program| run::occurs(program, text))
    }

    /// Whether the pattern can be run; for generation, which has to know it before.
    #[must_use]
    pub fn is_supported(source: &str) -> bool {
        parse::parse(source, false).is_some_and(|tree| compile::compile(&tree).is_some())
    }
}

/// Whether a text is a pattern of ECMA-262 with the flag `u`, without any leniency.
pub(crate) fn is_strict(text: &str) -> bool {
    parse::parse(text, true).is_some()
}
