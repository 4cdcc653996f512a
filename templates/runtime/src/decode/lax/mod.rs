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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::rules::{Choices, Kinds, Text};
    use crate::decode::{Options, decode_slice};
    use crate::format::Format;

    static DAY: Schema = Schema(&[Keyword::Format(Format::Date)]);
    static COLOR: Schema = Schema(&[
        Keyword::Types(Kinds::STRING),
        Keyword::Enum(&["\"red\"", "\"it's\""]),
    ]);
    static NAMED: Schema = Schema(&[Keyword::Ref(&COLOR)]);

    #[test]
    fn names_of_members_are_read_as_values_are() {
        let said = |schema: &'static Schema, name: &str| {
            let fault = name_fault(schema, &Node::text(name, 0, 0), name);
            fault.map(|kind| (kind.name.into_owned(), kind.message.into_owned()))
        };
        let wrong = |name: &str, message: &str| Some((name.to_owned(), message.to_owned()));
        assert_eq!(said(&DAY, "2024-02-29"), None);
        assert_eq!(said(&DAY, "1709164800"), None);
        assert_eq!(
            said(&DAY, "x"),
            wrong(
                "date_from_datetime_parsing",
                "Input should be a valid date or datetime, input is too short"
            )
        );
        let colors = "Input should be 'red' or \"it's\"";
        assert_eq!(said(&COLOR, "blue"), wrong("literal_error", colors));
        assert_eq!(said(&NAMED, "blue"), wrong("enum", colors));
        assert_eq!(said(&NAMED, "red"), None);
    }

    fn read<T: std::fmt::Debug>(text: &str, read: crate::decode::Read<T>) -> String {
        let options = Options {
            mode: Mode::Lax,
            ..Options::STRICT
        };
        match decode_slice(text.as_bytes(), &options, read) {
            Ok(value) => format!("{value:?}"),
            Err(faults) => faults.iter().map(|fault| &*fault.kind.name).collect(),
        }
    }

    #[test]
    fn an_enum_of_numbers_is_looked_up_as_python_does() {
        static LEVELS: Choices = Choices {
            values: &["1", "10"],
            named: true,
        };
        static WORDS: Choices = Choices {
            values: &["true", "\"a\""],
            named: false,
        };
        for (text, found) in [
            ("true", "0"),
            ("\" 10 \"", "1"),
            ("10.0", "1"),
            ("2", "enum"),
            ("\"99999999999999999999\"", "int_parsing_size"),
            ("99999999999999999999", "int_parsing_size"),
        ] {
            assert_eq!(read(text, |d| d.choice(&LEVELS)), found, "{text}");
        }
        for (text, found) in [
            ("1", "0"),
            ("0", "literal_error"),
            ("\"1\"", "literal_error"),
        ] {
            assert_eq!(read(text, |d| d.choice(&WORDS)), found, "{text}");
        }
    }

    #[test]
    fn an_address_may_be_a_number() {
        for (text, found) in [
            ("\"::1\"", "\"::1\""),
            ("16909060", "\"1.2.3.4\""),
            ("true", "\"0.0.0.1\""),
            ("1.5", "ip_any_address"),
            ("null", "ip_any_address"),
            ("\"1.2.3\"", "ip_any_address"),
        ] {
            assert_eq!(read(text, |d| d.ip_string(&Text::ANY)), found, "{text}");
        }
    }
}
