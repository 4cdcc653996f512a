//! A valid request of an operation: what it requires and nothing else, with the description's own examples where
//! they fit. Credentials are left out.

use super::media::{as_text, concrete, essence, is_json};
use super::shape::Shape;
use super::solve::Goal;
use super::wire::{self, Written, percent, scalar};
use super::{Direction, Sampler, object};
use crate::ir::{Encoding, Location, Media, Object, Operation, Parameter, Piece, SchemaId, Style};
use indexmap::IndexMap;
use serde_json::Value;
use std::fmt::Write as _;

/// A request as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Percent-encoded, starting with `/`; without the base path of a server.
    pub path: String,
    /// Percent-encoded, without the `?`; empty when there is none.
    pub query: String,
    pub headers: Vec<(String, String)>,
    /// Each `name=value`.
    pub cookies: Vec<String>,
    pub body: Option<RequestBody>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestBody {
    pub content_type: String,
    pub text: String,
}

/// A request that the description allows; `None` when a part that it needs has no sample, or can't be written.
#[must_use]
pub fn request(sampler: &Sampler<'_>, operation: &Operation) -> Option<Request> {
    let draft = draft(sampler, operation)?;
    let without_body = || {
        let optional = operation.body.as_ref().is_some_and(|body| !body.required);
        optional.then(|| {
            write(
                sampler,
                operation,
                &Draft {
                    body: None,
                    ..draft.clone()
                },
            )
        })?
    };
    write(sampler, operation, &draft).or_else(without_body)
}

/// A request before it is written down: JSON values in the places of an operation.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// One for each parameter of the operation; `None` leaves it out.
    pub(super) parameters: Vec<Option<Value>>,
    /// Index into the body's content, and the value.
    pub(super) body: Option<(usize, Value)>,
}

/// The required parts.
pub(super) fn draft(sampler: &Sampler<'_>, operation: &Operation) -> Option<Draft> {
    let mut parameters = Vec::new();
    for parameter in &operation.parameters {
        let needed = parameter.required && !is_ignored(parameter);
        parameters.push(if needed {
            Some(parameter_value(sampler, parameter)?)
        } else {
            None
        });
    }
    let body = match &operation.body {
        Some(body) => {
            let value = body_value(sampler, &body.content);
            if value.is_none() && body.required {
                return None;
            }
            value
        }
        None => None,
    };
    Some(Draft { parameters, body })
}

/// Header parameters of these names mean nothing (OpenAPI 3.1 section 4.8.12.2).
pub(super) fn is_ignored(parameter: &Parameter) -> bool {
    let reserved = ["accept", "content-type", "authorization"];
    parameter.location == Location::Header
        && reserved.contains(&&*parameter.name.to_ascii_lowercase())
}

/// Whether it says how the body is encoded: samples are not.
pub(super) fn is_coding(parameter: &Parameter) -> bool {
    parameter.location == Location::Header
        && parameter.name.eq_ignore_ascii_case("content-encoding")
}

/// A value that fits and can be written in its place.
pub(super) fn parameter_value(sampler: &Sampler<'_>, parameter: &Parameter) -> Option<Value> {
    let id = parameter.schema;
    let usable = |value: &Value| wire::write(parameter, value).is_some();
    let fits = |value: &&Value| {
        usable(value) && sampler.conformer().accepts(id, value, Direction::Request)
    };
    let identity = is_coding(parameter)
        .then(|| Value::from("identity"))
        .filter(|identity| fits(&identity));
    let example = parameter.examples.iter().find(fits).cloned();
    let example = identity.or(example);
    let made = || {
        sampler
            .named_value(id, &parameter.name, Direction::Request)
            .filter(usable)
    };
    let other = || {
        (1..6).find_map(|salt| {
            sampler
                .salted_value(id, &parameter.name, salt)
                .filter(usable)
        })
    };
    example.or_else(made).or_else(other)
}

/// The body to send: JSON before forms before what comes first.
fn body_value(sampler: &Sampler<'_>, content: &[Media]) -> Option<(usize, Value)> {
    let rank = |media: &Media| match &*essence(&media.media_type) {
        _ if is_json(&concrete(&media.media_type)) => 0,
        "application/x-www-form-urlencoded" => 1,
        "multipart/form-data" => 2,
        _ => 3,
    };
    let mut order: Vec<usize> = (0..content.len()).collect();
    order.sort_by_key(|index| rank(&content[*index]));
    order
        .into_iter()
        .find_map(|index| Some((index, media_value(sampler, &content[index])?)))
}

fn media_value(sampler: &Sampler<'_>, media: &Media) -> Option<Value> {
    let Some(id) = media.schema else {
        let plain = if is_json(&concrete(&media.media_type)) {
            Value::Object(serde_json::Map::new())
        } else {
            "example".into()
        };
        return Some(media.examples.first().cloned().unwrap_or(plain));
    };
    let fits = |value: &&Value| sampler.conformer().accepts(id, value, Direction::Request);
    media
        .examples
        .iter()
        .find(fits)
        .cloned()
        .or_else(|| sampler.value(id, Direction::Request))
}

/// Puts the values in their places; `None` when one can't be written there.
pub(super) fn write(
    sampler: &Sampler<'_>,
    operation: &Operation,
    draft: &Draft,
) -> Option<Request> {
    let mut request = Request {
        path: String::new(),
        query: String::new(),
        headers: Vec::new(),
        cookies: Vec::new(),
        body: None,
    };
    let mut in_path = Vec::new();
    for (parameter, value) in operation.parameters.iter().zip(&draft.parameters) {
        let Some(value) = value else { continue };
        match wire::write(parameter, value)? {
            Written::Path(text) => in_path.push((&*parameter.name, text)),
            Written::Query(text) => {
                if !request.query.is_empty() {
                    request.query.push('&');
                }
                request.query.push_str(&text);
            }
            Written::Header(text) => request.headers.push((parameter.name.clone(), text)),
            Written::Cookie(text) => request.cookies.push(text),
        }
    }
    for segment in &operation.path.segments {
        request.path.push('/');
        for piece in segment {
            match piece {
                Piece::Literal(text) => request.path.push_str(&literal(text)),
                Piece::Parameter(name) => {
                    request
                        .path
                        .push_str(&in_path.iter().find(|(known, _)| known == name)?.1);
                }
            }
        }
    }
    if let (Some(body), Some((index, value))) = (&operation.body, &draft.body) {
        request.body = Some(write_body(sampler, body.content.get(*index)?, value)?);
    }
    Some(request)
}

/// Literal text of a path template; what is encoded there stays as it is.
fn literal(text: &str) -> String {
    let keep = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}#?".contains(c);
    text.chars()
        .map(|c| {
            if keep(c) {
                c.to_string()
            } else {
                percent(&c.to_string())
            }
        })
        .collect()
}

/// What separates the parts of a multipart body.
const BOUNDARY: &str = "specwright-boundary";

fn write_body(sampler: &Sampler<'_>, media: &Media, value: &Value) -> Option<RequestBody> {
    let content_type = concrete(&media.media_type);
    if is_json(&content_type) {
        return Some(RequestBody {
            content_type,
            text: value.to_string(),
        });
    }
    match &*essence(&content_type) {
        "application/x-www-form-urlencoded" => Some(RequestBody {
            text: form(&media.encoding, value)?,
            content_type,
        }),
        "multipart/form-data" => {
            let text = multipart(sampler, media, value)?;
            Some(RequestBody {
                content_type: format!("multipart/form-data; boundary={BOUNDARY}"),
                text,
            })
        }
        _ => {
            let text = value
                .as_str()
                .map_or_else(|| as_text(&content_type, value), str::to_owned);
            Some(RequestBody { content_type, text })
        }
    }
}

/// OpenAPI 3.1 section 4.8.14.3: members as pairs; lists repeat the name unless the encoding says otherwise; objects
/// are JSON.
pub(super) fn form(encodings: &IndexMap<String, Encoding>, value: &Value) -> Option<String> {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object()? {
        let encoding = encodings.get(name);
        let style = encoding
            .and_then(|encoding| encoding.style)
            .unwrap_or(Style::Form);
        let explode = encoding
            .and_then(|encoding| encoding.explode)
            .unwrap_or(style == Style::Form);
        let key = percent(name);
        match value {
            Value::Array(items) if explode => {
                for item in items {
                    pairs.push(format!("{key}={}", percent(&form_text(item))));
                }
            }
            Value::Array(items) => {
                let separator = match style {
                    Style::SpaceDelimited => "%20",
                    Style::PipeDelimited => "%7C",
                    _ => ",",
                };
                let items: Vec<String> =
                    items.iter().map(|item| percent(&form_text(item))).collect();
                pairs.push(format!("{key}={}", items.join(separator)));
            }
            _ => pairs.push(format!("{key}={}", percent(&form_text(value)))),
        }
    }
    Some(pairs.join("&"))
}

fn form_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        _ => scalar(value).unwrap_or_else(|| value.to_string()),
    }
}

/// RFC 7578; one part a member, one part an item of a list.
fn multipart(sampler: &Sampler<'_>, media: &Media, value: &Value) -> Option<String> {
    let mut text = String::new();
    for (name, value) in value.as_object()? {
        let declared = media
            .encoding
            .get(name)
            .and_then(|encoding| encoding.content_type.as_deref());
        let declared =
            declared.map(|types| concrete(types.split(',').next().unwrap_or_default().trim()));
        let file = media
            .schema
            .is_some_and(|id| is_file(sampler, id, name, value));
        let guessed = if file {
            Some("application/octet-stream")
        } else {
            None
        };
        let items = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for item in items {
            let guessed = guessed.or(item.is_object().then_some("application/json"));
            part(name, declared.as_deref().or(guessed), item, &mut text);
        }
    }
    let _ = write!(text, "--{BOUNDARY}--\r\n");
    Some(text)
}

/// Whether a form has members that are files.
#[must_use]
pub fn takes_files(sampler: &Sampler<'_>, id: SchemaId) -> bool {
    let goal = Goal::new(vec![id], "", Direction::Request);
    let shape = Shape::of(sampler.schemas, &goal);
    let mut members = shape
        .parts
        .iter()
        .flat_map(|part| part.object.properties.values());
    members.any(|&id| is_binary(sampler, id, false, 0) || is_binary(sampler, id, true, 0))
}

/// Whether a member is binary, or a list of such: `format: binary`, or `contentMediaType` (OpenAPI 3.1 section 4.8.14.2).
fn is_file(sampler: &Sampler<'_>, id: SchemaId, name: &str, value: &Value) -> bool {
    let shape = Shape::of(
        sampler.schemas,
        &Goal::new(vec![id], "", Direction::Request),
    );
    let objects: Vec<&Object> = shape.parts.iter().map(|part| &*part.object).collect();
    let ids = object::schemas(sampler, &objects, name);
    let mut ids = ids.into_iter();
    ids.any(|id| is_binary(sampler, id, value.is_array(), 0))
}

/// The same of a schema, or of one of its branches.
fn is_binary(sampler: &Sampler<'_>, id: SchemaId, list: bool, depth: usize) -> bool {
    const DEPTH_LIMIT: usize = 8;
    let schema = &sampler.schemas[id];
    let media_type = schema.text.content_media_type.as_deref();
    if !list
        && (schema.format.as_deref() == Some("binary")
            || media_type.is_some_and(|kind| !is_json(kind)))
    {
        return true;
    }
    if depth > DEPTH_LIMIT {
        return false;
    }
    let branches = [&schema.all_of, &schema.any_of, &schema.one_of];
    let mut same = schema
        .reference
        .iter()
        .chain(branches.into_iter().flatten());
    let items = schema.array.items.filter(|_| list);
    same.any(|id| is_binary(sampler, *id, list, depth + 1))
        || items.is_some_and(|id| is_binary(sampler, id, false, depth + 1))
}

fn part(name: &str, content_type: Option<&str>, value: &Value, text: &mut String) {
    let name = name.replace('"', "%22");
    let _ = write!(
        text,
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\""
    );
    if content_type.is_some_and(|kind| !is_json(kind) && !kind.starts_with("text/plain")) {
        text.push_str("; filename=\"example\"");
    }
    text.push_str("\r\n");
    if let Some(content_type) = content_type {
        let _ = write!(text, "Content-Type: {content_type}\r\n");
    }
    let _ = write!(text, "\r\n{}\r\n", form_text(value));
}
