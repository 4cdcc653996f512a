//! Values that fit: sample values, mock answers. In: [`ir::Api`] and its schemas. Out: JSON that
//! [`conforms`](crate::ir::conform), the description's own examples first, synthesised otherwise; the same from run to
//! run. Must not know Rust identifiers, files or how decoders are emitted.

mod array;
mod case;
mod edge;
mod example;
mod media;
mod mock;
mod name;
mod number;
mod object;
mod pattern;
mod request;
mod shape;
mod solve;
mod text;
mod wire;

pub use crate::ir::conform::{Conformer, Direction, Mismatch};
pub use case::{Case, Expect, Step, cases};
pub use example::check_examples;
pub use media::is_json;
pub use mock::{Mock, MockBody, gone, has_gone, mock};
pub use request::{Request, RequestBody, request, takes_files};

use crate::ir::{SchemaId, Schemas};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// The schemas of one API with what was worked out about them so far. Make one for an API and use it throughout.
#[derive(Debug)]
pub struct Sampler<'a> {
    schemas: &'a Schemas,
    conformer: Conformer<'a>,
    known: RefCell<BTreeMap<solve::Goal, solve::Known>>,
    /// Subschemas solved for the sample under way; one that was known counts as often as its value has parts.
    steps: Cell<usize>,
    /// Set when recursion was cut somewhere below: the result depends on what encloses it.
    cut: Cell<bool>,
    enclosing: RefCell<Vec<SchemaId>>,
    has_discriminators: bool,
}

/// Subschemas solved for one sample.
const STEP_LIMIT: usize = 20_000;

impl<'a> Sampler<'a> {
    #[must_use]
    pub fn new(schemas: &'a Schemas) -> Self {
        Self {
            schemas,
            conformer: Conformer::new(schemas),
            known: RefCell::default(),
            steps: Cell::default(),
            cut: Cell::default(),
            enclosing: RefCell::default(),
            has_discriminators: schemas
                .iter()
                .any(|(_, schema)| schema.discriminator.is_some()),
        }
    }

    #[must_use]
    pub fn conformer(&self) -> &Conformer<'a> {
        &self.conformer
    }

    /// Whether a schema, or what it refers to, is made of others.
    #[must_use]
    pub fn is_composed(&self, id: SchemaId) -> bool {
        let schema = &self.schemas[id];
        let schema = schema.reference.map_or(schema, |id| &self.schemas[id]);
        [&schema.all_of, &schema.any_of, &schema.one_of]
            .iter()
            .any(|branches| !branches.is_empty())
    }

    fn name_matches(&self, pattern: &str, name: &str) -> bool {
        self.conformer.matches(pattern, name) == Some(true)
    }

    /// A value that conforms; `None` when there is none, or none was found within the budget.
    #[must_use]
    pub fn value(&self, id: SchemaId, direction: Direction) -> Option<Value> {
        self.named_value(id, "", direction)
    }

    /// The same for a value that stands under a name (a parameter, a header), which it may look like.
    #[must_use]
    pub fn named_value(&self, id: SchemaId, name: &str, direction: Direction) -> Option<Value> {
        self.run(&solve::Goal::new(vec![id], name, direction))
    }

    /// Another value for each salt, as far as the schema allows several.
    fn salted_value(&self, id: SchemaId, name: &str, salt: u32) -> Option<Value> {
        let goal = solve::Goal::new(vec![id], name, Direction::Request);
        self.run(&solve::Goal { salt, ..goal })
    }

    /// Only where nothing fits to the letter does a discriminator decide.
    fn run(&self, goal: &solve::Goal) -> Option<Value> {
        let attempt = |goal: &solve::Goal| {
            self.steps.set(0);
            self.cut.set(false);
            self.solve(goal).filter(|value| self.fits(goal, value))
        };
        let by_tag = || {
            self.has_discriminators.then(|| {
                attempt(&solve::Goal {
                    by_tag: true,
                    ..goal.clone()
                })
            })?
        };
        attempt(goal).or_else(by_tag)
    }
}

/// A value that conforms to a schema; see [`Sampler`] for many.
#[must_use]
pub fn value(schemas: &Schemas, id: SchemaId, direction: Direction) -> Option<Value> {
    Sampler::new(schemas).value(id, direction)
}
