//! Pydantic's lax mode, as FastAPI uses it: what stands for a number, a moment or a union's branch beside the thing
//! itself. Values of parameters and forms come as strings, those of JSON as what they are; the rules are the same.

mod decimal;
mod duration;
mod email;
pub(super) mod form;
mod moment;
mod number;
mod text;
mod union;
mod url;

use super::Decoder;
use std::borrow::Cow;

/// A value without parts.
enum Leaf<'a> {
    Text(Cow<'a, str>),
    /// As written.
    Number(&'a str),
    Boolean(bool),
    /// Null, or a value with parts.
    Other,
}

impl<'a> Decoder<'a> {
    /// The value ahead, which is consumed, and where it began.
    fn lax_leaf(&mut self) -> Option<(Leaf<'a>, usize)> {
        let first = self.scan.peek();
        let start = self.scan.at();
        if first == b'"' {
            return Some((Leaf::Text(self.leaf()?.text()), start));
        }
        self.skip();
        if self.halted {
            return None;
        }
        let token = self.scan.slice(start, self.scan.at());
        let leaf = match first {
            b't' => Leaf::Boolean(true),
            b'f' => Leaf::Boolean(false),
            b'{' | b'[' | b'n' => Leaf::Other,
            _ if !self.uploads.is_empty() => Leaf::Other,
            _ => Leaf::Number(token),
        };
        Some((leaf, start))
    }
}

/// Without the underscores that Python allows between digits.
fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(Cow::Borrowed(text));
    }
    let misplaced = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    (!misplaced).then(|| Cow::Owned(text.replace('_', "")))
}
