//! What becomes of each keyword: the generated service's side of the ledger.

use crate::source::shape::Shape;

/// What becomes of a keyword; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Treatment {
    /// Requests that it does not allow are refused.
    Enforced,
    /// It shapes a Rust type or a route.
    Typed,
    /// It is kept in the served document, and in doc comments where it is prose.
    Documented,
    /// It is no keyword where it stands.
    Ignored,
}

impl Treatment {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Typed => "typed",
            Self::Documented => "documented",
            Self::Ignored => "ignored",
        }
    }
}

use Treatment::{Documented, Enforced, Typed};

/// One keyword of an object.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub keyword: &'static str,
    /// In what a request is made of, and in what is no part of a message.
    pub request: Treatment,
    /// In what an answer is made of.
    pub response: Treatment,
    pub why: &'static str,
}

impl Row {
    /// Prose, names and examples: nothing that could be enforced.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        matches!(self.why, PROSE | EXAMPLE_OF)
    }
}

/// The reason of keywords that describe.
pub const PROSE: &str = "describes";
const EXAMPLE_OF: &str = "an answer in mock mode";
const CHECK: &str = "checked in requests; in answers by builds for development";
const SHAPE: &str = "checked in requests, a type in answers";
const DIVIDE: &str = "how the text of a value is taken apart";
const SENT: &str = "about requests that the service sends";

const fn row(
    keyword: &'static str,
    request: Treatment,
    response: Treatment,
    why: &'static str,
) -> Row {
    Row {
        keyword,
        request,
        response,
        why,
    }
}

const fn check(keyword: &'static str) -> Row {
    row(keyword, Enforced, Documented, CHECK)
}

const fn shape(keyword: &'static str) -> Row {
    row(keyword, Enforced, Typed, SHAPE)
}

const fn typed(keyword: &'static str, why: &'static str) -> Row {
    row(keyword, Typed, Typed, why)
}

const fn kept(keyword: &'static str, why: &'static str) -> Row {
    row(keyword, Documented, Documented, why)
}

const fn prose(keyword: &'static str) -> Row {
    row(keyword, Documented, Documented, PROSE)
}

const REFERENCE: Row = typed("$ref", "followed");

const SCHEMA: &[Row] = &[
    shape("$ref"),
    row(
        "$dynamicRef",
        Enforced,
        Typed,
        "followed; a schema is read once for each meaning",
    ),
    row(
        "$recursiveRef",
        Enforced,
        Typed,
        "followed as a plain `$ref`",
    ),
    typed("$defs", "read where it is referred to"),
    typed("definitions", "read where it is referred to"),
    typed("$id", "what references start from"),
    typed("$anchor", "a name for references"),
    typed("$dynamicAnchor", "a name for references"),
    kept("$schema", "read as JSON Schema 2020-12"),
    kept("$vocabulary", "read as JSON Schema 2020-12"),
    prose("$comment"),
    shape("type"),
    shape("nullable"),
    shape("format"),
    shape("enum"),
    shape("const"),
    check("minimum"),
    check("maximum"),
    check("exclusiveMinimum"),
    check("exclusiveMaximum"),
    check("multipleOf"),
    check("minLength"),
    check("maxLength"),
    check("pattern"),
    typed(
        "contentMediaType",
        "tells files from texts in forms; the text is not decoded",
    ),
    kept("contentEncoding", "the text is not decoded"),
    kept("contentSchema", "the text is not decoded"),
    shape("items"),
    check("prefixItems"),
    shape("additionalItems"),
    check("contains"),
    check("minContains"),
    check("maxContains"),
    check("minItems"),
    check("maxItems"),
    check("uniqueItems"),
    check("unevaluatedItems"),
    shape("properties"),
    shape("required"),
    shape("additionalProperties"),
    check("patternProperties"),
    check("propertyNames"),
    check("minProperties"),
    check("maxProperties"),
    check("dependentRequired"),
    check("dependentSchemas"),
    check("dependencies"),
    check("unevaluatedProperties"),
    shape("allOf"),
    shape("anyOf"),
    shape("oneOf"),
    check("not"),
    check("if"),
    check("then"),
    check("else"),
    row("discriminator", Enforced, Typed, "chooses the branch"),
    typed("default", "stands in for a member that is left out"),
    typed("readOnly", "the request's type leaves the member out"),
    typed("writeOnly", "the response's type leaves the member out"),
    typed("title", "names what has no name of its own"),
    prose("description"),
    prose("summary"),
    prose("deprecated"),
    prose("externalDocs"),
    kept("example", EXAMPLE_OF),
    kept("examples", EXAMPLE_OF),
    kept("xml", "XML is not decoded"),
];

const DOCUMENT: &[Row] = &[
    typed("openapi", "which rules it is read by"),
    typed("$self", "what references start from"),
    typed("info", "the crate's version, the served title"),
    kept("jsonSchemaDialect", "read as JSON Schema 2020-12"),
    typed(
        "servers",
        "the path of the first one comes before every route",
    ),
    row("paths", Enforced, Typed, "routes"),
    kept("webhooks", SENT),
    typed("components", "read where it is referred to"),
    row(
        "security",
        Enforced,
        Typed,
        "checked before the body is read",
    ),
    typed("tags", "a service for each"),
    prose("externalDocs"),
];

const COMPONENTS: &[Row] = &[
    typed("schemas", "a type for each"),
    typed("responses", "read where it is referred to"),
    typed("parameters", "read where it is referred to"),
    typed("examples", "read where it is referred to"),
    typed("requestBodies", "read where it is referred to"),
    typed("headers", "read where it is referred to"),
    typed(
        "securitySchemes",
        "a provider for each that operations ask for",
    ),
    kept("links", "texts for clients"),
    kept("callbacks", SENT),
    typed("pathItems", "read where it is referred to"),
    typed("mediaTypes", "read where it is referred to"),
];

const PATH_ITEM: &[Row] = &[
    REFERENCE,
    prose("summary"),
    prose("description"),
    typed("get", "a route"),
    typed("put", "a route"),
    typed("post", "a route"),
    typed("delete", "a route"),
    typed("options", "a route"),
    typed("head", "a route"),
    typed("patch", "a route"),
    typed("trace", "a route"),
    typed("query", "a route"),
    typed("additionalOperations", "a route for each method"),
    kept("servers", "one service answers for all"),
    shape("parameters"),
];

const OPERATION: &[Row] = &[
    REFERENCE,
    typed("tags", "the first one is the service"),
    prose("summary"),
    prose("description"),
    prose("externalDocs"),
    typed("operationId", "the method's name"),
    shape("parameters"),
    shape("requestBody"),
    typed("responses", "what the method returns"),
    kept("callbacks", SENT),
    prose("deprecated"),
    row(
        "security",
        Enforced,
        Typed,
        "checked before the body is read",
    ),
    kept("servers", "one service answers for all"),
];

const PARAMETER: &[Row] = &[
    REFERENCE,
    shape("name"),
    shape("in"),
    prose("description"),
    shape("required"),
    prose("deprecated"),
    row(
        "allowEmptyValue",
        Typed,
        Documented,
        "`rt::OrEmpty` where the type has no empty text",
    ),
    row("style", Enforced, Documented, DIVIDE),
    row("explode", Enforced, Documented, DIVIDE),
    kept(
        "allowReserved",
        "reserved characters are read in either form",
    ),
    shape("schema"),
    shape("content"),
    kept("example", EXAMPLE_OF),
    kept("examples", EXAMPLE_OF),
];

const BODY: &[Row] = &[
    REFERENCE,
    prose("description"),
    row("content", Enforced, Typed, "other media types answer 415"),
    shape("required"),
];

const MEDIA: &[Row] = &[
    REFERENCE,
    shape("schema"),
    kept("example", EXAMPLE_OF),
    kept("examples", EXAMPLE_OF),
    row("encoding", Enforced, Documented, DIVIDE),
    row(
        "itemSchema",
        Documented,
        Typed,
        "the type of an item of a stream of events or lines",
    ),
    kept("prefixEncoding", "a stream is not split into items"),
    kept("itemEncoding", "a stream is not split into items"),
];

const ENCODING: &[Row] = &[
    row(
        "contentType",
        Typed,
        Documented,
        "tells files, JSON and texts apart; a part of another type is read all the same",
    ),
    kept("headers", "the headers of parts are not read"),
    row("style", Enforced, Documented, DIVIDE),
    row("explode", Enforced, Documented, DIVIDE),
    kept(
        "allowReserved",
        "reserved characters are read in either form",
    ),
];

const RESPONSE: &[Row] = &[
    REFERENCE,
    prose("summary"),
    prose("description"),
    typed("headers", "members of the answer"),
    typed("content", "the answer's body"),
    kept("links", "texts for clients"),
];

const SECURITY_SCHEME: &[Row] = &[
    REFERENCE,
    row("type", Enforced, Typed, "where the credential is"),
    prose("description"),
    row("name", Enforced, Typed, "where the credential is"),
    row("in", Enforced, Typed, "where the credential is"),
    row("scheme", Enforced, Typed, "where the credential is"),
    prose("bearerFormat"),
    kept(
        "flows",
        "how clients get tokens; the service judges what they bring",
    ),
    kept(
        "openIdConnectUrl",
        "how clients get tokens; the service judges what they bring",
    ),
    kept(
        "oauth2MetadataUrl",
        "how clients get tokens; the service judges what they bring",
    ),
    prose("deprecated"),
];

const LINK: &[Row] = &[
    REFERENCE,
    prose("operationRef"),
    prose("operationId"),
    prose("parameters"),
    prose("requestBody"),
    prose("description"),
    prose("server"),
];

const EXAMPLE: &[Row] = &[
    REFERENCE,
    prose("summary"),
    prose("description"),
    kept("value", EXAMPLE_OF),
    kept("dataValue", EXAMPLE_OF),
    kept("serializedValue", "texts for clients"),
    kept("externalValue", "other places are not read"),
];

/// The objects of a description that have keywords, by the name that the ledger gives them.
pub const OBJECTS: &[(&str, Shape, &[Row])] = &[
    ("document", Shape::Document, DOCUMENT),
    ("components", Shape::Components, COMPONENTS),
    ("path item", Shape::PathItem, PATH_ITEM),
    ("operation", Shape::Operation, OPERATION),
    ("parameter", Shape::Parameter, PARAMETER),
    ("request body", Shape::Body, BODY),
    ("media type", Shape::Media, MEDIA),
    ("encoding", Shape::Encoding, ENCODING),
    ("response", Shape::Response, RESPONSE),
    ("header", Shape::Header, PARAMETER),
    ("schema", Shape::Schema, SCHEMA),
    ("security scheme", Shape::SecurityScheme, SECURITY_SCHEME),
    ("link", Shape::Link, LINK),
    ("example", Shape::Example, EXAMPLE),
];

/// The keywords of an object; none for a shape that has none.
#[must_use]
pub fn rows(object: &str) -> &'static [Row] {
    OBJECTS
        .iter()
        .find(|(name, ..)| *name == object)
        .map_or(&[], |(.., rows)| rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_has_one_row() {
        for (name, _, rows) in OBJECTS {
            for (at, row) in rows.iter().enumerate() {
                assert!(
                    rows[..at].iter().all(|other| other.keyword != row.keyword),
                    "{name} {}",
                    row.keyword
                );
            }
        }
    }
}
