//! The answer of an operation that is not implemented: a documented status, the documented content type, a body
//! that fits. The description's own examples come first; one that does not fit is passed over.

use super::media::{as_text, concrete, is_event_stream, is_json, preferred};
use super::{Direction, Sampler};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Header, Media, Operation, ParameterEncoding, Response, SchemaId, Status};
use serde_json::Value;

/// One answer, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Mock {
    pub status: u16,
    /// `None`: no body.
    pub content_type: Option<String>,
    /// The documented required headers; `Content-Type` is not among them.
    pub headers: Vec<(String, String)>,
    pub body: MockBody,
    /// The same in the other documented media types, for requests that accept those alone.
    pub others: Vec<(String, MockBody)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MockBody {
    Json(Value),
    Text(String),
    Empty,
}

/// Makes the answer of one operation. It is the same from run to run.
pub fn mock(sampler: &Sampler<'_>, operation: &Operation, diags: &mut Diagnostics) -> Mock {
    match choose(&operation.responses) {
        Some((status, response)) => answer(sampler, status, response, diags),
        None => empty(200, Vec::new()),
    }
}

/// What an operation answers about something that was deleted; `None`: its description does not say.
pub fn gone(sampler: &Sampler<'_>, operation: &Operation) -> Option<Mock> {
    let (status, response) = missing(&operation.responses)?;
    Some(answer(
        sampler,
        status,
        response,
        &mut Diagnostics::default(),
    ))
}

/// Whether the description of an operation says what it answers about something that was deleted.
pub fn has_gone(operation: &Operation) -> bool {
    missing(&operation.responses).is_some()
}

fn missing(responses: &[Response]) -> Option<(u16, &Response)> {
    let wanted = [
        (Status::Code(404), 404),
        (Status::Code(410), 410),
        (Status::Range(4), 404),
        (Status::Default, 404),
    ];
    wanted.into_iter().find_map(|(wanted, status)| {
        let mut responses = responses.iter();
        Some((
            status,
            responses.find(|response| response.status == wanted)?,
        ))
    })
}

fn empty(status: u16, headers: Vec<(String, String)>) -> Mock {
    Mock {
        status,
        content_type: None,
        headers,
        body: MockBody::Empty,
        others: Vec::new(),
    }
}

fn answer(
    sampler: &Sampler<'_>,
    status: u16,
    response: &Response,
    diags: &mut Diagnostics,
) -> Mock {
    let headers = response
        .headers
        .iter()
        .filter_map(|header| header_value(sampler, header))
        .collect();
    let media = preferred(&response.content).filter(|_| may_have_body(status));
    let Some(media) = media else {
        return empty(status, headers);
    };
    let body = body(sampler, media, diags);
    let content_type = (body != MockBody::Empty).then(|| concrete(&media.media_type));
    let rest = response.content.iter();
    let rest = rest.filter(|other| other.media_type != media.media_type);
    let others = rest
        .map(|other| {
            let body = self::body(sampler, other, &mut Diagnostics::default());
            (concrete(&other.media_type), body)
        })
        .filter(|(_, body)| *body != MockBody::Empty);
    Mock {
        status,
        content_type,
        headers,
        body,
        others: others.collect(),
    }
}

/// RFC 9110 sections 15.3.5 and 15.4.5, and 1xx: no content.
fn may_have_body(status: u16) -> bool {
    status >= 200 && !matches!(status, 204 | 205 | 304)
}

/// The lowest documented 2xx, else `2XX`, else `default`, else the first one.
fn choose(responses: &[Response]) -> Option<(u16, &Response)> {
    let code = |response: &Response| match response.status {
        Status::Code(code) => code,
        Status::Range(class) => u16::from(class) * 100,
        Status::Default => 200,
    };
    let exact = responses
        .iter()
        .filter(|response| matches!(response.status, Status::Code(200..=299)));
    let range = || {
        responses
            .iter()
            .find(|response| response.status == Status::Range(2))
    };
    let default = || {
        responses
            .iter()
            .find(|response| response.status == Status::Default)
    };
    let chosen = exact
        .min_by_key(|response| response.status)
        .or_else(range)
        .or_else(default)
        .or(responses.first())?;
    Some((code(chosen), chosen))
}

fn body(sampler: &Sampler<'_>, media: &Media, diags: &mut Diagnostics) -> MockBody {
    if let Some(item) = media.item_schema.filter(|_| media.schema.is_none()) {
        return items(sampler, media, item);
    }
    let json = is_json(&concrete(&media.media_type));
    let example = example(sampler, media).cloned();
    let value = example.or_else(|| match media.schema {
        Some(id) => sampler.value(id, Direction::Response),
        None => json.then(|| Value::Object(serde_json::Map::new())),
    });
    match (value, json) {
        (Some(value), true) => MockBody::Json(value),
        (None, true) => no_sample(media, diags),
        (Some(Value::String(text)), false) => MockBody::Text(text),
        (Some(value), false) => MockBody::Text(as_text(&media.media_type, &value)),
        (None, false) => MockBody::Text("example".to_owned()),
    }
}

/// One item of a stream.
fn items(sampler: &Sampler<'_>, media: &Media, item: SchemaId) -> MockBody {
    let Some(item) = sampler.value(item, Direction::Response) else {
        return MockBody::Empty;
    };
    let fields = item.as_object().filter(|item| item.contains_key("data"));
    let Some(fields) = fields.filter(|_| is_event_stream(&media.media_type)) else {
        return MockBody::Text(as_text(&media.media_type, &item));
    };
    let mut text = String::new();
    for (name, value) in fields {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        text.extend(value.split('\n').map(|line| format!("{name}: {line}\n")));
    }
    MockBody::Text(text + "\n")
}

fn no_sample(media: &Media, diags: &mut Diagnostics) -> MockBody {
    let message = "no value was found that fits this schema, so there is no mock answer of it";
    diags.push(
        Diagnostic::note("no-sample", message)
            .at(&media.at)
            .help("add an `example` that fits the schema"),
    );
    MockBody::Empty
}

/// The first example that fits.
fn example<'m>(sampler: &Sampler<'_>, media: &'m Media) -> Option<&'m Value> {
    let Some(id) = media.schema else {
        return media.examples.first();
    };
    let json = is_json(&concrete(&media.media_type));
    // The example of a text or binary body may be the text itself, whatever the schema describes it as.
    let fits = |value: &&Value| {
        (!json && value.is_string()) || sampler.conformer().accepts(id, value, Direction::Response)
    };
    media.examples.iter().find(fits)
}

/// Headers that say how the body is carried: the server's, whatever the description's examples are.
const FRAMING: [&str; 5] = [
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
];

/// The value of a required header; optional ones are left out.
fn header_value(sampler: &Sampler<'_>, header: &Header) -> Option<(String, String)> {
    let is_framing = FRAMING
        .iter()
        .any(|name| header.name.eq_ignore_ascii_case(name));
    if !header.required || is_framing {
        return None;
    }
    let fits = |value: &&Value| {
        sampler
            .conformer()
            .accepts(header.schema, value, Direction::Response)
    };
    let value = header.examples.iter().find(fits).cloned();
    let value =
        value.or_else(|| sampler.named_value(header.schema, &header.name, Direction::Response))?;
    let text = match &header.encoding {
        ParameterEncoding::Content { media_type, .. } if is_json(media_type) => value.to_string(),
        ParameterEncoding::Style { explode: true, .. } => header_text(&value, "="),
        _ => header_text(&value, ","),
    };
    Some((header.name.clone(), text))
}

/// Style `simple` (OpenAPI 3.1 section 4.8.21), with what a header can't carry left out.
fn header_text(value: &Value, pair: &str) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items
            .iter()
            .map(|item| header_text(item, pair))
            .collect::<Vec<_>>()
            .join(","),
        Value::Object(members) => {
            let pairs = members
                .iter()
                .map(|(name, member)| format!("{name}{pair}{}", header_text(member, pair)));
            pairs.collect::<Vec<_>>().join(",")
        }
        _ => value.to_string(),
    };
    text.chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .collect()
}
