//! Holds answers against the description, in builds with debug assertions: what does not fit is an error in the log, and
//! fails a test that sends its requests through [`testing`](crate::testing). A release neither looks nor carries the
//! schemas.
//!
//! In: what a [`Reply`](super::Reply) was given to say, and the schemas of `answers.json`. The errors that are made in
//! one place, by [`ErrorForm`](super::ErrorForm), have a shape of their own and are not looked at.

use super::route::{Description, Pending};
use crate::check::{self, Schema, Translation};
use axum::{
    body::Bytes,
    http::{StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// How many faults of one value are told.
const MOST: usize = 10;

/// What an answer was given to say, before it became bytes and lines.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Name, and the value as JSON text.
    pub headers: Vec<(&'static str, String)>,
    pub content: Content,
}

#[derive(Debug, Default)]
pub(super) enum Content {
    /// Nothing, or what no schema describes.
    #[default]
    Opaque,
    /// JSON text.
    Json(Bytes),
    /// Values that are written one after the other.
    Items(Watch),
}

/// What is wrong with an answer: the text of each fault. A streamed one is looked at while it is sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Misfits(Arc<Mutex<Vec<String>>>);

impl Misfits {
    pub(crate) fn texts(&self) -> Vec<String> {
        let texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.clone()
    }

    fn add(&self, text: String) {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.push(text);
    }
}

/// Looks at the items of a stream, once it is known what they are described as.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<OnceLock<(Judge, &'static Schema)>>);

impl Watch {
    /// `json`: an item as it is sent.
    pub fn see(&self, json: &str) {
        if let Some((judge, schema)) = self.0.get() {
            judge.hold("item", json, schema);
        }
    }
}

/// Looks at what goes over the WebSocket of an operation; `None` where nothing is described.
#[cfg(feature = "websocket")]
pub(super) fn messages(
    description: &'static Description,
    operation: &'static str,
) -> Option<Watch> {
    let answers = described(description, operation)?;
    let status = StatusCode::SWITCHING_PROTOCOLS;
    let answer = answers.of(status)?;
    let (_, schema) = answer.content.iter().next()?;
    let judge = Judge {
        operation,
        status,
        misfits: Misfits::default(),
    };
    let watch = Watch::default();
    let _ = watch.0.set((judge, schema));
    Some(watch)
}

/// Waits for the answer, and holds it against the description.
pub(super) async fn held(
    pending: Pending,
    description: &'static Description,
    operation: &'static str,
) -> Response {
    let mut response = pending.await;
    let Some(said) = response.extensions_mut().remove::<Arc<Said>>() else {
        return response;
    };
    let Some(answers) = described(description, operation) else {
        return response;
    };
    let judge = Judge {
        operation,
        status: response.status(),
        misfits: Misfits::default(),
    };
    response.extensions_mut().insert(judge.misfits.clone());
    match answers.of(judge.status) {
        Some(answer) => judge.answer(answer, &said, &response),
        None => judge.tell("status", "it is not described"),
    }
    response
}

/// Tells what is wrong with one answer.
#[derive(Debug, Clone)]
struct Judge {
    operation: &'static str,
    status: StatusCode,
    misfits: Misfits,
}

impl Judge {
    fn answer(&self, answer: &Answer, said: &Said, response: &Response) {
        for (name, schema) in &answer.headers {
            let lines = said.headers.iter().filter(|(known, _)| known == name);
            for (_, json) in lines {
                self.hold(&format!("header.{name}"), json, schema);
            }
        }
        let label = response.headers().get(CONTENT_TYPE);
        let label = label.and_then(|label| label.to_str().ok());
        let Some(schema) = label.and_then(|label| answer.content.get(label)) else {
            return;
        };
        match &said.content {
            Content::Json(bytes) => {
                let text = std::str::from_utf8(bytes).unwrap_or_default();
                self.hold("body", text, schema);
            }
            Content::Items(watch) => {
                let _ = watch.0.set((self.clone(), schema));
            }
            Content::Opaque => {}
        }
    }

    fn hold(&self, place: &str, json: &str, schema: &'static Schema) {
        let Ok(faults) = check::faults(schema, json, MOST) else {
            return self.tell(place, "it is no JSON");
        };
        for mut fault in faults {
            fault.loc.insert(0, place.to_owned().into());
            let text = fault.to_string();
            let (location, message) = text.split_once(": ").unwrap_or((place, &text));
            self.tell(location, message);
        }
    }

    #[cold]
    fn tell(&self, location: &str, message: &str) {
        let (operation, status) = (self.operation, self.status.as_u16());
        tracing::error!(
            operation,
            status,
            location,
            "the answer does not fit the description: {message}"
        );
        let text = format!("{operation} {status} {location}: {message}");
        self.misfits.add(text);
    }
}

/// What is described of the answers of one operation, by `200`, `4XX`, `default`.
#[derive(Debug, Default)]
struct Answers(BTreeMap<String, Answer>);

#[derive(Debug, Default)]
struct Answer {
    headers: Vec<(String, &'static Schema)>,
    /// By `Content-Type`: the schema of the whole, or of one item.
    content: BTreeMap<String, &'static Schema>,
}

impl Answers {
    fn of(&self, status: StatusCode) -> Option<&Answer> {
        let exact = self.0.get(status.as_str());
        let class = || self.0.get(&format!("{}XX", status.as_u16() / 100));
        exact.or_else(class).or_else(|| self.0.get("default"))
    }
}

/// One description's answers. Tables are made for an operation when it first answers.
#[derive(Debug)]
struct Book {
    document: Value,
    open: Mutex<(Translation, BTreeMap<&'static str, &'static Answers>)>,
}

/// `None`: nothing is known of the operation's answers.
fn described(
    description: &'static Description,
    operation: &'static str,
) -> Option<&'static Answers> {
    if description.answers.is_empty() {
        return None;
    }
    let book = book(description.answers);
    let entry = book.document["operations"].get(operation)?;
    let mut open = book.open.lock().unwrap_or_else(PoisonError::into_inner);
    let (translation, known) = &mut *open;
    if let Some(answers) = known.get(operation) {
        return Some(answers);
    }
    let mut answers = Answers::default();
    for (status, said) in entry.as_object()? {
        let mut named = |key: &str| -> Vec<(String, &'static Schema)> {
            let members = said[key].as_object().into_iter().flatten();
            let tables = members.filter_map(|(name, schema)| {
                Some((name.clone(), translation.of(schema, &book.document)?))
            });
            tables.collect()
        };
        let answer = Answer {
            headers: named("headers"),
            content: named("content").into_iter().collect(),
        };
        answers.0.insert(status.clone(), answer);
    }
    let answers: &'static Answers = Box::leak(Box::new(answers));
    known.insert(operation, answers);
    Some(answers)
}

/// The tables are the process', not a router's: tests make many routers.
fn book(answers: &'static str) -> &'static Book {
    static BOOKS: Mutex<Vec<(&'static str, &'static Book)>> = Mutex::new(Vec::new());
    let mut books = BOOKS.lock().unwrap_or_else(PoisonError::into_inner);
    let known = books.iter().find(|(text, _)| std::ptr::eq(*text, answers));
    if let Some((_, book)) = known {
        return book;
    }
    let document = serde_json::from_str(answers).unwrap_or_else(|fault| {
        tracing::error!(%fault, "the described answers can't be read");
        Value::Null
    });
    let book: &'static Book = Box::leak(Box::new(Book {
        document,
        open: Mutex::default(),
    }));
    books.push((answers, book));
    book
}
