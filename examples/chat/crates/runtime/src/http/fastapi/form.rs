//! Forms as Starlette reads them: entries in order, text or file; then, by the operation's table, JSON for the decoder.

use super::find::decoded;
use crate::{
    decode::Upload,
    http::{
        media, multipart,
        parameter::{Field, Shape},
    },
    json::quote,
};
use axum::body::Bytes;

/// One entry of a form.
#[derive(Debug, Clone)]
pub enum Entry {
    Text(String),
    File(Upload),
    /// A file input that was left empty: its name came, but no value.
    Empty,
}

impl Entry {
    /// Whether it is more than a field that was left empty.
    pub fn is_value(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::File(_) => true,
            Self::Empty => false,
        }
    }
}

/// Fields of one form.
const MOST: usize = 1000;
/// In bytes, name and value of one.
const LONGEST: usize = 1024 * 1024;

/// Takes a body apart that is not of several parts; one that is no form has no entries.
///
/// # Errors
/// What there is too much of.
pub fn parse(content_type: &str, body: &Bytes) -> Result<Vec<(String, Entry)>, &'static str> {
    if !media::is(content_type, "application/x-www-form-urlencoded") {
        return Ok(Vec::new());
    }
    let mut entries = Vec::new();
    let pairs = body.split(|byte| *byte == b'&');
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        if pair.len() > LONGEST {
            return Err("Field exceeded maximum size of 1024KB.");
        }
        if entries.len() == MOST {
            return Err("Too many fields. Maximum number of fields is 1000.");
        }
        // Bytes that should have been percent-encoded are Latin-1 to Starlette.
        let text = latin1(pair);
        let (name, value) = text.split_once('=').unwrap_or((&text, ""));
        entries.push((decoded(name), Entry::Text(decoded(value))));
    }
    Ok(entries)
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// A browser sends an empty part without a file name for a file input that was left empty.
pub fn entry(part: multipart::Part) -> (String, Entry) {
    let multipart::Part {
        name,
        file_name,
        content_type,
        content,
    } = part;
    let entry = match file_name {
        None => {
            let text = content.in_memory().cloned().unwrap_or_default();
            let text = String::from_utf8(text.to_vec());
            Entry::Text(text.unwrap_or_else(|error| latin1(error.as_bytes())))
        }
        Some(file) if file.is_empty() && content.is_empty() => Entry::Empty,
        Some(_) => Entry::File(Upload::new(file_name, content_type, content)),
    };
    (name, entry)
}

/// A form for the decoder: each name once, with all its values as an array. A file stands as its index, and null for
/// the value of a name that came without one.
pub fn to_json(entries: &[(String, Entry)]) -> (String, Vec<Upload>) {
    let mut grouped: IndexMap = IndexMap::default();
    for (name, entry) in entries {
        grouped.push(name, entry);
    }
    let (mut json, mut uploads) = (String::from("{"), Vec::new());
    for (index, (name, values)) in grouped.0.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        quote(name, &mut json);
        json.push(':');
        write_list(values, &mut json, &mut uploads);
    }
    json.push('}');
    (json, uploads)
}

/// The value of one field, for a parameter that is one: all values for a list, the last for everything else; `None`
/// when there is none, or an empty text where one is asked for.
pub fn field_json(field: &Field, entries: &[(String, Entry)]) -> Option<(String, Vec<Upload>)> {
    let values = entries.iter().filter(|(name, _)| name == field.name);
    let mut values: Vec<&Entry> = values.map(|(_, value)| value).collect();
    if matches!(field.shape, Shape::Array) {
        values.retain(|value| !matches!(value, Entry::Empty));
    }
    let (mut json, mut uploads) = (String::new(), Vec::new());
    let last = *values.last()?;
    if matches!(field.shape, Shape::Array) {
        write_list(&values, &mut json, &mut uploads);
    } else if matches!(last, Entry::Empty) || matches!(last, Entry::Text(text) if text.is_empty()) {
        return None;
    } else {
        write(last, &mut json, &mut uploads);
    }
    Some((json, uploads))
}

/// Names in the order of their first values.
#[derive(Default)]
struct IndexMap<'e>(
    Vec<(&'e str, Vec<&'e Entry>)>,
    std::collections::BTreeMap<&'e str, usize>,
);

impl<'e> IndexMap<'e> {
    fn push(&mut self, name: &'e str, entry: &'e Entry) {
        let place = *self.1.entry(name).or_insert(self.0.len());
        match self.0.get_mut(place) {
            // What is no value adds nothing to one, nor stays beside one.
            Some(_) if matches!(entry, Entry::Empty) => {}
            Some((_, values)) => {
                values.retain(|value| !matches!(value, Entry::Empty));
                values.push(entry);
            }
            None => self.0.push((name, vec![entry])),
        }
    }
}

fn write_list(values: &[&Entry], json: &mut String, uploads: &mut Vec<Upload>) {
    json.push('[');
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        write(value, json, uploads);
    }
    json.push(']');
}

fn write(entry: &Entry, json: &mut String, uploads: &mut Vec<Upload>) {
    match entry {
        Entry::Text(text) => quote(text, json),
        Entry::Empty => json.push_str("null"),
        Entry::File(upload) => {
            json.push_str(&uploads.len().to_string());
            uploads.push(upload.clone());
        }
    }
}
