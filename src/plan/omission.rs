//! What the description says and nothing is generated from: one diagnostic for each kind, with the count and the first
//! places. In: the API, and the planner for what schemas are. It decides nothing; it must agree with the planners that
//! leave these things out.

use super::answer;
use super::reply;
use super::schema::Planner;
use crate::diag::Diagnostic;
use crate::ir::{self, ParameterEncoding, Status, Style, Type as JsonType};
use crate::source::Place;

/// Places shown for a kind.
const SHOWN: usize = 3;

/// Says everything that is left out of the operations.
pub fn report(api: &ir::Api, planner: &mut Planner<'_, '_>) {
    response_media(api, planner);
    empty_values(api, planner);
    response_headers(api, planner);
}

/// The diagnostic for all places of a kind; none when there are none.
fn say(planner: &mut Planner<'_, '_>, places: &[&Place], about: impl FnOnce(usize) -> Diagnostic) {
    let Some((first, rest)) = places.split_first() else {
        return;
    };
    let mut diagnostic = about(places.len()).at(first);
    for place in rest.iter().take(SHOWN - 1) {
        diagnostic = diagnostic.related(place, "and here");
    }
    planner.diags.push(diagnostic);
}

fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

fn has_content(response: &ir::Response) -> bool {
    !matches!(response.status, Status::Code(100..200 | 204 | 205 | 304))
}

fn response_media(api: &ir::Api, planner: &mut Planner<'_, '_>) {
    let responses = api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses);
    let left_out = responses
        .filter(|response| has_content(response))
        .flat_map(|response| {
            let content = response.content.iter();
            content.map(|media| (media, response.content.as_slice()))
        });
    let places: Vec<&Place> = left_out
        .filter(|(media, content)| answer::is_left_out(media, content, planner))
        .map(|(media, _)| &media.at)
        .collect();
    say(planner, &places, |count| {
        let what = counted(count, "response is", "responses are");
        Diagnostic::note(
            "response-media",
            format!("{what} described as XML beside JSON, and answered as JSON"),
        )
        .help(
            "the XML stays in the served document; a request that accepts nothing else answers 406",
        )
    });
}

/// What is written as pairs of its own parts has no place where it could be empty.
fn empty_values(api: &ir::Api, planner: &mut Planner<'_, '_>) {
    let mut places = Vec::new();
    for parameter in api
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters)
    {
        let in_pairs = match &parameter.encoding {
            ParameterEncoding::Style {
                allow_empty: true,
                style,
                explode,
                ..
            } => *explode || *style == Style::DeepObject,
            _ => false,
        };
        let kinds = planner.kinds(parameter.schema, 0).without(JsonType::Null);
        if in_pairs && kinds.single() == Some(JsonType::Object) {
            places.push(&parameter.at);
        }
    }
    say(planner, &places, |count| {
        let what = counted(count, "parameter has", "parameters have");
        Diagnostic::unsupported(
            "allow-empty-value",
            format!("{what} `allowEmptyValue` beside a style that writes each part by itself"),
        )
        .help("there is no place for an empty value, and none is read")
    });
}

fn response_headers(api: &ir::Api, planner: &mut Planner<'_, '_>) {
    let mut places = Vec::new();
    for header in api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses)
        .flat_map(|response| &response.headers)
    {
        let kinds = planner.kinds(header.schema, 0).without(JsonType::Null);
        let is_object = kinds.single() == Some(JsonType::Object);
        if is_object && !reply::is_typed_header(planner, header) {
            places.push(&header.at);
        }
    }
    say(planner, &places, |count| {
        let what = counted(count, "response header is", "response headers are");
        Diagnostic::note(
            "response-header-type",
            format!("{what} an object that no style writes, and given as text"),
        )
        .help("the service writes the header's text, in the style `simple`")
    });
}
