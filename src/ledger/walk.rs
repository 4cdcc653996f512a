//! The walk over the value trees: which object stands where, and whether a request, an answer or nobody carries it.
//!
//! An object that several carry counts once, for the strongest of them: what requests carry is walked first.

use super::table::{OBJECTS, Row, Treatment};
use super::{Entry, Ledger};
use crate::ir::format;
use crate::options::{FormatType, Types};
use crate::plan;
use crate::source::shape::Shape;
use crate::source::{FileId, Place, Sources};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, VecDeque};

/// How many places an entry keeps.
pub const PLACES: usize = 16;

/// What carries an object; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The description's own frame, and what requests are made of.
    Request,
    Response,
    /// Neither: callbacks, links, components that nothing refers to.
    Nobody,
}

const UNUSED: &str = "no operation that is served uses it";
const SIBLING: &str = "stands beside a `$ref`, where this version ignores it";
const UNKNOWN: &str = "no keyword of this object";
const EXTENSION: &str = "not read";
const OFF: &str = "turned off in specwright.toml";
const FORMAT: &str = "not known here: the values stay what `type` says";

struct Item<'s> {
    place: Place,
    value: &'s Value,
    shape: Shape,
    role: Role,
}

/// What one line of the ledger sums up: object and row of the table, the keyword, what becomes of it, and why.
type Line = (usize, usize, String, Treatment, &'static str);

struct Walk<'s> {
    sources: &'s Sources,
    types: &'s Types,
    /// 3.0: nothing stands beside a reference.
    refs_stand_alone: bool,
    queues: [VecDeque<Item<'s>>; 3],
    /// Objects that were counted, by address: the sources do not move while they are borrowed.
    seen: BTreeSet<(usize, usize)>,
    entries: IndexMap<Line, (usize, Vec<Place>)>,
}

pub fn walk<'s>(sources: &'s Sources, types: &'s Types) -> Ledger {
    let entry = sources.entry();
    let version = entry
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut walk = Walk {
        sources,
        types,
        refs_stand_alone: version.starts_with("3.0"),
        queues: Default::default(),
        seen: BTreeSet::new(),
        entries: IndexMap::new(),
    };
    walk.push(Item {
        place: Place::root(FileId::default()),
        value: entry,
        shape: Shape::Document,
        role: Role::Request,
    });
    while let Some(item) = walk.queues.iter_mut().find_map(VecDeque::pop_front) {
        walk.visit(&item);
    }
    walk.finish()
}

impl<'s> Walk<'s> {
    fn push(&mut self, item: Item<'s>) {
        if !matches!(item.shape, Shape::Opaque) && (item.value.is_object() || item.value.is_array())
        {
            self.queues[item.role as usize].push_back(item);
        }
    }

    fn visit(&mut self, item: &Item<'s>) {
        match item.value {
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.push(Item {
                        place: item.place.index(index),
                        value,
                        shape: item.shape.item(),
                        role: item.role,
                    });
                }
            }
            Value::Object(members) => match item.shape {
                // Tools write references in place of whole lists and maps too.
                Shape::Map(_) | Shape::List(_)
                    if members.get("$ref").is_some_and(Value::is_string) =>
                {
                    if self
                        .seen
                        .insert((std::ptr::from_ref(members) as usize, usize::MAX))
                    {
                        self.follow(item, "$ref", &members["$ref"], item.role);
                    }
                }
                Shape::Map(_) | Shape::Callback => {
                    for (key, value) in members {
                        let shape = item.shape.member(key, value.is_array());
                        self.push(Item {
                            place: item.place.at(key),
                            value,
                            shape,
                            role: item.role,
                        });
                    }
                }
                _ => self.object(item, members),
            },
            _ => {}
        }
    }

    fn object(&mut self, item: &Item<'s>, members: &'s Map<String, Value>) {
        let Some(at) = OBJECTS
            .iter()
            .position(|(_, shape, _)| *shape == item.shape)
        else {
            return;
        };
        if !self.seen.insert((std::ptr::from_ref(members) as usize, at)) {
            return;
        }
        let role = role_of(item, members);
        let refers = members.get("$ref").is_some_and(Value::is_string);
        for (key, value) in members {
            let place = item.place.at(key);
            if refers && !self.counts_beside_reference(item.shape, key) {
                self.count(at, usize::MAX, key, Treatment::Ignored, SIBLING, &place);
                continue;
            }
            let found = OBJECTS[at].2.iter().position(|row| row.keyword == key);
            let (treatment, why) = match found {
                None if key.starts_with("x-") => (Treatment::Documented, EXTENSION),
                None => (Treatment::Ignored, UNKNOWN),
                Some(row) => {
                    let row = &OBJECTS[at].2[row];
                    match item.shape {
                        Shape::Components | Shape::SecurityScheme => (row.request, row.why),
                        _ if key == "format" && self.is_off(value) => (Treatment::Documented, OFF),
                        _ => treat(row, role, key, value),
                    }
                }
            };
            self.count(
                at,
                found.unwrap_or(usize::MAX),
                &shown(item.shape, key, value),
                treatment,
                why,
                &place,
            );
            if found.is_some() {
                self.follow(item, key, value, role);
            }
        }
    }

    /// 3.0: a reference replaces the object it stands in, but for what says nothing of values.
    fn counts_beside_reference(&self, shape: Shape, key: &str) -> bool {
        let says_nothing = matches!(
            key,
            "$ref"
                | "summary"
                | "description"
                | "title"
                | "default"
                | "example"
                | "examples"
                | "deprecated"
                | "nullable"
                | "readOnly"
                | "writeOnly"
                | "externalDocs"
                | "xml"
        );
        match shape {
            Shape::PathItem => true,
            Shape::Schema => !self.refs_stand_alone || says_nothing || key.starts_with("x-"),
            _ => matches!(key, "$ref" | "summary" | "description") || key.starts_with("x-"),
        }
    }

    /// Whether the user wants nothing made of a format.
    fn is_off(&self, format: &Value) -> bool {
        let chosen = format
            .as_str()
            .and_then(|format| self.types.formats.get(format));
        chosen == Some(&FormatType::Off)
    }

    /// What stands under a keyword, and where a reference leads.
    fn follow(&mut self, item: &Item<'s>, key: &str, value: &'s Value, role: Role) {
        if let ("$ref" | "$dynamicRef" | "$recursiveRef", Some(reference)) = (key, value.as_str()) {
            if let Ok(target) = self.sources.resolve(&item.place, reference)
                && !self.sources.is_own(&target.place)
            {
                self.push(Item {
                    place: target.place,
                    value: target.value,
                    shape: item.shape,
                    role,
                });
            }
            return;
        }
        let shape = item.shape.member(key, value.is_array());
        let place = item.place.at(key);
        if let (Shape::Body | Shape::Response, "content", Some(content)) =
            (item.shape, key, value.as_object())
        {
            let answered = answered(content);
            for (media, value) in content {
                let is_read = match role {
                    Role::Request => plan::decodes(media),
                    _ => Some(media.as_str()) == answered,
                };
                let role = if is_read { role } else { Role::Nobody };
                self.push(Item {
                    place: place.at(media),
                    value,
                    shape: Shape::Media,
                    role,
                });
            }
            return;
        }
        self.push(Item {
            place,
            value,
            shape,
            role: role_under(item.shape, key, role),
        });
    }

    fn count(
        &mut self,
        object: usize,
        row: usize,
        keyword: &str,
        treatment: Treatment,
        why: &'static str,
        place: &Place,
    ) {
        let key = (object, row, keyword.to_owned(), treatment, why);
        let (count, places) = self.entries.entry(key).or_default();
        *count += 1;
        let is_prose = OBJECTS[object].2.get(row).is_some_and(Row::is_prose);
        if treatment >= Treatment::Documented && !is_prose && places.len() < PLACES {
            places.push(place.clone());
        }
    }

    fn finish(self) -> Ledger {
        let mut entries: Vec<_> = self.entries.into_iter().collect();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        let entries = entries
            .into_iter()
            .map(
                |((object, _, keyword, treatment, why), (count, places))| Entry {
                    object: OBJECTS[object].0,
                    keyword,
                    treatment,
                    count,
                    why,
                    places,
                },
            )
            .collect();
        Ledger { entries }
    }
}

/// What the table says, for who carries it.
fn treat(row: &Row, role: Role, key: &str, value: &Value) -> (Treatment, &'static str) {
    let (treatment, why) = match role {
        Role::Request => (row.request, row.why),
        Role::Response => (row.response, row.why),
        Role::Nobody if row.is_prose() => return (row.request, row.why),
        Role::Nobody => return (Treatment::Documented, UNUSED),
    };
    match (key, value.as_str()) {
        ("format", Some(format)) => treat_format(format, role),
        _ => (treatment, why),
    }
}

fn treat_format(format: &str, role: Role) -> (Treatment, &'static str) {
    let has_type = plan::schema::knows_format(format) || format::integer_range(format).is_some();
    let is_checked =
        plan::schema::asserts_format(format) || format::integer_range(format).is_some();
    match role {
        Role::Request if is_checked => (
            Treatment::Enforced,
            "checked in requests, a type where there is one",
        ),
        _ if has_type => (Treatment::Typed, "a type where there is one"),
        _ => (Treatment::Documented, FORMAT),
    }
}

/// Who carries the object itself: a member that a request leaves out is an answer's.
fn role_of(item: &Item<'_>, members: &Map<String, Value>) -> Role {
    let is_ignored_header = item.shape == Shape::Parameter
        && members.get("in").and_then(Value::as_str) == Some("header")
        && members
            .get("name")
            .and_then(Value::as_str)
            .is_some_and(|name| {
                ["accept", "content-type", "authorization"]
                    .iter()
                    .any(|ignored| name.eq_ignore_ascii_case(ignored))
            });
    if is_ignored_header {
        return Role::Nobody;
    }
    let flag = |key: &str| members.get(key) == Some(&Value::Bool(true));
    match item.role {
        Role::Request if item.shape == Shape::Schema && flag("readOnly") => Role::Response,
        role => role,
    }
}

fn role_under(shape: Shape, key: &str, role: Role) -> Role {
    match (shape, key) {
        (Shape::Document, "components" | "webhooks")
        | (Shape::Operation, "callbacks")
        | (Shape::Response, "links")
        | (Shape::Media, "prefixEncoding" | "itemEncoding")
        | (Shape::Encoding, "headers") => Role::Nobody,
        (Shape::Operation, "responses") if role == Role::Request => Role::Response,
        _ => role,
    }
}

/// The one media type of an answer that the service has a type for.
fn answered(content: &Map<String, Value>) -> Option<&str> {
    let mut keys = content.keys().map(String::as_str);
    keys.clone()
        .find(|media| plan::is_json(media))
        .or_else(|| keys.next())
}

/// The keyword as the ledger lists it: with its value where that decides what becomes of it.
fn shown(shape: Shape, key: &str, value: &Value) -> String {
    let by_value = match shape {
        Shape::Schema => key == "format",
        Shape::Parameter | Shape::Header | Shape::Encoding => matches!(key, "style" | "in"),
        Shape::SecurityScheme => matches!(key, "type" | "scheme"),
        _ => false,
    };
    match value.as_str().filter(|_| by_value) {
        Some(text) => format!("{key}: {text}"),
        None => key.to_owned(),
    }
}
