//! Operation Objects (3.1 section 4.8.10).

use super::document::Shared;
use super::node::Node;
use super::reader::Reader;
use super::{dependency, media, parameter, response, schema, security};
use crate::diag::Diagnostic;
use crate::ir::{
    BLOCKING, Location, Messages, Method, Operation, Parameter, ParameterEncoding, Path, Piece,
    Type, WEBSOCKET,
};
use indexmap::IndexMap;
use serde_json::Value;

/// What an operation gets from its path item and the document.
pub struct Inherited<'p> {
    pub path: &'p Path,
    pub method: Method,
    pub parameters: &'p [Parameter],
    pub shared: &'p Shared,
}

const KEYWORDS: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

pub fn read<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>, inherited: &Inherited<'_>) {
    node.only(reader, "an operation", KEYWORDS);
    let mut parameters = inherited.parameters.to_vec();
    if let Some(list) = node.array(reader, "parameters") {
        parameter::merge(&mut parameters, parameter::list(reader, &list));
    }
    let tags = tags(reader, node);
    let own = dependency::depends(reader, node);
    let dependencies = inherited.shared.depends.of(&tags, &own);
    let path = declared(reader, node, inherited.path, &parameters);
    dependency::inherit(reader, node, &path, &dependencies, &mut parameters);
    agree_with_template(reader, node, &path, &mut parameters);
    if let Some(callbacks) = node.get("callbacks") {
        reader.unread(
            "callbacks",
            "callbacks are requests that the service sends, not ones that it answers",
            &callbacks.place,
        );
    }
    if let Some(servers) = node.get("servers") {
        reader.unread(
            "servers-override",
            "paths or operations with `servers` of their own",
            &servers.place,
        );
    }
    // A GET may say itself that it becomes a WebSocket: its responses are those of the handshake then.
    let socket = node
        .get(WEBSOCKET)
        .filter(|socket| inherited.method == Method::Get && socket.value.is_object());
    let messages = socket.map(|socket| messages(reader, &socket));
    let (method, responses) = match messages {
        Some(_) => (Method::WebSocket, Vec::new()),
        None => (inherited.method, response::read_all(reader, node)),
    };
    let operation = Operation {
        at: node.place.clone(),
        id: id(reader, node),
        method,
        path,
        dependencies,
        tags,
        summary: node.text(reader, "summary"),
        description: node.text(reader, "description"),
        deprecated: node.flag(reader, "deprecated").unwrap_or_default(),
        blocking: blocks(reader, node, method),
        parameters,
        body: node
            .object(reader, "requestBody")
            .and_then(|body| media::body(reader, body)),
        responses,
        messages,
        security: security::requirements(reader, node)
            .unwrap_or_else(|| inherited.shared.security.clone()),
        extensions: extensions(node),
    };
    reader.api.operations.push(operation);
}

const WEBSOCKET_KEYWORDS: &[&str] = &[
    "tags",
    "summary",
    "description",
    "operationId",
    "parameters",
    "deprecated",
    "security",
    "receive",
    "send",
];

/// `x-specwright-websocket` of a path item: an operation with messages in the place of body and responses.
pub fn websocket<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>, inherited: &Inherited<'_>) {
    node.only(reader, "a websocket", WEBSOCKET_KEYWORDS);
    let mut parameters = inherited.parameters.to_vec();
    if let Some(list) = node.array(reader, "parameters") {
        parameter::merge(&mut parameters, parameter::list(reader, &list));
    }
    let tags = tags(reader, node);
    let own = dependency::depends(reader, node);
    let dependencies = inherited.shared.depends.of(&tags, &own);
    let path = declared(reader, node, inherited.path, &parameters);
    dependency::inherit(reader, node, &path, &dependencies, &mut parameters);
    agree_with_template(reader, node, &path, &mut parameters);
    let operation = Operation {
        at: node.place.clone(),
        id: id(reader, node),
        method: Method::WebSocket,
        path,
        dependencies,
        tags,
        summary: node.text(reader, "summary"),
        description: node.text(reader, "description"),
        deprecated: node.flag(reader, "deprecated").unwrap_or_default(),
        blocking: blocks(reader, node, Method::WebSocket),
        parameters,
        body: None,
        responses: Vec::new(),
        messages: Some(messages(reader, node)),
        security: security::requirements(reader, node)
            .unwrap_or_else(|| inherited.shared.security.clone()),
        extensions: extensions(node),
    };
    reader.api.operations.push(operation);
}

fn messages<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Messages {
    let mut message = |key: &str| {
        let schema = node.get(key)?;
        Some(schema::schema(reader, &schema))
    };
    Messages {
        incoming: message("receive"),
        outgoing: message("send"),
    }
}

/// Those that are not read here.
fn extensions(node: &Node<'_>) -> IndexMap<String, Value> {
    let mut all = node.extensions();
    all.retain(|key, _| ![BLOCKING, WEBSOCKET, dependency::DEPENDS].contains(&key.as_str()));
    all
}

/// Whether the method may block. A conversation waits for the client, which takes a future.
fn blocks<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>, method: Method) -> bool {
    let blocks = node.flag(reader, BLOCKING).unwrap_or_default();
    if blocks && method == Method::WebSocket {
        let message = "the method of a WebSocket can't block: it waits for messages";
        reader.report(
            Diagnostic::warning("blocking-websocket", message)
                .at(&node.place.at(BLOCKING))
                .help("it is asynchronous; `rt::blocking(|| …)` runs what blocks"),
        );
        return false;
    }
    blocks
}

fn id(reader: &mut Reader<'_, '_>, node: &Node<'_>) -> Option<String> {
    let id = node
        .text(reader, "operationId")
        .filter(|id| !id.is_empty())?;
    if let Some(first) = reader.operation_ids.get(&id).cloned() {
        reader.report(
            Diagnostic::warning(
                "duplicate-operation-id",
                format!("the operationId `{id}` is taken already"),
            )
            .at(&node.place.at("operationId"))
            .related(&first, "first used here")
            .help("this operation is named after its method and path instead"),
        );
        return None;
    }
    reader
        .operation_ids
        .insert(id.clone(), node.place.at("operationId"));
    Some(id)
}

fn tags<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Vec<String> {
    let Some(list) = node.array(reader, "tags") else {
        return Vec::new();
    };
    let mut tags: Vec<String> = Vec::new();
    for item in list.items() {
        match item.value {
            Value::String(tag) if !tags.contains(tag) => tags.push(tag.clone()),
            Value::String(_) => {}
            other => reader.wrong_type(&item.place, "tags", "a list of strings", other),
        }
    }
    tags
}

/// Every `{name}` of the template is a parameter, and every path parameter is in the template.
fn agree_with_template(
    reader: &mut Reader<'_, '_>,
    node: &Node<'_>,
    path: &Path,
    parameters: &mut Vec<Parameter>,
) {
    parameters.retain(|parameter| {
        let lost = parameter.location == Location::Path
            && !path.parameters().any(|name| name == parameter.name);
        if lost {
            let message = format!(
                "the path parameter `{}` is not in the path `{}`",
                parameter.name, path.raw
            );
            reader.report(
                Diagnostic::warning("unused-path-parameter", message)
                    .at(&parameter.at)
                    .help("it is ignored"),
            );
        }
        !lost
    });
    let mut names: Vec<&str> = Vec::new();
    for name in path.parameters() {
        if names.contains(&name) {
            reader.report(
                Diagnostic::warning(
                    "path-template",
                    format!("`{{{name}}}` stands twice in `{}`", path.raw),
                )
                .at(&node.place)
                .help("both must have the same value"),
            );
            continue;
        }
        names.push(name);
        if !parameters
            .iter()
            .any(|it| it.location == Location::Path && it.name == name)
        {
            let message = format!(
                "the path parameter `{name}` of `{}` is not declared",
                path.raw
            );
            reader.report(
                Diagnostic::warning("undeclared-path-parameter", message)
                    .at(&node.place)
                    .help("taken to be a required string"),
            );
            parameters.push(parameter::assumed(reader, node, name));
        }
    }
}

/// The template with each variable under the name of its parameter. Names are as written (3.1 section 4.8.8.1); writers of
/// URI templates put RFC 6570's operators there too (`{.id}`, `{;id*}`, `{path+}`), those of routers a pattern
/// (`{id:[0-9]+}`).
fn declared(
    reader: &mut Reader<'_, '_>,
    node: &Node<'_>,
    path: &Path,
    parameters: &[Parameter],
) -> Path {
    let mut path = path.clone();
    let find = |name: &str| {
        parameters
            .iter()
            .find(|it| it.location == Location::Path && it.name == name)
    };
    let last = path.segments.last().map(Vec::as_slice);
    let ends_in_one = matches!(last, Some([Piece::Parameter(_)]));
    let mut rest = false;
    for name in path
        .segments
        .iter_mut()
        .flatten()
        .filter_map(|piece| match piece {
            Piece::Parameter(name) => Some(name),
            Piece::Literal(_) => None,
        })
    {
        let written = name.clone();
        let (plain, pattern) = written.split_once(':').unwrap_or((&written, ""));
        let (plain, pattern) = (plain.trim(), pattern.trim());
        // `{int:id}`, where the kind comes first.
        let plain = if find(plain).is_none() && find(pattern).is_some() {
            pattern
        } else {
            plain
        };
        let plain = plain.strip_prefix(['.', ';', '+', '*']).unwrap_or(plain);
        let plain = plain.strip_suffix(['*', '+']).unwrap_or(plain);
        rest = written.starts_with(['+', '*'])
            || written.ends_with(['*', '+']) && pattern.is_empty()
            || matches!(pattern, "path" | ".*" | ".+");
        if plain.is_empty() || plain == written || find(&written).is_some() {
            continue;
        }
        // An exploded list or object (RFC 6570, section 2.4.2) is one segment.
        if let Some(parameter) = find(plain) {
            let ParameterEncoding::Style { explode, .. } = parameter.encoding else {
                continue;
            };
            let types = reader.api.schemas[parameter.schema].types;
            let one = types.is_none_or(|types| !types.has(Type::Array) && !types.has(Type::Object));
            rest &= one || !explode;
        }
        plain.clone_into(name);
        let message = format!("`{{{written}}}` in `{}` is more than a name", path.raw);
        reader.report(
            Diagnostic::note("path-expression", message)
                .at(&node.place)
                .help(format!("taken to be the parameter `{plain}`")),
        );
    }
    path.rest = rest && ends_in_one;
    path
}
