//! From a parameter's text to the value it stands for. In: the raw request and the parameter's table. Out: a small JSON
//! text whose leaves are strings, which the decoder reads as it reads a body. The whole table of styles of OpenAPI 3.1
//! (section 4.8.12.4, with RFC 6570 for what the table leaves open); a value is split at its delimiters first and
//! percent-decoded after, so that an escaped delimiter is data.

use super::{
    form,
    nested::{self, Map, Tree},
    parameter::{Field, In, Parameter, Shape, Style},
    percent::{self, NotUtf8},
    query::{self, Pairs},
};
use crate::json::quote;
use axum::http::{HeaderMap, HeaderName, header::COOKIE};
use std::borrow::Cow;

/// What became of a parameter.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    Absent,
    /// The JSON text was written.
    Written,
}

/// The raw text a parameter is looked for in.
#[derive(Clone, Copy)]
pub enum Source<'r> {
    /// The raw segment, or part of one, that the route's template gives.
    Path(Option<&'r str>),
    Query(&'r str, &'r Pairs),
    Headers(&'r HeaderMap),
}

/// Finds a parameter and writes its value.
///
/// # Errors
/// The value is no UTF-8.
pub fn write(
    parameter: &Parameter,
    source: Source<'_>,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    match source {
        Source::Path(None) => Ok(Found::Absent),
        Source::Path(Some(raw)) => in_path(parameter, raw, out),
        Source::Query(text, pairs) => in_query(parameter, text, pairs, out),
        Source::Headers(headers) if parameter.location == In::Cookie => {
            in_cookies(parameter, headers, out)
        }
        Source::Headers(headers) => in_headers(parameter, headers, out),
    }
}

fn in_path(parameter: &Parameter, raw: &str, out: &mut String) -> Result<Found, NotUtf8> {
    let text = Text {
        decode: percent::decode,
        fields: fields(parameter.shape),
    };
    let name = parameter.name;
    let (value, delimiter) = match (parameter.style, parameter.explode) {
        (Style::Label, true) => (raw.strip_prefix('.').unwrap_or(raw), '.'),
        // OpenAPI before 3.1.1 shows dots here, RFC 6570 and later versions commas: both are read.
        (Style::Label, false) => (
            raw.strip_prefix('.').unwrap_or(raw),
            if raw.contains(',') { ',' } else { '.' },
        ),
        (Style::Matrix, explode) => {
            let parts: Vec<&str> = raw.strip_prefix(';').unwrap_or(raw).split(';').collect();
            return match parameter.shape {
                Shape::Object { .. } if explode => text.assignments(parts.into_iter(), out),
                Shape::Array if explode => {
                    text.list(parts.into_iter().map(|part| value_of(part, name)), out)
                }
                shape => text.delimited(
                    shape,
                    value_of(parts.last().copied().unwrap_or(raw), name),
                    ",",
                    false,
                    out,
                ),
            };
        }
        _ => (raw, ','),
    };
    match parameter.shape {
        _ if parameter.json => return text.json(value, out),
        Shape::Scalar | Shape::Any => return text.scalar(value, out),
        Shape::Array | Shape::Object { .. } => {}
    }
    text.delimited(
        parameter.shape,
        value,
        delimiter.encode_utf8(&mut [0; 4]),
        parameter.explode,
        out,
    )
}

/// `color=blue` → `blue`; `color` alone → the empty text.
fn value_of<'t>(part: &'t str, name: &str) -> &'t str {
    match part.split_once('=') {
        Some((known, value)) if percent::decode(known).is_ok_and(|known| known == name) => value,
        None if part == name => "",
        _ => part,
    }
}

fn in_query(
    parameter: &Parameter,
    raw: &str,
    pairs: &Pairs,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    let text = Text {
        decode: percent::decode_form,
        fields: fields(parameter.shape),
    };
    let name = parameter.name;
    if parameter.whole {
        return whole(parameter, raw, pairs, out);
    }
    if parameter.style == Style::DeepObject {
        return deep_object(parameter, raw, pairs, out);
    }
    if let (true, false, Shape::Object { fields, others }) =
        (parameter.explode, parameter.json, parameter.shape)
    {
        pairs.check_names(|_| others)?;
        return properties(pairs.iter(raw), fields, others, percent::decode_form, out);
    }
    let mut values = pairs.all(raw, name);
    let Some(last) = values.next_back() else {
        return Ok(Found::Absent);
    };
    if parameter.json {
        return text.json(last, out);
    }
    if parameter.allow_empty && last.is_empty() && pairs.all(raw, name).nth(1).is_none() {
        return text.scalar(last, out);
    }
    match parameter.shape {
        Shape::Scalar => text.scalar(last, out),
        Shape::Any => match values.next() {
            None => text.scalar(last, out),
            Some(_) => text.list(pairs.all(raw, name), out),
        },
        Shape::Array if parameter.explode => text.list(pairs.all(raw, name), out),
        Shape::Array | Shape::Object { .. } => {
            let delimiter = match parameter.style {
                Style::SpaceDelimited => " ",
                Style::PipeDelimited => "|",
                _ => ",",
            };
            let (value, delimiter) = query::joined(last, delimiter);
            text.delimited(parameter.shape, &value, delimiter, false, out)
        }
    }
}

/// The query string as one value (OpenAPI 3.2, section 4.12.2): a form, or a document that is percent-encoded as a whole.
fn whole(
    parameter: &Parameter,
    raw: &str,
    pairs: &Pairs,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    let text = Text {
        decode: percent::decode,
        fields: fields(parameter.shape),
    };
    match parameter.shape {
        _ if raw.is_empty() => Ok(Found::Absent),
        _ if parameter.json => text.json(raw, out),
        Shape::Object { fields, others } => form::of_query(fields, others, raw, pairs, out),
        _ => text.scalar(raw, out),
    }
}

/// `color[R]=100&color[G]=200`.
fn deep_object(
    parameter: &Parameter,
    raw: &str,
    pairs: &Pairs,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    let is_part = |name: &str| {
        let brackets = name.strip_prefix(parameter.name);
        brackets.is_some_and(|brackets| brackets.starts_with('['))
    };
    pairs.check_names(is_part)?;
    let mut map = Map::new();
    for (name, value) in pairs.iter(raw) {
        let Some(brackets) = name.strip_prefix(parameter.name) else {
            continue;
        };
        if let Some((first, deeper)) = brackets
            .strip_prefix('[')
            .and_then(|inner| inner.split_once(']'))
        {
            nested::insert(
                &mut map,
                first,
                deeper,
                Tree::Text(percent::decode_form(value)?.into_owned()),
            );
        }
    }
    if map.is_empty() {
        return Ok(Found::Absent);
    }
    Tree::Map(map).write(parameter.shape, out);
    Ok(Found::Written)
}

fn in_headers(
    parameter: &Parameter,
    headers: &HeaderMap,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    let Ok(name) = HeaderName::try_from(parameter.name) else {
        return Ok(Found::Absent);
    };
    let mut lines = Vec::new();
    for line in headers.get_all(name) {
        match std::str::from_utf8(line.as_bytes()) {
            Ok(line) => lines.push(line),
            Err(_) => {
                return Err(NotUtf8(
                    String::from_utf8_lossy(line.as_bytes()).into_owned(),
                ));
            }
        }
    }
    let Some(first) = lines.first().copied() else {
        return Ok(Found::Absent);
    };
    let text = Text {
        decode: |raw| Ok(Cow::Borrowed(raw.trim_matches([' ', '\t']))),
        fields: fields(parameter.shape),
    };
    match parameter.shape {
        _ if parameter.json => text.json(first, out),
        Shape::Scalar | Shape::Any => text.scalar(first, out),
        // Several lines of one header are one list (RFC 9110, section 5.3).
        shape => text.delimited(shape, &lines.join(","), ",", parameter.explode, out),
    }
}

fn in_cookies(
    parameter: &Parameter,
    headers: &HeaderMap,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    // An exploded array or object is several pairs: `color=blue&color=black`.
    let several = parameter.explode
        && parameter.style != Style::Cookie
        && matches!(parameter.shape, Shape::Array | Shape::Object { .. });
    let separators: &[u8] = if several { b";&" } else { b";" };
    let pairs = cookies(parameter, headers, separators)?;
    let decode: Decode = match parameter.style {
        Style::Cookie => |raw| Ok(Cow::Borrowed(raw)),
        _ => percent::decode,
    };
    let text = Text {
        decode,
        fields: fields(parameter.shape),
    };
    if let (true, false, Shape::Object { fields, others }) =
        (parameter.explode, parameter.json, parameter.shape)
    {
        return properties(pairs.iter().copied(), fields, others, decode, out);
    }
    let mut values = pairs
        .iter()
        .filter(|(name, _)| *name == parameter.name)
        .map(|(_, value)| *value);
    let Some(last) = values.clone().next_back() else {
        return Ok(Found::Absent);
    };
    match parameter.shape {
        _ if parameter.json => text.json(last, out),
        Shape::Array if parameter.explode => text.list(values, out),
        Shape::Any if values.nth(1).is_some() => text.list(
            pairs
                .iter()
                .filter(|(name, _)| *name == parameter.name)
                .map(|(_, value)| *value),
            out,
        ),
        Shape::Scalar | Shape::Any => text.scalar(last, out),
        shape => text.delimited(shape, last, ",", false, out),
    }
}

/// The names and values of cookies. One that is no text is passed over unless it is the parameter's.
fn cookies<'h>(
    parameter: &Parameter,
    headers: &'h HeaderMap,
    separators: &[u8],
) -> Result<Vec<(&'h str, &'h str)>, NotUtf8> {
    let is_asked_for = |name: &str| match parameter.shape {
        Shape::Object { fields, others } if parameter.explode && !parameter.json => {
            others || fields.iter().any(|field| field.name == name)
        }
        _ => name == parameter.name,
    };
    let mut pairs = Vec::new();
    for line in headers.get_all(COOKIE) {
        for cookie in line.as_bytes().split(|byte| separators.contains(byte)) {
            let Ok(text) = std::str::from_utf8(cookie) else {
                let text = String::from_utf8_lossy(cookie);
                match text.split_once('=') {
                    Some((name, value)) if is_asked_for(name.trim()) => {
                        return Err(NotUtf8(value.trim().to_owned()));
                    }
                    _ => continue,
                }
            };
            if let Some((name, value)) = text.split_once('=') {
                pairs.push((name.trim(), unquoted(value.trim())));
            }
        }
    }
    Ok(pairs)
}

fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(value)
}

/// An exploded object: its properties are pairs of their own.
fn properties<'p>(
    pairs: impl Iterator<Item = (&'p str, &'p str)>,
    fields: &[Field],
    others: bool,
    decode: Decode,
    out: &mut String,
) -> Result<Found, NotUtf8> {
    let mut map = Map::new();
    for (name, value) in pairs {
        let known = fields.iter().find(|field| field.name == name);
        if known.is_some() || others {
            let value = decode(value)?.into_owned();
            let json = known.is_some_and(|field| field.json);
            nested::insert(
                &mut map,
                name,
                "",
                if json {
                    Tree::json(value)
                } else {
                    Tree::Text(value)
                },
            );
        }
    }
    if map.is_empty() {
        return Ok(Found::Absent);
    }
    nested::write_map(map, fields, out);
    Ok(Found::Written)
}

type Decode = for<'t> fn(&'t str) -> Result<Cow<'t, str>, NotUtf8>;

fn fields(shape: Shape) -> &'static [Field] {
    match shape {
        Shape::Object { fields, .. } => fields,
        Shape::Scalar | Shape::Array | Shape::Any => &[],
    }
}

/// Writes values whose pieces are decoded by one rule.
#[derive(Clone, Copy)]
struct Text {
    decode: Decode,
    fields: &'static [Field],
}

impl Text {
    fn scalar(self, raw: &str, out: &mut String) -> Result<Found, NotUtf8> {
        self.item(raw, out)?;
        Ok(Found::Written)
    }

    fn item(self, raw: &str, out: &mut String) -> Result<(), NotUtf8> {
        // Most values are what they look like, whatever the rule.
        if raw.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            out.push('"');
            out.push_str(raw);
            out.push('"');
        } else {
            quote(&(self.decode)(raw)?, out);
        }
        Ok(())
    }

    fn json(self, raw: &str, out: &mut String) -> Result<Found, NotUtf8> {
        out.push_str(&(self.decode)(raw)?);
        Ok(Found::Written)
    }

    fn list<'t>(
        self,
        items: impl Iterator<Item = &'t str>,
        out: &mut String,
    ) -> Result<Found, NotUtf8> {
        out.push('[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                out.push(',');
            }
            self.item(item, out)?;
        }
        out.push(']');
        Ok(Found::Written)
    }

    /// One text with delimiters: `blue,black`, `R,100,G,200`, or with `explode` `R=100,G=200`. The empty text is the
    /// empty array or object.
    fn delimited(
        self,
        shape: Shape,
        raw: &str,
        delimiter: &str,
        explode: bool,
        out: &mut String,
    ) -> Result<Found, NotUtf8> {
        let mut items = raw.split(delimiter);
        match shape {
            Shape::Scalar | Shape::Any => self.scalar(raw, out),
            Shape::Array if raw.is_empty() => self.list(std::iter::empty(), out),
            Shape::Array => self.list(items, out),
            Shape::Object { .. } if raw.is_empty() => Ok(self.object(Map::new(), out)),
            Shape::Object { .. } if explode => self.assignments(items, out),
            Shape::Object { .. } => {
                let mut map = Map::new();
                while let Some(name) = items.next() {
                    self.insert(&mut map, name, items.next().unwrap_or_default())?;
                }
                Ok(self.object(map, out))
            }
        }
    }

    /// `R=100`, `G=200`.
    fn assignments<'t>(
        self,
        parts: impl Iterator<Item = &'t str>,
        out: &mut String,
    ) -> Result<Found, NotUtf8> {
        let mut map = Map::new();
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            self.insert(&mut map, name, value)?;
        }
        Ok(self.object(map, out))
    }

    fn insert(self, map: &mut Map, name: &str, value: &str) -> Result<(), NotUtf8> {
        let value = Tree::Text((self.decode)(value)?.into_owned());
        nested::insert(map, &(self.decode)(name)?, "", value);
        Ok(())
    }

    fn object(self, map: Map, out: &mut String) -> Found {
        nested::write_map(map, self.fields, out);
        Found::Written
    }
}
