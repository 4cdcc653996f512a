//! The credentials that a request carries. What they mean is the business of whoever checks them.

use super::{parameter::In, percent, query::Pairs};
use crate::{context::Context, decode::Base64};
use axum::http::header::{AUTHORIZATION, COOKIE};
use std::borrow::Cow;

/// Something that a request shows who it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A key in a header, a query parameter or a cookie of this name.
    ApiKey(In, &'static str),
    /// An `Authorization` header of this scheme, given in lower case (RFC 9110, section 11.6.2).
    Http(&'static str),
    /// A token in an `Authorization` header of the scheme `Bearer`; FastAPI lets an empty one pass, since it is for the
    /// application to judge.
    Token,
    /// An `Authorization` header, whatever its scheme.
    Authorization,
    /// A certificate, which the connection carries and not the request.
    ClientCertificate,
    /// A kind of credential that no version of OpenAPI defines: nothing is one.
    Unknown,
}

/// Whether the request has such a credential.
pub fn has(context: &Context, credential: &Credential) -> bool {
    match credential {
        Credential::ApiKey(location, name) => has_key(context, *location, name),
        Credential::Http(scheme) => authorization(context).is_some_and(|(given, value)| {
            let same = given.eq_ignore_ascii_case(scheme);
            match *scheme {
                "basic" => same && is_basic(value),
                "bearer" | "digest" => same && !value.is_empty(),
                // What is special about another scheme is not known here.
                _ => !value.is_empty(),
            }
        }),
        Credential::Token => {
            authorization(context).is_some_and(|(given, _)| given.eq_ignore_ascii_case("bearer"))
        }
        Credential::Authorization => authorization(context).is_some(),
        Credential::ClientCertificate => true,
        Credential::Unknown => false,
    }
}

/// A credential as the request has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<'c> {
    /// A key, a token, or what follows the scheme's name in an `Authorization` header.
    Text(Cow<'c, str>),
    /// RFC 7617.
    Basic { user: String, password: String },
    /// Something that only the provider can look for: a certificate of the connection, a scheme that no version of
    /// OpenAPI defines.
    Elsewhere,
}

impl Shown<'_> {
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Basic { .. } | Self::Elsewhere => "",
        }
    }

    #[must_use]
    pub fn user(&self) -> &str {
        match self {
            Self::Basic { user, .. } => user,
            Self::Text(_) | Self::Elsewhere => "",
        }
    }

    #[must_use]
    pub fn password(&self) -> &str {
        match self {
            Self::Basic { password, .. } => password,
            Self::Text(_) | Self::Elsewhere => "",
        }
    }
}

/// What the request shows of this kind; `None` when there is nothing, or nothing that could be one.
pub fn shown<'c>(context: &'c Context, credential: &Credential) -> Option<Shown<'c>> {
    let text = match credential {
        Credential::ApiKey(location, name) => key(context, *location, name)?,
        Credential::Http(scheme) => {
            let (_, value) =
                authorization(context).filter(|(given, _)| given.eq_ignore_ascii_case(scheme))?;
            if *scheme == "basic" {
                return basic(value);
            }
            Cow::Borrowed(value.trim())
        }
        Credential::Token | Credential::Authorization => {
            let (_, value) =
                authorization(context).filter(|(given, _)| given.eq_ignore_ascii_case("bearer"))?;
            Cow::Borrowed(value.trim())
        }
        Credential::ClientCertificate | Credential::Unknown => return Some(Shown::Elsewhere),
    };
    (!text.is_empty()).then_some(Shown::Text(text))
}

/// The same under FastAPI's rules: everything that it [`has`] is something, an empty token and another scheme too.
pub fn shown_to_fastapi<'c>(context: &'c Context, credential: &Credential) -> Option<Shown<'c>> {
    if !has(context, credential) {
        return None;
    }
    let (given, value) = authorization(context).unwrap_or_default();
    match credential {
        Credential::Http("basic") => basic(&alphabetic(value)),
        Credential::Http(_) => Some(Shown::Text(value.trim().into())),
        Credential::Token | Credential::Authorization if given.eq_ignore_ascii_case("bearer") => {
            Some(Shown::Text(value.trim().into()))
        }
        Credential::Authorization => {
            let value = context.headers().get(AUTHORIZATION)?.to_str().ok()?;
            Some(Shown::Text(value.into()))
        }
        _ => shown(context, credential),
    }
}

/// `user:password` in base64; the name has no colon.
fn basic<'c>(value: &str) -> Option<Shown<'c>> {
    let bytes = Base64::parse(value.trim())?;
    let text = String::from_utf8(bytes.0).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Shown::Basic {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

/// The last of several keys of one name.
fn key<'c>(context: &'c Context, location: In, name: &str) -> Option<Cow<'c, str>> {
    match location {
        In::Header => {
            let value = context.headers().get(name)?;
            value.to_str().ok().map(Cow::Borrowed)
        }
        In::Query => {
            let text = context.uri().query().unwrap_or_default();
            let pairs = Pairs::split(text);
            let last = pairs.all(text, name).next_back()?;
            percent::decode_form(last)
                .ok()
                .map(|key| Cow::Owned(key.into_owned()))
        }
        In::Cookie => cookie(context, name).map(Cow::Borrowed),
        In::Path => None,
    }
}

fn cookie<'c>(context: &'c Context, name: &str) -> Option<&'c str> {
    let lines = context.headers().get_all(COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(known, _)| known.trim() == name);
    values
        .next_back()
        .map(|(_, value)| value.trim().trim_matches('"'))
}

/// The `WWW-Authenticate` that asks for the credential.
pub fn challenge(credential: &Credential) -> String {
    match credential {
        Credential::ApiKey(..) => "APIKey".to_owned(),
        Credential::Http(scheme) => {
            let mut letters = scheme.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
        Credential::Token
        | Credential::Authorization
        | Credential::ClientCertificate
        | Credential::Unknown => "Bearer".to_owned(),
    }
}

fn authorization(context: &Context) -> Option<(&str, &str)> {
    let value = context.headers().get(AUTHORIZATION)?.to_str().ok()?;
    if value.is_empty() {
        return None;
    }
    Some(value.split_once(' ').unwrap_or((value, "")))
}

fn has_key(context: &Context, location: In, name: &str) -> bool {
    match location {
        In::Header => {
            let value = context.headers().get(name);
            value.is_some_and(|value| !value.is_empty())
        }
        In::Query => {
            let text = context.uri().query().unwrap_or_default();
            let pairs = Pairs::split(text);
            let last = pairs.all(text, name).next_back();
            last.is_some_and(|value| {
                !percent::decode_form(value).is_ok_and(|value| value.is_empty())
            })
        }
        In::Cookie => cookie(context, name).is_some_and(|value| !value.is_empty()),
        In::Path => false,
    }
}

/// `user:password` in base64 (RFC 7617); bytes outside the alphabet are passed over, as Python does.
fn is_basic(value: &str) -> bool {
    Base64::parse(&alphabetic(value))
        .is_some_and(|bytes| bytes.0.is_ascii() && bytes.0.contains(&b':'))
}

fn alphabetic(value: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    value.chars().filter(known).collect()
}
