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

use super::{Decoder, Mode};
use crate::check::{self, Keyword, Schema};
use crate::fault::{Kind, kind};
use crate::json::Node;
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

/// What is wrong with the name of a member, which pydantic reads as it reads a value. A component with constants is an
/// enum, there as elsewhere.
pub(super) fn name_fault(schema: &'static Schema, node: &Node<'_>, name: &str) -> Option<Kind> {
    let (mut inner, mut named) = (schema, false);
    while let [Keyword::Ref(target)] = inner.0 {
        (inner, named) = (*target, true);
    }
    let format = inner.0.iter().find_map(|keyword| match keyword {
        Keyword::Format(format) => Some(*format),
        _ => None,
    });
    if let Some(fault) = format.and_then(|format| text::fault_of(format, name)) {
        return fault;
    }
    if let [Keyword::Enum(constants)] | [Keyword::Types(_), Keyword::Enum(constants)] = inner.0 {
        let fault = check::first_fault(Mode::Lax, schema, node)?;
        return Some(if fault.name == "literal_error" {
            kind::not_a_choice(constants, named)
        } else {
            fault
        });
    }
    check::first_fault(Mode::Lax, schema, node)
}

/// Without the underscores that Python allows between digits.
fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(Cow::Borrowed(text));
    }
    let misplaced = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    (!misplaced).then(|| Cow::Owned(text.replace('_', "")))
}
