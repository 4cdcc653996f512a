//! Whether a request carries a credential. What it means is the business of whoever checks it.

use super::{parameter::In, percent, query::Pairs};
use crate::{context::Context, decode::Base64};
use axum::http::header::{AUTHORIZATION, COOKIE};

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
        In::Cookie => {
            let lines = context.headers().get_all(COOKIE).iter();
            let lines = lines.filter_map(|line| line.to_str().ok());
            let pairs = lines
                .flat_map(|line| line.split(';'))
                .filter_map(|pair| pair.split_once('='));
            let mut values = pairs.filter(|(known, _)| known.trim() == name);
            values
                .next_back()
                .is_some_and(|(_, value)| !value.trim().trim_matches('"').is_empty())
        }
        In::Path => false,
    }
}

/// `user:password` in base64 (RFC 7617); bytes outside the alphabet are passed over, as Python does.
fn is_basic(value: &str) -> bool {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let digits: String = value.chars().filter(known).collect();
    Base64::parse(&digits).is_some_and(|bytes| bytes.0.is_ascii() && bytes.0.contains(&b':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::Visit, scope::Tasks};
    use axum::http::Request;

    fn check(credential: Credential, uri: &str, header: (&str, &str)) -> bool {
        let request = Request::builder().uri(uri).header(header.0, header.1);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let visit = Visit::of(&parts.extensions, &Tasks::default());
        has(&Context::new(parts, visit, "", ""), &credential)
    }

    #[test]
    fn authorization_is_of_a_scheme() {
        let bearer = Credential::Http("bearer");
        let basic = Credential::Http("basic");
        for (credential, value, expected) in [
            (bearer, "bEaReR x", true),
            (bearer, "Bearer", false),
            (Credential::Token, "bearer", true),
            (Credential::Token, "Basic x", false),
            (Credential::Http("other"), "Some x", true),
            (bearer, "Basic x", false),
            (bearer, "", false),
            (basic, "Basic YTpi", true),
            (basic, "basic Y T-p.i", true),
            (basic, "Basic YWI=", false),
            (basic, "Basic YTp", false),
            (basic, "Basic", false),
            (Credential::Http("digest"), "Digest", false),
            (Credential::Http("digest"), "Digest x", true),
            (Credential::Authorization, "anything", true),
            (Credential::Authorization, "", false),
            (Credential::Unknown, "anything", false),
        ] {
            assert_eq!(
                check(credential, "/", ("authorization", value)),
                expected,
                "{credential:?} {value}"
            );
        }
    }

    #[test]
    fn a_key_is_where_it_is_described() {
        assert!(check(
            Credential::ApiKey(In::Query, "k"),
            "/?k=1",
            ("x", "")
        ));
        assert!(!check(
            Credential::ApiKey(In::Query, "k"),
            "/?k=1&k=",
            ("x", "")
        ));
        assert!(check(Credential::ApiKey(In::Header, "K"), "/", ("k", "1")));
        assert!(!check(Credential::ApiKey(In::Header, "K"), "/", ("k", "")));
        assert!(check(
            Credential::ApiKey(In::Cookie, "k"),
            "/",
            ("cookie", "a=b; k=1")
        ));
        assert!(!check(
            Credential::ApiKey(In::Cookie, "k"),
            "/",
            ("cookie", "kk=1")
        ));
    }

    #[test]
    fn a_challenge_names_the_scheme() {
        assert_eq!(challenge(&Credential::Http("digest")), "Digest");
        assert_eq!(challenge(&Credential::ApiKey(In::Query, "k")), "APIKey");
        assert_eq!(challenge(&Credential::Authorization), "Bearer");
    }
}
