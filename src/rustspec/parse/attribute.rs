//! Attributes: lists of entries, which are interpreted where it is known what they are about.

use super::super::ast::{Attribute, Docs, Entry, Name, Rest};
use super::value::{literal, parts};
use super::{around, at};
use crate::source::FileId;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Doc comments and attributes, apart.
pub fn read(attributes: &[syn::Attribute], file: FileId) -> (Docs, Vec<Attribute>) {
    let mut docs = Docs::default();
    let mut lines: Vec<String> = Vec::new();
    let mut read = Vec::new();
    for attribute in attributes {
        let span = at(file, syn::spanned::Spanned::span(attribute));
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
        {
            if let syn::Expr::Lit(lit) = &pair.value
                && let syn::Lit::Str(text) = &lit.lit
            {
                docs.at = if lines.is_empty() {
                    span
                } else {
                    docs.at.to(span)
                };
                lines.push(text.value());
            }
            continue;
        }
        let path = attribute.path();
        let Some(last) = path.segments.last() else {
            continue;
        };
        let list = match &attribute.meta {
            syn::Meta::List(list) => Some(list.tokens.clone()),
            _ => None,
        };
        read.push(Attribute {
            name: last.ident.to_string(),
            is_path: path.segments.len() > 1,
            at: span,
            entries: list.map(|tokens| entries(tokens, file)).unwrap_or_default(),
        });
    }
    docs.text = text(&lines);
    (docs, read)
}

/// The blank that all lines begin with goes; so do blank lines around.
fn text(lines: &[String]) -> String {
    let lines: Vec<&str> = lines.iter().flat_map(|line| line.split('\n')).collect();
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or_default()
        .min(1);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or("").trim_end())
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

pub fn entries(tokens: TokenStream, file: FileId) -> Vec<Entry> {
    parts(tokens)
        .into_iter()
        .map(|part| entry(part, file))
        .collect()
}

fn entry(tokens: Vec<TokenTree>, file: FileId) -> Entry {
    let span = around(file, &tokens);
    let (key, used) = key(&tokens, file);
    let after = &tokens[used..];
    let stream = |tokens: &[TokenTree]| tokens.iter().cloned().collect::<TokenStream>();
    let rest = match after {
        _ if key.is_none() => None,
        [] => Some(Rest::None),
        [TokenTree::Punct(sign), value @ ..] if sign.as_char() == '=' => {
            Some(Rest::Is(stream(value)))
        }
        [TokenTree::Punct(sign), ty @ ..]
            if sign.as_char() == ':' && sign.spacing() == proc_macro2::Spacing::Alone =>
        {
            Some(Rest::Typed(stream(ty)))
        }
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            Some(Rest::Of(entries(group.stream(), file)))
        }
        _ => None,
    };
    let text_alone =
        matches!(tokens.first(), Some(TokenTree::Literal(_))) && matches!(rest, Some(Rest::None));
    let (key, rest) = match rest {
        Some(rest) if !text_alone => (key, rest),
        _ => (None, Rest::None),
    };
    Entry {
        at: span,
        key,
        rest,
        tokens: tokens.into_iter().collect(),
    }
}

/// A name, `x-a-name` or `"a name"`, and how many tokens it is.
fn key(tokens: &[TokenTree], file: FileId) -> (Option<Name>, usize) {
    match tokens {
        [TokenTree::Literal(token), ..] => match literal(&syn::Lit::new(token.clone()), false) {
            Some(serde_json::Value::String(text)) => {
                let name = Name {
                    text,
                    at: at(file, token.span()),
                };
                (Some(name), 1)
            }
            _ => (None, 0),
        },
        [TokenTree::Ident(first), ..] => {
            let mut text = first.to_string().trim_start_matches("r#").to_owned();
            let mut used = 1;
            while let [TokenTree::Punct(dash), TokenTree::Ident(next), ..] = &tokens[used..]
                && dash.as_char() == '-'
            {
                text = format!("{text}-{next}");
                used += 2;
            }
            let name = Name {
                text,
                at: around(file, &tokens[..used]),
            };
            (Some(name), used)
        }
        _ => (None, 0),
    }
}
