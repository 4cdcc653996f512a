//! Parameter Objects (3.1 section 4.8.12) and Header Objects (4.8.21).

use super::node::Node;
use super::reader::{Reader, component};
use super::{media, schema};
use crate::diag::{Diagnostic, suggest};
use crate::ir::{Header, Location, Parameter, ParameterEncoding, SchemaId, Style, Type, TypeSet};
use indexmap::IndexMap;

/// The parameters of one list; of several with one name and location the first stays.
pub fn list<'a>(reader: &mut Reader<'a, '_>, list: &Node<'a>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for item in list.items() {
        let at = item.place.clone();
        let Some(node) = reader.follow(item) else {
            continue;
        };
        let Some(parameter) = parameter(reader, &node) else {
            continue;
        };
        if let Some(first) = parameters.iter().find(|it| same(it, &parameter)) {
            let message = format!(
                "the parameter `{}` stands twice in one list",
                parameter.name
            );
            let diagnostic = Diagnostic::warning("duplicate-parameter", message)
                .at(&at)
                .related(&first.at, "first described here")
                .help("the first one counts");
            reader.report(diagnostic);
            continue;
        }
        parameters.push(parameter);
    }
    parameters
}

/// Adds `inner` to `outer`, replacing what it describes anew.
pub fn merge(outer: &mut Vec<Parameter>, inner: Vec<Parameter>) {
    for parameter in inner {
        match outer.iter_mut().find(|it| same(it, &parameter)) {
            Some(place) => *place = parameter,
            None => outer.push(parameter),
        }
    }
}

fn same(a: &Parameter, b: &Parameter) -> bool {
    let names_match = match a.location {
        Location::Header => a.name.eq_ignore_ascii_case(&b.name),
        _ => a.name == b.name,
    };
    a.location == b.location && names_match
}

/// A path parameter that the template has and nobody declared.
pub fn assumed(reader: &mut Reader<'_, '_>, operation: &Node<'_>, name: &str) -> Parameter {
    let types = Some(TypeSet::EMPTY.with(Type::String));
    let schema = crate::ir::Schema {
        at: operation.place.clone(),
        types,
        ..Default::default()
    };
    Parameter {
        at: operation.place.clone(),
        component: None,
        name: name.to_owned(),
        location: Location::Path,
        required: true,
        deprecated: false,
        description: None,
        encoding: ParameterEncoding::Style {
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            allow_empty: false,
        },
        schema: reader.api.schemas.add(schema),
        examples: Vec::new(),
        extensions: IndexMap::new(),
    }
}

const KEYWORDS: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];

fn parameter<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Option<Parameter> {
    if !node.value.is_object() {
        reader.wrong_type(&node.place, "a parameter", "an object", node.value);
        return None;
    }
    node.only(reader, "a parameter", KEYWORDS);
    let name = node.text(reader, "name").or_else(|| {
        ignored(reader, node, "a parameter without `name`");
        None
    })?;
    let location = location(reader, node, &name)?;
    if location == Location::Header && is_reserved_header(&name) {
        let message =
            format!("a header parameter `{name}` is to be ignored (OpenAPI 3.1, section 4.8.12.2)");
        let help = "it is ignored; content types stand in `content`, credentials in `security`";
        reader.report(
            Diagnostic::note("reserved-header", message)
                .at(&node.place)
                .help(help),
        );
        return None;
    }
    let mut required = node.flag(reader, "required").unwrap_or_default();
    if location == Location::Path && !required {
        let message = format!("the path parameter `{name}` is not `required: true`");
        reader.report(
            Diagnostic::warning("optional-path-parameter", message)
                .at(&node.place)
                .help("taken to be required"),
        );
        required = true;
    }
    let (encoding, schema, mut examples) = value(reader, node, location);
    examples.splice(0..0, media::examples(reader, node));
    Some(Parameter {
        at: node.place.clone(),
        component: component(&node.place, "parameters"),
        name,
        location,
        required,
        deprecated: node.flag(reader, "deprecated").unwrap_or_default(),
        description: node.text(reader, "description"),
        encoding,
        schema,
        examples,
        extensions: node.extensions(),
    })
}

fn is_reserved_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
}

fn ignored(reader: &mut Reader<'_, '_>, node: &Node<'_>, message: &str) {
    reader.report(
        Diagnostic::warning("invalid-parameter", message)
            .at(&node.place)
            .help("it is ignored"),
    );
}

fn location(reader: &mut Reader<'_, '_>, node: &Node<'_>, name: &str) -> Option<Location> {
    let Some(location) = node.text(reader, "in") else {
        ignored(reader, node, &format!("the parameter `{name}` has no `in`"));
        return None;
    };
    Some(match location.as_str() {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        "querystring" => Location::QueryString,
        "body" | "formData" => {
            ignored(
                reader,
                node,
                &format!("`in: {location}` is Swagger 2; OpenAPI 3 has `requestBody`"),
            );
            return None;
        }
        _ => {
            let near = suggest::closest(&location, ["path", "query", "header", "cookie"]);
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            ignored(
                reader,
                node,
                &format!("`{location}` is no place for a parameter{near}"),
            );
            return None;
        }
    })
}

/// The schema of a parameter or header, how it is written, and the examples inside `content`.
fn value<'a>(
    reader: &mut Reader<'a, '_>,
    node: &Node<'a>,
    location: Location,
) -> (ParameterEncoding, SchemaId, Vec<serde_json::Value>) {
    if let Some(content) = node.object(reader, "content")
        && let Some(first) = media::content(reader, &content).into_iter().next()
    {
        if content.members().len() > 1 {
            reader.report(
                Diagnostic::warning(
                    "parameter-content",
                    "the `content` of a parameter has exactly one media type",
                )
                .at(&content.place)
                .help(format!("`{}` counts", first.media_type)),
            );
        }
        let schema = first.schema.unwrap_or_else(|| reader.any(&content.place));
        return (
            ParameterEncoding::Content {
                media_type: first.media_type,
                fields: first.encoding,
            },
            schema,
            first.examples,
        );
    }
    let encoding = style(reader, node, location);
    let schema = if let Some(inner) = node.get("schema") {
        schema::schema(reader, &inner)
    } else {
        reader.report(
            Diagnostic::warning(
                "parameter-without-schema",
                "neither `schema` nor `content` says what the value is",
            )
            .at(&node.place)
            .help("taken to be any string"),
        );
        let types = Some(TypeSet::EMPTY.with(Type::String));
        reader.api.schemas.add(crate::ir::Schema {
            at: node.place.clone(),
            types,
            ..Default::default()
        })
    };
    (encoding, schema, Vec::new())
}

fn style(reader: &mut Reader<'_, '_>, node: &Node<'_>, location: Location) -> ParameterEncoding {
    let usual = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie | Location::QueryString => Style::Form,
    };
    let written = node.text(reader, "style");
    let style = match written.as_deref().map(style_named) {
        None => usual,
        Some(Some(style)) if fits(style, location) => style,
        Some(_) => {
            let message = format!(
                "the style `{}` does not exist here",
                written.unwrap_or_default()
            );
            let help = format!("taken to be `{}`", style_name(usual));
            reader.report(
                Diagnostic::warning("parameter-style", message)
                    .at(&node.place.at("style"))
                    .help(help),
            );
            usual
        }
    };
    ParameterEncoding::Style {
        style,
        explode: node
            .flag(reader, "explode")
            .unwrap_or(matches!(style, Style::Form | Style::Cookie)),
        allow_reserved: node.flag(reader, "allowReserved").unwrap_or_default(),
        allow_empty: node.flag(reader, "allowEmptyValue").unwrap_or_default(),
    }
}

/// Which styles are for which locations (3.1 section 4.8.12.2.1).
const fn fits(style: Style, location: Location) -> bool {
    match style {
        Style::Matrix | Style::Label => matches!(location, Location::Path),
        Style::Simple => matches!(location, Location::Path | Location::Header),
        Style::Form => matches!(location, Location::Query | Location::Cookie),
        Style::Cookie => matches!(location, Location::Cookie),
        Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
            matches!(location, Location::Query)
        }
    }
}

pub fn style_named(name: &str) -> Option<Style> {
    STYLES
        .iter()
        .find(|(written, _)| *written == name)
        .map(|(_, style)| *style)
}

fn style_name(style: Style) -> &'static str {
    STYLES
        .iter()
        .find(|(_, it)| *it == style)
        .map_or("", |(name, _)| name)
}

const STYLES: [(&str, Style); 8] = [
    ("matrix", Style::Matrix),
    ("label", Style::Label),
    ("simple", Style::Simple),
    ("form", Style::Form),
    ("spaceDelimited", Style::SpaceDelimited),
    ("pipeDelimited", Style::PipeDelimited),
    ("deepObject", Style::DeepObject),
    ("cookie", Style::Cookie),
];

const HEADER_KEYWORDS: &[&str] = &[
    "description",
    "required",
    "deprecated",
    "style",
    "explode",
    "schema",
    "example",
    "examples",
    "content",
];

/// The `headers` of a response or of a part.
pub fn headers<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Vec<Header> {
    let Some(headers) = node.object(reader, "headers") else {
        return Vec::new();
    };
    let mut read = Vec::new();
    for (name, header) in headers.entries() {
        if name.eq_ignore_ascii_case("content-type") {
            let message =
                "a response header `Content-Type` is to be ignored (OpenAPI 3.1, section 4.8.17)";
            let help = "it is ignored; content types stand in `content`";
            reader.report(
                Diagnostic::note("reserved-header", message)
                    .at(&header.place)
                    .help(help),
            );
            continue;
        }
        let Some(header) = reader.follow(header) else {
            continue;
        };
        if !header.value.is_object() {
            reader.wrong_type(&header.place, name, "an object", header.value);
            continue;
        }
        header.only(reader, "a header", HEADER_KEYWORDS);
        let (encoding, schema, mut examples) = value(reader, &header, Location::Header);
        examples.splice(0..0, media::examples(reader, &header));
        read.push(Header {
            at: header.place.clone(),
            component: component(&header.place, "headers"),
            name: name.to_owned(),
            encoding,
            required: header.flag(reader, "required").unwrap_or_default(),
            description: header.text(reader, "description"),
            schema,
            examples,
        });
    }
    read
}
