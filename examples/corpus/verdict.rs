//! Whether an answer is one that its operation documents. In: the operation and the answer. Out: nothing, or why not.

use crate::http::Answer;
use serde_json::Value;
use specwright::ir::{Media, Operation, Response, Status};
use specwright::sample::{Direction, Sampler, is_json};

pub fn judge(sampler: &Sampler<'_>, operation: &Operation, answer: &Answer) -> Result<(), String> {
    if operation.responses.is_empty() {
        return Ok(());
    }
    let status = answer.status;
    let response = documented(&operation.responses, status).ok_or_else(|| {
        let text = String::from_utf8_lossy(&answer.body);
        format!("{status} is not documented: {}", clip(&text))
    })?;
    for header in response.headers.iter().filter(|header| header.required) {
        if answer.header(&header.name.to_ascii_lowercase()).is_none() {
            return Err(format!("{status} without the header {}", header.name));
        }
    }
    let bodiless =
        operation.method.token() == "HEAD" || matches!(status, 100..200 | 204 | 205 | 304);
    if response.content.is_empty() || bodiless {
        return if answer.body.is_empty() {
            Ok(())
        } else {
            Err(format!("{status} with a body that is not documented"))
        };
    }
    body(sampler, response, answer)
}

/// The most specific description of a status (OpenAPI 3.1 section 4.8.16).
fn documented(responses: &[Response], status: u16) -> Option<&Response> {
    let as_described = |wanted: Status| responses.iter().find(|response| response.status == wanted);
    as_described(Status::Code(status))
        .or_else(|| as_described(Status::Range(u8::try_from(status / 100).ok()?)))
        .or_else(|| as_described(Status::Default))
}

fn body(sampler: &Sampler<'_>, response: &Response, answer: &Answer) -> Result<(), String> {
    let status = answer.status;
    let unanswerable = |media: &Media| {
        media
            .schema
            .is_some_and(|id| sampler.value(id, Direction::Response).is_none())
    };
    let Some(content_type) = answer.header("content-type") else {
        // No value fits, or none was found: `no-sample` says so when generating.
        return if response.content.iter().any(unanswerable) {
            Ok(())
        } else {
            Err(format!("{status} without a content type"))
        };
    };
    let media = response
        .content
        .iter()
        .find(|media| covers(&media.media_type, content_type))
        .ok_or_else(|| format!("{content_type} is not documented for {status}"))?;
    let Some(id) = media.schema.filter(|_| is_json(content_type)) else {
        return Ok(());
    };
    let value: Value = serde_json::from_slice(&answer.body)
        .map_err(|error| format!("{status} with broken JSON: {error}"))?;
    match sampler.conformer().check(id, &value, Direction::Response) {
        Err(_)
            if sampler
                .conformer()
                .accepts_by_tag(id, &value, Direction::Response) =>
        {
            Ok(())
        }
        Err(mismatches) => {
            let first = mismatches.first();
            let text = first.map_or_else(String::new, |mismatch| {
                format!("at `{}`: {}", mismatch.pointer, mismatch.message)
            });
            Err(format!(
                "{status} with a body that does not fit, {text}: {}",
                clip(&value.to_string())
            ))
        }
        Ok(()) => Ok(()),
    }
}

/// Whether a documented media type, which may be a range, is that of an answer.
fn covers(documented: &str, actual: &str) -> bool {
    let essence = |text: &str| {
        let essence = text.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    };
    let (documented, actual) = (essence(documented), essence(actual));
    match documented.strip_suffix('*') {
        Some("*/" | "") => true,
        Some(kind) => actual.starts_with(kind),
        None => documented == actual,
    }
}

fn clip(text: &str) -> String {
    text.chars().take(300).collect()
}
