//! Constants: the value is one of a closed set.

use super::rules::Choices;
use super::{Decoder, Mode};
use crate::fault::kind;
use crate::json::{Decimal, Node, Scanner};
use std::cmp::Ordering;

impl Decoder<'_> {
    /// Reads a constant and gives its position in the table. Numbers are equal when their values are.
    pub fn choice(&mut self, choices: &'static Choices) -> Option<usize> {
        let first = self.scan.peek();
        let start = self.scan.at();
        self.skip();
        if self.halted {
            return None;
        }
        let end = self.scan.at();
        let token = self.scan.slice(start, end);
        let found = choices.values.iter().position(|value| *value == token);
        let found = found.or_else(|| self.equal_choice(choices, token, first));
        if found.is_none() {
            let kind = if self.mode == Mode::Lax && is_oversized(choices, token) {
                kind::INT_PARSING_SIZE
            } else {
                kind::not_a_choice(choices.values, choices.named)
            };
            self.fault(kind, start, end);
        }
        found
    }

    /// The token is written in another way than the constant, or it is none of them.
    #[cold]
    fn equal_choice(&self, choices: &Choices, token: &str, first: u8) -> Option<usize> {
        let node = Node::read(&mut Scanner::new(token, crate::json::MAX_DEPTH)).ok()?;
        let text = match &node.body {
            crate::json::Body::Text(text) if self.mode == Mode::Text && first == b'"' => Some(text),
            _ => None,
        };
        // An enum of numbers is looked up by what the text converts to, a literal is not.
        let converts = self.mode == Mode::Lax
            && choices.named
            && !choices.values.iter().any(|value| value.starts_with('"'));
        let digits = match &node.body {
            crate::json::Body::Text(text) if converts => Decimal::parse(text.trim()),
            // To Python, `True` is 1.
            crate::json::Body::Boolean(value) if self.mode == Mode::Lax => {
                Decimal::parse(bit(*value))
            }
            crate::json::Body::Number(text) if self.mode == Mode::Lax => Decimal::parse(text),
            _ => None,
        };
        let number = |constant| match constant {
            "true" | "false" if self.mode == Mode::Lax => Decimal::parse(bit(constant == "true")),
            _ => Decimal::parse(constant),
        };
        choices.values.iter().position(|value| {
            text.is_some_and(|text| same_text(value, text))
                || matches!((&digits, number(value)), (Some(a), Some(b)) if a.compare(&b) == Ordering::Equal)
                || Node::read(&mut Scanner::new(value, crate::json::MAX_DEPTH))
                    .is_ok_and(|value| value.equals(&node))
        })
    }
}

const fn bit(value: bool) -> &'static str {
    if value { "1" } else { "0" }
}

/// Whether pydantic fails to look an integer up: one that does not fit 64 bits, where integers are among the constants.
/// A text counts where it is converted.
fn is_oversized(choices: &Choices, token: &str) -> bool {
    let is_number = |value: &&&str| !value.starts_with(['"', 't', 'f', 'n']);
    let numbers = choices.values.iter().filter(is_number).count();
    let text = token
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let digits = match text {
        Some(text) if choices.named && numbers == choices.values.len() => text.trim(),
        Some(_) => return false,
        None => token,
    };
    let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    numbers > 0
        && !unsigned.is_empty()
        && unsigned.bytes().all(|byte| byte.is_ascii_digit())
        && digits.parse::<i64>().is_err()
}

/// Whether the text of a parameter stands for a constant that is no string.
pub(crate) fn same_text(constant: &str, text: &str) -> bool {
    constant == text
        || constant == "null" && text.is_empty()
        || matches!((Decimal::parse(constant), Decimal::parse(text)),
            (Some(a), Some(b)) if a.compare(&b) == Ordering::Equal)
}
