//! Forms, urlencoded or multipart, on their way to the decoder: the fields become JSON whose leaves are strings, files
//! are kept beside it.

use super::{
    body::Chunks,
    error::Error,
    media,
    multipart::{self, Manner},
    nested::{self, Map, Tree},
    parameter::{Field, Shape},
    percent,
    query::Pairs,
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
        for (name, value) in Pairs::split(text).iter(text) {
            add_text(form, name, value, percent::decode_form, &mut map).ok_or_else(not_text)?;
        }
    }
    nested::write_map(map, form.fields, &mut parts.json);
    Ok(parts)
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
    add_text(form, &part.name, text, |text| Ok(Cow::Borrowed(text)), map).ok_or_else(not_text)
}

fn is_one_of(given: &str, media: &[&str]) -> bool {
    media.is_empty() || media::select(given, media).is_some()
}

fn add_text(
    form: &Form,
    name: &str,
    raw: &str,
    decode: for<'t> fn(&'t str) -> Result<Cow<'t, str>, percent::NotUtf8>,
    map: &mut Map,
) -> Option<()> {
    let text = |raw: &str| decode(raw).ok().map(Cow::into_owned);
    match form.field(name) {
        Some(field) if field.json => nested::insert(map, name, "", Tree::json(text(raw)?)),
        Some(field) if !field.delimiter.is_empty() => {
            let items: Option<Vec<Tree>> = raw
                .split(field.delimiter)
                .map(|item| text(item).map(Tree::Text))
                .collect();
            map.insert(name.to_owned(), Tree::List(items?));
        }
        Some(_) => nested::insert(map, name, "", Tree::Text(text(raw)?)),
        // `filter[color]=red`
        None => {
            let (name, brackets) = name.find('[').map_or((name, ""), |at| name.split_at(at));
            nested::insert(map, name, brackets, Tree::Text(text(raw)?));
        }
    }
    Some(())
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
