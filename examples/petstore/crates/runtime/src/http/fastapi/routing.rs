//! Starlette's routing: routes are tried in the order in which they were declared, a path that lacks a slash or has
//! one too many is redirected, and a method that the first matching route does not have is not allowed.

use crate::http::{
    matcher::{Matcher, Range},
    router::Entry,
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, StatusCode, header},
    response::Response,
};
use std::fmt::Write as _;

/// What a path leads to.
#[derive(Debug)]
pub enum Found<'m, A: 'static> {
    /// The places of the parameters are in the decoded path.
    Operation(&'m Entry<A>, Vec<Range>),
    /// The path is there, with this method only.
    OtherMethod(&'static str),
    /// The path is there with a slash more or less.
    OtherSlash(String),
    Nothing,
}

/// Looks for the operation of a decoded path. What is in front of it, the base path, may be left out.
pub fn find<'m, A>(
    matcher: &'m Matcher<Entry<A>>,
    base: &str,
    path: &str,
    method: &str,
) -> Found<'m, A> {
    let based = path
        .strip_prefix(base)
        .filter(|rest| !base.is_empty() && rest.starts_with('/'));
    let offset = based.map_or(0, |_| base.len());
    let inner = based.unwrap_or(path);
    let entries = candidates(matcher, inner);
    let mut of_method = entries.iter().filter(|entry| entry.route.method == method);
    if let Some(&first) = of_method.next() {
        return Found::Operation(first, places(matcher, inner, first, offset));
    }
    if let Some(first) = entries.first() {
        return Found::OtherMethod(first.route.method);
    }
    let toggled = match inner.strip_suffix('/') {
        _ if inner == "/" => return Found::Nothing,
        Some(_) => inner.trim_end_matches('/').to_owned(),
        None => format!("{inner}/"),
    };
    if candidates(matcher, &toggled).is_empty() {
        return Found::Nothing;
    }
    Found::OtherSlash(format!("{}{toggled}", &path[..offset]))
}

/// Every operation of every template that matches, in the order of the description.
fn candidates<'m, A>(matcher: &'m Matcher<Entry<A>>, path: &str) -> Vec<&'m Entry<A>> {
    let mut entries: Vec<&Entry<A>> = Vec::new();
    matcher.find(path, |leaf| {
        entries.extend(leaf);
        false
    });
    entries.sort_by_key(|entry| entry.route.place);
    entries
}

fn places<A>(
    matcher: &Matcher<Entry<A>>,
    path: &str,
    wanted: &Entry<A>,
    offset: usize,
) -> Vec<Range> {
    let is_wanted = |entry: &Entry<A>| std::ptr::eq(entry, wanted);
    let ranges = matcher.find(path, |leaf| leaf.iter().any(is_wanted));
    let ranges = ranges.unwrap_or_default().into_iter();
    ranges
        .map(|(from, to)| (from + offset, to + offset))
        .collect()
}

/// What `urllib.parse.quote` leaves alone in a location.
const SAFE: &[u8] = b":/%#?=@[]!$&'()*+,;_.-~";

/// 307 to another path on the same host, with the same query.
pub fn redirect(path: &str, request: &Request<Body>) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.or_else(|| {
        request
            .uri()
            .authority()
            .map(|authority| authority.as_str())
    });
    let mut location = host.map_or_else(String::new, |host| format!("http://{host}"));
    let query = request.uri().query().filter(|query| !query.is_empty());
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    for byte in path.bytes().chain(query.bytes()) {
        if byte.is_ascii_alphanumeric() || SAFE.contains(&byte) {
            location.push(char::from(byte));
        } else {
            let _ = write!(location, "%{byte:02X}");
        }
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
