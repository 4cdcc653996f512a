//! Answers of operations that nobody has implemented yet, from the description's examples. Parsed at first use.

use super::{reply::Reply, route::Description};
use crate::context::Context;
use axum::{
    http::{HeaderName, HeaderValue},
    response::Response,
};
use serde_json::{Map, Value};
use std::sync::OnceLock;

/// The examples of one description.
#[derive(Debug, Default)]
pub struct Mocks(OnceLock<Map<String, Value>>);

impl Mocks {
    /// The example answer of an operation, when there is one, in the media type that the request wants.
    pub fn answer(&self, description: &Description, context: &Context) -> Option<Response> {
        let mocks = self.0.get_or_init(|| parse(description.mocks));
        let mock = mocks.get(context.operation())?;
        let status = mock["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(200);
        let others = mock["others"].as_array().into_iter().flatten();
        let contents: Vec<&Value> = std::iter::once(mock).chain(others).collect();
        let media_types: Vec<&str> = contents
            .iter()
            .filter_map(|content| content["content_type"].as_str())
            .collect();
        let wanted = context.wanted(&media_types).unwrap_or_default();
        let media_type = media_types.get(wanted);
        let content = contents.get(wanted).copied().unwrap_or(mock);
        let reply = Reply::new(status);
        let mut response = match (media_type, content.get("json"), content.get("text")) {
            (Some(_), Some(json), _) => reply.text("application/json", json.to_string()),
            (Some(_), None, Some(Value::String(text))) => reply.text("text/plain", text.as_str()),
            _ => reply.empty(),
        };
        let headers = response.headers_mut();
        if let Some(value) =
            media_type.and_then(|media_type| HeaderValue::try_from(*media_type).ok())
            && headers.contains_key("content-type")
        {
            headers.insert("content-type", value);
        }
        for (name, value) in mock["headers"].as_object().into_iter().flatten() {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(text))
            {
                headers.append(name, value);
            }
        }
        Some(response)
    }
}

fn parse(mocks: &str) -> Map<String, Value> {
    serde_json::from_str(mocks).unwrap_or_else(|fault| {
        tracing::error!(%fault, "the mock answers can't be read");
        Map::new()
    })
}
