//! Types that carry their statuses: `#[status(404)]` on a struct, or on the variants of an enum.

use super::Cx;
use super::parameter::Part;
use super::response::Responses;
use super::types::{Form, Scope, Type};
use crate::rustspec::ast::{At, Attribute, Docs, Entry, Fields, Rest, TypeKind, Variant};
use crate::rustspec::tree::Tree;
use serde_json::Value;

impl Cx<'_, '_> {
    /// A struct or enum that carries its statuses; `false`: it has none.
    pub fn add_statuses(&mut self, responses: &mut Responses, ty: &Type) -> bool {
        let bare = self.bare(ty, false);
        let Form::Declared(id, arguments) = &bare.form else {
            return false;
        };
        let spec = self.spec;
        let item = &spec.types[*id].item;
        let scope = self.scope_of(*id, arguments);
        let own = item.attributes.iter().find(|it| it.name == "status");
        match (&item.kind, own) {
            (TypeKind::Struct(fields), Some(attribute)) => {
                let body = match fields {
                    Fields::Unit => None,
                    Fields::Tuple(list) if list.is_empty() => None,
                    _ => Some(bare.clone()),
                };
                let shape = Shape {
                    at: item.name.at,
                    docs: &item.docs,
                    attributes: &item.attributes,
                };
                self.add_status(responses, attribute, &shape, body.map(Body::Type), &scope);
                true
            }
            (TypeKind::Enum(variants), _) => {
                let any = variants
                    .iter()
                    .any(|it| it.attributes.iter().any(|it| it.name == "status"));
                if !any {
                    return false;
                }
                for variant in variants {
                    self.add_variant(responses, variant, &scope);
                }
                true
            }
            _ => false,
        }
    }

    fn add_variant(&mut self, responses: &mut Responses, variant: &Variant, scope: &Scope) {
        let Some(attribute) = variant.attributes.iter().find(|it| it.name == "status") else {
            let message = format!("`{}` has no status", variant.name.text);
            self.error(
                "attribute-value",
                message,
                variant.name.at,
                "write `#[status(404)]` above it, or `#[status(default)]`",
            );
            return;
        };
        let body = match &variant.fields {
            Fields::Unit => None,
            Fields::Tuple(fields) => match &fields[..] {
                [] => None,
                [only] => {
                    let ty = self.resolve(&only.ty, scope);
                    // `#[from]` of a code's own error says nothing about the wire.
                    (!ty.is_unit()).then_some(Body::Type(ty))
                }
                _ => Some(Body::Fields(&variant.fields)),
            },
            Fields::Named(_) => Some(Body::Fields(&variant.fields)),
        };
        let shape = Shape {
            at: variant.name.at,
            docs: &variant.docs,
            attributes: &variant.attributes,
        };
        self.add_status(responses, attribute, &shape, body, scope);
    }

    fn add_status(
        &mut self,
        responses: &mut Responses,
        attribute: &Attribute,
        shape: &Shape<'_>,
        body: Option<Body<'_>>,
        scope: &Scope,
    ) {
        let Some(status) = self.status_of(attribute) else {
            return;
        };
        let mut response = Tree::object(shape.at);
        let description = if shape.docs.is_empty() {
            Tree::leaf(attribute.at, phrase(&status))
        } else {
            Tree::leaf(shape.docs.at, shape.docs.text.clone())
        };
        response.set("description", description);
        let mut media_type = None;
        for entry in attribute.entries.iter().skip(1) {
            match entry.folded().as_str() {
                "contenttype" => media_type = self.text(entry),
                "description" => {
                    if let Some(text) = self.text(entry) {
                        response.set("description", Tree::leaf(entry.at, text));
                    }
                }
                _ => self.unknown_key(entry, "status", &["content_type", "description"]),
            }
        }
        self.headers(&mut response, shape.attributes, scope);
        let produces: Vec<(String, At)> = media_type
            .map(|text| (text, attribute.at))
            .into_iter()
            .collect();
        match body {
            None => {}
            Some(Body::Type(ty)) => {
                let content = self.content(&ty, &produces, scope.module);
                response.set("content", content);
            }
            Some(Body::Fields(fields)) => {
                let named = self.named(scope.module);
                let schema = self.fields(fields, shape.at, named, false, scope);
                let media = Tree::object(shape.at).with("schema", schema);
                let media_type = produces
                    .first()
                    .map_or("application/json", |(text, _)| text.as_str());
                response.set("content", Tree::object(shape.at).with(media_type, media));
            }
        }
        responses.add(&status, response);
    }

    /// `404`, `"4XX"`, `default`.
    pub fn status_of(&mut self, attribute: &Attribute) -> Option<String> {
        let Some(first) = attribute.entries.first() else {
            let message = format!("`#[{}]` has no status", attribute.name);
            let help = format!("write `#[{}(404)]`", attribute.name);
            self.error("attribute-value", message, attribute.at, help);
            return None;
        };
        let status = if first.key() == "default" {
            Some("default".to_owned())
        } else {
            match self.value(first, &Scope::of(0))? {
                Value::Number(number) => number
                    .as_u64()
                    .filter(|code| (100..=599).contains(code))
                    .map(|code| code.to_string()),
                Value::String(text) => {
                    let text = text.to_ascii_uppercase();
                    let range = text.len() == 3
                        && text.starts_with(['1', '2', '3', '4', '5'])
                        && (text.ends_with("XX") || text.bytes().all(|it| it.is_ascii_digit()));
                    range.then_some(text)
                }
                _ => None,
            }
        };
        if status.is_none() {
            self.error(
                "attribute-value",
                "this is no status",
                first.at,
                "a number from 100 to 599, `\"4XX\"`, or `default`",
            );
        }
        status
    }

    /// `#[header(name: Type, …)]` on a variant or a struct of a status.
    pub fn headers(&mut self, response: &mut Tree, attributes: &[Attribute], scope: &Scope) {
        for attribute in attributes.iter().filter(|it| it.name == "header") {
            if let Some((name, header)) = self.header(&attribute.entries, scope) {
                response.object_at("headers").set(&name, header);
            }
        }
    }

    pub fn header(&mut self, entries: &[Entry], scope: &Scope) -> Option<(String, Tree)> {
        let first = entries.first()?;
        let name = first.key.clone()?;
        if !matches!(first.rest, Rest::Typed(_)) {
            self.error(
                "attribute-value",
                "a header is a name and a type",
                first.at,
                "write `header(retry_after: u64)`",
            );
            return None;
        }
        let ty = self.ty(first, scope)?;
        let part = Part {
            name: &name,
            ty,
            docs: &Docs::default(),
            attributes: &[],
            own: entries,
            case: None,
        };
        let mut tree = self.parameter_tree(&part, "header", scope.module);
        let members = tree.members_mut();
        members.shift_remove("in");
        let name = members.shift_remove("name");
        let name = name.as_ref().and_then(Tree::text)?.to_owned();
        Some((name, tree))
    }
}

/// What a status stands on: a struct or a variant.
struct Shape<'s> {
    at: At,
    docs: &'s Docs,
    attributes: &'s [Attribute],
}

enum Body<'f> {
    Type(Type),
    Fields(&'f Fields),
}

/// The reason phrase of a status (RFC 9110 section 15).
pub fn phrase(status: &str) -> String {
    let phrase = match status {
        "100" => "Continue",
        "101" => "Switching Protocols",
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "Non-Authoritative Information",
        "204" => "No Content",
        "205" => "Reset Content",
        "206" => "Partial Content",
        "300" => "Multiple Choices",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "402" => "Payment Required",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "408" => "Request Timeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "Length Required",
        "412" => "Precondition Failed",
        "413" => "Content Too Large",
        "415" => "Unsupported Media Type",
        "418" => "I'm a Teapot",
        "422" => "Unprocessable Content",
        "423" => "Locked",
        "424" => "Failed Dependency",
        "425" => "Too Early",
        "426" => "Upgrade Required",
        "428" => "Precondition Required",
        "429" => "Too Many Requests",
        "431" => "Request Header Fields Too Large",
        "451" => "Unavailable For Legal Reasons",
        "500" => "Internal Server Error",
        "501" => "Not Implemented",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "1XX" => "Information",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "Client Error",
        "5XX" => "Server Error",
        "default" => "Error",
        _ => "Response",
    };
    phrase.to_owned()
}
