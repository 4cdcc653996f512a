//! Unions in pydantic's smart mode: a branch that takes the value as it is comes before one that has to convert it. When
//! none does, every branch says why, under its label.

use crate::decode::rules::{Kind, Tag, Union};
use crate::decode::union::{Chosen, label_faults};
use crate::decode::{Decoder, Mode, Read};
use crate::fault::kind;
use crate::json::{Body, Node};

impl Decoder<'_> {
    pub(in crate::decode) fn lax_union<T>(
        &mut self,
        union: &'static Union,
        branches: &[Read<T>],
    ) -> Option<T> {
        if let Some(tag) = &union.tag {
            return self.lax_tagged(tag, branches);
        }
        if union.kind == Kind::Decimal {
            return self.lax_decimal(union, branches);
        }
        let place = (self.scan.at(), std::ptr::from_ref(union) as usize, true);
        match self.chosen.get(&place) {
            Some(Chosen::Branch(branch)) => {
                let read = branches.get(*branch)?;
                return read(self);
            }
            Some(_) => return self.lax_none(union, branches),
            None => {}
        }
        for mode in [Mode::Strict, Mode::Lax] {
            for (branch, read) in branches.iter().enumerate() {
                let value = match mode {
                    Mode::Strict => self.exactly(*read),
                    _ => self.trial(*read),
                };
                if value.is_some() {
                    if mode == Mode::Lax {
                        self.chosen.insert(place, Chosen::Branch(branch));
                    }
                    return value;
                }
                if self.halted {
                    return None;
                }
            }
        }
        self.chosen.insert(place, Chosen::None);
        self.lax_none(union, branches)
    }

    /// Reads a value that needs no conversion. What JSON Schema takes as it is, pydantic may still refuse: an integer beyond
    /// 64 bits with an exponent, an address of another scheme.
    fn exactly<T>(&mut self, read: Read<T>) -> Option<T> {
        let start = self.scan;
        self.mode = Mode::Strict;
        let value = self.trial(read);
        self.mode = Mode::Lax;
        let end = self.scan;
        if value.is_some() {
            self.scan = start;
            self.trial(read)?;
            self.scan = end;
        }
        value
    }

    /// No branch takes the value. In a trial it is enough to know that.
    fn lax_none<T>(&mut self, union: &'static Union, branches: &[Read<T>]) -> Option<T> {
        if self.in_trial() {
            return self.wrong(kind::ANY_OF);
        }
        let start = self.scan;
        let depth = self.loc().len();
        for (branch, read) in branches.iter().enumerate() {
            self.scan = start;
            let before = self.faults.len();
            read(self);
            if self.halted {
                return None;
            }
            let label = union.branches.get(branch).map_or("", |branch| branch.label);
            label_faults(&mut self.faults[before..], depth, label);
        }
        None
    }

    /// The branch that a member names; its faults stand under that name.
    fn lax_tagged<T>(&mut self, tag: &'static Tag, branches: &[Read<T>]) -> Option<T> {
        let mut ahead = self.scan;
        let node = match Node::read(&mut ahead) {
            Ok(node) => node,
            Err(broken) => {
                self.syntax(broken);
                return None;
            }
        };
        let Body::Object(members) = &node.body else {
            return self.wrong(kind::MODEL_ATTRIBUTES_TYPE);
        };
        let Some((_, value)) = members.iter().rev().find(|(name, _)| name == tag.property) else {
            return self.wrong(kind::union_tag_not_found(tag.property));
        };
        let value = self.form_node(value);
        let text = match &value.body {
            Body::Text(text) => text.clone(),
            _ => python(value).into(),
        };
        let found = tag.values.iter().find(|(known, _)| *known == text);
        let Some(&(name, branch)) = found else {
            let known = tag.values.iter().map(|(known, _)| *known);
            return self.wrong(kind::union_tag_invalid(tag.property, &text, known));
        };
        let read = branches.get(branch)?;
        let (before, depth) = (self.faults.len(), self.loc().len());
        let value = read(self);
        if !self.broken && self.faults.len() > before {
            label_faults(&mut self.faults[before..], depth, name);
        }
        value
    }
}

/// A value as Python's `repr` shows it.
fn python(node: &Node<'_>) -> String {
    match &node.body {
        Body::Null => "None".to_owned(),
        Body::Boolean(true) => "True".to_owned(),
        Body::Boolean(false) => "False".to_owned(),
        Body::Number(text) => (*text).to_owned(),
        Body::Text(text) => kind::repr(text),
        Body::Array(items) => {
            let items: Vec<String> = items.iter().map(python).collect();
            format!("[{}]", items.join(", "))
        }
        Body::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}: {}", kind::repr(name), python(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}
