//! The shape of an OpenAPI document: which object stands under which key, and so where a `$ref` is a reference and
//! where it is somebody's data (an example, an `enum`, an extension).

/// What stands at a place of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    Document,
    Components,
    PathItem,
    Operation,
    /// `x-specwright-websocket` of a path item or an operation.
    WebSocket,
    Parameter,
    Body,
    Media,
    Encoding,
    Response,
    Header,
    Link,
    Callback,
    Example,
    SecurityScheme,
    Schema,
    /// An object whose keys are names.
    Map(&'static Shape),
    List(&'static Shape),
    /// Anything at all: no reference stands in it.
    Opaque,
}

use Shape::{
    Body, Callback, Components, Encoding, Example, Header, Link, List, Map, Media, Opaque,
    Operation, Parameter, PathItem, Response, Schema, SecurityScheme, WebSocket,
};

impl Shape {
    /// Whether a member is the business of others: it starts with `x-`, and nothing here knows it.
    #[must_use]
    pub fn is_foreign(self, key: &str) -> bool {
        let names = matches!(self, Self::Map(_));
        !names && key.starts_with("x-") && matches!(self.member(key, false), Opaque)
    }

    /// The shape of the member `key`; `value_is_array` tells the two forms of `items`, `examples` and the like apart.
    #[must_use]
    pub fn member(self, key: &str, value_is_array: bool) -> Self {
        match self {
            Self::Map(inner) => *inner,
            Self::Callback => Self::PathItem,
            Self::Document => match key {
                "paths" | "webhooks" => Map(&PathItem),
                "components" => Components,
                _ => Opaque,
            },
            Self::Components => components(key),
            Self::PathItem => path_item(key),
            Self::Operation => match key {
                "parameters" => List(&Parameter),
                "requestBody" => Body,
                "responses" => Map(&Response),
                "callbacks" => Map(&Callback),
                "x-specwright-websocket" => WebSocket,
                _ => Opaque,
            },
            Self::WebSocket => match key {
                "parameters" => List(&Parameter),
                "receive" | "send" => Schema,
                _ => Opaque,
            },
            Self::Parameter | Self::Header | Self::Media => match key {
                "schema" | "itemSchema" => Schema,
                "examples" => Map(&Example),
                "content" => Map(&Media),
                "encoding" => Map(&Encoding),
                "prefixEncoding" => List(&Encoding),
                "itemEncoding" => Encoding,
                _ => Opaque,
            },
            Self::Encoding => match key {
                "headers" => Map(&Header),
                _ => Opaque,
            },
            Self::Body => match key {
                "content" => Map(&Media),
                _ => Opaque,
            },
            Self::Response => match key {
                "headers" => Map(&Header),
                "content" => Map(&Media),
                "links" => Map(&Link),
                _ => Opaque,
            },
            Self::Schema => schema(key, value_is_array),
            Self::Link | Self::Example | Self::SecurityScheme | Self::List(_) | Self::Opaque => {
                Opaque
            }
        }
    }

    /// The shape of the items of an array.
    #[must_use]
    pub fn item(self) -> Self {
        match self {
            Self::List(inner) => *inner,
            _ => Opaque,
        }
    }

    /// The section of the Components Object that holds such objects.
    #[must_use]
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::Body => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::PathItem => "pathItems",
            Self::Media => "mediaTypes",
            _ => return None,
        })
    }
}

fn components(key: &str) -> Shape {
    match key {
        "schemas" => Map(&Schema),
        "responses" => Map(&Response),
        "parameters" => Map(&Parameter),
        "examples" => Map(&Example),
        "requestBodies" => Map(&Body),
        "headers" => Map(&Header),
        "securitySchemes" => Map(&SecurityScheme),
        "links" => Map(&Link),
        "callbacks" => Map(&Callback),
        "pathItems" => Map(&PathItem),
        "mediaTypes" => Map(&Media),
        _ => Opaque,
    }
}

fn path_item(key: &str) -> Shape {
    match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
            Operation
        }
        "additionalOperations" => Map(&Operation),
        "parameters" => List(&Parameter),
        "x-specwright-websocket" => WebSocket,
        _ => Opaque,
    }
}

fn schema(key: &str, value_is_array: bool) -> Shape {
    match key {
        "properties" | "patternProperties" | "dependentSchemas" | "dependencies" | "$defs"
        | "definitions" => Map(&Schema),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => List(&Schema),
        "items" if value_is_array => List(&Schema),
        "items"
        | "additionalItems"
        | "additionalProperties"
        | "contains"
        | "propertyNames"
        | "not"
        | "if"
        | "then"
        | "else"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => Schema,
        _ => Opaque,
    }
}
