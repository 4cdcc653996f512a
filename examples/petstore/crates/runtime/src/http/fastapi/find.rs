//! Where Starlette finds a parameter: the last of several query parameters and cookies, the first of several headers,
//! all of them for a list. Writes the value as JSON whose leaves are strings; absent is the only way not to.

use crate::{
    http::{
        parameter::{Parameter, Shape},
        percent::{self, NotUtf8},
        query::Pairs,
        style::Found,
    },
    json::quote,
};
use axum::http::{HeaderMap, HeaderName, header::COOKIE};

pub fn in_path(value: Option<&str>, out: &mut String) -> Found {
    one(value, out)
}

/// `urllib.parse.parse_qsl` with blank values kept: bytes that are no UTF-8 are replaced.
pub fn in_query(parameter: &Parameter, text: &str, pairs: &Pairs, out: &mut String) -> Found {
    let values: Vec<String> = pairs.all(text, parameter.name).map(decoded).collect();
    match parameter.shape {
        Shape::Array if !parameter.json => all(&values, out),
        _ => one(values.last().map(String::as_str), out),
    }
}

/// Header values are Latin-1 to Starlette.
pub fn in_headers(parameter: &Parameter, headers: &HeaderMap, out: &mut String) -> Found {
    let Ok(name) = HeaderName::try_from(parameter.name) else {
        return Found::Absent;
    };
    let values = headers.get_all(name).iter();
    let values: Vec<String> = values.map(|value| latin1(value.as_bytes())).collect();
    match parameter.shape {
        Shape::Array if !parameter.json => all(&values, out),
        _ => one(values.first().map(String::as_str), out),
    }
}

/// Nothing in a cookie is percent-decoded; a value in quotes loses them and its backslashes.
pub fn in_cookies(parameter: &Parameter, headers: &HeaderMap, out: &mut String) -> Found {
    let lines = headers.get_all(COOKIE).iter();
    let lines: Vec<String> = lines.map(|line| latin1(line.as_bytes())).collect();
    let mut found = None;
    for cookie in lines.iter().flat_map(|line| line.split(';')) {
        let (name, value) = cookie.split_once('=').unwrap_or(("", cookie));
        if name.trim() == parameter.name {
            found = Some(unquoted(value.trim()));
        }
    }
    match parameter.shape {
        Shape::Array if !parameter.json => all(found.as_slice(), out),
        _ => one(found.as_deref(), out),
    }
}

fn one(value: Option<&str>, out: &mut String) -> Found {
    let Some(value) = value else {
        return Found::Absent;
    };
    quote(value, out);
    Found::Written
}

fn all(values: &[String], out: &mut String) -> Found {
    if values.is_empty() {
        return Found::Absent;
    }
    for (index, value) in values.iter().enumerate() {
        out.push(if index == 0 { '[' } else { ',' });
        quote(value, out);
    }
    out.push(']');
    Found::Written
}

/// A piece of a query string or of an urlencoded form.
pub fn decoded(raw: &str) -> String {
    match percent::decode_form(raw) {
        Ok(text) => text.into_owned(),
        Err(NotUtf8(text)) => text,
    }
}

fn latin1(bytes: &[u8]) -> String {
    let text = bytes.iter().copied().map(char::from).collect::<String>();
    text.trim_matches([' ', '\t']).to_owned()
}

/// `http.cookies._unquote`: `"a\"b\054"` is `a"b,`.
fn unquoted(value: &str) -> String {
    let inner = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    let Some(inner) = inner else {
        return value.to_owned();
    };
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(next) = rest.next() {
        if next != '\\' {
            text.push(next);
            continue;
        }
        let octal = rest
            .as_str()
            .get(..3)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                text.push(char::from(byte));
                rest.nth(2);
            }
            None => text.extend(rest.next()),
        }
    }
    text
}
