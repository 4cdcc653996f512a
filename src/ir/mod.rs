//! The API as HTTP and JSON see it: wire names, media types, constraints.
//!
//! In: what a front end lowered. Out: a closed graph; every reference is a [`SchemaId`] that exists, cycles are
//! allowed. It must not know Rust identifiers, `syn`, or how the description was written (OpenAPI 3.0 and 3.2 are
//! normalised to 3.1's meaning before they get here).

pub mod canonical;
pub mod conform;
pub mod decimal;
pub mod dump;
pub mod equal;
pub mod format;
pub mod inherit;
pub mod pattern;
pub mod schema;
mod sparse;

pub use canonical::canonical;
pub use dump::dump;
pub use schema::{
    Array, Discriminator, Meta, Number, Object, Schema, SchemaId, Schemas, Text, Type, TypeSet,
};
pub use sparse::Sparse;

use crate::source::Place;
use indexmap::IndexMap;
use serde_json::Value;
use std::sync::Arc;

/// One API: everything the planner needs to know, in the order of the description.
#[derive(Debug, Clone, Default)]
pub struct Api {
    pub info: Info,
    pub servers: Vec<Server>,
    pub tags: Vec<Tag>,
    /// In the order of `paths`, then of the methods inside a path item.
    pub operations: Vec<Operation>,
    pub schemas: Schemas,
    /// Component name → scheme.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// Name → what operations depend on beside their requests. Every name that anything depends on is here, but for
    /// [`PRINCIPAL`].
    pub dependencies: IndexMap<String, Dependency>,
    pub lifespan: Lifespan,
    /// The description as one bundled JSON document: what `/openapi.json` serves.
    pub document: Arc<Value>,
}

/// OpenAPI 3.1 section 4.8.2, Info Object.
#[derive(Debug, Clone, Default)]
pub struct Info {
    pub title: String,
    pub version: String,
    pub summary: Option<String>,
    pub description: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Server {
    pub url: String,
    pub description: Option<String>,
    /// Variable name → its default.
    pub variables: IndexMap<String, String>,
}

#[derive(Debug, Clone)]
pub struct Tag {
    pub name: String,
    pub description: Option<String>,
}

/// One operation: a method on a path.
#[derive(Debug, Clone)]
pub struct Operation {
    pub at: Place,
    /// `operationId` as written; `None` where the description has none, or where it repeats one (the later ones).
    pub id: Option<String>,
    pub method: Method,
    pub path: Path,
    pub tags: Vec<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Its method may block: it is called where that holds up no other request.
    pub blocking: bool,
    /// Path item and operation level merged; `(name, location)` is unique.
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub responses: Vec<Response>,
    /// What goes over the connection, of a `WEBSOCKET`.
    pub messages: Option<Messages>,
    /// Alternatives (OR) of combinations (AND); empty: no requirement. An empty combination is `{}`, anonymous.
    pub security: Vec<Requirement>,
    /// What it is given beside the request: names of dependencies, each once.
    pub dependencies: Vec<String>,
    /// `x-…` members of the operation.
    pub extensions: IndexMap<String, Value>,
}

impl Operation {
    /// Whether a request without this parameter is malformed. A header for which the operation has an answer of its own
    /// when it is absent is not missed before the operation sees it (428, RFC 6585, section 3).
    #[must_use]
    pub fn requires(&self, parameter: &Parameter) -> bool {
        let asks = |response: &Response| response.status == Status::Code(428);
        parameter.required
            && !(parameter.location == Location::Header
                && parameter.name.eq_ignore_ascii_case("if-match")
                && self.responses.iter().any(asks))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// OpenAPI 3.2.
    Query,
    /// One that has no field of its own (`additionalOperations`, OpenAPI 3.2), as written.
    Other(&'static str),
    /// No method of HTTP: a GET that becomes a WebSocket (`x-specwright-websocket` of a path item).
    WebSocket,
}

/// The extension of a path item that describes a WebSocket.
pub const WEBSOCKET: &str = "x-specwright-websocket";

/// The extension of an operation that says that its method may block.
pub const BLOCKING: &str = "x-specwright-blocking";

/// What goes over a WebSocket: JSON, a message each; `None`: any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Messages {
    /// From the client.
    pub incoming: Option<SchemaId>,
    pub outgoing: Option<SchemaId>,
}

impl Method {
    /// A method without a field of its own. Its name is kept for as long as the program runs: there are few.
    #[must_use]
    pub fn other(token: &str) -> Self {
        Self::Other(Box::leak(token.to_owned().into_boxed_str()))
    }

    /// In the order of the Path Item Object's fixed fields (OpenAPI 3.1 section 4.8.9).
    pub const ALL: [Self; 8] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
    ];

    /// The field name in a Path Item Object: `get`, `put`, …
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
            Self::Query => "query",
            Self::Other(token) => token,
            Self::WebSocket => WEBSOCKET,
        }
    }

    /// The method token of HTTP (RFC 9110 section 9): `GET`, `PUT`, …; `WEBSOCKET`.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(token) => token,
            Self::WebSocket => "WEBSOCKET",
        }
    }
}

/// A path template (OpenAPI 3.1 section 4.8.8), split into segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// As written, starting with `/`.
    pub raw: String,
    /// Between the slashes; `/pets/` has a last, empty segment; `/` has one empty segment.
    pub segments: Vec<Segment>,
    /// The last segment is a parameter that takes the rest of the path: `/files/{path*}`.
    pub rest: bool,
}

/// The pieces of one path segment, in order: `{id}:cancel` is `[Parameter("id"), Literal(":cancel")]`.
pub type Segment = Vec<Piece>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Literal(String),
    Parameter(String),
}

impl Path {
    /// Splits a template. A brace that is not closed, or an empty pair, is literal text.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let segments = raw
            .strip_prefix('/')
            .unwrap_or(raw)
            .split('/')
            .map(parse_segment)
            .collect();
        Self {
            raw: raw.to_owned(),
            segments,
            rest: false,
        }
    }

    /// The template with its parameters under the names that they are declared by; a `*` is behind the one that takes
    /// the rest of the path.
    #[must_use]
    pub fn template(&self) -> String {
        let mut template = String::with_capacity(self.raw.len());
        for segment in &self.segments {
            template.push('/');
            for piece in segment {
                match piece {
                    Piece::Literal(text) => template.push_str(text),
                    Piece::Parameter(name) => {
                        template.extend(["{", name, "}"]);
                    }
                }
            }
        }
        if self.rest {
            template.insert(template.len() - 1, '*');
        }
        template
    }

    /// Names of the parameters in the template, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments
            .iter()
            .flatten()
            .filter_map(|piece| match piece {
                Piece::Parameter(name) => Some(name.as_str()),
                Piece::Literal(_) => None,
            })
    }
}

fn parse_segment(text: &str) -> Segment {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut literal = String::new();
    while let Some(open) = rest.find('{') {
        let after = &rest[open + 1..];
        match closing(after) {
            Some(close) if close > 0 => {
                literal.push_str(&rest[..open]);
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(Piece::Parameter(after[..close].to_owned()));
                rest = &after[close + 1..];
            }
            _ => {
                literal.push_str(&rest[..=open]);
                rest = after;
            }
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    pieces
}

/// Where an expression ends. A pattern behind its name may have braces of its own: `{id:[0-9]{3}}`.
fn closing(expression: &str) -> Option<usize> {
    let first = expression.find('}')?;
    let Some(pattern) = expression[..first].find(':') else {
        return Some(first);
    };
    let mut depth = 0;
    for (at, char) in expression
        .char_indices()
        .skip_while(|(at, _)| *at < pattern)
    {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    Some(first)
}

/// OpenAPI 3.1 section 4.8.12, Parameter Object, with the defaults of `style` and `explode` filled in.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub at: Place,
    /// The name it has among the components, where operations share it.
    pub component: Option<String>,
    pub name: String,
    pub location: Location,
    pub required: bool,
    pub deprecated: bool,
    pub description: Option<String>,
    pub encoding: ParameterEncoding,
    pub schema: SchemaId,
    pub examples: Vec<Value>,
    pub extensions: IndexMap<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
    /// OpenAPI 3.2: the whole query string is one value.
    QueryString,
}

/// How a parameter's value is written on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterEncoding {
    Style {
        style: Style,
        explode: bool,
        allow_reserved: bool,
        allow_empty: bool,
    },
    /// `content`: the value is a document of this media type; a form, of which there is one under `in: querystring`, may
    /// say how its fields are written.
    Content {
        media_type: String,
        fields: IndexMap<String, Encoding>,
    },
}

/// OpenAPI 3.1 section 4.8.12.2.1, style values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Matrix,
    Label,
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// OpenAPI 3.2: as `form`, but nothing is percent-encoded.
    Cookie,
}

/// OpenAPI 3.1 section 4.8.13, Request Body Object.
#[derive(Debug, Clone)]
pub struct Body {
    pub at: Place,
    /// The name it has among the components, where operations share it.
    pub component: Option<String>,
    pub description: Option<String>,
    pub required: bool,
    pub content: Vec<Media>,
}

/// OpenAPI 3.1 section 4.8.14, Media Type Object, with the key it stands under.
#[derive(Debug, Clone)]
pub struct Media {
    pub at: Place,
    /// As written: `application/json`, `text/*`, `*/*`, `application/json; charset=utf-8`.
    pub media_type: String,
    pub schema: Option<SchemaId>,
    /// OpenAPI 3.2: the schema of one item of a stream.
    pub item_schema: Option<SchemaId>,
    /// Property name → how that part of a form is encoded.
    pub encoding: IndexMap<String, Encoding>,
    /// `example`, then the values of `examples`, in order.
    pub examples: Vec<Value>,
}

/// OpenAPI 3.1 section 4.8.15, Encoding Object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoding {
    pub content_type: Option<String>,
    pub style: Option<Style>,
    pub explode: Option<bool>,
    pub allow_reserved: bool,
}

#[derive(Debug, Clone)]
pub struct Response {
    pub at: Place,
    /// The name it has among the components, where operations share it.
    pub component: Option<String>,
    pub status: Status,
    pub description: String,
    pub headers: Vec<Header>,
    pub content: Vec<Media>,
}

/// The key of a response (OpenAPI 3.1 section 4.8.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// 100 to 599.
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

#[derive(Debug, Clone)]
pub struct Header {
    pub at: Place,
    /// The name it has among the components, where operations share it.
    pub component: Option<String>,
    pub name: String,
    pub encoding: ParameterEncoding,
    pub required: bool,
    pub description: Option<String>,
    pub schema: SchemaId,
    pub examples: Vec<Value>,
}

/// Schemes that must all be met together: scheme name → scopes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement(pub IndexMap<String, Vec<String>>);

/// The dependency that needs no description: who a request is from, by its security requirement.
pub const PRINCIPAL: &str = "Principal";

/// A value that is made for an operation by somebody who writes code: a database session, the current user.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// Where it is described, or first used.
    pub at: Place,
    pub description: Option<String>,
    /// The names of what it is made from.
    pub depends: Vec<String>,
    /// What it takes from a request; operations that depend on it have these among their parameters.
    pub parameters: Vec<Parameter>,
    /// Making it blocks a thread.
    pub blocking: bool,
    pub lifetime: Lifetime,
}

impl Api {
    /// Everything that an operation with these dependencies gets, each after what it is made from.
    #[must_use]
    pub fn all_dependencies<'a>(&'a self, names: &[String]) -> Vec<(&'a str, &'a Dependency)> {
        let mut found = Vec::new();
        self.descend(names, &mut Vec::new(), &mut found);
        found
    }

    fn descend<'a>(
        &'a self,
        names: &[String],
        open: &mut Vec<&'a str>,
        found: &mut Vec<(&'a str, &'a Dependency)>,
    ) {
        for name in names {
            let Some((name, dependency)) = self.dependencies.get_key_value(name) else {
                continue;
            };
            // A cycle is refused later on.
            if open.contains(&name.as_str()) || found.iter().any(|(known, _)| known == name) {
                continue;
            }
            open.push(name);
            self.descend(&dependency.depends, open, found);
            open.pop();
            found.push((name, dependency));
        }
    }
}

/// What happens before the first request and after the last one (`x-specwright-lifespan`).
#[derive(Debug, Clone, Default)]
pub struct Lifespan {
    pub startup: Vec<Hook>,
    pub shutdown: Vec<Hook>,
}

/// Something that somebody writes, once for the whole service.
#[derive(Debug, Clone)]
pub struct Hook {
    pub at: Place,
    pub name: String,
    pub description: Option<String>,
    pub blocking: bool,
}

/// For how long a dependency's value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lifetime {
    #[default]
    Request,
    Application,
}

#[derive(Debug, Clone)]
pub struct SecurityScheme {
    pub at: Place,
    pub description: Option<String>,
    pub kind: SecurityKind,
}

/// OpenAPI 3.1 section 4.8.27, Security Scheme Object.
#[derive(Debug, Clone)]
pub enum SecurityKind {
    ApiKey {
        name: String,
        location: Location,
    },
    /// `scheme` in lower case: `basic`, `bearer`, `digest`, …
    Http {
        scheme: String,
        bearer_format: Option<String>,
    },
    OAuth2 {
        flows: Vec<Flow>,
    },
    OpenIdConnect {
        url: String,
    },
    MutualTls,
    /// A `type` that no version defines.
    Unknown(String),
}

#[derive(Debug, Clone)]
pub struct Flow {
    /// `implicit`, `password`, `clientCredentials`, `authorizationCode`.
    pub kind: String,
    pub authorization_url: Option<String>,
    pub token_url: Option<String>,
    pub refresh_url: Option<String>,
    /// Scope → description.
    pub scopes: IndexMap<String, String>,
}
