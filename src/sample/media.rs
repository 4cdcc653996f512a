//! Media types: which one to take, what to send for a range, and how a value reads in a body that is not JSON.

use crate::ir::Media;
use serde_json::Value;

/// JSON first, then what the description lists first.
pub(super) fn preferred(content: &[Media]) -> Option<&Media> {
    content
        .iter()
        .find(|media| is_json(&media.media_type))
        .or(content.first())
}

/// `application/json` and `…+json`, whatever the parameters.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

pub(super) fn is_event_stream(media_type: &str) -> bool {
    essence(media_type) == "text/event-stream"
}

/// The media type in lower case, without parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// A media type that can be sent for one that may be a range.
pub(super) fn concrete(media_type: &str) -> String {
    match essence(media_type).as_str() {
        "*/*" | "application/*" | "*" => "application/json".to_owned(),
        "text/*" => "text/plain".to_owned(),
        "image/*" => "image/png".to_owned(),
        "audio/*" => "audio/mpeg".to_owned(),
        "video/*" => "video/mp4".to_owned(),
        essence => match essence.strip_suffix("/*") {
            Some(kind) => format!("{kind}/octet-stream"),
            None => media_type.to_owned(),
        },
    }
}

/// A value as the text of a body that is not JSON.
pub(super) fn as_text(media_type: &str, value: &Value) -> String {
    if is_event_stream(media_type) {
        return format!("data: {value}\n\n");
    }
    let essence = essence(media_type);
    if essence.contains("xml") {
        return format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
            xml("root", value)
        );
    }
    if essence.ends_with("jsonl") || essence.contains("ndjson") || essence.contains("json-lines") {
        let lines = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
        return lines.concat();
    }
    value.to_string()
}

/// Elements for members, repeated elements for items. Names that are no XML names are replaced.
fn xml(name: &str, value: &Value) -> String {
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let fits = starts
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let name = if fits { name } else { "item" };
    match value {
        Value::Object(members) => {
            let inner: String = members
                .iter()
                .map(|(key, member)| match member {
                    Value::Array(items) => items.iter().map(|item| xml(key, item)).collect(),
                    _ => xml(key, member),
                })
                .collect();
            format!("<{name}>{inner}</{name}>")
        }
        Value::Array(items) => {
            let inner: String = items.iter().map(|item| xml("item", item)).collect();
            format!("<{name}>{inner}</{name}>")
        }
        Value::Null => format!("<{name}/>"),
        Value::String(text) => format!("<{name}>{}</{name}>", escape_xml(text)),
        _ => format!("<{name}>{value}</{name}>"),
    }
}

fn escape_xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
