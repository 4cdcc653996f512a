//! Decimals: pydantic describes one as a number or a string, and reads either as the same thing.

use super::Leaf;
use crate::decode::rules::Union;
use crate::decode::{Decoder, Read};
use crate::fault::kind;

impl Decoder<'_> {
    /// Reads a union of a number and a string that is a decimal. The limits are those of the number, for both.
    pub(super) fn lax_decimal<T>(&mut self, _: &'static Union, branches: &[Read<T>]) -> Option<T> {
        let (number, string) = (branches.first()?, branches.get(1)?);
        let (start, before) = (self.scan, self.faults.len());
        let (leaf, at) = self.lax_leaf()?;
        let is_text = matches!(leaf, Leaf::Text(_));
        let wrong = match leaf {
            Leaf::Text(text) => match syntax(&text) {
                Syntax::Number => None,
                Syntax::NotFinite => Some(kind::FINITE_NUMBER),
                Syntax::None => Some(kind::DECIMAL_PARSING),
            },
            Leaf::Number(text) => {
                let finite = text.parse::<f64>().is_ok_and(f64::is_finite);
                (!finite).then_some(kind::FINITE_NUMBER)
            }
            Leaf::Boolean(_) | Leaf::Other => Some(kind::DECIMAL_TYPE),
        };
        if let Some(kind) = wrong {
            return self.behind(kind, at);
        }
        self.scan = start;
        let value = number(self);
        if self.halted || self.faults.len() > before {
            for fault in self.faults.iter_mut().skip(before) {
                fault.kind.show_whole();
            }
            return None;
        }
        if is_text {
            self.scan = start;
            return string(self);
        }
        value
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Syntax {
    Number,
    NotFinite,
    None,
}

/// As the constructor of Python's `Decimal` has it: blanks around, underscores anywhere.
fn syntax(text: &str) -> Syntax {
    let text = text.trim().replace('_', "").to_ascii_lowercase();
    let text = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let nan = text.strip_prefix('s').unwrap_or(text).strip_prefix("nan");
    if matches!(text, "inf" | "infinity") || nan.is_some_and(digits) {
        return Syntax::NotFinite;
    }
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digitless = whole.is_empty() && fraction.is_empty();
    let some = !exponent.is_empty() && !digitless;
    if some && [whole, fraction, exponent].into_iter().all(digits) {
        Syntax::Number
    } else {
        Syntax::None
    }
}
