//! What was wrong with a request: a list of faults, each with a type, a place, a message and the input it is about.
//! The form is FastAPI's: `{"detail": [{"type", "loc", "msg", "input", "ctx"?}]}`.

pub mod kind;

pub use kind::Kind;

use crate::json::{Node, Scanner};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::fmt;

/// One step on the way from the request to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loc {
    /// A source (`body`, `query`), a name, or the label of a union's branch.
    Key(Cow<'static, str>),
    /// The position in an array; for broken JSON the character at which reading stopped.
    Index(usize),
}

impl From<&'static str> for Loc {
    fn from(key: &'static str) -> Self {
        Self::Key(Cow::Borrowed(key))
    }
}

impl From<String> for Loc {
    fn from(key: String) -> Self {
        Self::Key(Cow::Owned(key))
    }
}

impl From<usize> for Loc {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// What is echoed of the value that a fault is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Input {
    /// There was none: `null`.
    #[default]
    Absent,
    /// `{}`, which FastAPI says of a body that could not be read at all.
    Unread,
    /// A JSON text.
    Json(Box<str>),
    /// Text that isn't JSON, or too much of it.
    Text(Box<str>),
    /// Part of the text that is being decoded, in bytes; [`Faults`] never hold one.
    Span { start: usize, end: usize },
}

/// The most bytes of a value that are echoed.
pub(crate) const ECHO: usize = 2048;
/// The same for clients that expect to see all of it, within reason.
pub(crate) const ECHO_ALL: usize = 64 * 1024;
/// What is shown of a value that is too large to echo.
const EXCERPT: usize = 200;
/// What is shown of a secret.
pub const MASK: &str = "**********";

impl Input {
    fn to_json(&self) -> Value {
        match self {
            Self::Absent | Self::Span { .. } => Value::Null,
            Self::Unread => json!({}),
            Self::Text(text) => json!(text),
            Self::Json(text) => {
                let node = Node::read(&mut Scanner::new(text, crate::json::MAX_DEPTH));
                let value = node.ok().map(|node| node.to_value());
                value.unwrap_or_else(|| json!(text))
            }
        }
    }

    /// The part of `text` between two bytes. `secrets` are parts that nobody may see.
    pub(crate) fn cut(
        text: &str,
        start: usize,
        end: usize,
        secrets: &[(usize, usize)],
        echo: usize,
    ) -> Self {
        let mut shown = String::new();
        let mut at = start;
        for &(from, to) in secrets {
            if from >= at && to <= end {
                shown.push_str(text.get(at..from).unwrap_or_default());
                shown.push('"');
                shown.push_str(MASK);
                shown.push('"');
                at = to;
            } else if from < start && start < to {
                return Self::Text(MASK.into());
            }
        }
        shown.push_str(text.get(at..end).unwrap_or_default());
        if shown.len() <= echo {
            return Self::Json(shown.into());
        }
        let excerpt: String = shown.chars().take(EXCERPT).collect();
        Self::Text(format!("{excerpt}… ({} bytes)", end - start).into())
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub kind: Kind,
    pub loc: Vec<Loc>,
    pub input: Input,
}

impl Fault {
    #[must_use]
    pub fn new(kind: Kind, loc: Vec<Loc>, input: Input) -> Self {
        Self { kind, loc, input }
    }

    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("type".to_owned(), json!(self.kind.name));
        object.insert("loc".to_owned(), loc_json(&self.loc));
        object.insert("msg".to_owned(), json!(self.kind.message));
        object.insert("input".to_owned(), self.input.to_json());
        if !self.kind.context.is_empty() {
            let context = self.kind.context.iter();
            let context = context.map(|(name, value)| ((*name).to_owned(), value.clone()));
            object.insert("ctx".to_owned(), Value::Object(context.collect()));
        }
        Value::Object(object)
    }
}

fn loc_json(loc: &[Loc]) -> Value {
    let steps = loc.iter().map(|step| match step {
        Loc::Key(key) => json!(key),
        Loc::Index(index) => json!(index),
    });
    Value::Array(steps.collect())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.loc.iter().enumerate() {
            f.write_str(if i > 0 { "." } else { "" })?;
            match step {
                Loc::Key(key) => f.write_str(key)?,
                Loc::Index(index) => write!(f, "{index}")?,
            }
        }
        write!(f, ": {}", self.kind.message)
    }
}

/// Every fault of a request, in the order in which they were met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    #[must_use]
    pub fn new(list: Vec<Fault>) -> Self {
        Self { list }
    }

    pub fn push(&mut self, fault: Fault) {
        self.list.push(fault);
    }

    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    pub(crate) fn list_mut(&mut self) -> &mut Vec<Fault> {
        &mut self.list
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.list.iter()
    }

    /// `{"detail": […]}`
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "detail": self.list.iter().map(Fault::to_json).collect::<Vec<_>>() })
    }
}

impl<'f> IntoIterator for &'f Faults {
    type Item = &'f Fault;
    type IntoIter = std::slice::Iter<'f, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.list.iter().enumerate() {
            write!(f, "{}{fault}", if i > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
