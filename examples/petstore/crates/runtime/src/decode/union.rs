//! `oneOf`, `anyOf` and nullable values: which branch a value is of.
//!
//! A discriminator decides at once. Otherwise branches are left out that can't match: by the type of the value, then by
//! its members. Only when several are left are they tried, from the same position and with their faults set aside.

use super::rules::{Branch, Kind, Kinds, Tag, Union};
use super::{Decoder, Mode, Read};
use crate::fault::{Fault, Loc, kind};
use crate::json::{Decimal, Node, Quoted, Scanner};

/// What a look at the value tells.
enum Meant {
    /// Only this branch can match.
    One(usize),
    /// Those of `open` can, one bit each; when they don't, those of `meant` say why.
    Several { open: u64, meant: u64 },
    /// None can, and it is known which was meant, or that is reported already.
    Refused,
}

/// What trying the branches of a union at a place came to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Chosen {
    Branch(usize),
    /// None fits.
    None,
    /// More than one fits, and exactly one should.
    Many,
}

/// Unions with more branches than this are cut there; generation never makes one.
const MOST: usize = 64;

/// What a trial changes.
struct Mark<'a> {
    scan: Scanner<'a>,
    faults: usize,
    limit: usize,
    path: usize,
    member: Option<super::lax::form::Member<'a>>,
}

impl<'a> Decoder<'a> {
    /// Reads a value or `null`. Text that the reader can't read is null when it is empty or `null`.
    pub fn nullable<T>(&mut self, read: Read<T>) -> Option<Option<T>> {
        if self.mode == Mode::Text && !self.halted && self.null_text() {
            let value = self.trial(read);
            if value.is_none() && !self.halted {
                self.skip();
            }
            return Some(value);
        }
        if self.scan.peek() == b'n' {
            return self.null().map(|()| None);
        }
        read(self).map(Some)
    }

    fn null_text(&mut self) -> bool {
        let is_text = self.scan.peek() == b'"';
        let mut ahead = self.scan;
        match self.mode {
            Mode::Text if is_text => ahead
                .string()
                .is_ok_and(|text| matches!(text.raw, "" | "null")),
            Mode::Strict | Mode::Lax | Mode::Text => false,
        }
    }

    /// Reads a value of one of the branches, in the order of the table.
    pub fn union<T>(&mut self, union: &'static Union, branches: &[Read<T>]) -> Option<T> {
        if self.halted {
            return None;
        }
        if self.mode == Mode::Lax {
            return self.lax_union(union, branches);
        }
        match self.meant(union) {
            Meant::One(branch) => branches.get(branch).and_then(|read| read(self)),
            Meant::Several { open, meant } => self.try_each(union, branches, open, meant),
            Meant::Refused => None,
        }
    }

    fn try_each<T>(
        &mut self,
        union: &'static Union,
        branches: &[Read<T>],
        open: u64,
        meant: u64,
    ) -> Option<T> {
        let place = (self.scan.at(), std::ptr::from_ref(union) as usize, false);
        if let Some(known) = self.chosen.get(&place) {
            return match *known {
                Chosen::Branch(branch) => branches.get(branch).and_then(|read| read(self)),
                Chosen::Many => self.wrong(kind::ONE_OF_MANY),
                Chosen::None => self.none_fits(union, branches, meant),
            };
        }
        let start = self.scan;
        let exactly_one = union.kind == Kind::OneOf && self.mode == Mode::Strict;
        let mut found: Option<(usize, T, Scanner<'a>)> = None;
        for (branch, read) in branches.iter().enumerate() {
            if open >> branch & 1 == 0 {
                continue;
            }
            self.scan = start;
            let Some(value) = self.trial(*read) else {
                if self.halted {
                    return None;
                }
                continue;
            };
            if found.is_some() {
                self.scan = start;
                self.chosen.insert(place, Chosen::Many);
                return self.wrong(kind::ONE_OF_MANY);
            }
            found = Some((branch, value, self.scan));
            if !exactly_one {
                break;
            }
        }
        let Some((branch, value, end)) = found else {
            self.scan = start;
            self.chosen.insert(place, Chosen::None);
            return self.none_fits(union, branches, meant);
        };
        self.scan = end;
        self.chosen.insert(place, Chosen::Branch(branch));
        Some(value)
    }

    /// In a trial all that counts is that there is a fault; otherwise the branches say which.
    fn none_fits<T>(
        &mut self,
        union: &'static Union,
        branches: &[Read<T>],
        open: u64,
    ) -> Option<T> {
        if self.in_trial() {
            return self.wrong(kind::ANY_OF);
        }
        self.explain(union, branches, open)
    }

    /// Whether one fault more ends the reading.
    pub(super) fn in_trial(&self) -> bool {
        self.limit == self.faults.len() + 1
    }

    /// Reads a value and takes back its faults; the position stays where the reading ended, or goes back when it failed.
    pub(super) fn trial<T>(&mut self, read: Read<T>) -> Option<T> {
        let mark = self.mark();
        self.limit = mark.faults + 1;
        let value = read(self);
        let fine = self.faults.len() == mark.faults && !self.halted;
        self.limit = mark.limit;
        if self.broken {
            return None;
        }
        self.faults.truncate(mark.faults);
        self.path.truncate(mark.path);
        self.halted = false;
        let value = value.filter(|_| fine);
        if value.is_none() {
            self.scan = mark.scan;
            self.member = mark.member;
        }
        value
    }

    fn mark(&self) -> Mark<'a> {
        Mark {
            scan: self.scan,
            faults: self.faults.len(),
            limit: self.limit,
            path: self.path.len(),
            member: self.member,
        }
    }

    /// Every branch failed: reads the value as each of them, so that its faults are recorded under its label.
    #[cold]
    fn explain<T>(&mut self, union: &'static Union, branches: &[Read<T>], open: u64) -> Option<T> {
        let start = self.scan;
        let depth = self.loc().len();
        let hinted = self.hinted(union, open);
        for (branch, read) in branches.iter().enumerate() {
            if hinted.map_or(open >> branch & 1 == 0, |hinted| hinted != branch) || self.halted {
                continue;
            }
            self.scan = start;
            let before = self.faults.len();
            read(self);
            if self.broken {
                return None;
            }
            let label = union.branches.get(branch).map_or("", |branch| branch.label);
            if hinted.is_none() && !label.is_empty() {
                label_faults(&mut self.faults[before..], depth, label);
            }
        }
        None
    }

    /// The only branch that has a property of its own in the value.
    #[cold]
    fn hinted(&mut self, union: &'static Union, open: u64) -> Option<usize> {
        let names = self.names_ahead()?;
        let has = |name: &str| names.iter().any(|(known, _)| known.is(name));
        let mut hinted = union.branches.iter().enumerate().filter(|(place, branch)| {
            open >> place & 1 == 1 && branch.only.iter().any(|name| has(name))
        });
        let (place, _) = hinted.next()?;
        hinted.next().is_none().then_some(place)
    }

    fn meant(&mut self, union: &'static Union) -> Meant {
        let kinds = self.kinds_ahead();
        if let Some(tag) = &union.tag
            && kinds == Kinds::OBJECT
        {
            return self.tagged(tag);
        }
        let mut open = 0u64;
        for (place, branch) in union.branches.iter().enumerate().take(MOST) {
            if branch.kinds.overlaps(kinds) {
                open |= 1 << place;
            }
        }
        if open == 0 {
            // Nothing accepts such a type: each branch says what it expects.
            open = every(union.branches);
            return Meant::Several { open, meant: open };
        }
        let mut meant = open;
        if open.count_ones() > 1 && kinds == Kinds::OBJECT {
            (open, meant) = self.fitting(union, open);
        }
        if meant.is_power_of_two() {
            return Meant::One(meant.trailing_zeros() as usize);
        }
        Meant::Several { open, meant }
    }

    /// Leaves out the branches that the members ahead rule out: first by constants, which tell what was meant, then by
    /// what is missing. When either leaves none, all stay: they say why.
    fn fitting(&mut self, union: &'static Union, open: u64) -> (u64, u64) {
        let Some(names) = self.names_ahead() else {
            return (open, open);
        };
        let (mut meant, mut complete) = (0, 0);
        for (place, branch) in union.branches.iter().enumerate().take(MOST) {
            if open >> place & 1 == 1 && self.has_constant(branch, &names) {
                meant |= 1 << place;
                if is_complete(branch, &names) {
                    complete |= 1 << place;
                }
            }
        }
        match (meant, complete) {
            (0, _) => (open, open),
            (meant, 0) => (meant, meant),
            (meant, complete) => (complete, meant),
        }
    }

    /// Unless the branch's constant is there with another value.
    fn has_constant(&self, branch: &Branch, names: &[(Quoted<'a>, Scanner<'a>)]) -> bool {
        let last = |name: &str| names.iter().rev().find(|(known, _)| known.is(name));
        let Some((name, values)) = branch.constant else {
            return true;
        };
        let Some((_, mut value)) = last(name).copied() else {
            return true;
        };
        value.peek();
        let start = value.at();
        if value.skip().is_err() {
            return true;
        }
        let token = value.slice(start, value.at());
        values.contains(&token) || self.equals_any(token, values)
    }

    #[cold]
    fn equals_any(&self, token: &str, values: &[&str]) -> bool {
        let read = |text| Node::read(&mut Scanner::new(text, crate::json::MAX_DEPTH)).ok();
        let node = read(token);
        values.iter().any(|constant| {
            let same = match &node.as_ref().map(|node| &node.body) {
                Some(crate::json::Body::Text(text)) if self.mode == Mode::Text => {
                    super::choice::same_text(constant, text)
                }
                _ => false,
            };
            same || matches!((&node, read(constant)), (Some(a), Some(b)) if a.equals(&b))
        })
    }

    /// The members of the object ahead, each with the position of its value.
    fn names_ahead(&mut self) -> Option<Vec<(Quoted<'a>, Scanner<'a>)>> {
        let mut ahead = self.scan;
        if ahead.peek() != b'{' {
            return None;
        }
        ahead.enter().ok()?;
        let mut names = Vec::new();
        while let Some(name) = ahead.member(names.is_empty()).ok()? {
            names.push((name, ahead));
            ahead.skip().ok()?;
        }
        Some(names)
    }

    fn tagged(&mut self, tag: &'static Tag) -> Meant {
        let mut ahead = self.scan;
        let mut found = None;
        let mut first = true;
        if let Err(broken) = ahead.enter() {
            self.syntax(broken);
            return Meant::Refused;
        }
        loop {
            match ahead.member(first) {
                Ok(Some(name)) if name.is(tag.property) => {
                    found = Some(ahead);
                    break;
                }
                Ok(Some(_)) => {
                    first = false;
                    if let Err(broken) = ahead.skip() {
                        self.syntax(broken);
                        return Meant::Refused;
                    }
                }
                Ok(None) => break,
                Err(broken) => {
                    self.syntax(broken);
                    return Meant::Refused;
                }
            }
        }
        let Some(mut value) = found else {
            self.wrong::<()>(kind::union_tag_not_found(tag.property));
            return Meant::Refused;
        };
        value.peek();
        let start = value.at();
        let text = match value.peek() {
            b'"' => value.string().map(Quoted::text),
            _ => value.skip().map(|()| value.slice(start, value.at()).into()),
        };
        match text {
            Ok(text) => {
                if let Some((_, branch)) = tag.values.iter().find(|(known, _)| *known == text) {
                    return Meant::One(*branch);
                }
                let known = tag.values.iter().map(|(known, _)| *known);
                self.wrong::<()>(kind::union_tag_invalid(tag.property, &text, known));
                Meant::Refused
            }
            Err(broken) => {
                self.syntax(broken);
                Meant::Refused
            }
        }
    }

    /// The types that the value ahead may be of.
    fn kinds_ahead(&mut self) -> Kinds {
        let mut ahead = self.scan;
        match ahead.peek() {
            b'{' => Kinds::OBJECT,
            b'[' => Kinds::ARRAY,
            b'"' if self.mode == Mode::Text => Kinds::NULL
                .or(Kinds::BOOLEAN)
                .or(Kinds::NUMBER)
                .or(Kinds::STRING),
            b'"' => Kinds::STRING,
            b't' | b'f' => Kinds::BOOLEAN,
            b'n' => Kinds::NULL,
            _ if self.mode == Mode::Text => Kinds::STRING,
            _ => match ahead.number() {
                Ok(number) if number.plain => Kinds::INTEGER,
                Ok(number) => match Decimal::parse(number.text) {
                    Some(number) if number.is_integer() => Kinds::INTEGER,
                    _ => Kinds::FRACTION,
                },
                Err(_) => Kinds::ANY,
            },
        }
    }
}

fn is_complete(branch: &Branch, names: &[(Quoted<'_>, Scanner<'_>)]) -> bool {
    let has = |name: &str| names.iter().any(|(known, _)| known.is(name));
    branch.required.iter().all(|name| has(name))
}

fn every(branches: &[Branch]) -> u64 {
    match branches.len() {
        MOST.. => u64::MAX,
        count => (1 << count) - 1,
    }
}

/// Puts the label of a branch behind the place of the union.
#[cold]
pub(super) fn label_faults(faults: &mut [Fault], depth: usize, label: &'static str) {
    for fault in faults {
        let depth = depth.min(fault.loc.len());
        fault.loc.insert(depth, Loc::from(label));
    }
}
