//! What FastAPI does with a request, where that differs from what the description alone says. In: a call, and the
//! tables of its operation. Out: the same call, read in FastAPI's order: the body as such, credentials, parameters,
//! the body's value. It knows no models.

pub mod find;
mod form;
mod loads;
pub mod routing;

use super::{
    body::{Content, RequestBody},
    call::Call,
    error::Error,
    form::Form,
    guard::Requirement,
    media,
    parameter::Field,
    route::Payload,
    security,
};
use crate::{
    decode::{Mode, Read, rules::Text},
    fault::{Fault, Input, Loc, kind},
    json::quote,
};
use axum::body::Bytes;
use form::Entry;
use loads::Loaded;

/// What is in the body.
#[derive(Debug, Default)]
pub enum Received {
    #[default]
    Unread,
    Absent,
    /// JSON whose syntax is right.
    Json {
        text: String,
        raw: Bytes,
    },
    /// Anything else, as the text it is taken for.
    Raw(Bytes),
    Form(Vec<(String, Entry)>),
}

/// The name of a field, and the one that it came under.
pub(super) type Alias = (&'static str, &'static str);

impl Received {
    fn entries(&self) -> &[(String, Entry)] {
        match self {
            Self::Form(entries) => entries,
            _ => &[],
        }
    }

    /// A form in which what came under an alias stands under the name that it is an alias of; with the aliases in use.
    pub(super) fn aliased(&self, aliases: &[&'static [&'static str]]) -> (Self, Vec<Alias>) {
        let mut entries = self.entries().to_vec();
        let mut used = Vec::new();
        for &names in aliases {
            let has_value = |alias: &&&str| {
                entries
                    .iter()
                    .any(|(name, entry)| name == **alias && entry.is_value())
            };
            let (Some(&own), Some(&alias)) = (names.first(), names.iter().find(has_value)) else {
                continue;
            };
            if own == alias {
                continue;
            }
            entries.retain(|(name, _)| name != own);
            for (name, _) in entries.iter_mut().filter(|(name, _)| name == alias) {
                own.clone_into(name);
            }
            used.push((own, alias));
        }
        (Self::Form(entries), used)
    }

    /// The body as it came, for an operation that takes bytes.
    pub fn take_bytes(&mut self) -> Option<Bytes> {
        match std::mem::take(self) {
            Self::Json { raw, .. } | Self::Raw(raw) => Some(raw),
            Self::Absent => Some(Bytes::new()),
            Self::Unread | Self::Form(_) => None,
        }
    }
}

/// Reads the body and looks for credentials; `false` when that is the end of it.
pub async fn open(
    call: &mut Call,
    payload: Payload,
    required: &'static [&'static [Requirement]],
) -> bool {
    if payload != Payload::None && !receive(call, payload).await {
        return false;
    }
    // In FastAPI's documents each alternative comes from a dependency of its own, and all of them run.
    let missing = required
        .iter()
        .copied()
        .flatten()
        .map(|(scheme, _)| &scheme.credential)
        .find(|credential| !security::has(call.context(), credential));
    if let Some(credential) = missing {
        let challenge = security::challenge(credential);
        let error = Error::unauthorized("Not authenticated");
        call.refuse_with(error.with_header("www-authenticate", &challenge));
    }
    call.accepted()
}

async fn receive(call: &mut Call, payload: Payload) -> bool {
    let content_type = call.content_type();
    if payload == Payload::Form {
        let entries = if media::is(&content_type, "multipart/form-data") {
            // Without a single byte there is no boundary to miss.
            let bare = media::parameter(&content_type, "boundary").is_some() && call.is_empty();
            let parts = if bare {
                Some(Vec::new())
            } else {
                call.parts().await
            };
            parts.map(|parts| parts.into_iter().map(form::entry).collect())
        } else {
            let raw = call.bytes().await;
            let parsed = raw.map(|raw| form::parse(&content_type, &raw));
            match parsed {
                Some(Err(detail)) => {
                    call.refuse_with(Error::bad_request(detail));
                    None
                }
                parsed => parsed.and_then(Result::ok),
            }
        };
        if let Some(entries) = entries {
            call.received = Received::Form(entries);
        }
        return call.accepted();
    }
    let Some(raw) = call.bytes().await else {
        return false;
    };
    if raw.is_empty() {
        call.received = Received::Absent;
    } else if media::is_json(&content_type) {
        match loads::loads(&raw) {
            Loaded::Json(text) => call.received = Received::Json { text, raw },
            Loaded::Broken { message, at } => {
                let loc = vec!["body".into(), Loc::Index(at)];
                let fault = Fault::new(kind::json_invalid(message), loc, Input::Unread);
                call.faults_mut().push(fault);
            }
            Loaded::Unreadable => {
                call.refuse_with(Error::bad_request("There was an error parsing the body"));
            }
        }
    } else {
        call.received = Received::Raw(raw);
    }
    call.accepted()
}

/// Whether there is a body to read.
pub fn content(call: &mut Call, body: &RequestBody) -> Content {
    let absent = matches!(call.received, Received::Absent | Received::Unread);
    if absent && !body.required {
        return Content::Absent;
    }
    if absent && body.members.is_empty() {
        call.missing_body();
        return Content::Refused;
    }
    Content::Media(0)
}

/// The body as a value.
pub fn json<T>(call: &mut Call, body: &RequestBody, read: Read<T>) -> Option<T> {
    let raw = matches!(call.received, Received::Raw(_));
    let text = value(call);
    if body.members.is_empty() {
        return call.decode(text.as_bytes(), Mode::Lax, &[], read);
    }
    let first = text.trim_start();
    if first.starts_with('{') {
        return apart(call, &text, read);
    }
    // Bytes that were not read as JSON are passed over as if nothing had come; JSON that is no object has no members,
    // not even those that may be left out.
    if raw {
        return apart(call, "{}", read);
    }
    for name in body.members {
        missing(call, name);
    }
    None
}

/// The body as the text of a JSON value: bytes that are no JSON count as a string.
fn value(call: &mut Call) -> String {
    match std::mem::take(&mut call.received) {
        Received::Json { text, .. } => text,
        Received::Raw(raw) => {
            let mut text = String::with_capacity(raw.len() + 2);
            quote(&String::from_utf8_lossy(&raw), &mut text);
            text
        }
        Received::Absent | Received::Unread | Received::Form(_) => "{}".to_owned(),
    }
}

/// Reads an object whose members are parameters: the fault of one that is missing shows nothing of the others.
fn apart<T>(call: &mut Call, text: &str, read: Read<T>) -> Option<T> {
    let before = call.faults_mut().len();
    let value = call.decode(text.as_bytes(), Mode::Lax, &[], read);
    hide_others(call, before);
    value
}

fn hide_others(call: &mut Call, before: usize) {
    for fault in call.faults_mut().list_mut().iter_mut().skip(before) {
        if fault.loc.len() == 2 && fault.kind.name == kind::MISSING.name {
            fault.input = Input::Absent;
        }
    }
}

pub fn missing(call: &mut Call, name: &'static str) {
    let loc = vec!["body".into(), name.into()];
    let fault = Fault::new(kind::MISSING, loc, Input::Absent);
    call.faults_mut().push(fault);
}

/// A whole form as one value.
pub fn form<T>(call: &mut Call, form: &'static Form, read: Read<T>) -> Option<T> {
    let (json, uploads) = form::to_json(call.received.entries());
    let before = call.faults_mut().len();
    let value = call.decode_form(&json, &uploads, read);
    if form.apart {
        hide_others(call, before);
    }
    value
}

/// A field of a form that is a parameter of its own; `None` when it is wrong.
#[allow(
    clippy::option_option,
    reason = "wrong, absent and present are three things"
)]
pub fn field<T>(call: &mut Call, field: &'static Field, read: Read<T>) -> Option<Option<T>> {
    match form::field_json(field, call.received.entries()) {
        None => Some(None),
        Some((json, uploads)) => call
            .decode_field(field.name, &json, &uploads, read)
            .map(Some),
    }
}

/// When a model that is read from a form is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// One of these fields came.
    Fields(&'static [&'static str]),
    /// Any field came.
    Anything,
    Never,
}

pub fn is_there(call: &Call, when: When) -> bool {
    let entries = call.received.entries();
    match when {
        When::Fields(names) => entries
            .iter()
            .any(|(name, _)| names.contains(&name.as_str())),
        When::Anything => !entries.is_empty(),
        When::Never => false,
    }
}

/// The body as text.
pub fn text(call: &mut Call, rules: &'static Text) -> Option<String> {
    let text = value(call);
    call.decode_text(&text, rules)
}
