//! A stable text of an [`Api`], for snapshots and for looking at: one line per operation, parameter, media type and
//! schema, in the order of the description. Must not leave out a field that a later stage reads.

use super::{
    Api, Dependency, Encoding, Header, Lifetime, Location, Media, Meta, Operation, Parameter,
    ParameterEncoding, Requirement, Schema, SchemaId, SecurityKind, Status, Style,
};
use indexmap::IndexMap;
use serde_json::Value;
use std::fmt::Write as _;

/// The whole API but for `document`.
#[must_use]
pub fn dump(api: &Api) -> String {
    let mut out = String::new();
    line(
        &mut out,
        0,
        &format!("api {:?} {:?}", api.info.title, api.info.version),
    );
    for text in [&api.info.summary, &api.info.description]
        .into_iter()
        .flatten()
    {
        line(&mut out, 1, &short(text));
    }
    for server in &api.servers {
        line(
            &mut out,
            0,
            &format!("server {}{}", server.url, pairs(&server.variables)),
        );
    }
    for tag in &api.tags {
        line(&mut out, 0, &format!("tag {:?}", tag.name));
    }
    for (name, scheme) in &api.security_schemes {
        line(
            &mut out,
            0,
            &format!("security {name} {}", security(&scheme.kind)),
        );
    }
    for (name, dependency) in &api.dependencies {
        line(&mut out, 0, &self::dependency(name, dependency));
        for parameter in &dependency.parameters {
            line(&mut out, 1, &self::parameter(parameter));
        }
    }
    for (when, hooks) in [
        ("startup", &api.lifespan.startup),
        ("shutdown", &api.lifespan.shutdown),
    ] {
        for hook in hooks {
            let blocking = if hook.blocking { " blocking" } else { "" };
            line(&mut out, 0, &format!("{when} {}{blocking}", hook.name));
        }
    }
    for operation in &api.operations {
        self::operation(&mut out, operation);
    }
    for (name, id) in &api.schemas.named {
        line(&mut out, 0, &format!("component {name} = #{}", id.0));
    }
    for (id, schema) in api.schemas.iter() {
        let name = schema
            .name
            .as_deref()
            .map_or(String::new(), |name| format!(" {name}"));
        line(
            &mut out,
            0,
            format!("#{}{name} {}", id.0, keywords(schema)).trim_end(),
        );
    }
    out
}

fn line(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{:width$}{text}", "", width = depth * 2);
}

/// The first line of a text, quoted.
fn short(text: &str) -> String {
    let mut first: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    if first.len() < text.len() {
        first.push('…');
    }
    format!("{first:?}")
}

fn pairs(pairs: &IndexMap<String, String>) -> String {
    pairs.iter().fold(String::new(), |mut out, (key, value)| {
        let _ = write!(out, " {key}={value}");
        out
    })
}

fn dependency(name: &str, dependency: &Dependency) -> String {
    let mut text = format!("dependency {name}");
    if !dependency.depends.is_empty() {
        let _ = write!(text, " depends={:?}", dependency.depends);
    }
    if dependency.blocking {
        text.push_str(" blocking");
    }
    if dependency.lifetime == Lifetime::Application {
        text.push_str(" of the application");
    }
    text
}

fn security(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::ApiKey { name, location } => {
            format!("apiKey {} {name}", self::location(*location))
        }
        SecurityKind::Http {
            scheme,
            bearer_format,
        } => {
            format!(
                "http {scheme}{}",
                bearer_format
                    .as_ref()
                    .map_or(String::new(), |format| format!(" ({format})"))
            )
        }
        SecurityKind::OAuth2 { flows } => {
            let flows: Vec<String> = flows
                .iter()
                .map(|flow| {
                    let scopes: Vec<&str> = flow.scopes.keys().map(String::as_str).collect();
                    let urls = [&flow.authorization_url, &flow.token_url, &flow.refresh_url];
                    let urls: Vec<&str> = urls.into_iter().flatten().map(String::as_str).collect();
                    format!("{}({}) [{}]", flow.kind, urls.join(" "), scopes.join(" "))
                })
                .collect();
            format!("oauth2 {}", flows.join(", "))
        }
        SecurityKind::OpenIdConnect { url } => format!("openIdConnect {url}"),
        SecurityKind::MutualTls => "mutualTLS".to_owned(),
        SecurityKind::Unknown(kind) => format!("unknown {kind:?}"),
    }
}

fn requirements(security: &[Requirement]) -> String {
    let alternatives: Vec<String> = security
        .iter()
        .map(|requirement| {
            let all: Vec<String> = requirement
                .0
                .iter()
                .map(|(name, scopes)| {
                    if scopes.is_empty() {
                        name.clone()
                    } else {
                        format!("{name}({})", scopes.join(" "))
                    }
                })
                .collect();
            if all.is_empty() {
                "anonymous".to_owned()
            } else {
                all.join(" and ")
            }
        })
        .collect();
    alternatives.join(" or ")
}

fn operation(out: &mut String, operation: &Operation) {
    let mut head = format!("{} {}", operation.method.token(), operation.path.raw);
    if let Some(id) = &operation.id {
        let _ = write!(head, " {id:?}");
    }
    if !operation.tags.is_empty() {
        let _ = write!(head, " tags={:?}", operation.tags);
    }
    if operation.deprecated {
        head.push_str(" deprecated");
    }
    if operation.blocking {
        head.push_str(" blocking");
    }
    if !operation.security.is_empty() {
        let _ = write!(head, " security=({})", requirements(&operation.security));
    }
    if !operation.dependencies.is_empty() {
        let _ = write!(head, " depends={:?}", operation.dependencies);
    }
    extensions(&mut head, &operation.extensions);
    line(out, 0, &head);
    for text in [&operation.summary, &operation.description]
        .into_iter()
        .flatten()
    {
        line(out, 1, &short(text));
    }
    for parameter in &operation.parameters {
        line(out, 1, &self::parameter(parameter));
    }
    if let Some(messages) = &operation.messages {
        line(out, 1, &format!("{messages:?}"));
    }
    if let Some(body) = &operation.body {
        line(
            out,
            1,
            if body.required {
                "body required"
            } else {
                "body"
            },
        );
        body.content
            .iter()
            .for_each(|item| line(out, 2, &media(item)));
    }
    for response in &operation.responses {
        let status = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Range(digit) => format!("{digit}XX"),
            Status::Default => "default".to_owned(),
        };
        line(
            out,
            1,
            &format!("{status} {}", short(&response.description)),
        );
        response
            .headers
            .iter()
            .for_each(|item| line(out, 2, &header(item)));
        response
            .content
            .iter()
            .for_each(|item| line(out, 2, &media(item)));
    }
}

const fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::QueryString => "querystring",
    }
}

const fn style(style: Style) -> &'static str {
    match style {
        Style::Matrix => "matrix",
        Style::Label => "label",
        Style::Simple => "simple",
        Style::Form => "form",
        Style::SpaceDelimited => "spaceDelimited",
        Style::PipeDelimited => "pipeDelimited",
        Style::DeepObject => "deepObject",
        Style::Cookie => "cookie",
    }
}

fn parameter(parameter: &Parameter) -> String {
    let mut text = format!(
        "{} {:?} #{}",
        location(parameter.location),
        parameter.name,
        parameter.schema.0
    );
    match &parameter.encoding {
        ParameterEncoding::Style {
            style: written,
            explode,
            allow_reserved,
            allow_empty,
        } => {
            let _ = write!(text, " {}", style(*written));
            for (flag, name) in [
                (explode, "explode"),
                (allow_reserved, "reserved"),
                (allow_empty, "empty"),
            ] {
                if *flag {
                    let _ = write!(text, " {name}");
                }
            }
        }
        ParameterEncoding::Content { media_type, fields } => {
            let _ = write!(text, " content={media_type}");
            encodings(&mut text, fields);
        }
    }
    flags(
        &mut text,
        &[
            (parameter.required, "required"),
            (parameter.deprecated, "deprecated"),
        ],
    );
    values(&mut text, "examples", &parameter.examples);
    extensions(&mut text, &parameter.extensions);
    text
}

fn header(header: &Header) -> String {
    let mut text = format!("header {:?} #{}", header.name, header.schema.0);
    flags(&mut text, &[(header.required, "required")]);
    values(&mut text, "examples", &header.examples);
    text
}

fn encodings(text: &mut String, fields: &IndexMap<String, Encoding>) {
    for (property, encoding) in fields {
        let Encoding {
            content_type,
            style: written,
            explode,
            allow_reserved,
        } = encoding;
        let _ = write!(text, " encoding({property}");
        if let Some(content_type) = content_type {
            let _ = write!(text, " {content_type}");
        }
        if let Some(written) = written {
            let _ = write!(text, " {}", style(*written));
        }
        flags(
            text,
            &[
                (explode.unwrap_or_default(), "explode"),
                (*allow_reserved, "reserved"),
            ],
        );
        text.push(')');
    }
}

fn media(media: &Media) -> String {
    let mut text = media.media_type.clone();
    reference(&mut text, "", media.schema);
    reference(&mut text, "items=", media.item_schema);
    encodings(&mut text, &media.encoding);
    values(&mut text, "examples", &media.examples);
    text
}

fn flags(text: &mut String, flags: &[(bool, &str)]) {
    for (_, name) in flags.iter().filter(|(set, _)| *set) {
        let _ = write!(text, " {name}");
    }
}

fn values(text: &mut String, name: &str, values: &[Value]) {
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        let _ = write!(text, " {name}=[{}]", values.join(","));
    }
}

fn extensions(text: &mut String, extensions: &IndexMap<String, Value>) {
    for (name, value) in extensions {
        let _ = write!(text, " {name}={value}");
    }
}

fn reference(text: &mut String, name: &str, id: Option<SchemaId>) {
    if let Some(id) = id {
        let _ = write!(text, " {name}#{}", id.0);
    }
}

fn list(text: &mut String, name: &str, ids: &[SchemaId]) {
    if !ids.is_empty() {
        let ids: Vec<String> = ids.iter().map(|id| format!("#{}", id.0)).collect();
        let _ = write!(text, " {name}=[{}]", ids.join(" "));
    }
}

fn named(text: &mut String, name: &str, ids: &IndexMap<String, SchemaId>) {
    if !ids.is_empty() {
        let ids: Vec<String> = ids
            .iter()
            .map(|(name, id)| format!("{name}:#{}", id.0))
            .collect();
        let _ = write!(text, " {name}={{{}}}", ids.join(" "));
    }
}

fn shown<T: std::fmt::Display>(text: &mut String, name: &str, value: Option<T>) {
    if let Some(value) = value {
        let _ = write!(text, " {name}={value}");
    }
}

/// Every keyword of one schema.
#[must_use]
pub fn keywords(schema: &Schema) -> String {
    let mut text = String::new();
    if schema.never {
        text.push_str(" never");
    }
    if let Some(types) = schema.types {
        let names: Vec<&str> = types.iter().map(super::Type::name).collect();
        let _ = write!(text, " {}", names.join("|"));
    }
    shown(&mut text, "format", schema.format.as_ref());
    if let Some(items) = &schema.enumeration {
        let items: Vec<String> = items.iter().map(Value::to_string).collect();
        let _ = write!(text, " enum=[{}]", items.join(","));
    }
    shown(&mut text, "const", schema.constant.as_ref());
    reference(&mut text, "ref=", schema.reference);
    scalars(&mut text, schema);
    containers(&mut text, schema);
    list(&mut text, "allOf", &schema.all_of);
    list(&mut text, "anyOf", &schema.any_of);
    list(&mut text, "oneOf", &schema.one_of);
    reference(&mut text, "not=", schema.not);
    reference(&mut text, "if=", schema.if_schema);
    reference(&mut text, "then=", schema.then_schema);
    reference(&mut text, "else=", schema.else_schema);
    if let Some(discriminator) = &schema.discriminator {
        let _ = write!(text, " discriminator={:?}", discriminator.property);
        named(&mut text, "mapping", &discriminator.mapping);
    }
    meta(&mut text, &schema.meta);
    text.trim_start().to_owned()
}

fn scalars(text: &mut String, schema: &Schema) {
    let number = &schema.number;
    shown(text, "minimum", number.minimum.as_ref());
    shown(text, "maximum", number.maximum.as_ref());
    shown(text, "exclusiveMinimum", number.exclusive_minimum.as_ref());
    shown(text, "exclusiveMaximum", number.exclusive_maximum.as_ref());
    shown(text, "multipleOf", number.multiple_of.as_ref());
    let string = &schema.text;
    shown(text, "minLength", string.min_length);
    shown(text, "maxLength", string.max_length);
    shown(
        text,
        "pattern",
        string
            .pattern
            .as_ref()
            .map(|pattern| format!("{pattern:?}")),
    );
    shown(text, "contentEncoding", string.content_encoding.as_ref());
    shown(text, "contentMediaType", string.content_media_type.as_ref());
    reference(text, "contentSchema=", string.content_schema);
}

fn containers(text: &mut String, schema: &Schema) {
    let array = &schema.array;
    list(text, "prefixItems", &array.prefix_items);
    reference(text, "items=", array.items);
    reference(text, "contains=", array.contains);
    shown(text, "minContains", array.min_contains);
    shown(text, "maxContains", array.max_contains);
    shown(text, "minItems", array.min_items);
    shown(text, "maxItems", array.max_items);
    flags(text, &[(array.unique_items, "uniqueItems")]);
    reference(text, "unevaluatedItems=", array.unevaluated_items);
    let object = &schema.object;
    named(text, "properties", &object.properties);
    if !object.required.is_empty() {
        let _ = write!(text, " required={:?}", object.required);
    }
    reference(text, "additional=", object.additional);
    named(text, "patternProperties", &object.pattern_properties);
    reference(text, "propertyNames=", object.property_names);
    shown(text, "minProperties", object.min_properties);
    shown(text, "maxProperties", object.max_properties);
    for (name, required) in &object.dependent_required {
        let _ = write!(text, " dependentRequired({name})={required:?}");
    }
    named(text, "dependentSchemas", &object.dependent_schemas);
    reference(
        text,
        "unevaluatedProperties=",
        object.unevaluated_properties,
    );
}

fn meta(text: &mut String, meta: &Meta) {
    shown(
        text,
        "title",
        meta.title.as_ref().map(|title| format!("{title:?}")),
    );
    shown(
        text,
        "doc",
        meta.description
            .as_ref()
            .map(|description| short(description)),
    );
    shown(text, "default", meta.default.as_ref());
    values(text, "examples", &meta.examples);
    flags(
        text,
        &[
            (meta.deprecated, "deprecated"),
            (meta.read_only, "readOnly"),
            (meta.write_only, "writeOnly"),
        ],
    );
    extensions(text, &meta.extensions);
}
