//! Diagnostics: what is wrong with a description, where, and the way out. Every stage collects into one
//! [`Diagnostics`]; only the command line prints. Must not know files, terminals or stages.

mod explain;
mod render;
pub mod suggest;

pub use explain::{CODES, explain};
pub use render::{Format, REPEATS, View, render};

use crate::source::Place;

/// How bad it is. Errors stop the run before anything is written; the others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something worth knowing; nothing is lost.
    Note,
    /// The description has a fault whose meaning is plain; the text says what was assumed.
    Warning,
    /// Valid, and not (fully) supported: the text says what is generated instead.
    Unsupported,
    /// Nothing is written.
    Error,
}

/// A stable kebab-case name; `explain` has a long text for each (see [`CODES`]).
pub type Code = &'static str;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One terse sentence: what is wrong.
    pub message: String,
    pub place: Option<Place>,
    /// The way out, or what is generated instead.
    pub help: Option<String>,
    /// Other places that matter: the other definition, the reference that led here.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    #[must_use]
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            place: None,
            help: None,
            related: Vec::new(),
        }
    }

    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    #[must_use]
    pub fn unsupported(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Unsupported, code, message)
    }

    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    #[must_use]
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    #[must_use]
    pub fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn related(mut self, place: &Place, text: impl Into<String>) -> Self {
        self.related.push((place.clone(), text.into()));
        self
    }
}

/// Everything found so far, in the order found.
#[derive(Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Makes errors of everything that is as bad as `least` or worse.
    pub fn deny(&mut self, least: Severity) {
        for item in &mut self.items {
            if item.severity >= least {
                item.severity = Severity::Error;
            }
        }
    }

    /// Forgets what is about places that `keep` turns down.
    pub fn retain_places(&mut self, keep: impl Fn(&Place) -> bool) {
        self.items
            .retain(|item| item.place.as_ref().is_none_or(&keep));
    }

    #[must_use]
    pub fn items(&self) -> &[Diagnostic] {
        &self.items
    }

    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.items
            .iter()
            .any(|item| item.severity == Severity::Error)
    }
}
