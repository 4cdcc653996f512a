//! Whether a JSON value fits a schema. In: the arena, a schema, a value, and whether it travels in a request or in a
//! response. Out: nothing, or every mismatch with its place in the value. It is the measure that samples, mocks and
//! contract cases are held to; it must not know how the emitted decoder works.
//!
//! Every keyword that [`Schema`] holds is asserted (JSON Schema 2020-12), and `format` too.

mod array;
mod object;
mod scalar;
mod seen;
mod tag;

use super::schema::{Schema, SchemaId, Schemas};
use super::{format, pattern};
pub use object::is_one_way;
use seen::Seen;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
pub(super) use tag::constants;

/// Which way a value travels: `readOnly` properties are not required in a request, `writeOnly` ones not in a
/// response (OpenAPI 3.0 section 4.7.24.1; JSON Schema validation section 9.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    Request,
    Response,
}

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// RFC 6901, into the value; empty for the value itself.
    pub pointer: String,
    /// The keyword that refuses: `minLength`, `oneOf`; `false` for a schema that allows nothing; `depth` or `budget`
    /// when the question was given up.
    pub keyword: &'static str,
    pub message: String,
}

/// Checks one value; see [`Conformer`] for many.
///
/// # Errors
/// Every mismatch found, at most [`MISMATCH_LIMIT`].
pub fn conforms(
    schemas: &Schemas,
    id: SchemaId,
    value: &Value,
    direction: Direction,
) -> Result<(), Vec<Mismatch>> {
    Conformer::new(schemas).check(id, value, direction)
}

pub const MISMATCH_LIMIT: usize = 50;

/// Subschemas inside subschemas; a value nested deeper than that is given up.
const DEPTH_LIMIT: usize = 300;

/// Subschemas tried for one value.
const STEP_LIMIT: usize = 500_000;

/// The arena with its patterns compiled on first use.
#[derive(Debug)]
pub struct Conformer<'a> {
    schemas: &'a Schemas,
    patterns: RefCell<BTreeMap<String, Rc<Engine>>>,
}

impl<'a> Conformer<'a> {
    #[must_use]
    pub fn new(schemas: &'a Schemas) -> Self {
        Self {
            schemas,
            patterns: RefCell::default(),
        }
    }

    #[must_use]
    pub fn schemas(&self) -> &'a Schemas {
        self.schemas
    }

    /// Every mismatch, in the order of the schema's keywords.
    ///
    /// # Errors
    /// At most [`MISMATCH_LIMIT`] of them.
    pub fn check(
        &self,
        id: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Result<(), Vec<Mismatch>> {
        let mut check = Check::new(self, direction, false);
        if check.accepts(id, value, &mut Seen::unwanted()) {
            Ok(())
        } else {
            Err(check.mismatches)
        }
    }

    /// Whether a value fits; cheaper than [`Self::check`], because it stops at the first mismatch.
    #[must_use]
    pub fn accepts(&self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        Check::new(self, direction, true).accepts(id, value, &mut Seen::unwanted())
    }

    /// Like [`Self::accepts`], except that a `oneOf` is decided by its discriminator: the branch that the tag names
    /// must fit, and it does not matter whether others do. JSON Schema refuses a value that several branches allow, and
    /// takes one that another branch allows; readers that go by the tag do not (OpenAPI 3.1 section 4.8.25).
    #[must_use]
    pub fn accepts_by_tag(&self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        let mut check = Check::new(self, direction, true);
        check.tags = Tags::Choose;
        check.accepts(id, value, &mut Seen::unwanted())
    }

    /// Like a service that reads the value. It goes by the tag alone: where a discriminator tells every branch of its
    /// union, an object must fit the branch that its tag names. And it looks at no member that does not travel this way.
    #[must_use]
    pub fn accepts_as_read(&self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        let mut check = Check::new(self, direction, true);
        check.tags = Tags::Decide;
        check.accepts(id, value, &mut Seen::unwanted())
    }

    /// Whether an ECMA-262 pattern is found in a text; `None` for a pattern that can't be compiled.
    #[must_use]
    pub fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        match &*self.compiled(pattern) {
            Engine::Ecma(regex) => Some(regex.find(text).is_some()),
            Engine::Linear(regex) => Some(regex.is_match(text)),
            Engine::Broken => None,
        }
    }

    fn compiled(&self, pattern: &str) -> Rc<Engine> {
        if let Some(known) = self.patterns.borrow().get(pattern) {
            return Rc::clone(known);
        }
        let compiled = Rc::new(compile(pattern));
        self.patterns
            .borrow_mut()
            .insert(pattern.to_owned(), Rc::clone(&compiled));
        compiled
    }
}

#[derive(Debug)]
enum Engine {
    Ecma(regress::Regex),
    /// Slower to compile, and never slow to run: for patterns on which an engine that backtracks might not end.
    Linear(regex::Regex),
    Broken,
}

fn compile(pattern: &str) -> Engine {
    let hazardous = pattern::parse(pattern).filter(pattern::is_hazardous);
    if let Some(translated) = hazardous.and_then(|node| pattern::translate(&node)) {
        // What is too large even for that engine would not end in the other one.
        return regex::Regex::new(&translated).map_or(Engine::Broken, Engine::Linear);
    }
    // With the `u` flag as JSON Schema asks (core section 6.4), else the way the author will have tried it.
    let ecma = regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern));
    ecma.map_or(Engine::Broken, Engine::Ecma)
}

/// A group of keywords, applied to the part of the value under test.
type Step<'c, 'a> = fn(&mut Check<'c, 'a>, &'a Schema, &Value, &mut Seen) -> bool;

/// What a discriminator does (OpenAPI 3.1 section 4.8.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    /// Nothing, as in JSON Schema.
    Describe,
    /// It chooses among the branches that fit.
    Choose,
    /// It says which branch has to fit; one-way members are not looked at.
    Decide,
}

/// One run over one value.
struct Check<'c, 'a> {
    conformer: &'c Conformer<'a>,
    direction: Direction,
    /// Above zero: only the verdict counts, nothing is written down.
    quiet: usize,
    mismatches: Vec<Mismatch>,
    /// From the root of the value to the part under test.
    path: Vec<String>,
    /// Schemas being applied, outermost first; those from `base` on are applied to the same part of the value.
    applied: Vec<SchemaId>,
    base: usize,
    steps: usize,
    tags: Tags,
}

impl<'c, 'a> Check<'c, 'a> {
    fn new(conformer: &'c Conformer<'a>, direction: Direction, quiet: bool) -> Self {
        Self {
            conformer,
            direction,
            quiet: usize::from(quiet),
            mismatches: Vec::new(),
            path: Vec::new(),
            applied: Vec::new(),
            base: 0,
            steps: 0,
            tags: Tags::Describe,
        }
    }

    fn schema(&self, id: SchemaId) -> &'a Schema {
        &self.conformer.schemas[id]
    }

    /// Writes a mismatch down, and is always `false`.
    fn refuse(&mut self, keyword: &'static str, message: impl FnOnce() -> String) -> bool {
        if self.quiet == 0 && self.mismatches.len() < MISMATCH_LIMIT {
            let pointer = self.pointer();
            self.mismatches.push(Mismatch {
                pointer,
                keyword,
                message: message(),
            });
        }
        false
    }

    /// RFC 6901.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for token in &self.path {
            pointer.push('/');
            pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
        }
        pointer
    }

    /// Applies a schema to the part of the value under test; what it evaluated goes to `seen`.
    fn accepts(&mut self, id: SchemaId, value: &Value, seen: &mut Seen) -> bool {
        // A schema met again at the same part of the value says nothing new (a reference cycle without progress).
        if self.applied[self.base..].contains(&id) {
            return true;
        }
        self.steps += 1;
        if self.steps > STEP_LIMIT {
            return self.refuse("budget", || "too costly to check".to_owned());
        }
        if self.applied.len() >= DEPTH_LIMIT {
            return self.refuse("depth", || "nested too deep to check".to_owned());
        }
        self.applied.push(id);
        let schema = self.schema(id);
        let unevaluated = schema.object.unevaluated_properties.is_some()
            || schema.array.unevaluated_items.is_some();
        let verdict = if unevaluated {
            let mut own = Seen::wanted();
            let verdict = self.keywords(schema, value, &mut own);
            seen.merge(own);
            verdict
        } else {
            self.keywords(schema, value, seen)
        };
        self.applied.pop();
        verdict
    }

    /// Applies a schema to a part one step further down.
    fn accepts_child(
        &mut self,
        id: SchemaId,
        token: impl FnOnce() -> String,
        value: &Value,
    ) -> bool {
        if self.quiet == 0 {
            self.path.push(token());
        }
        let base = std::mem::replace(&mut self.base, self.applied.len());
        let verdict = self.accepts(id, value, &mut Seen::unwanted());
        self.base = base;
        if self.quiet == 0 {
            self.path.pop();
        }
        verdict
    }

    /// The verdict alone: nothing is written down.
    fn tries(&mut self, id: SchemaId, value: &Value, seen: &mut Seen) -> bool {
        self.quiet += 1;
        let verdict = self.accepts(id, value, seen);
        self.quiet -= 1;
        verdict
    }

    fn tries_child(&mut self, id: SchemaId, value: &Value) -> bool {
        self.quiet += 1;
        let verdict = self.accepts_child(id, String::new, value);
        self.quiet -= 1;
        verdict
    }

    fn keywords(&mut self, schema: &'a Schema, value: &Value, seen: &mut Seen) -> bool {
        if schema.never {
            return self.refuse("false", || "nothing is allowed here".to_owned());
        }
        let steps: [Step<'c, 'a>; 6] = [
            Self::any_value,
            Self::typed,
            Self::conjunction,
            Self::alternatives,
            Self::conditions,
            Self::unevaluated,
        ];
        let mut verdict = true;
        for step in steps {
            verdict &= step(self, schema, value, seen);
            if !verdict && self.quiet > 0 {
                return false;
            }
        }
        verdict
    }

    fn any_value(&mut self, schema: &'a Schema, value: &Value, _: &mut Seen) -> bool {
        scalar::any_value(self, schema, value)
    }

    fn typed(&mut self, schema: &'a Schema, value: &Value, seen: &mut Seen) -> bool {
        match value {
            Value::Null | Value::Bool(_) => true,
            Value::Number(number) => scalar::number(self, schema, number),
            Value::String(text) => scalar::text(self, schema, text),
            Value::Array(items) => array::items(self, &schema.array, items, seen),
            Value::Object(members) => object::members(self, schema, members, seen),
        }
    }

    fn conjunction(&mut self, schema: &'a Schema, value: &Value, seen: &mut Seen) -> bool {
        let mut verdict = true;
        for id in schema.reference.iter().chain(&schema.all_of) {
            verdict &= self.accepts(*id, value, seen);
            if !verdict && self.quiet > 0 {
                return false;
            }
        }
        verdict
    }

    fn alternatives(&mut self, schema: &'a Schema, value: &Value, seen: &mut Seen) -> bool {
        if self.tags == Tags::Decide
            && value.is_object()
            && let Some((property, tags)) = tag::tags(self.conformer.schemas, schema)
        {
            // The values of a mapping are texts; what is not is compared as it is written.
            let tag = value.get(property).map(|tag| match tag {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            let named = tags.iter().find(|(text, _)| tag.as_ref() == Some(text));
            return match named {
                Some((_, branch)) => self.accepts(*branch, value, seen),
                None => self.refuse("discriminator", || "the tag names no branch".to_owned()),
            };
        }
        let mut verdict = true;
        if !schema.any_of.is_empty() && self.count_fitting(&schema.any_of, value, seen, 1) == 0 {
            let count = schema.any_of.len();
            verdict = self.refuse("anyOf", || format!("fits none of {count} branches"));
        }
        if !schema.one_of.is_empty() {
            let count = schema.one_of.len();
            let fitting = self.count_fitting(&schema.one_of, value, seen, 2);
            let tagged = if self.tags == Tags::Choose && fitting > 0 {
                self.tagged_branch_fits(schema, value)
            } else {
                None
            };
            match fitting {
                1.. if tagged == Some(true) => {}
                1 if tagged.is_none() => {}
                1 => {
                    verdict = self.refuse("oneOf", || {
                        "fits another branch than its tag names".to_owned()
                    });
                }
                0 => verdict = self.refuse("oneOf", || format!("fits none of {count} branches")),
                _ => verdict = self.refuse("oneOf", || "fits more than one branch".to_owned()),
            }
        }
        verdict
    }

    /// Whether the branch of `oneOf` fits that the discriminator's property names; `None` when it names none.
    fn tagged_branch_fits(&mut self, schema: &'a Schema, value: &Value) -> Option<bool> {
        let discriminator = schema.discriminator.as_ref()?;
        let tag = value.get(&discriminator.property)?.as_str()?;
        let mapped = discriminator.mapping.get(tag).copied();
        let named = || {
            schema
                .one_of
                .iter()
                .copied()
                .find(|id| self.schema(*id).name.as_deref() == Some(tag))
        };
        let branch = mapped.or_else(named)?;
        Some(self.tries(branch, value, &mut Seen::unwanted()))
    }

    /// How many branches fit; counting stops at `enough`, unless what they evaluated is wanted.
    fn count_fitting(
        &mut self,
        branches: &[SchemaId],
        value: &Value,
        seen: &mut Seen,
        enough: usize,
    ) -> usize {
        let mut count = 0;
        for id in branches {
            let mut own = seen.fresh();
            if self.tries(*id, value, &mut own) {
                seen.merge(own);
                count += 1;
                if count >= enough && !seen.is_wanted() {
                    break;
                }
            }
        }
        count
    }

    fn conditions(&mut self, schema: &'a Schema, value: &Value, seen: &mut Seen) -> bool {
        let mut verdict = true;
        if let Some(id) = schema.not
            && self.tries(id, value, &mut Seen::unwanted())
        {
            verdict = self.refuse("not", || "fits what it must not".to_owned());
        }
        if let Some(id) = schema.if_schema {
            let mut own = seen.fresh();
            let branch = if self.tries(id, value, &mut own) {
                seen.merge(own);
                schema.then_schema
            } else {
                schema.else_schema
            };
            verdict &= branch.is_none_or(|id| self.accepts(id, value, seen));
        }
        verdict
    }

    fn unevaluated(&mut self, schema: &'a Schema, value: &Value, seen: &mut Seen) -> bool {
        match value {
            Value::Array(items) => array::unevaluated(self, &schema.array, items, seen),
            Value::Object(members) => object::unevaluated(self, &schema.object, members, seen),
            _ => true,
        }
    }

    fn format_fits(format: &str, value: &Value) -> bool {
        match value {
            Value::String(text) => format::text(format, text),
            Value::Number(number) => format::number(format, number),
            _ => None,
        }
        .unwrap_or(true)
    }
}
