//! A value as a tree that borrows from its text; what the checker walks over.

use super::{Broken, Decimal, Scanner};
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    /// In bytes of the text it was read from.
    pub start: usize,
    pub end: usize,
    pub body: Body<'a>,
}

#[derive(Debug, Clone)]
pub enum Body<'a> {
    Null,
    Boolean(bool),
    /// As written.
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    /// No name twice: of members with the same name the last one stays, as most readers do (RFC 8259 section 4).
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Objects with more members than this look names up in a table while they are read.
const FEW: usize = 16;

impl<'a> Node<'a> {
    /// Reads one value. The recursion is bounded by the scanner's depth.
    pub fn read(scan: &mut Scanner<'a>) -> Result<Self, Broken> {
        let first = scan.peek();
        let start = scan.at();
        let body = match first {
            b'{' => Body::Object(members(scan)?),
            b'[' => Body::Array(items(scan)?),
            b'"' => Body::Text(scan.string()?.text()),
            b't' => scan.literal("true").map(|()| Body::Boolean(true))?,
            b'f' => scan.literal("false").map(|()| Body::Boolean(false))?,
            b'n' => scan.literal("null").map(|()| Body::Null)?,
            _ => Body::Number(scan.number()?.text),
        };
        Ok(Self {
            start,
            end: scan.at(),
            body,
        })
    }

    /// A text that stands for itself, such as a member's name.
    #[must_use]
    pub fn text(value: &'a str, start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            body: Body::Text(Cow::Borrowed(value)),
        }
    }

    /// Equality of JSON values, JSON Schema 2020-12 core section 4.2.2: numbers by value, objects in any order.
    #[must_use]
    pub fn equals(&self, other: &Node<'_>) -> bool {
        match (&self.body, &other.body) {
            (Body::Null, Body::Null) => true,
            (Body::Boolean(a), Body::Boolean(b)) => a == b,
            (Body::Text(a), Body::Text(b)) => a == b,
            (Body::Number(a), Body::Number(b)) => {
                a == b
                    || matches!((Decimal::parse(a), Decimal::parse(b)),
                        (Some(a), Some(b)) if a.compare(&b) == Ordering::Equal)
            }
            (Body::Array(a), Body::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b))
            }
            (Body::Object(a), Body::Object(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(name, value)| {
                        b.iter()
                            .find(|(other, _)| other == name)
                            .is_some_and(|(_, other)| value.equals(other))
                    })
            }
            _ => false,
        }
    }

    /// Appends one text for all values that are equal.
    pub fn canonical(&self, into: &mut String) {
        match &self.body {
            Body::Null => into.push_str("null"),
            Body::Boolean(value) => into.push_str(if *value { "true" } else { "false" }),
            Body::Number(text) => match Decimal::parse(text) {
                Some(number) => into.push_str(&number.canonical()),
                None => into.push_str(text),
            },
            Body::Text(text) => super::quote(text, into),
            Body::Array(items) => {
                into.push('[');
                for item in items {
                    item.canonical(into);
                    into.push(',');
                }
                into.push(']');
            }
            Body::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
                into.push('{');
                for (name, value) in sorted {
                    super::quote(name, into);
                    into.push(':');
                    value.canonical(into);
                    into.push(',');
                }
                into.push('}');
            }
        }
    }

    /// How many items or members there are.
    #[must_use]
    pub fn length(&self) -> usize {
        match &self.body {
            Body::Array(items) => items.len(),
            Body::Object(members) => members.len(),
            _ => 0,
        }
    }

    /// The member of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node<'a>> {
        match &self.body {
            Body::Object(members) => members
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }
}

fn members<'a>(scan: &mut Scanner<'a>) -> Result<Vec<(Cow<'a, str>, Node<'a>)>, Broken> {
    let mut members: Vec<(Cow<'a, str>, Node<'a>)> = Vec::new();
    let mut places: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
    scan.enter()?;
    while let Some(name) = scan.member(members.is_empty())? {
        let name = name.text();
        let value = Node::read(scan)?;
        let earlier = if members.len() < FEW {
            members.iter().position(|(known, _)| *known == name)
        } else {
            if places.is_empty() {
                let known = members.iter().enumerate();
                places.extend(known.map(|(place, (name, _))| (name.clone(), place)));
            }
            places.get(&name).copied()
        };
        if let Some((_, known)) = earlier.and_then(|place| members.get_mut(place)) {
            *known = value;
            continue;
        }
        if members.len() >= FEW {
            places.insert(name.clone(), members.len());
        }
        members.push((name, value));
    }
    scan.leave();
    Ok(members)
}

fn items<'a>(scan: &mut Scanner<'a>) -> Result<Vec<Node<'a>>, Broken> {
    let mut items = Vec::new();
    scan.enter()?;
    while scan.item(items.is_empty())? {
        items.push(Node::read(scan)?);
    }
    scan.leave();
    Ok(items)
}

impl Node<'_> {
    /// The value as `serde_json` holds it: a number that fits no 64 bits becomes the nearest float there is.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match &self.body {
            Body::Null => Value::Null,
            Body::Boolean(value) => Value::Bool(*value),
            Body::Number(text) => nearest(text).map_or(Value::Null, Value::Number),
            Body::Text(text) => Value::from(text.as_ref()),
            Body::Array(items) => items.iter().map(Node::to_value).collect(),
            Body::Object(members) => {
                let members = members.iter();
                members
                    .map(|(name, value)| (name.to_string(), value.to_value()))
                    .collect()
            }
        }
    }
}

fn nearest(text: &str) -> Option<Number> {
    text.parse().ok().or_else(|| {
        let value: f64 = text.parse().ok()?;
        Number::from_f64(value.clamp(f64::MIN, f64::MAX))
    })
}
