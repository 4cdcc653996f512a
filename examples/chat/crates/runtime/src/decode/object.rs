//! Objects: as structs, member by member, and as maps.

use super::rules::{Fields, Members, Unknown};
use super::{Decoder, Mode, Read, Step};
use crate::fault::{Fault, Input, Kind, Loc, kind};
use crate::json::{Node, Quoted};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An object that is being read. Every one that [`Decoder::object`] gives has to go to [`Decoder::end`].
#[derive(Debug)]
#[must_use]
pub struct Object {
    rules: &'static Fields,
    start: usize,
    members: u64,
    /// The field that is expected next: clients mostly send them in order.
    next: usize,
    /// One bit for each of the first 64 fields that was there.
    seen: u64,
    /// The others.
    seen_beyond: Vec<u64>,
    /// Fields of a form that were read as lists.
    lists: Vec<usize>,
}

impl Object {
    fn mark(&mut self, field: usize) {
        if field < 64 {
            self.seen |= 1 << field;
            return;
        }
        let word = field / 64 - 1;
        if self.seen_beyond.len() <= word {
            self.seen_beyond.resize(word + 1, 0);
        }
        self.seen_beyond[word] |= 1 << (field % 64);
    }

    pub(super) fn unmark(&mut self, field: usize) {
        match field / 64 {
            0 => self.seen &= !(1 << field),
            word => {
                if let Some(word) = self.seen_beyond.get_mut(word - 1) {
                    *word &= !(1 << (field % 64));
                }
            }
        }
    }

    pub(super) fn listed(&mut self, field: usize, listed: bool) {
        if listed {
            self.lists.push(field);
        }
    }

    /// Whether a field was read as a list; `None` for what is no field.
    pub(super) fn is_listed(&self, name: &str) -> Option<bool> {
        let field = self.rules.names.iter().position(|known| *known == name)?;
        Some(self.lists.contains(&field))
    }

    /// The fields that have to be there and are not.
    pub(super) fn absent(&self) -> impl Iterator<Item = &'static str> {
        let absent = self
            .rules
            .required
            .iter()
            .filter(|field| !self.has(**field));
        absent.map(|field| self.rules.names[*field])
    }

    /// Whether the field was there, with whatever value.
    #[must_use]
    pub fn has(&self, field: usize) -> bool {
        let word = match field / 64 {
            0 => self.seen,
            word => self.seen_beyond.get(word - 1).copied().unwrap_or(0),
        };
        word >> (field % 64) & 1 == 1
    }

    #[inline]
    fn find(&self, key: Quoted<'_>) -> Option<usize> {
        if key.escaped {
            let key = key.text();
            return self.rules.names.iter().position(|name| *name == key);
        }
        if self.rules.names.get(self.next) == Some(&key.raw) {
            return Some(self.next);
        }
        self.rules.names.iter().position(|name| *name == key.raw)
    }
}

impl<'a> Decoder<'a> {
    /// Opens an object that becomes a struct.
    pub fn object(&mut self, rules: &'static Fields) -> Option<Object> {
        let start = self.open(kind::MODEL_ATTRIBUTES_TYPE)?;
        Some(Object {
            rules,
            start,
            members: 0,
            next: 0,
            seen: 0,
            seen_beyond: Vec::new(),
            lists: Vec::new(),
        })
    }

    /// Moves over an opening brace and gives its position.
    fn open(&mut self, otherwise: Kind) -> Option<usize> {
        if self.scan.peek() != b'{' {
            return self.wrong(otherwise);
        }
        let start = self.scan.at();
        if let Err(broken) = self.scan.enter() {
            self.syntax(broken);
            return None;
        }
        self.path.push(Step::Name(""));
        Some(start)
    }

    /// Moves to the value of the next member and gives the field's position in the table. Members that the table
    /// doesn't name are dealt with as it says.
    pub fn field(&mut self, object: &mut Object) -> Option<usize> {
        loop {
            if self.form {
                self.form_member_end(object);
            }
            let key = match self.scan.member(object.members == 0) {
                Ok(key) => key?,
                Err(broken) => {
                    self.syntax(broken);
                    return None;
                }
            };
            object.members += 1;
            if let Some(field) = object.find(key) {
                self.step(Step::Name(object.rules.names[field]));
                if self.mode == Mode::Lax && object.has(field) {
                    self.forget();
                }
                object.next = field + 1;
                object.mark(field);
                if self.in_form() {
                    self.form_member(Some(field));
                }
                return Some(field);
            }
            self.step(Step::Key(key));
            if self.in_form() {
                self.form_member(None);
            }
            match object.rules.unknown {
                Unknown::Collect => return Some(object.rules.names.len()),
                Unknown::Ignore => self.skip(),
                Unknown::Deny => {
                    self.wrong::<()>(kind::EXTRA_FORBIDDEN);
                }
            }
            if self.halted {
                return None;
            }
        }
    }

    /// Takes back the faults of a member that comes again: to Python the last one counts.
    #[cold]
    fn forget(&mut self) {
        let loc = self.loc();
        self.faults.retain(|fault| !fault.loc.starts_with(&loc));
    }

    /// The name of the member whose value is ahead.
    #[must_use]
    pub fn key(&self) -> Cow<'a, str> {
        match self.path.last() {
            Some(Step::Name(name)) => Cow::Borrowed(name),
            Some(Step::Key(key)) => key.text(),
            _ => Cow::Borrowed(""),
        }
    }

    /// Reads the value of a member that the table doesn't name.
    pub fn extra<T>(&mut self, into: &mut BTreeMap<String, T>, read: Read<T>) {
        let key = self.key();
        if let Some(value) = read(self) {
            into.insert(key.into_owned(), value);
        }
    }

    /// Closes an object: whether everything that has to be there was there. Faults inside of members don't count.
    #[allow(clippy::needless_pass_by_value, reason = "an object is closed once")]
    pub fn end(&mut self, object: Object) -> bool {
        let form = self.in_form();
        self.path.pop();
        self.scan.leave();
        if self.halted {
            return false;
        }
        let rules = object.rules;
        let complete = rules.required.iter().all(|field| object.has(*field));
        let counted = (rules.min_members..=rules.max_members).contains(&object.members);
        if !complete && form {
            self.form_missing(&object, object.start, self.scan.at());
        } else if !complete {
            self.missing(&object);
        }
        if !counted {
            self.count(
                rules.min_members,
                rules.max_members,
                object.members,
                object.start,
            );
        }
        complete && counted
    }

    #[cold]
    fn missing(&mut self, object: &Object) {
        let (start, end) = (object.start, self.scan.at());
        for &field in object.rules.required {
            if !object.has(field) {
                let mut loc = self.loc();
                loc.push(Loc::from(object.rules.names[field]));
                self.record(Fault::new(kind::MISSING, loc, Input::Span { start, end }));
            }
        }
    }

    #[cold]
    fn count(&mut self, least: u64, most: u64, actual: u64, start: usize) {
        let end = self.scan.at();
        let kind = if self.mode == Mode::Lax && actual < least {
            kind::too_short("Dictionary", least, actual)
        } else if self.mode == Mode::Lax {
            kind::too_long("Dictionary", most, None)
        } else if actual < least {
            kind::too_few_properties(least, actual)
        } else {
            kind::too_many_properties(most, actual)
        };
        self.fault(kind, start, end);
    }

    /// Reads an object whose members are all of one kind.
    pub fn map<T>(
        &mut self,
        rules: &'static Members,
        read: Read<T>,
    ) -> Option<BTreeMap<String, T>> {
        let start = self.open(kind::DICT_TYPE)?;
        let mut map = BTreeMap::new();
        let mut complete = true;
        let mut members = 0;
        while let Some(key) = self.member(rules, members) {
            members += 1;
            match read(self) {
                Some(value) => drop(map.insert(key, value)),
                None => complete = false,
            }
        }
        // Pydantic counts when nothing else is wrong.
        let counts = complete || self.mode != Mode::Lax;
        (self.close_map(rules, members, start, counts) && complete).then_some(map)
    }

    fn member(&mut self, rules: &'static Members, members: u64) -> Option<String> {
        let key = match self.scan.member(members == 0) {
            Ok(key) => key?,
            Err(broken) => {
                self.syntax(broken);
                return None;
            }
        };
        self.step(Step::Key(key));
        let text = key.text();
        if let Some(schema) = rules.names {
            self.check_name(schema, &text);
        }
        Some(text.into_owned())
    }

    /// A fault of a name has the name twice in its place, the second time in brackets, as in pydantic.
    fn check_name(&mut self, schema: &'static crate::check::Schema, name: &str) {
        let node = Node::text(name, 0, 0);
        let fault = if self.mode == Mode::Lax {
            super::lax::name_fault(schema, &node, name)
        } else {
            crate::check::first_fault(self.mode, schema, &node)
        };
        if let Some(kind) = fault {
            let mut loc = self.loc();
            loc.push(Loc::from("[key]"));
            let mut quoted = String::new();
            crate::json::quote(name, &mut quoted);
            self.record(Fault::new(kind, loc, Input::Json(quoted.into())));
        }
    }

    fn close_map(
        &mut self,
        rules: &'static Members,
        members: u64,
        start: usize,
        counts: bool,
    ) -> bool {
        self.path.pop();
        self.scan.leave();
        if self.halted {
            return false;
        }
        let counted = (rules.min..=rules.max).contains(&members);
        if !counted && counts {
            self.count(rules.min, rules.max, members, start);
        }
        counted
    }
}
