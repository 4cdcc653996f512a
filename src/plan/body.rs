//! Request bodies → what the service gets, one alternative a media type.

use super::Profile;
use super::model::{Reader, Table, Type};
use super::parameter;
use super::part;
use super::route::{Alternative, Body, BodyKind, FormField, Shape};
use super::schema::{Context, Planner, Read, Side, docs_text};
use crate::diag::Diagnostic;
use crate::ir::{self, Style};
use crate::naming::{Name, Scope, TypeName};
use indexmap::IndexMap;

pub fn plan(
    operation: &ir::Operation,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Option<Body> {
    let body = operation.body.as_ref()?;
    if body.content.is_empty() {
        return None;
    }
    let mut scope = Scope::default();
    let several = body.content.len() > 1;
    let mut alternatives = Vec::new();
    for media in &body.content {
        let variant =
            several.then(|| scope.claim(variant_text(&media.media_type), TypeName::variant));
        let role = match &variant {
            Some(variant) => format!("body {}", variant.as_str()),
            None => "body".to_owned(),
        };
        let context = planner.context(body.component.as_deref(), "body", stem, &role);
        alternatives.push(alternative(media, variant, stem, &context, planner));
    }
    let name = several.then(|| planner.claim(&format!("{} body", stem.as_str())));
    let ty = match &name {
        Some(name) => Type::Model(name.clone()),
        None => alternatives[0].ty.clone(),
    };
    let ty = if body.required { ty } else { ty.option() };
    let (members, apart) = members(&body.content, planner);
    Some(Body {
        required: body.required,
        ty,
        name,
        docs: docs_text(None, body.description.as_deref()),
        alternatives,
        members,
        apart,
        coded: operation.parameters.iter().any(is_coding),
    })
}

fn is_coding(parameter: &ir::Parameter) -> bool {
    parameter.location == ir::Location::Header
        && parameter.name.eq_ignore_ascii_case("content-encoding")
}

/// The members that are parameters of their own, and whether there are any such; see [`part::is_made`].
fn members(content: &[ir::Media], planner: &Planner<'_, '_>) -> (Vec<String>, bool) {
    let schema = content.iter().find_map(|media| media.schema);
    let Some(schema) = schema.filter(|&schema| part::is_made(planner, schema)) else {
        return (Vec::new(), false);
    };
    let properties = planner.properties(schema).0.into_iter();
    (properties.map(|(name, _)| name).collect(), true)
}

fn alternative(
    media: &ir::Media,
    variant: Option<TypeName>,
    stem: &TypeName,
    context: &Context,
    planner: &mut Planner<'_, '_>,
) -> Alternative {
    let essence = essence(&media.media_type);
    let (kind, read) = match media.schema {
        Some(schema) if is_json(&essence) => {
            (BodyKind::Json, planner.read(schema, Side::Request, context))
        }
        None if is_json(&essence) && essence != "*/*" => (BodyKind::Json, free()),
        Some(schema) if is_form(&essence) && part::is_composed(planner, schema) => {
            let (parts, ty) = part::plan(schema, stem, planner);
            (
                BodyKind::Parts(parts),
                Read {
                    ty,
                    reader: Reader::Plain("value"),
                },
            )
        }
        Some(schema) if is_form(&essence) => {
            let fields = form_fields(&media.encoding, schema, &essence, planner);
            let others = planner.properties(schema).1;
            let mut read = planner.read(schema, Side::Request, context);
            if matches!(read.ty.bare(), Type::Model(_) | Type::Map(_) | Type::Value) {
                uploads(&mut read, &fields, planner);
                (BodyKind::Form { fields, others }, read)
            } else {
                unusual(
                    media,
                    planner,
                    "a form whose schema is no object",
                    "its raw bytes",
                );
                (BodyKind::Bytes, raw())
            }
        }
        schema if essence.starts_with("text/") => {
            let read = schema.map(|schema| planner.read(schema, Side::Request, context));
            let read = read.map(|read| match planner.inside(&read.ty) {
                Some((ty, reader)) => Read {
                    ty: ty.clone(),
                    reader: reader.clone(),
                },
                None => read,
            });
            match read.map(|read| (read.ty.bare().clone(), read.reader)) {
                Some((Type::String, Reader::Table("string", table))) => {
                    (BodyKind::Text(table.clone()), text(table))
                }
                constrained => {
                    if constrained.is_some_and(|(ty, _)| ty != Type::Value) {
                        unusual(
                            media,
                            planner,
                            "a text body whose schema is no plain string",
                            "its text",
                        );
                    }
                    (BodyKind::Text(any_text()), text(any_text()))
                }
            }
        }
        _ => {
            if essence.ends_with("xml") {
                unusual(media, planner, "an XML body", "its text");
                (BodyKind::Text(any_text()), text(any_text()))
            } else {
                if media
                    .schema
                    .is_some_and(|schema| planner.says_more_than_bytes(schema))
                {
                    unusual(media, planner, "a body with a schema", "its raw bytes");
                }
                (BodyKind::Bytes, raw())
            }
        }
    };
    Alternative {
        media: media.media_type.clone(),
        variant,
        kind,
        ty: read.ty,
        reader: read.reader,
    }
}

fn any_text() -> Table {
    Table {
        kind: "Text",
        members: Vec::new(),
    }
}

fn text(table: Table) -> Read {
    Read {
        ty: Type::String,
        reader: Reader::Table("string", table),
    }
}

fn free() -> Read {
    Read {
        ty: Type::Value,
        reader: Reader::Plain("value"),
    }
}

fn raw() -> Read {
    Read {
        ty: Type::ByteStream,
        reader: Reader::Plain("value"),
    }
}

fn unusual(media: &ir::Media, planner: &mut Planner<'_, '_>, what: &str, instead: &str) {
    planner.diags.push(
        Diagnostic::unsupported(
            "body-form",
            format!("{what} (`{}`) is not decoded", media.media_type),
        )
        .at(&media.at)
        .help(format!("the service gets {instead}")),
    );
}

/// The fields of a form: which are files, lists, or JSON (OpenAPI 3.1 sections 4.8.14.3 and 4.8.14.4).
pub fn form_fields(
    encodings: &IndexMap<String, ir::Encoding>,
    schema: ir::SchemaId,
    essence: &str,
    planner: &mut Planner<'_, '_>,
) -> Vec<FormField> {
    let multipart = essence.starts_with("multipart/");
    let lists = if multipart || planner.profile == Profile::FastApi {
        Vec::new()
    } else {
        planner.unbounded_lists(schema)
    };
    let (properties, _) = planner.properties(schema);
    properties
        .into_iter()
        .map(|(name, property)| {
            let encoding = encodings.get(&name);
            let shape = parameter::shape(planner, property, 0);
            let content = encoding.and_then(|encoding| encoding.content_type.as_deref());
            let file = (multipart || planner.profile == Profile::FastApi)
                && planner.is_file(property, content);
            let structured = matches!(shape, Shape::Object { .. });
            let json = !file
                && match content {
                    Some(content) => is_json(content) && content.trim() != "*/*",
                    None => multipart && structured,
                };
            let joined = encoding.is_some_and(|encoding| {
                encoding.explode == Some(false)
                    || encoding.style.is_some_and(|style| style != Style::Form)
            });
            let delimiter = match encoding.and_then(|encoding| encoding.style) {
                _ if !joined => "",
                Some(Style::SpaceDelimited) => " ",
                Some(Style::PipeDelimited) => "|",
                _ => ",",
            };
            FormField {
                or_empty: !json && lists.contains(&name),
                name,
                shape: if json { Shape::Any } else { shape },
                json,
                file,
                media: content.filter(|_| file).map(listed).unwrap_or_default(),
                delimiter,
            }
        })
        .collect()
}

/// The media types of an Encoding Object, which stand in one text (OpenAPI 3.1 section 4.8.15.1).
fn listed(content_type: &str) -> Vec<String> {
    let types: Vec<String> = content_type
        .split(',')
        .map(|media| media.trim().to_owned())
        .filter(|media| !media.is_empty())
        .collect();
    let any = |media: &String| matches!(&*essence(media), "*/*" | "application/octet-stream");
    if types.iter().any(any) {
        return Vec::new();
    }
    types
}

/// Marks the readers of the file fields of a model that is read from a form.
pub fn uploads_of(read: &mut Read, schema: ir::SchemaId, planner: &mut Planner<'_, '_>) {
    let properties = planner.properties(schema).0;
    let mut fields = Vec::new();
    for (name, property) in properties {
        let file = planner.is_file(property, None);
        fields.push(FormField {
            name,
            shape: Shape::Any,
            json: false,
            file,
            media: Vec::new(),
            delimiter: "",
            or_empty: false,
        });
    }
    uploads(read, &fields, planner);
}

/// Marks the readers of file fields: they take a part of the form, not a string.
fn uploads(read: &mut Read, fields: &[FormField], planner: &mut Planner<'_, '_>) {
    let files: Vec<&str> = fields
        .iter()
        .filter(|field| field.file)
        .map(|field| field.name.as_str())
        .collect();
    if files.is_empty() {
        return;
    }
    if let Type::Model(name) = read.ty.bare().clone()
        && let Some(name) = planner.with_uploads(&name, &files)
    {
        read.ty = Type::Model(name.clone());
        read.reader = Reader::Model(name);
    }
}

/// `application/json; charset=utf-8` → `application/json`, in lower case.
pub fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// JSON and its relatives (RFC 6839 section 3.1); `*/*` and `application/*` are taken as JSON.
pub fn is_json(media: &str) -> bool {
    let essence = essence(media);
    matches!(
        essence.as_str(),
        "application/json" | "text/json" | "*/*" | "application/*" | "json"
    ) || essence.ends_with("+json")
}

/// Whether a body of this media type is decoded by its schema.
#[must_use]
pub fn decodes(media: &str) -> bool {
    let essence = essence(media);
    is_json(&essence) || is_form(&essence) || essence.starts_with("text/")
}

pub fn is_form(essence: &str) -> bool {
    essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/form-data")
}

pub fn variant_text(media: &str) -> &str {
    let essence = media.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/json" => "json",
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "text/plain" => "text",
        "application/octet-stream" => "bytes",
        "text/event-stream" => "events",
        other if super::answer::is_json_lines(other) => "lines",
        "*/*" => "any",
        other => other.strip_prefix("application/").unwrap_or(other),
    }
}

impl Planner<'_, '_> {
    /// Whether a schema asks for something that raw bytes may not have.
    fn says_more_than_bytes(&self, schema: ir::SchemaId) -> bool {
        let kinds = self.kinds(schema, 0);
        !self.is_binary(schema) && !kinds.has(ir::Type::String)
    }

    pub(super) fn is_file(&mut self, schema: ir::SchemaId, content: Option<&str>) -> bool {
        self.is_binary(schema)
            || content.is_some_and(|content| {
                let essence = essence(content);
                !essence.is_empty() && !is_json(&essence) && !essence.starts_with("text/plain")
            })
    }
}
