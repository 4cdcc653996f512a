//! Contract cases of an operation: for every constraint one request just inside and one just outside. In: an
//! operation. Out: requests with the verdict that the description gives. A case whose verdict can't be told from what
//! stands on the wire is left out.

pub use super::edge::{Expect, Step};

use super::edge::{Edge, edges};
use super::media::{concrete, essence, is_json};
use super::request::{Draft, Request, draft, is_coding, is_ignored, parameter_value, write};
use super::shape::Shape;
use super::solve::Goal;
use super::wire::scalar;
use super::{Direction, Sampler};
use crate::ir::{Location, Operation, Parameter, ParameterEncoding, SchemaId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::rc::Rc;

/// One request and what the description says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// `query limit: maximum, just outside`; unique within the operation.
    pub name: String,
    pub request: Request,
    pub expect: Expect,
    /// `body`, `query`, `path`, `header` or `cookie`, then the way to the place that is refused. Empty for a request
    /// that is accepted as a whole.
    pub location: Vec<Step>,
    pub keyword: &'static str,
}

/// Bodies and queries longer than this make no case.
const SIZE_LIMIT: usize = 8 * 1024;

/// At most `limit` cases, every keyword's first ones before the others'. Empty when there is no valid request to start
/// from.
#[must_use]
pub fn cases(sampler: &Sampler<'_>, operation: &Operation, limit: usize) -> Vec<Case> {
    let Some(base) = draft(sampler, operation) else {
        return Vec::new();
    };
    let Some(request) = write(sampler, operation, &base) else {
        return Vec::new();
    };
    let valid = Case {
        name: "valid".to_owned(),
        request,
        expect: Expect::Accept,
        location: Vec::new(),
        keyword: "valid",
    };
    let mut found = vec![valid];
    found.extend(everything(sampler, operation, &base));
    for change in in_turns(changes(sampler, operation, &base)) {
        if found.len() >= limit {
            break;
        }
        let case = realise(sampler, operation, &base, &change);
        found.extend(case.filter(|case| found.iter().all(|known| known.request != case.request)));
    }
    found.truncate(limit);
    name_apart(&mut found);
    found
}

/// The request with every optional parameter that has a sample.
fn everything(sampler: &Sampler<'_>, operation: &Operation, base: &Draft) -> Option<Case> {
    let mut draft = base.clone();
    for (parameter, value) in operation.parameters.iter().zip(&mut draft.parameters) {
        if value.is_none() && !is_ignored(parameter) && !is_coding(parameter) {
            *value = parameter_value(sampler, parameter);
        }
    }
    let request =
        write(sampler, operation, &draft).filter(|_| draft.parameters != base.parameters)?;
    Some(Case {
        name: "every parameter".to_owned(),
        request,
        expect: Expect::Accept,
        location: Vec::new(),
        keyword: "valid",
    })
}

/// One thing to change in the valid request.
struct Changed {
    target: Target,
    /// The value before the change; it is set even when the valid request leaves the parameter out. All changes of one
    /// target share it: a large body has many.
    value: Rc<Value>,
    /// `None`: the whole target is left out.
    edge: Option<Edge>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Parameter(usize),
    Body,
}

fn changes(sampler: &Sampler<'_>, operation: &Operation, base: &Draft) -> Vec<Changed> {
    let mut found = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let known = base.parameters[index].clone();
        if is_ignored(parameter)
            || is_coding(parameter)
            || parameter.location == Location::QueryString
        {
            continue;
        }
        let Some(value) = known.or_else(|| parameter_value(sampler, parameter)) else {
            continue;
        };
        let value = Rc::new(value);
        let target = Target::Parameter(index);
        if operation.requires(parameter) && parameter.location != Location::Path {
            found.push(Changed {
                target,
                value: value.clone(),
                edge: None,
            });
        }
        let edges = edges(sampler, parameter.schema, &parameter.name, &value);
        found.extend(edges.into_iter().map(|edge| Changed {
            target,
            value: value.clone(),
            edge: Some(edge),
        }));
    }
    if let (Some(body), Some((index, value))) = (&operation.body, &base.body) {
        let value = Rc::new(value.clone());
        let target = Target::Body;
        let media = &body.content[*index];
        if body.required && body.content.len() == 1 {
            found.push(Changed {
                target,
                value: value.clone(),
                edge: None,
            });
        }
        // One change leaves a long body long.
        let is_short = value.to_string().len() <= SIZE_LIMIT;
        if let Some(id) = media
            .schema
            .filter(|_| is_short)
            .filter(|_| is_json(&concrete(&media.media_type)) || is_form(&media.media_type))
        {
            let edges = edges(sampler, id, "", &value);
            found.extend(edges.into_iter().map(|edge| Changed {
                target,
                value: value.clone(),
                edge: Some(edge),
            }));
        }
    }
    found
}

fn is_form(media_type: &str) -> bool {
    essence(media_type) == "application/x-www-form-urlencoded"
}

/// Orders changes so that the first of every keyword come first, then the second, and so on.
fn in_turns(mut changes: Vec<Changed>) -> Vec<Changed> {
    let mut counts: BTreeMap<(bool, &'static str, Option<Expect>), usize> = BTreeMap::new();
    let mut turns: Vec<usize> = Vec::with_capacity(changes.len());
    for change in &changes {
        let keyword = change.edge.as_ref().map_or("required", |edge| edge.keyword);
        let key = (
            change.target == Target::Body,
            keyword,
            change.edge.as_ref().map(|edge| edge.expect),
        );
        let count = counts.entry(key).or_default();
        turns.push(*count);
        *count += 1;
    }
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(|index| turns[*index]);
    let mut slots: Vec<Option<Changed>> = changes.drain(..).map(Some).collect();
    order
        .into_iter()
        .filter_map(|index| slots[index].take())
        .collect()
}

/// The changed request, when its verdict is certain.
fn realise(
    sampler: &Sampler<'_>,
    operation: &Operation,
    base: &Draft,
    change: &Changed,
) -> Option<Case> {
    let mut draft = base.clone();
    let (mut location, place) = match change.target {
        Target::Parameter(index) => {
            let parameter = &operation.parameters[index];
            let location = location_name(parameter.location);
            (
                vec![
                    Step::Name(location.to_owned()),
                    Step::Name(parameter.name.clone()),
                ],
                format!("{location} {}", parameter.name),
            )
        }
        Target::Body => (vec![Step::Name("body".to_owned())], "body".to_owned()),
    };
    let Some(edge) = &change.edge else {
        match change.target {
            Target::Parameter(index) => draft.parameters[index] = None,
            Target::Body => draft.body = None,
        }
        let request = write(sampler, operation, &draft)?;
        let name = format!("{place}: required, left out");
        return Some(Case {
            name,
            request,
            expect: Expect::Reject,
            location,
            keyword: "required",
        });
    };
    let value = edge.apply(&change.value)?;
    match change.target {
        Target::Parameter(index) => {
            let parameter = &operation.parameters[index];
            if !is_certain(sampler, parameter, &value, edge.expect) {
                return None;
            }
            draft.parameters[index] = Some(value);
        }
        Target::Body => {
            let (index, _) = base.body.as_ref()?;
            let media = operation.body.as_ref()?.content.get(*index)?;
            if !body_is_certain(
                sampler,
                &media.media_type,
                media.schema?,
                &value,
                edge.expect,
            ) {
                return None;
            }
            draft.body = Some((*index, value));
        }
    }
    let request = write(sampler, operation, &draft)?;
    let size = request.query.len()
        + request.path.len()
        + request.body.as_ref().map_or(0, |body| body.text.len());
    if size > SIZE_LIMIT {
        return None;
    }
    let side = if edge.expect == Expect::Accept {
        "just inside"
    } else {
        "just outside"
    };
    let inner: String = edge
        .at
        .iter()
        .map(|step| match step {
            Step::Name(name) => format!(".{name}"),
            Step::Index(index) => format!("[{index}]"),
        })
        .collect();
    let name = format!("{place}{inner}: {}, {side}", edge.keyword);
    location.extend(edge.at.iter().cloned());
    Some(Case {
        name,
        request,
        expect: edge.expect,
        location,
        keyword: edge.keyword,
    })
}

const fn location_name(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query | Location::QueryString => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// `None` where it depends on what a reader makes of discriminators and one-way members.
fn verdict(sampler: &Sampler<'_>, id: SchemaId, value: &Value) -> Option<Expect> {
    let conformer = sampler.conformer();
    let as_read = conformer.accepts_as_read(id, value, Direction::Request);
    match conformer.accepts_by_tag(id, value, Direction::Request) {
        true if as_read => Some(Expect::Accept),
        false if !as_read => Some(Expect::Reject),
        _ => None,
    }
}

fn body_is_certain(
    sampler: &Sampler<'_>,
    media_type: &str,
    id: SchemaId,
    value: &Value,
    expect: Expect,
) -> bool {
    if !is_form(media_type) {
        return verdict(sampler, id, value) == Some(expect);
    }
    // A form has text only, no lists without items and no nothing.
    let Some(members) = value.as_object() else {
        return false;
    };
    let plain = members.values().all(|member| match member {
        Value::Array(items) => {
            !items.is_empty()
                && items
                    .iter()
                    .all(|item| scalar(item).is_some_and(|text| !text.is_empty()))
        }
        _ => scalar(member).is_some_and(|text| !text.is_empty()),
    });
    let is_certain = |reading: &Value| all_readings(sampler, id, reading, expect);
    plain
        && !members.is_empty()
        && is_certain(value)
        && (expect == Expect::Accept || as_lists(sampler, id, members).iter().all(is_certain))
}

/// Whether a parameter's verdict does not depend on how its text is read.
fn is_certain(sampler: &Sampler<'_>, parameter: &Parameter, value: &Value, expect: Expect) -> bool {
    if let ParameterEncoding::Content { media_type, .. } = &parameter.encoding {
        return is_json(media_type) && verdict(sampler, parameter.schema, value) == Some(expect);
    }
    let texts: Option<Vec<String>> = match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(members) => members
            .keys()
            .cloned()
            .map(Some)
            .chain(members.values().map(scalar))
            .collect(),
        _ => scalar(value).map(|text| vec![text]),
    };
    let Some(texts) = texts else { return false };
    let is_list = value.is_array() || value.is_object();
    // Inside lists, anything that a style might split at; elsewhere, what clients and servers treat in their own ways.
    let plain = |text: &String| {
        let unreserved = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_~".contains(&byte));
        let printable = !text.contains(char::is_control) && text.trim() == text;
        !text.is_empty()
            && text != "null"
            && (unreserved || (!is_list && printable && is_safe(parameter, text)))
    };
    let changes_kind = is_list != may_be_list(sampler, parameter.schema);
    texts.iter().all(plain)
        && !changes_kind
        && all_readings(sampler, parameter.schema, value, expect)
}

/// Slashes and dots in a path, and anything but letters in a cookie, get treated in different ways on the way.
fn is_safe(parameter: &Parameter, text: &str) -> bool {
    match parameter.location {
        Location::Path => !text.contains(['/', '\\', '%', '.', ';', ',', '=']),
        Location::Cookie => text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte)),
        Location::Query | Location::QueryString => true,
        Location::Header => text.is_ascii() && !text.contains(','),
    }
}

fn may_be_list(sampler: &Sampler<'_>, id: SchemaId) -> bool {
    let value = sampler.value(id, Direction::Request);
    value.is_some_and(|value| value.is_array() || value.is_object())
}

/// Whether text is taken as it is or for the number or boolean that it looks like, a rejected value stays rejected; an
/// accepted one needs one reading.
fn all_readings(sampler: &Sampler<'_>, id: SchemaId, value: &Value, expect: Expect) -> bool {
    match expect {
        Expect::Accept => verdict(sampler, id, value) == Some(Expect::Accept),
        Expect::Reject => {
            let (text, literal) = (
                reread(value, &|text| text.into()),
                reread(value, &literal_reading),
            );
            let mut readings = mixed_readings(&text, &literal);
            readings.extend([value.clone(), text, literal]);
            readings
                .iter()
                .all(|reading| verdict(sampler, id, reading) == Some(Expect::Reject))
        }
    }
}

/// What else the pairs of a form may be read as: one value is a list of one, of several the last one counts where one is
/// asked for, and a list that is missing has no items.
fn as_lists(sampler: &Sampler<'_>, id: SchemaId, members: &Map<String, Value>) -> Vec<Value> {
    let with = |name: &String, member: Value| {
        let mut members = members.clone();
        members.insert(name.clone(), member);
        members
    };
    let other = |(name, member): (&String, &Value)| {
        let other = match member {
            Value::Array(items) => items.last()?.clone(),
            _ => Value::Array(vec![member.clone()]),
        };
        Some(Value::Object(with(name, other)))
    };
    let mut readings: Vec<Value> = members.iter().filter_map(other).collect();
    let goal = Goal::new(vec![id], "", Direction::Request);
    let shape = Shape::of(sampler.schemas, &goal);
    let mut filled = members.clone();
    for name in shape.parts.iter().flat_map(|part| &part.object.required) {
        filled
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
    }
    if filled.len() > members.len() {
        readings.push(Value::Object(filled));
    }
    readings
}

/// One member after the other as text, the others as what they look like: a reader goes by each member's schema.
fn mixed_readings(text: &Value, literal: &Value) -> Vec<Value> {
    let (Value::Object(texts), Value::Object(literals)) = (text, literal) else {
        return Vec::new();
    };
    let mix = |(name, text): (&String, &Value)| {
        let mut mixed = literals.clone();
        mixed.insert(name.clone(), text.clone());
        Value::Object(mixed)
    };
    texts.iter().map(mix).collect()
}

fn literal_reading(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => text.into(),
    }
}

/// The value with each text in it read in some way.
fn reread(value: &Value, read: &impl Fn(&str) -> Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| reread(item, read)).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), reread(member, read)))
                .collect(),
        ),
        _ => scalar(value).map_or(Value::Null, |text| read(&text)),
    }
}

/// Numbers the cases that would share a name.
fn name_apart(cases: &mut [Case]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases {
        let count = seen.entry(case.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            case.name = format!("{} ({count})", case.name);
        }
    }
}
