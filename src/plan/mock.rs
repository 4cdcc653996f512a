//! The answers of mock mode, in the form the runtime reads: operation id → status, headers, content type, body, and the
//! same in the other media types it is described in.

use super::route::Service;
use crate::diag::Diagnostics;
use crate::ir;
use crate::sample::{self, MockBody};
use serde_json::{Map, Value, json};

pub fn mocks(api: &ir::Api, services: &[Service], diags: &mut Diagnostics) -> Value {
    let sampler = sample::Sampler::new(&api.schemas);
    sample::check_examples(&sampler, api, diags);
    let mut out = Map::new();
    let planned = services.iter().flat_map(|service| &service.operations);
    for planned in planned {
        let found = api.operations.iter().find(|operation| {
            operation.method.token() == planned.method && operation.path.raw == planned.path
        });
        let Some(operation) = found else { continue };
        let mock = sample::mock(&sampler, operation, diags);
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
        out.insert(planned.id.clone(), Value::Object(answer));
    }
    Value::Object(out)
}

fn content(into: &mut Map<String, Value>, content_type: String, body: MockBody) {
    into.insert("content_type".to_owned(), Value::String(content_type));
    match body {
        MockBody::Json(value) => into.insert("json".to_owned(), value),
        MockBody::Text(text) => into.insert("text".to_owned(), Value::String(text)),
        MockBody::Empty => None,
    };
}
