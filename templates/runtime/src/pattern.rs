//! Regular expressions of a description: ECMA-262 in meaning, compiled when they are first asked.

use std::sync::OnceLock;

/// A `pattern`, searched for anywhere in the text (JSON Schema 2020-12 validation, section 6.3.3).
#[derive(Debug)]
pub struct Pattern {
    /// As the description has it; what messages show.
    source: &'static str,
    engine: Engine,
}

#[derive(Debug)]
enum Engine {
    /// The same pattern in the dialect of the `regex` crate: time linear in the text.
    Linear {
        translated: &'static str,
        compiled: OnceLock<Option<regex::Regex>>,
    },
    /// A pattern with look-around or back-references, as it is.
    Ecma(OnceLock<Option<regress::Regex>>),
}

impl Pattern {
    /// A pattern that means the same in both dialects.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self::regex(source, source)
    }

    /// A pattern that was translated for the `regex` crate.
    #[must_use]
    pub const fn regex(translated: &'static str, source: &'static str) -> Self {
        Self {
            source,
            engine: Engine::Linear {
                translated,
                compiled: OnceLock::new(),
            },
        }
    }

    /// A pattern that only an ECMA-262 engine can run.
    #[must_use]
    pub const fn ecma(source: &'static str) -> Self {
        Self {
            source,
            engine: Engine::Ecma(OnceLock::new()),
        }
    }

    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern occurs in `text`. One that can't be compiled, which generation rules out, occurs nowhere.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match &self.engine {
            Engine::Linear {
                translated,
                compiled,
            } => compiled
                .get_or_init(|| regex::Regex::new(translated).ok())
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(text)),
            Engine::Ecma(compiled) => compiled
                .get_or_init(|| ecma(self.source))
                .as_ref()
                .is_some_and(|pattern| pattern.find(text).is_some()),
        }
    }
}

/// With the flag `u`, as JSON Schema recommends (core section 6.4); without it for the patterns that need leniency.
fn ecma(source: &str) -> Option<regress::Regex> {
    regress::Regex::with_flags(source, "u")
        .or_else(|_| regress::Regex::new(source))
        .ok()
}

/// Whether a text is a pattern of ECMA-262, with the flag `u`.
pub(crate) fn is_ecma(text: &str) -> bool {
    regress::Regex::with_flags(text, "u").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_search() {
        static LINEAR: Pattern = Pattern::new("b[0-9]+");
        static ECMA: Pattern = Pattern::ecma(r"(a|b)\1(?!c)");
        static BROKEN: Pattern = Pattern::new("(");
        assert!(LINEAR.matches("ab12c") && !LINEAR.matches("ab"));
        assert!(ECMA.matches("xaa") && !ECMA.matches("ab") && !ECMA.matches("aac"));
        assert!(!BROKEN.matches(""));
    }
}
