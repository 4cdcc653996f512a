//! Keywords that look at a value alone, without any other schema.

use super::{Keyword, Schema};
use crate::decode::Mode;
use crate::decode::rules::Kinds;
use crate::fault::Kind;
use crate::fault::kind::{self, Limit};
use crate::json::{Body, Decimal, Node, Scanner};
use std::cmp::Ordering;

/// The types that a value counts as: one, but for the text of a parameter.
pub(super) fn kinds(mode: Mode, node: &Node<'_>) -> Kinds {
    match &node.body {
        Body::Null => Kinds::NULL,
        Body::Boolean(_) => Kinds::BOOLEAN,
        Body::Object(_) => Kinds::OBJECT,
        Body::Array(_) => Kinds::ARRAY,
        // A file of a form.
        Body::Number(_) if mode == Mode::Text => Kinds::STRING,
        Body::Number(text) => number_kind(text),
        Body::Text(text) if mode != Mode::Strict => {
            let kinds = Kinds::STRING.or(number_kind(text));
            match text.as_ref() {
                "" | "null" if mode == Mode::Text => kinds.or(Kinds::NULL),
                "true" | "false" => kinds.or(Kinds::BOOLEAN),
                _ => kinds,
            }
        }
        Body::Text(_) => Kinds::STRING,
    }
}

fn number_kind(text: &str) -> Kinds {
    match Decimal::parse(text) {
        Some(number) if number.is_integer() => Kinds::INTEGER,
        Some(_) => Kinds::FRACTION,
        None => Kinds::NONE,
    }
}

/// The fault of a value that is of none of the types.
#[cold]
pub(super) fn wrong_type(expected: Kinds, actual: Kinds) -> Kind {
    match expected {
        Kinds::NULL => kind::NONE_REQUIRED,
        Kinds::BOOLEAN => kind::BOOL_TYPE,
        Kinds::OBJECT => kind::DICT_TYPE,
        Kinds::ARRAY => kind::LIST_TYPE,
        Kinds::NUMBER => kind::FLOAT_TYPE,
        Kinds::INTEGER if actual.overlaps(Kinds::FRACTION) => kind::INT_FROM_FLOAT,
        Kinds::INTEGER => kind::INT_TYPE,
        Kinds::STRING => kind::STRING_TYPE,
        other => kind::wrong_type(&other.describe()),
    }
}

/// What is asserted of one value: the value under each of the guises that it has.
pub(super) struct Subject<'n> {
    pub(super) number: Option<Decimal<'n>>,
    text: Option<&'n str>,
}

impl<'n> Subject<'n> {
    pub(super) fn of(mode: Mode, schema: &Schema, node: &'n Node<'_>) -> Self {
        let (number, text) = match &node.body {
            Body::Number(text) if mode == Mode::Strict => (Decimal::parse(text), None),
            Body::Text(text) if mode == Mode::Strict => (None, Some(text.as_ref())),
            Body::Text(text) => {
                // A text stands for what the schema asks for; for either, when it asks for nothing.
                let asked = asked(schema);
                let number = asked.is_none_or(|kinds| !kinds.overlaps(Kinds::STRING));
                let string = asked.is_none_or(|kinds| kinds.overlaps(Kinds::STRING));
                (
                    number.then(|| Decimal::parse(text)).flatten(),
                    string.then_some(text.as_ref()),
                )
            }
            _ => (None, None),
        };
        Self { number, text }
    }

    /// The fault of a keyword that looks at numbers or strings; every other keyword accepts here.
    pub(super) fn fault(&self, keyword: &Keyword) -> Option<Kind> {
        if let Some(number) = &self.number
            && let Some(kind) = number_fault(keyword, number)
        {
            return Some(kind);
        }
        text_fault(keyword, self.text?)
    }
}

fn asked(schema: &Schema) -> Option<Kinds> {
    schema.0.iter().find_map(|keyword| match keyword {
        Keyword::Types(kinds) => Some(*kinds),
        _ => None,
    })
}

fn number_fault(keyword: &Keyword, number: &Decimal<'_>) -> Option<Kind> {
    let (limit, text, fine): (_, _, fn(Ordering) -> bool) = match keyword {
        Keyword::Minimum(text) => (Limit::GreaterOrEqual, text, Ordering::is_ge),
        Keyword::ExclusiveMinimum(text) => (Limit::Greater, text, Ordering::is_gt),
        Keyword::Maximum(text) => (Limit::LessOrEqual, text, Ordering::is_le),
        Keyword::ExclusiveMaximum(text) => (Limit::Less, text, Ordering::is_lt),
        Keyword::MultipleOf(text) => {
            let unit = Decimal::parse(text)?;
            let multiple = number.is_multiple_of(&unit).unwrap_or(true);
            return (!multiple).then(|| kind::multiple_of(text, !unit.is_integer()));
        }
        _ => return None,
    };
    let bound = Decimal::parse(text)?;
    let float = !bound.is_integer();
    (!fine(number.compare(&bound))).then(|| kind::out_of_bounds(limit, text, float))
}

fn text_fault(keyword: &Keyword, text: &str) -> Option<Kind> {
    let length = || text.chars().count() as u64;
    match keyword {
        Keyword::MinLength(least) => (length() < *least).then(|| kind::string_too_short(*least)),
        Keyword::MaxLength(most) => (length() > *most).then(|| kind::string_too_long(*most)),
        Keyword::Pattern(pattern) => {
            (!pattern.matches(text)).then(|| kind::string_pattern_mismatch(pattern.source()))
        }
        Keyword::Format(format) => {
            (!format.accepts(text)).then(|| crate::decode::mismatch(*format, text))
        }
        _ => None,
    }
}

/// Whether a value is one of the constants.
pub(super) fn is_constant(mode: Mode, constants: &[&str], node: &Node<'_>) -> bool {
    constants.iter().any(|constant| match &node.body {
        Body::Text(text) => {
            is_text(constant, text)
                || mode == Mode::Text && crate::decode::same_text(constant, text)
        }
        Body::Null => *constant == "null",
        Body::Boolean(value) => *constant == if *value { "true" } else { "false" },
        _ => parsed(constant).is_some_and(|constant| constant.equals(node)),
    })
}

fn is_text(constant: &str, text: &str) -> bool {
    let inner = constant
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('\\') => inner == text,
        Some(_) => {
            matches!(parsed(constant).map(|node| node.body), Some(Body::Text(value)) if value == text)
        }
        None => false,
    }
}

fn parsed(constant: &str) -> Option<Node<'_>> {
    Node::read(&mut Scanner::new(constant, crate::json::MAX_DEPTH)).ok()
}
