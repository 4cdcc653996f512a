//! Responses Objects (3.1 section 4.8.16) and Response Objects (4.8.17).

use super::node::Node;
use super::reader::{Reader, Version, component};
use super::{media, parameter};
use crate::diag::Diagnostic;
use crate::ir::{Response, Status};

/// The `responses` of an operation.
pub fn read_all<'a>(reader: &mut Reader<'a, '_>, operation: &Node<'a>) -> Vec<Response> {
    let responses = operation.object(reader, "responses");
    let mut read: Vec<Response> = Vec::new();
    for (key, node) in responses
        .iter()
        .flat_map(Node::entries)
        .filter(|(key, _)| !key.starts_with("x-"))
    {
        let Some(status) = status(reader, key, &node) else {
            continue;
        };
        if read.iter().all(|response| response.status != status)
            && let Some(response) = response(reader, status, node)
        {
            read.push(response);
        }
    }
    if read.is_empty() {
        reader.report(
            Diagnostic::warning("missing-responses", "the operation describes no response")
                .at(&operation.place)
                .help("taken to be a `default` response without a body"),
        );
        read.push(Response {
            at: operation.place.clone(),
            component: None,
            status: Status::Default,
            description: String::new(),
            headers: Vec::new(),
            content: Vec::new(),
        });
    }
    read
}

fn status(reader: &mut Reader<'_, '_>, key: &str, node: &Node<'_>) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    let bytes = key.as_bytes();
    if bytes.len() == 3 && matches!(bytes[0], b'1'..=b'5') && key[1..].eq_ignore_ascii_case("xx") {
        return Some(Status::Range(bytes[0] - b'0'));
    }
    let code = key
        .parse()
        .ok()
        .filter(|code| (100..=599).contains(code) && bytes.len() == 3);
    if code.is_none() {
        reader.report(
            Diagnostic::warning("invalid-status", format!("`{key}` is no HTTP status"))
                .at(&node.place)
                .help("it is ignored; `200`, `4XX` and `default` are of the right form"),
        );
    }
    code.map(Status::Code)
}

fn response<'a>(reader: &mut Reader<'a, '_>, status: Status, node: Node<'a>) -> Option<Response> {
    let node = reader.follow(node)?;
    if !node.value.is_object() {
        reader.wrong_type(&node.place, "a response", "an object", node.value);
        return None;
    }
    node.only(
        reader,
        "a response",
        &["summary", "description", "headers", "content", "links"],
    );
    if let Some(links) = node.get("links") {
        reader.unread("links", "links between operations", &links.place);
    }
    let description = node.text(reader, "description");
    // What 3.1 asks for, 3.2 does not (section 4.17).
    if description.is_none() && reader.version != Version::V32 {
        reader.report(
            Diagnostic::note("missing-description", "the response has no `description`")
                .at(&node.place),
        );
    }
    let description = description.or_else(|| node.text(reader, "summary"));
    let content = match node.object(reader, "content") {
        Some(content) => media::content(reader, &content),
        None => Vec::new(),
    };
    Some(Response {
        at: node.place.clone(),
        component: component(&node.place, "responses"),
        status,
        description: description.unwrap_or_default(),
        headers: parameter::headers(reader, &node),
        content,
    })
}
