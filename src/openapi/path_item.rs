//! The Paths Object (3.1 section 4.8.8) and Path Item Objects (4.8.9).

use super::document::Shared;
use super::node::Node;
use super::operation::{self, Inherited};
use super::parameter;
use super::reader::{Reader, Version};
use crate::diag::Diagnostic;
use crate::ir::{Method, Path, Piece, WEBSOCKET};
use crate::source::Place;
use indexmap::IndexMap;

/// Method and path with its parameters unnamed → where it stands, and the path as written.
type Shapes = IndexMap<(Method, String), (Place, String)>;

/// All operations of the document.
pub fn paths<'a>(reader: &mut Reader<'a, '_>, paths: &Node<'a>, shared: &Shared) {
    let mut shapes = Shapes::new();
    for (raw, node) in paths.entries().filter(|(raw, _)| !raw.starts_with("x-")) {
        let Some(path) = template(reader, paths, raw, &node.place) else {
            continue;
        };
        if !node.value.is_object() {
            reader.wrong_type(&node.place, raw, "an object", node.value);
            continue;
        }
        path_item(reader, &path, &node, shared, &mut shapes);
    }
}

/// `None` when the path cannot be told from another one.
fn template(reader: &mut Reader<'_, '_>, paths: &Node<'_>, raw: &str, at: &Place) -> Option<Path> {
    let plain = match raw.find(['?', '#']) {
        Some(end) => without_query(reader, paths, raw, end, at)?,
        None => raw,
    };
    let path = if plain.starts_with('/') {
        Path::parse(plain)
    } else {
        reader.report(
            Diagnostic::warning(
                "path-without-slash",
                format!("the path `{raw}` does not start with `/`"),
            )
            .at(at)
            .help(format!("taken to be `/{plain}`")),
        );
        Path::parse(&format!("/{plain}"))
    };
    let odd = path.segments.iter().flatten().any(|piece| match piece {
        Piece::Literal(text) => text.contains(['{', '}']),
        Piece::Parameter(name) => {
            let name = name.split_once(':').map_or(name.as_str(), |(name, _)| name);
            name.contains('{')
        }
    });
    if odd {
        reader.report(
            Diagnostic::warning(
                "path-template",
                format!("the braces in `{raw}` do not pair up"),
            )
            .at(at)
            .help("what is no `{name}` is taken as text"),
        );
    }
    Some(path)
}

/// A path is matched without a query (3.1 section 4.8.8). Several paths that differ in it alone are one for a router.
fn without_query<'r>(
    reader: &mut Reader<'_, '_>,
    paths: &Node<'_>,
    raw: &'r str,
    end: usize,
    at: &Place,
) -> Option<&'r str> {
    let plain = &raw[..end];
    let same = |other: &&String| other.split(['?', '#']).next() == Some(plain);
    let first = paths
        .members()
        .keys()
        .find(same)
        .is_some_and(|first| first == raw)
        && !paths.has(plain);
    let help = if first {
        format!("matched as `{plain}`")
    } else {
        "its operations are kept in the served document and are not served".to_owned()
    };
    let message = format!("the path `{raw}` holds a query");
    reader.report(
        Diagnostic::unsupported("path-with-query", message)
            .at(at)
            .help(help),
    );
    first.then_some(plain)
}

const KEYWORDS: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "servers",
    "parameters",
    "query",
    "additionalOperations",
];

fn path_item<'a>(
    reader: &mut Reader<'a, '_>,
    path: &Path,
    node: &Node<'a>,
    shared: &Shared,
    shapes: &mut Shapes,
) {
    let items = layers(reader, node);
    let mut parameters = Vec::new();
    for item in &items {
        item.only(reader, "a path item", KEYWORDS);
        if let Some(servers) = item.get("servers") {
            reader.unread(
                "servers-override",
                "paths or operations with `servers` of their own",
                &servers.place,
            );
        }
        if let Some(list) = item.array(reader, "parameters") {
            parameter::merge(&mut parameters, parameter::list(reader, &list));
        }
    }
    for (method, operation) in operations(reader, &items) {
        // Operations have no references in OpenAPI; descriptions of many files have them all the same.
        let Some(operation) = reader.follow(operation) else {
            continue;
        };
        if !operation.value.is_object() {
            reader.wrong_type(&operation.place, method.key(), "an object", operation.value);
            continue;
        }
        // The specification has no reference here, tools have it, and descriptions of many files live by it.
        let Some(operation) = reader.follow(operation) else {
            continue;
        };
        if let Some((first, written)) = shapes.get(&(method, shape(path))) {
            let message = format!(
                "{} `{}` and `{written}` are the same path",
                method.token(),
                path.raw
            );
            let diagnostic = Diagnostic::error("duplicate-operation", message)
                .at(&operation.place)
                .related(first, "the other one")
                .help("paths that differ in the names of their parameters alone are identical (OpenAPI 3.1, section 4.8.8)");
            reader.report(diagnostic);
            continue;
        }
        shapes.insert(
            (method, shape(path)),
            (operation.place.clone(), path.raw.clone()),
        );
        let inherited = Inherited {
            path,
            method,
            parameters: &parameters,
            shared,
        };
        operation::read(reader, &operation, &inherited);
    }
    let inherited = Inherited {
        path,
        method: Method::WebSocket,
        parameters: &parameters,
        shared,
    };
    websocket(reader, &items, &inherited);
}

/// The WebSocket of a path item, beside its methods.
fn websocket<'a>(reader: &mut Reader<'a, '_>, items: &[Node<'a>], inherited: &Inherited<'_>) {
    let found = items.iter().rev().find_map(|item| item.get(WEBSOCKET));
    let Some(node) = found.and_then(|node| reader.follow(node)) else {
        return;
    };
    if node.value.is_object() {
        operation::websocket(reader, &node, inherited);
    } else {
        reader.wrong_type(&node.place, WEBSOCKET, "an object", node.value);
    }
}

/// A path item and what it refers to, the farthest first: 3.1 lets a path item have both a `$ref` and fields.
fn layers<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Vec<Node<'a>> {
    let mut layers = vec![node.clone()];
    let mut here = node.clone();
    while let Some(reference) = here
        .members()
        .get("$ref")
        .and_then(serde_json::Value::as_str)
    {
        let Some(next) = reader.resolve(&here.place, reference) else {
            break;
        };
        if layers
            .iter()
            .any(|layer| std::ptr::eq(layer.value, next.value))
        {
            reader.cycle(&node.place, reference);
            break;
        }
        layers.push(next.clone());
        here = next;
    }
    layers.reverse();
    layers
}

/// The operations of a path item: those of the methods that have a field, then the others.
fn operations<'a>(reader: &mut Reader<'a, '_>, items: &[Node<'a>]) -> Vec<(Method, Node<'a>)> {
    let named = |method: Method| {
        let operation = items.iter().rev().find_map(|item| item.get(method.key()));
        operation.map(|operation| (method, operation))
    };
    let mut operations: Vec<(Method, Node<'a>)> =
        Method::ALL.into_iter().filter_map(named).collect();
    if reader.version != Version::V32 {
        return operations;
    }
    operations.extend(named(Method::Query));
    for item in items.iter().rev() {
        let Some(others) = item.object(reader, "additionalOperations") else {
            continue;
        };
        for (token, operation) in others.entries().filter(|(key, _)| !key.starts_with("x-")) {
            let known = Method::ALL.iter().chain(&[Method::Query]);
            if !is_token(token) || known.into_iter().any(|known| known.token() == token) {
                let message = format!("`{token}` can't stand in `additionalOperations`");
                reader.report(
                    Diagnostic::warning("additional-operation", message)
                        .at(&operation.place)
                        .help("it is ignored; a method that has a field of its own stands there"),
                );
                continue;
            }
            if operations.iter().all(|(known, _)| known.token() != token) {
                operations.push((Method::other(token), operation));
            }
        }
    }
    operations
}

/// A method of HTTP (RFC 9110 section 9.1).
fn is_token(text: &str) -> bool {
    let is_char = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_char)
}

fn shape(path: &Path) -> String {
    let mut shape = String::new();
    for segment in &path.segments {
        shape.push('/');
        for piece in segment {
            match piece {
                Piece::Literal(text) => shape.push_str(text),
                Piece::Parameter(_) => shape.push_str("{}"),
            }
        }
    }
    shape
}
