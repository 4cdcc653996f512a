//! Values in attributes: literals, lists, objects, and the paths of variants.

use super::super::ast::At;
use super::{around, at};
use crate::source::FileId;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::{Map, Number, Value};

/// Where, and what is wrong.
pub type Fault = (At, String);

/// Finds the value of a path such as `Status::Active`.
pub type Paths<'p> = dyn FnMut(&[String]) -> Option<Value> + 'p;

pub fn parse(tokens: &TokenStream, file: FileId, paths: &mut Paths<'_>) -> Result<Value, Fault> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    read(&tokens, file, paths)
}

fn read(tokens: &[TokenTree], file: FileId, paths: &mut Paths<'_>) -> Result<Value, Fault> {
    let fault = |message: &str| Err((around(file, tokens), message.to_owned()));
    match tokens {
        [TokenTree::Literal(token)] => {
            let read = literal(&syn::Lit::new(token.clone()), false);
            read.map_or_else(|| fault("this literal is no JSON value"), Ok)
        }
        [TokenTree::Punct(minus), TokenTree::Literal(token)] if minus.as_char() == '-' => {
            let read = literal(&syn::Lit::new(token.clone()), true);
            read.map_or_else(|| fault("this literal is no number"), Ok)
        }
        [TokenTree::Ident(word)] if word == "true" || word == "false" => {
            Ok(Value::Bool(word == "true"))
        }
        [TokenTree::Ident(word)] if word == "null" || word == "None" => Ok(Value::Null),
        [TokenTree::Group(group)] => match group.delimiter() {
            Delimiter::Bracket => list(group.stream(), file, paths),
            Delimiter::Brace => object(group.stream(), file, paths),
            _ => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                read(&inner, file, paths)
            }
        },
        // `json!({ … })`, `vec![ … ]`.
        [
            TokenTree::Ident(name),
            TokenTree::Punct(mark),
            TokenTree::Group(group),
        ] if mark.as_char() == '!' => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            if name == "vec" {
                return list(group.stream(), file, paths);
            }
            if group.delimiter() == Delimiter::Parenthesis {
                return read(&inner, file, paths);
            }
            read(&tokens[2..], file, paths)
        }
        _ => {
            let path = path(tokens);
            match path.as_deref().and_then(paths) {
                Some(value) => Ok(value),
                None if path.is_some() => {
                    fault("no variant of an enum has this name, and no constant")
                }
                None => fault(
                    "a value is expected here: a literal, `[…]`, `{ \"key\": … }`, or a variant",
                ),
            }
        }
    }
}

/// `a::b::c`, or one name.
fn path(tokens: &[TokenTree]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match (index % 3, token) {
            (0, TokenTree::Ident(name)) => names.push(name.to_string()),
            (1 | 2, TokenTree::Punct(sign)) if sign.as_char() == ':' => {}
            _ => return None,
        }
    }
    (tokens.len() % 3 == 1).then_some(names)
}

fn list(tokens: TokenStream, file: FileId, paths: &mut Paths<'_>) -> Result<Value, Fault> {
    let items = parts(tokens)
        .iter()
        .map(|part| read(part, file, paths))
        .collect::<Result<_, _>>()?;
    Ok(Value::Array(items))
}

fn object(tokens: TokenStream, file: FileId, paths: &mut Paths<'_>) -> Result<Value, Fault> {
    let mut members = Map::new();
    for part in parts(tokens) {
        let (key, value) = member(&part, file)?;
        members.insert(key, read(value, file, paths)?);
    }
    Ok(Value::Object(members))
}

/// `"key": tokens` or `key: tokens`.
pub fn member(part: &[TokenTree], file: FileId) -> Result<(String, &[TokenTree]), Fault> {
    let fault = || {
        Err((
            around(file, part),
            "a member is expected here: `\"key\": value`".to_owned(),
        ))
    };
    let [first, TokenTree::Punct(colon), value @ ..] = part else {
        return fault();
    };
    if colon.as_char() != ':' || value.is_empty() {
        return fault();
    }
    let key = match first {
        TokenTree::Ident(name) => Some(name.to_string()),
        TokenTree::Literal(token) => match literal(&syn::Lit::new(token.clone()), false) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        },
        _ => None,
    };
    match key {
        Some(key) => Ok((key, value)),
        None => Err((
            at(file, first.span()),
            "the key of a member is a string".to_owned(),
        )),
    }
}

/// Splits at commas; type arguments may hold some.
pub fn parts(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    let (mut angle, mut before) = (0usize, ' ');
    for token in tokens {
        let sign = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => angle += 1,
            '>' if before != '-' && before != '=' => angle = angle.saturating_sub(1),
            _ => {}
        }
        before = sign;
        if sign == ',' && angle == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(token);
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

pub fn literal(lit: &syn::Lit, negative: bool) -> Option<Value> {
    let sign = if negative { "-" } else { "" };
    let number = |digits: &str| {
        let text = format!("{sign}{digits}");
        serde_json::from_str::<Number>(&text)
            .ok()
            .map(Value::Number)
    };
    match lit {
        syn::Lit::Int(digits) => number(digits.base10_digits()),
        syn::Lit::Float(digits) => number(&whole(digits.base10_digits())),
        _ if negative => None,
        syn::Lit::Str(text) => Some(Value::String(text.value())),
        syn::Lit::Char(text) => Some(Value::String(text.value().to_string())),
        syn::Lit::Bool(flag) => Some(Value::Bool(flag.value)),
        syn::Lit::Byte(byte) => Some(Value::from(byte.value())),
        _ => None,
    }
}

/// `1.` is a float in Rust and nothing in JSON.
fn whole(digits: &str) -> String {
    match digits.strip_suffix('.') {
        Some(whole) => format!("{whole}.0"),
        None => digits.replace(".e", ".0e"),
    }
}
