//! The walk over a value with a schema in hand.

use super::assertion::{self, Subject};
use super::evaluated::Evaluated;
use super::{Keyword, Named, Schema};
use crate::decode::Mode;
use crate::fault::{Fault, Input, Kind, Loc, kind};
use crate::json::{Body, Node};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many schemas one value may be held against, so that no pair of schema and value takes for ever.
const STEPS: u64 = 4_000_000;
/// How deep schemas may be nested while a value is checked; nesting of the value counts too.
const DEPTH: u32 = 700;

pub(super) struct Evaluation {
    mode: Mode,
    steps: u64,
    depth: u32,
    /// Where in the value the walk is.
    path: Vec<Loc>,
    /// How many faults are wanted; none while a schema is only tried.
    wanted: usize,
    faults: Vec<Fault>,
    /// References that are being followed, with the value: a circle of them says nothing about a value.
    following: Vec<(usize, usize)>,
    /// What references came to, so that nested alternatives don't try them again and again.
    known: BTreeMap<(usize, usize), bool>,
}

type Members<'n> = [(Cow<'n, str>, Node<'n>)];

impl Evaluation {
    /// `wanted`: how many faults are collected at most.
    pub(super) fn new(mode: Mode, wanted: Option<usize>) -> Self {
        Self {
            mode,
            steps: STEPS,
            depth: 0,
            path: Vec::new(),
            wanted: wanted.unwrap_or(0),
            faults: Vec::new(),
            following: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    pub(super) fn into_faults(self) -> impl Iterator<Item = Fault> {
        self.faults.into_iter()
    }

    pub(super) fn accepts(&mut self, schema: &'static Schema, node: &Node<'_>) -> bool {
        let accepted = self.evaluate(schema, node, None);
        if self.steps > 0 {
            return accepted;
        }
        // What was given up on the way may have been inside of a `not`.
        self.faults.clear();
        self.refuse(kind::TOO_COMPLEX, node)
    }

    /// Holds `node` against `schema`. What is evaluated of it goes to `outer`, if the schema accepts.
    fn evaluate(
        &mut self,
        schema: &'static Schema,
        node: &Node<'_>,
        outer: Option<&mut Evaluated>,
    ) -> bool {
        if self.steps == 0 || self.depth >= DEPTH {
            self.steps = 0;
            return false;
        }
        self.steps -= 1;
        self.depth += 1;
        let accepted = match outer {
            None if !looks_back(schema) => self.keywords(schema, node, None),
            outer => {
                let mut evaluated = Evaluated::none(node.length());
                let accepted = self.keywords(schema, node, Some(&mut evaluated));
                if let Some(outer) = outer
                    && accepted
                {
                    outer.merge(&evaluated);
                }
                accepted
            }
        };
        self.depth -= 1;
        accepted
    }

    fn keywords(
        &mut self,
        schema: &'static Schema,
        node: &Node<'_>,
        mut evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let mut accepted = true;
        let subject = Subject::of(self.mode, schema, node);
        for keyword in schema.0 {
            accepted &= match keyword {
                Keyword::UnevaluatedItems(_) | Keyword::UnevaluatedProperties(_) => true,
                Keyword::Types(expected) => {
                    let actual = assertion::kinds(self.mode, node);
                    if !expected.overlaps(actual) {
                        return self.refuse(assertion::wrong_type(*expected, actual), node);
                    }
                    true
                }
                _ => self.keyword(keyword, node, &subject, evaluated.as_deref_mut()),
            };
            if !accepted && self.enough() {
                return false;
            }
        }
        for keyword in schema.0 {
            accepted &= match (keyword, &node.body) {
                (Keyword::UnevaluatedItems(schema), Body::Array(items)) => {
                    self.unevaluated_items(schema, items, evaluated.as_deref_mut())
                }
                (Keyword::UnevaluatedProperties(schema), Body::Object(members)) => {
                    self.unevaluated_members(schema, members, evaluated.as_deref_mut())
                }
                _ => true,
            };
        }
        accepted
    }

    fn keyword(
        &mut self,
        keyword: &'static Keyword,
        node: &Node<'_>,
        subject: &Subject<'_>,
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        match keyword {
            Keyword::Never => self.refuse(kind::NEVER, node),
            Keyword::Enum(constants) => {
                assertion::is_constant(self.mode, constants, node)
                    || self.refuse(kind::not_a_choice(constants, false), node)
            }
            Keyword::Ref(_)
            | Keyword::Late(_)
            | Keyword::AllOf(_)
            | Keyword::AnyOf(_)
            | Keyword::OneOf(_)
            | Keyword::Not(_)
            | Keyword::If { .. } => self.applicator(keyword, node, evaluated),
            _ => match &node.body {
                Body::Array(items) => self.array(keyword, node, items, evaluated),
                Body::Object(members) => self.object(keyword, node, members, evaluated),
                _ => match subject.fault(keyword) {
                    Some(kind) => self.refuse(kind, node),
                    None => true,
                },
            },
        }
    }

    fn applicator(
        &mut self,
        keyword: &'static Keyword,
        node: &Node<'_>,
        mut evaluated: Option<&mut Evaluated>,
    ) -> bool {
        match keyword {
            Keyword::Ref(schema) => self.follow(schema, node, evaluated),
            Keyword::Late(table) => {
                self.follow(table.get().unwrap_or(&Schema::ANY), node, evaluated)
            }
            Keyword::AllOf(schemas) => {
                let mut accepted = true;
                for schema in *schemas {
                    accepted &= self.evaluate(schema, node, evaluated.as_deref_mut());
                }
                accepted
            }
            Keyword::AnyOf(schemas) => {
                let mut matches = 0;
                for schema in *schemas {
                    matches += usize::from(self.tries(schema, node, evaluated.as_deref_mut()));
                    if matches > 0 && evaluated.is_none() {
                        break;
                    }
                }
                matches > 0 || self.refuse_any_of(schemas, node)
            }
            Keyword::OneOf(schemas) => {
                let mut matches = 0;
                for schema in *schemas {
                    matches += usize::from(self.tries(schema, node, evaluated.as_deref_mut()));
                }
                match matches {
                    1 => true,
                    0 => self.refuse(kind::ONE_OF_NONE, node),
                    _ if self.mode == Mode::Text => true,
                    _ => self.refuse(kind::ONE_OF_MANY, node),
                }
            }
            Keyword::Not(schema) => !self.tries(schema, node, None) || self.refuse(kind::NOT, node),
            Keyword::If {
                condition,
                then,
                otherwise,
            } => {
                let met = self.tries(condition, node, evaluated.as_deref_mut());
                let next = if met { then } else { otherwise };
                next.is_none_or(|schema| self.evaluate(schema, node, evaluated))
            }
            _ => true,
        }
    }

    /// Follows a reference. One that leads back to itself at the same value accepts: nothing was asserted on the way.
    fn follow(
        &mut self,
        schema: &'static Schema,
        node: &Node<'_>,
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let key = (
            std::ptr::from_ref(node) as usize,
            std::ptr::from_ref(schema) as usize,
        );
        let here = self
            .following
            .iter()
            .rev()
            .take_while(|(node, _)| *node == key.0);
        if here.into_iter().any(|active| *active == key) {
            return true;
        }
        let quiet = self.wanted == 0 && evaluated.is_none();
        if quiet && let Some(known) = self.known.get(&key) {
            return *known;
        }
        self.following.push(key);
        let accepted = self.evaluate(schema, node, evaluated);
        self.following.pop();
        if quiet && matches!(node.body, Body::Array(_) | Body::Object(_)) {
            self.known.insert(key, accepted);
        }
        accepted
    }

    /// Holds a value against a schema that may refuse it.
    fn tries(
        &mut self,
        schema: &'static Schema,
        node: &Node<'_>,
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let wanted = std::mem::replace(&mut self.wanted, 0);
        let accepted = self.evaluate(schema, node, evaluated);
        self.wanted = wanted;
        accepted
    }

    fn array(
        &mut self,
        keyword: &'static Keyword,
        node: &Node<'_>,
        items: &[Node<'_>],
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let length = items.len() as u64;
        match keyword {
            Keyword::MinItems(least) if length < *least => {
                self.refuse(kind::too_short("List", *least, length), node)
            }
            Keyword::MaxItems(most) if length > *most => {
                self.refuse(kind::too_long("List", *most, Some(length)), node)
            }
            Keyword::UniqueItems => {
                crate::decode::all_differ(items) || self.refuse(kind::UNIQUE_ITEMS, node)
            }
            Keyword::Items { prefix, rest } => self.items(prefix, *rest, items, evaluated),
            Keyword::Contains { schema, min, max } => {
                let count = self.containing(schema, items, evaluated);
                count >= *min && max.is_none_or(|max| count <= max)
                    || self.refuse(kind::contains(*min, *max, count), node)
            }
            _ => true,
        }
    }

    fn items(
        &mut self,
        prefix: &'static [&'static Schema],
        rest: Option<&'static Schema>,
        items: &[Node<'_>],
        mut evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let mut accepted = true;
        for (place, item) in items.iter().enumerate() {
            let Some(schema) = prefix.get(place).copied().or(rest) else {
                break;
            };
            self.path.push(Loc::Index(place));
            accepted &= self.evaluate(schema, item, None);
            self.path.pop();
            if let Some(evaluated) = evaluated.as_deref_mut() {
                evaluated.add(place);
            }
            if !accepted && self.enough() {
                return false;
            }
        }
        accepted
    }

    fn containing(
        &mut self,
        schema: &'static Schema,
        items: &[Node<'_>],
        mut evaluated: Option<&mut Evaluated>,
    ) -> u64 {
        let mut count = 0;
        for (place, item) in items.iter().enumerate() {
            if self.tries(schema, item, None) {
                count += 1;
                if let Some(evaluated) = evaluated.as_deref_mut() {
                    evaluated.add(place);
                }
            }
        }
        count
    }

    fn object(
        &mut self,
        keyword: &'static Keyword,
        node: &Node<'_>,
        members: &Members<'_>,
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let count = members.len() as u64;
        match keyword {
            Keyword::MinProperties(least) if count < *least => {
                self.refuse(kind::too_few_properties(*least, count), node)
            }
            Keyword::MaxProperties(most) if count > *most => {
                self.refuse(kind::too_many_properties(*most, count), node)
            }
            Keyword::Required(names) => self.required(names, node, &kind::MISSING),
            Keyword::DependentRequired(table) => {
                let mut accepted = true;
                for (name, names) in *table {
                    if node.get(name).is_some() {
                        accepted &= self.required(names, node, &kind::dependent_required(name));
                    }
                }
                accepted
            }
            Keyword::DependentSchemas(table) => self.dependent(table, node, evaluated),
            Keyword::PropertyNames(schema) => self.names(schema, members),
            Keyword::Members { .. } => self.members(keyword, members, evaluated),
            _ => true,
        }
    }

    fn required(&mut self, names: &[&'static str], node: &Node<'_>, kind: &Kind) -> bool {
        let mut accepted = true;
        for name in names {
            if node.get(name).is_none() {
                self.path.push(Loc::from(*name));
                accepted = self.refuse(kind.clone(), node);
                self.path.pop();
            }
        }
        accepted
    }

    fn dependent(
        &mut self,
        table: Named,
        node: &Node<'_>,
        mut evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let mut accepted = true;
        for (name, schema) in table {
            if node.get(name).is_some() {
                accepted &= self.evaluate(schema, node, evaluated.as_deref_mut());
            }
        }
        accepted
    }

    /// A fault of a name has the name twice in its place, the second time in brackets, as in pydantic.
    fn names(&mut self, schema: &'static Schema, members: &Members<'_>) -> bool {
        let mut accepted = true;
        for (name, value) in members {
            let node = Node {
                start: value.start,
                end: value.start,
                body: Body::Text(name.clone()),
            };
            self.path.push(Loc::from(name.to_string()));
            self.path.push(Loc::from("[key]"));
            accepted &= self.evaluate(schema, &node, None);
            self.path.truncate(self.path.len() - 2);
        }
        accepted
    }

    fn members(
        &mut self,
        keyword: &'static Keyword,
        members: &Members<'_>,
        mut evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let Keyword::Members {
            properties,
            patterns,
            additional,
        } = keyword
        else {
            return true;
        };
        let mut accepted = true;
        for (place, (name, value)) in members.iter().enumerate() {
            let mut known = false;
            if let Some((_, schema)) = properties.iter().find(|(known, _)| known == name) {
                accepted &= self.member(schema, name, value);
                known = true;
            }
            for (pattern, schema) in *patterns {
                if pattern.matches(name) {
                    accepted &= self.member(schema, name, value);
                    known = true;
                }
            }
            if let Some(schema) = additional
                && !known
            {
                accepted &= self.member(schema, name, value);
                known = true;
            }
            if let Some(evaluated) = evaluated.as_deref_mut()
                && known
            {
                evaluated.add(place);
            }
            if !accepted && self.enough() {
                return false;
            }
        }
        accepted
    }

    fn member(&mut self, schema: &'static Schema, name: &str, value: &Node<'_>) -> bool {
        if self.wanted == 0 {
            return self.evaluate(schema, value, None);
        }
        self.path.push(Loc::from(name.to_owned()));
        let accepted = match schema.0 {
            [Keyword::Never] => self.refuse(kind::EXTRA_FORBIDDEN, value),
            _ => self.evaluate(schema, value, None),
        };
        self.path.pop();
        accepted
    }

    fn unevaluated_items(
        &mut self,
        schema: &'static Schema,
        items: &[Node<'_>],
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let Some(evaluated) = evaluated else {
            return true;
        };
        let mut accepted = true;
        for (place, item) in items.iter().enumerate() {
            if !evaluated.has(place) {
                self.path.push(Loc::Index(place));
                accepted &= self.evaluate(schema, item, None);
                self.path.pop();
                evaluated.add(place);
            }
        }
        accepted
    }

    fn unevaluated_members(
        &mut self,
        schema: &'static Schema,
        members: &Members<'_>,
        evaluated: Option<&mut Evaluated>,
    ) -> bool {
        let Some(evaluated) = evaluated else {
            return true;
        };
        let mut accepted = true;
        for (place, (name, value)) in members.iter().enumerate() {
            if !evaluated.has(place) {
                accepted &= self.member(schema, name, value);
                evaluated.add(place);
            }
        }
        accepted
    }

    /// Whether more faults would tell nothing new.
    fn enough(&self) -> bool {
        self.steps == 0 || self.wanted <= self.faults.len()
    }

    /// Records a fault, if one is wanted, and returns `false`.
    /// One of several names is missing: pydantic tells the first, the others are other names of the same field.
    #[cold]
    fn refuse_any_of(&mut self, schemas: &[&Schema], node: &Node<'_>) -> bool {
        let first = schemas.first().map(|schema| schema.0);
        let (Mode::Lax, Some([Keyword::Required([name])])) = (self.mode, first) else {
            return self.refuse(kind::ANY_OF, node);
        };
        self.path.push(Loc::from(*name));
        self.refuse(kind::MISSING, node);
        self.path.pop();
        false
    }

    #[cold]
    fn refuse(&mut self, kind: Kind, node: &Node<'_>) -> bool {
        if self.faults.len() < self.wanted {
            let (start, end) = (node.start, node.end);
            let input = match &node.body {
                Body::Text(text) if start == end => {
                    let mut quoted = String::new();
                    crate::json::quote(text, &mut quoted);
                    Input::Json(quoted.into())
                }
                _ => Input::Span { start, end },
            };
            self.faults.push(Fault::new(kind, self.path.clone(), input));
        }
        false
    }
}

/// Whether a schema asks what others have evaluated.
fn looks_back(schema: &Schema) -> bool {
    schema.0.iter().any(|keyword| {
        matches!(
            keyword,
            Keyword::UnevaluatedItems(_) | Keyword::UnevaluatedProperties(_)
        )
    })
}
