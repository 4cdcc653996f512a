//! Schemas as tables, for what no Rust type expresses: the assertions of JSON Schema 2020-12, run over the tree of a
//! value. Annotations are followed, so that `unevaluatedProperties` and `unevaluatedItems` mean what they say.

mod assertion;
mod evaluate;
mod evaluated;
mod translate;

use crate::decode::rules::Kinds;
use crate::decode::{Decoder, Mode};
use crate::fault::{Fault, Kind};
use crate::format::Format;
use crate::json::{Broken, Node, Scanner};
use crate::pattern::Pattern;
use evaluate::Evaluation;
use std::sync::OnceLock;
pub(crate) use translate::Translation;

/// A conjunction of keywords. Tables may refer to each other in circles.
#[derive(Debug)]
pub struct Schema(pub &'static [Keyword]);

/// Names with the schema of each.
pub type Named = &'static [(&'static str, &'static Schema)];

/// One keyword. Numbers are decimal texts, constants JSON texts.
#[derive(Debug)]
pub enum Keyword {
    /// The schema `false`.
    Never,
    Types(Kinds),
    /// `enum` and `const`.
    Enum(&'static [&'static str]),
    Minimum(&'static str),
    Maximum(&'static str),
    ExclusiveMinimum(&'static str),
    ExclusiveMaximum(&'static str),
    MultipleOf(&'static str),
    MinLength(u64),
    MaxLength(u64),
    Pattern(&'static Pattern),
    Format(Format),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    Items {
        prefix: &'static [&'static Schema],
        rest: Option<&'static Schema>,
    },
    Contains {
        schema: &'static Schema,
        min: u64,
        max: Option<u64>,
    },
    UnevaluatedItems(&'static Schema),
    Members {
        properties: Named,
        patterns: &'static [(&'static Pattern, &'static Schema)],
        additional: Option<&'static Schema>,
    },
    Required(&'static [&'static str]),
    PropertyNames(&'static Schema),
    MinProperties(u64),
    MaxProperties(u64),
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    DependentSchemas(Named),
    UnevaluatedProperties(&'static Schema),
    Ref(&'static Schema),
    /// The same to a table that is made while the service runs.
    Late(&'static OnceLock<Schema>),
    AllOf(&'static [&'static Schema]),
    AnyOf(&'static [&'static Schema]),
    OneOf(&'static [&'static Schema]),
    Not(&'static Schema),
    If {
        condition: &'static Schema,
        then: Option<&'static Schema>,
        otherwise: Option<&'static Schema>,
    },
}

impl Schema {
    /// Accepts everything.
    pub const ANY: Self = Self(&[]);
}

/// Holds a value against a schema; the faults go to the decoder.
pub(crate) fn check(decoder: &mut Decoder<'_>, schema: &'static Schema, node: &Node<'_>) -> bool {
    let mut evaluation = Evaluation::new(decoder.mode(), Some(decoder.faults_left()));
    let accepted = evaluation.accepts(schema, node);
    let place = if accepted { Vec::new() } else { decoder.loc() };
    for mut fault in evaluation.into_faults() {
        fault.loc.splice(0..0, place.iter().cloned());
        decoder.record(fault);
    }
    accepted
}

/// The first fault of a value, if any.
pub(crate) fn first_fault(mode: Mode, schema: &'static Schema, node: &Node<'_>) -> Option<Kind> {
    let mut evaluation = Evaluation::new(mode, Some(1));
    evaluation.accepts(schema, node);
    let first = evaluation.into_faults().next();
    first.map(|fault| fault.kind)
}

/// The faults of a value, given as JSON text; `most` of them.
///
/// # Errors
///
/// When the text is no JSON.
pub(crate) fn faults(
    schema: &'static Schema,
    json: &str,
    most: usize,
) -> Result<Vec<Fault>, Broken> {
    let node = Node::read(&mut Scanner::new(json, crate::json::MAX_DEPTH))?;
    let mut evaluation = Evaluation::new(Mode::Strict, Some(most));
    evaluation.accepts(schema, &node);
    Ok(evaluation.into_faults().collect())
}

/// Whether a value, given as JSON text, is valid.
///
/// # Errors
///
/// When the text is no JSON.
pub fn accepts(schema: &'static Schema, json: &str) -> Result<bool, Broken> {
    let node = Node::read(&mut Scanner::new(json, crate::json::MAX_DEPTH))?;
    Ok(Evaluation::new(Mode::Strict, None).accepts(schema, &node))
}
