//! What a response carries → its media types, and a type for each. In: the `content` of a response. Out: one body, or a
//! choice between several, which the request's `Accept` decides. It must not know how responses are written.

use super::body::{essence, is_json};
use super::model::Type;
use super::route::{ReplyBody, ReplyKind};
use super::schema::{Context, Planner, Side};
use crate::ir::{self, SchemaId, Type as JsonType};
use crate::naming::{Name, Scope, TypeName};

/// The body of one response; `None` where it has none.
pub fn plan(
    response: &ir::Response,
    stem: &TypeName,
    role: &str,
    planner: &mut Planner<'_, '_>,
) -> Option<ReplyBody> {
    let content = response.content.as_slice();
    let context = planner.context(response.component.as_deref(), "response", stem, role);
    let mut scope = Scope::default();
    let mut variants: Vec<(TypeName, ReplyBody)> = Vec::new();
    for media in json_first(content) {
        if is_left_out(media, content, planner) {
            continue;
        }
        let one = one(media, &context, planner);
        let label = one.media[0].clone();
        let twin = variants.iter_mut().find(|(_, known)| {
            known.media.contains(&label) || (known.kind == one.kind && known.ty == one.ty)
        });
        match twin {
            Some((_, known)) => {
                if !known.media.contains(&label) {
                    known.media.push(label);
                }
            }
            None => {
                let text = super::body::variant_text(&label).to_owned();
                variants.push((scope.claim(&text, TypeName::variant), one));
            }
        }
    }
    if variants.len() < 2 {
        return variants.pop().map(|(_, only)| only);
    }
    let role = if role == "response" { "" } else { role };
    let name = planner.claim(&format!("{} {role} content", stem.as_str()));
    let selector = planner.claim(&format!("{} {role} media", stem.as_str()));
    let labels = variants.iter().flat_map(|(_, body)| body.media.clone());
    Some(ReplyBody {
        media: labels.collect(),
        ty: Type::Local(name.clone()),
        kind: ReplyKind::Several {
            name,
            selector,
            variants,
        },
    })
}

/// What each content of a response is labelled as, with the schema that its JSON fits: that of the whole, or of one item.
pub fn promised(content: &[ir::Media], planner: &Planner<'_, '_>) -> Vec<(String, SchemaId)> {
    let mut promised = Vec::new();
    for media in json_first(content) {
        if is_left_out(media, content, planner) {
            continue;
        }
        let essence = essence(&media.media_type);
        let schema = if essence == "text/event-stream" {
            event_data(media, planner)
        } else if is_json_lines(&essence) {
            line(media, planner)
        } else {
            media.schema.filter(|&schema| {
                let json = is_json(&essence) && !planner.is_binary(schema);
                json || (essence == "text/plain" && is_structured(schema, planner))
            })
        };
        promised.extend(schema.map(|schema| (concrete(media, &essence), schema)));
    }
    promised
}

/// What JSON says is what most clients mean; the rest in the order of the description.
fn json_first(content: &[ir::Media]) -> impl Iterator<Item = &ir::Media> {
    let json = content.iter().filter(|media| is_json(&media.media_type));
    let rest = content.iter().filter(|media| !is_json(&media.media_type));
    json.chain(rest)
}

/// XML beside JSON, of a schema that is no text: the service would have to write by hand what it already said.
pub fn is_left_out(media: &ir::Media, content: &[ir::Media], planner: &Planner<'_, '_>) -> bool {
    let structured = media
        .schema
        .is_some_and(|schema| is_structured(schema, planner));
    structured
        && essence(&media.media_type).ends_with("xml")
        && content.iter().any(|media| is_json(&media.media_type))
}

fn is_structured(schema: SchemaId, planner: &Planner<'_, '_>) -> bool {
    let kinds = planner.kinds(schema, 0).without(JsonType::Null);
    !kinds.has(JsonType::String) && (kinds.has(JsonType::Object) || kinds.has(JsonType::Array))
}

fn one(media: &ir::Media, context: &Context, planner: &mut Planner<'_, '_>) -> ReplyBody {
    let essence = essence(&media.media_type);
    let label = concrete(media, &essence);
    let json = |ty| ReplyBody {
        media: vec![label.clone()],
        kind: ReplyKind::Json,
        ty,
    };
    if essence == "text/event-stream" {
        let item = event_data(media, planner);
        let ty = item.map_or(Type::String, |item| response_type(item, context, planner));
        return ReplyBody {
            media: vec![label],
            kind: ReplyKind::Events,
            ty: Type::Events(Box::new(ty)),
        };
    }
    if is_json_lines(&essence) {
        let ty = match line(media, planner) {
            Some(item) => response_type(item, context, planner),
            None => Type::Value,
        };
        return ReplyBody {
            media: vec![label],
            kind: ReplyKind::Lines,
            ty: Type::Items(Box::new(ty)),
        };
    }
    match media.schema {
        Some(schema) if is_json(&essence) && planner.is_binary(schema) => {
            let label = if essence.contains('*') {
                "application/octet-stream".to_owned()
            } else {
                label
            };
            bytes(label)
        }
        Some(schema) if is_json(&essence) => json(response_type(schema, context, planner)),
        None if is_json(&essence) => json(Type::Value),
        // ASP.NET lists it beside JSON, and means JSON.
        Some(schema) if essence == "text/plain" && is_structured(schema, planner) => {
            json(response_type(schema, context, planner))
        }
        _ if essence.starts_with("text/") || essence.ends_with("xml") => ReplyBody {
            media: vec![label],
            kind: ReplyKind::Text,
            ty: Type::String,
        },
        _ => bytes(label),
    }
}

fn response_type(schema: SchemaId, context: &Context, planner: &mut Planner<'_, '_>) -> Type {
    planner.read(schema, Side::Response, context).ty
}

fn bytes(label: String) -> ReplyBody {
    ReplyBody {
        media: vec![label],
        kind: ReplyKind::Bytes,
        ty: Type::ByteStream,
    }
}

/// What is sent for a range.
fn concrete(media: &ir::Media, essence: &str) -> String {
    match essence {
        "*/*" | "application/*" | "json" => "application/json".to_owned(),
        "text/*" => "text/plain; charset=utf-8".to_owned(),
        other if other.contains('*') => "application/octet-stream".to_owned(),
        _ => media.media_type.clone(),
    }
}

/// `application/jsonl` (OpenAPI 3.2 section 4.14.2.1) and what it is called elsewhere.
pub fn is_json_lines(essence: &str) -> bool {
    matches!(
        essence,
        "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/ndjson"
            | "application/x-ndjson"
    )
}

/// The schema of one line: `itemSchema`; in descriptions older than it, what the list is of.
fn line(media: &ir::Media, planner: &Planner<'_, '_>) -> Option<SchemaId> {
    media.item_schema.or_else(|| {
        let schema = media.schema?;
        let items = planner.arena[planner.target(schema)].array.items;
        items.or(Some(schema))
    })
}

/// The schema of what an event says. `itemSchema` describes the event with its fields (OpenAPI 3.2 section 4.14.4.2), of
/// which `data` is text that may hold JSON; `schema`, in older descriptions, describes the data.
fn event_data(media: &ir::Media, planner: &Planner<'_, '_>) -> Option<SchemaId> {
    let Some(item) = media.item_schema else {
        return line(media, planner);
    };
    let event = &planner.arena[planner.target(item)];
    let Some(&data) = event.object.properties.get("data") else {
        return Some(item);
    };
    let content = planner.arena[planner.target(data)].text.content_schema;
    Some(content.unwrap_or(data))
}

impl Planner<'_, '_> {
    /// What a reference leads to.
    fn target(&self, schema: SchemaId) -> SchemaId {
        let mut target = schema;
        for _ in 0..16 {
            match self.arena[target].reference {
                Some(next) => target = next,
                None => break,
            }
        }
        target
    }
}
