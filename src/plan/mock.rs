//! The answers of mock mode, in the form the runtime reads: operation id → status, headers, content type, body, the same
//! in the other media types it is described in, and what is answered about something that was deleted.

use super::route::Service;
use crate::diag::Diagnostics;
use crate::ir;
use crate::sample::{self, Mock, MockBody};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub fn mocks(api: &ir::Api, services: &[Service], diags: &mut Diagnostics) -> Value {
    let sampler = sample::Sampler::new(&api.schemas);
    sample::check_examples(&sampler, api, diags);
    let deletable = Deletable::of(api);
    let mut out = Map::new();
    let planned = services.iter().flat_map(|service| &service.operations);
    for planned in planned {
        let found = api.operations.iter().find(|operation| {
            operation.method.token() == planned.method && operation.path.raw == planned.path
        });
        let Some(operation) = found else { continue };
        let mut answer = answer(sample::mock(&sampler, operation, diags));
        if deletable.covers(&operation.path.raw)
            && let Some(gone) = sample::gone(&sampler, operation)
        {
            answer.insert("gone".to_owned(), Value::Object(self::answer(gone)));
        }
        out.insert(planned.id.clone(), Value::Object(answer));
    }
    Value::Object(out)
}

fn answer(mock: Mock) -> Map<String, Value> {
    let mut answer = Map::new();
    answer.insert("status".to_owned(), json!(mock.status));
    if !mock.headers.is_empty() {
        let headers: Map<String, Value> = mock
            .headers
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        answer.insert("headers".to_owned(), Value::Object(headers));
    }
    if let Some(content_type) = mock.content_type {
        content(&mut answer, content_type, mock.body);
    }
    if !mock.others.is_empty() {
        let others = mock.others.into_iter().map(|(content_type, body)| {
            let mut other = Map::new();
            content(&mut other, content_type, body);
            Value::Object(other)
        });
        answer.insert("others".to_owned(), others.collect());
    }
    answer
}

fn content(into: &mut Map<String, Value>, content_type: String, body: MockBody) {
    into.insert("content_type".to_owned(), Value::String(content_type));
    match body {
        MockBody::Json(value) => into.insert("json".to_owned(), value),
        MockBody::Text(text) => into.insert("text".to_owned(), Value::String(text)),
        MockBody::Empty => None,
    };
}

/// The paths whose resources a client can delete: those of a DELETE that have parameters.
pub struct Deletable(BTreeSet<String>);

impl Deletable {
    pub fn of(api: &ir::Api) -> Self {
        let operations = api.operations.iter();
        let deleting = operations.filter(|operation| operation.method.token() == "DELETE");
        let paths = deleting.map(|operation| shape(&operation.path.raw));
        Self(paths.filter(|path| path.contains("{}")).collect())
    }

    /// Whether a resource at this path can be deleted, or one that it is below.
    pub fn covers(&self, path: &str) -> bool {
        let shape = shape(path);
        let ends = shape.match_indices('/').map(|(at, _)| at);
        ends.chain([shape.len()])
            .any(|end| self.0.contains(&shape[..end]))
    }
}

/// A path template without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for char in path.trim_end_matches('/').chars() {
        inside &= char != '}';
        if !inside {
            shape.push(char);
        }
        inside |= char == '{';
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_something_deletable_goes_with_it() {
        let deletable = Deletable(BTreeSet::from([shape("/pets/{id}")]));
        for (path, covered) in [
            ("/pets/{petId}", true),
            ("/pets/{petId}/", true),
            ("/pets/{a}/visits/{b}", true),
            ("/pets", false),
            ("/pets/{id}.json", false),
            ("/pets/mine", false),
        ] {
            assert_eq!(deletable.covers(path), covered, "{path}");
        }
    }
}
