//! Forms, urlencoded or multipart, on their way to the decoder: the fields become JSON whose leaves are strings, files
//! are kept beside it.

use super::{
    body::Chunks,
    error::Error,
    media,
    multipart::{self, Manner},
    nested::{self, Map, Tree},
    parameter::{Field, Shape},
    percent::{self, NotUtf8},
    query::{self, Pairs},
    style::Found,
};
use crate::{
    decode::Upload,
    fault::{Fault, Faults, Input, kind},
};
use std::borrow::Cow;

/// A form as it is described.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    pub fields: &'static [Field],
    /// Each field is a parameter of its own: its faults don't show the others.
    pub apart: bool,
}

/// What a form is made of.
#[derive(Debug, Default)]
pub struct Parts {
    /// The fields, as an object; a file stands there as its index among the files.
    pub json: String,
    pub uploads: Vec<Upload>,
    /// Files of media types that are not described.
    pub faults: Faults,
}

/// Takes a form apart. `memory`: how much of it may be held, in bytes.
///
/// # Errors
/// 400 when the body is no form, and what reading it gives.
pub async fn to_json(
    form: &Form,
    content_type: &str,
    chunks: Chunks,
    memory: usize,
) -> Result<Parts, Error> {
    let mut map = Map::new();
    let mut parts = Parts::default();
    if media::is(content_type, "multipart/form-data") {
        let is_file = |part: &multipart::Part| form.is_file(&part.name);
        for part in
            multipart::read(chunks, content_type, Manner::Standard, memory, &is_file).await?
        {
            add_part(form, part, &mut map, &mut parts)?;
        }
    } else {
        let body = chunks.all().await?;
        let text = std::str::from_utf8(&body).map_err(|_| not_text())?;
        let pairs = Pairs::split(text);
        pairs.check_names(|_| true).map_err(|_| not_text())?;
        for (name, value) in pairs.iter(text) {
            let added = add_text(form.fields, name, value, Coding::Form, &mut map);
            added.map_err(|_| not_text())?;
        }
        add_empty(form.fields, &mut map);
    }
    nested::write_map(map, form.fields, &mut parts.json);
    Ok(parts)
}

/// The same for a query string that is a form as a whole (OpenAPI 3.2, section 4.12.2).
///
/// # Errors
/// A name or a value is no UTF-8.
pub fn of_query(
    fields: &[Field],
    others: bool,
    text: &str,
    pairs: &Pairs,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    let takes = |name: &str| {
        let before = name.split('[').next().unwrap_or_default();
        let known = |field: &Field| field.name == name || field.name == before;
        others || fields.iter().any(known)
    };
    pairs.check_names(takes)?;
    let mut map = Map::new();
    for (name, value) in pairs.iter(text).filter(|(name, _)| takes(name)) {
        add_text(fields, name, value, Coding::Form, &mut map)?;
    }
    if map.is_empty() {
        return Ok(Found::Absent);
    }
    add_empty(fields, &mut map);
    nested::write_map(map, fields, out);
    Ok(Found::Written)
}

fn add_empty(fields: &[Field], map: &mut Map) {
    for field in fields.iter().filter(|field| field.or_empty) {
        map.entry(field.name.to_owned())
            .or_insert_with(|| Tree::List(Vec::new()));
    }
}

fn add_part(
    form: &Form,
    part: multipart::Part,
    map: &mut Map,
    parts: &mut Parts,
) -> Result<(), Error> {
    let field = form.field(&part.name);
    if let Some(field) = field.filter(|field| field.file) {
        // A browser sends this for a file input that was left empty.
        if part.file_name.as_deref() == Some("") && part.content.is_empty() {
            return Ok(());
        }
        let media_type = part.content_type.as_deref();
        if let Some(media_type) = media_type.filter(|given| !is_one_of(given, field.media)) {
            let loc = vec!["body".into(), field.name.into()];
            let input = Input::Text(media_type.into());
            let fault = Fault::new(kind::media_type(field.media), loc, input);
            parts.faults.push(fault);
        }
        let place = parts.uploads.len().to_string();
        nested::insert(map, &part.name, "", Tree::Json(place));
        parts
            .uploads
            .push(Upload::new(part.file_name, part.content_type, part.content));
        return Ok(());
    }
    let content = part.content.in_memory().ok_or_else(not_text)?;
    let text = std::str::from_utf8(content).map_err(|_| not_text())?;
    let declared = part.content_type.as_deref().is_some_and(media::is_json);
    if declared && field.is_none_or(|field| !matches!(field.shape, Shape::Scalar)) {
        nested::insert(map, &part.name, "", Tree::json(text.to_owned()));
        return Ok(());
    }
    add_text(form.fields, &part.name, text, Coding::Plain, map).map_err(|_| not_text())
}

fn is_one_of(given: &str, media: &[&str]) -> bool {
    media.is_empty() || media::select(given, media).is_some()
}

/// How a field's text is written.
#[derive(Clone, Copy)]
enum Coding {
    /// As it is, in a part of its own.
    Plain,
    /// Urlencoded.
    Form,
}

impl Coding {
    fn decode(self, raw: &str) -> Result<String, NotUtf8> {
        match self {
            Self::Plain => Ok(raw.to_owned()),
            Self::Form => percent::decode_form(raw).map(Cow::into_owned),
        }
    }

    /// The values in one text; none are in an empty one.
    fn split(self, raw: &str, delimiter: &'static str) -> Result<Tree, NotUtf8> {
        let (text, delimiter) = match self {
            Self::Plain => (Cow::Borrowed(raw), delimiter),
            Self::Form => query::joined(raw, delimiter),
        };
        let items = text.split(delimiter).filter(|_| !text.is_empty());
        let items: Result<_, _> = items
            .map(|item| self.decode(item).map(Tree::Text))
            .collect();
        items.map(Tree::List)
    }
}

fn add_text(
    fields: &[Field],
    name: &str,
    raw: &str,
    coding: Coding,
    map: &mut Map,
) -> Result<(), NotUtf8> {
    match fields.iter().find(|field| field.name == name) {
        Some(field) if field.json => nested::insert(map, name, "", Tree::json(coding.decode(raw)?)),
        Some(field) if !field.delimiter.is_empty() => {
            map.insert(name.to_owned(), coding.split(raw, field.delimiter)?);
        }
        Some(_) => nested::insert(map, name, "", Tree::Text(coding.decode(raw)?)),
        // `filter[color]=red`
        None => {
            let (name, brackets) = name.find('[').map_or((name, ""), |at| name.split_at(at));
            nested::insert(map, name, brackets, Tree::Text(coding.decode(raw)?));
        }
    }
    Ok(())
}

impl Form {
    fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn is_file(&self, name: &str) -> bool {
        self.field(name).is_some_and(|field| field.file)
    }

    /// Whether it may be longer than what is held in memory.
    pub fn has_files(&self) -> bool {
        self.fields.iter().any(|field| field.file)
    }
}

#[cold]
fn not_text() -> Error {
    Error::bad_request("There was an error parsing the body")
}
