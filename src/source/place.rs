//! Places: a file and a JSON pointer into it, or a span of its text. They are made for nearly every part of a
//! description and shown for nearly none, so making one must be cheap.

use std::ops::Range;
use std::sync::Arc;

/// Index of a loaded file, in the order of loading; 0 is the entry document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// Where a thing stands in a description: a file and a JSON pointer into it.
///
/// Cheap to clone. The default is the root of the entry document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    pub file: FileId,
    pub pointer: Pointer,
}

/// A JSON pointer (RFC 6901), kept as a linked path so that walking down is one allocation a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pointer(Option<Arc<Step>>);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Step {
    Down {
        parent: Pointer,
        /// Not escaped; a decimal index for an array.
        token: Box<str>,
    },
    /// Bytes of a text that has no pointers of its own: a Rust file. It is the root as far as pointers go.
    Span { start: u32, end: u32 },
}

impl Place {
    #[must_use]
    pub fn root(file: FileId) -> Self {
        Self {
            file,
            pointer: Pointer::default(),
        }
    }

    /// A part of a file's text, in bytes (without a byte order mark).
    #[must_use]
    pub fn span(file: FileId, bytes: Range<u32>) -> Self {
        Self {
            file,
            pointer: Pointer(Some(Arc::new(Step::Span {
                start: bytes.start,
                end: bytes.end,
            }))),
        }
    }

    /// The place one step further down.
    #[must_use]
    pub fn at(&self, token: &str) -> Self {
        Self {
            file: self.file,
            pointer: self.pointer.push(token),
        }
    }

    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.at(&index.to_string())
    }
}

impl Pointer {
    #[must_use]
    pub fn push(&self, token: &str) -> Self {
        Self(Some(Arc::new(Step::Down {
            parent: self.clone(),
            token: token.into(),
        })))
    }

    /// From the root down, not escaped.
    #[must_use]
    pub fn tokens(&self) -> Vec<&str> {
        let mut tokens = Vec::new();
        let mut here = self;
        while let Some(Step::Down { parent, token }) = here.0.as_deref() {
            tokens.push(&**token);
            here = parent;
        }
        tokens.reverse();
        tokens
    }

    /// The bytes of the text that are meant, where it is a span.
    #[must_use]
    pub fn bytes(&self) -> Option<Range<u32>> {
        match self.0.as_deref() {
            Some(Step::Span { start, end }) => Some(*start..*end),
            _ => None,
        }
    }
}

/// The text form of RFC 6901: `/paths/~1pets/get`; empty for the root.
impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for token in self.tokens() {
            write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

impl Pointer {
    /// The last step, not escaped; `None` for the root.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        match self.0.as_deref() {
            Some(Step::Down { token, .. }) => Some(token),
            _ => None,
        }
    }
}

impl<'a> FromIterator<&'a str> for Pointer {
    fn from_iter<I: IntoIterator<Item = &'a str>>(tokens: I) -> Self {
        tokens
            .into_iter()
            .fold(Self::default(), |pointer, token| pointer.push(token))
    }
}
