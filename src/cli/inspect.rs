//! `specwright inspect SPEC`: the operations of a description as a table, or as JSON; with `--ledger` its keywords.

use super::console::Console;
use super::pipeline::{self, Project};
use super::{Deny, Exit, Format, ledger};
use crate::ir::{self, Location, SchemaId, Schemas, Status};
use crate::options::Types;
use crate::source::SpecInput;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The description: an OpenAPI document, JSON or YAML; `-` reads stdin; or the folder of a project, whose settings
    /// count then
    spec: PathBuf,
    /// Every keyword the description uses: enforced, typed, documented or ignored
    #[arg(long)]
    ledger: bool,
    #[command(flatten)]
    deny: Deny,
}

pub(super) fn run(arguments: Arguments, console: &Console) -> Exit {
    let (spec, types) = if arguments.spec.is_dir() {
        match Project::open(&arguments.spec, console) {
            Ok(project) => (project.spec(), project.options.types),
            Err(exit) => return exit,
        }
    } else {
        (SpecInput::from_argument(arguments.spec), Types::default())
    };
    let description = match pipeline::read(&spec, &arguments.deny, console) {
        Ok(description) => description,
        Err(exit) => return exit,
    };
    description.finish(console);
    if arguments.ledger {
        let sources = &description.sources;
        let found = crate::ledger::ledger(sources, &types);
        if console.format == Format::Json {
            console.json(&ledger::as_json(&found, sources));
        } else {
            console.out(&ledger::as_text(&found, sources, console.verbose));
        }
        return Exit::Fine;
    }
    let api = &description.api;
    if console.format == Format::Json {
        console.json(&as_json(api));
    } else {
        console.out(&table(&rows(api), console.width()));
    }
    Exit::Fine
}

const HEAD: [&str; 6] = ["METHOD", "PATH", "OPERATION", "TAG", "REQUEST", "RESPONSES"];

type Row = [String; HEAD.len()];

fn rows(api: &ir::Api) -> Vec<Row> {
    api.operations
        .iter()
        .map(|operation| {
            [
                operation.method.token().to_owned(),
                operation.path.raw.clone(),
                operation.id.clone().unwrap_or_else(|| "-".into()),
                operation
                    .tags
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "-".into()),
                request(operation, &api.schemas),
                responses(operation, &api.schemas),
            ]
        })
        .collect()
}

/// Parameters that are not in the path, then the body: `limit? X-Trace NewPet`.
fn request(operation: &ir::Operation, schemas: &Schemas) -> String {
    let outside = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location != Location::Path);
    let mut parts: Vec<String> = outside
        .map(|parameter| marked(&parameter.name, parameter.required))
        .collect();
    if let Some(body) = &operation.body {
        let text = body
            .content
            .first()
            .map_or_else(|| "body".into(), |media| media_text(media, schemas));
        parts.push(marked(&text, body.required));
    }
    joined(&parts, " ")
}

/// `200 Pet, 404 Error, default Error`.
fn responses(operation: &ir::Operation, schemas: &Schemas) -> String {
    let parts: Vec<String> = operation
        .responses
        .iter()
        .map(|response| {
            let status = status_text(response.status);
            match response.content.first() {
                Some(media) => format!("{status} {}", media_text(media, schemas)),
                None => status,
            }
        })
        .collect();
    joined(&parts, ", ")
}

fn joined(parts: &[String], between: &str) -> String {
    if parts.is_empty() {
        "-".into()
    } else {
        parts.join(between)
    }
}

fn marked(text: &str, required: bool) -> String {
    if required {
        text.to_owned()
    } else {
        format!("{text}?")
    }
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".into(),
    }
}

/// The schema for JSON, the media type for anything else.
fn media_text(media: &ir::Media, schemas: &Schemas) -> String {
    match media.schema.or(media.item_schema) {
        Some(schema) if media.media_type.contains("json") => schema_text(schema, schemas, 0),
        _ => media.media_type.clone(),
    }
}

/// The shortest text that says which schema it is: its name, `[Pet]`, `A | B`, a type.
fn schema_text(id: SchemaId, schemas: &Schemas, depth: usize) -> String {
    let schema = &schemas[id];
    if let Some(name) = &schema.name {
        return name.clone();
    }
    if depth > 3 {
        return "…".into();
    }
    let inner = |id: SchemaId| schema_text(id, schemas, depth + 1);
    if let Some(target) = schema.reference {
        return inner(target);
    }
    if let Some(items) = schema.array.items {
        return format!("[{}]", inner(items));
    }
    for (parts, between) in [
        (&schema.one_of, " | "),
        (&schema.any_of, " | "),
        (&schema.all_of, " & "),
    ] {
        if !parts.is_empty() {
            return parts
                .iter()
                .map(|part| inner(*part))
                .collect::<Vec<_>>()
                .join(between);
        }
    }
    match schema.types {
        Some(types) if !types.is_empty() => types
            .iter()
            .map(ir::Type::name)
            .collect::<Vec<_>>()
            .join("|"),
        _ => "any".into(),
    }
}

/// Two spaces between columns; cells are cut, widest column first, until a line fits.
fn table(rows: &[Row], width: Option<usize>) -> String {
    let head: Row = HEAD.map(str::to_owned);
    let mut widths = [0; HEAD.len()];
    for row in std::iter::once(&head).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    if let Some(limit) = width {
        shrink(&mut widths, limit.saturating_sub(2 * (HEAD.len() - 1)));
    }
    let mut text = String::new();
    for row in std::iter::once(&head).chain(rows) {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| fitted(cell, width))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn shrink(widths: &mut [usize], limit: usize) {
    const LEAST: usize = 6;
    while widths.iter().sum::<usize>() > limit {
        match widths.iter_mut().max() {
            Some(widest) if *widest > LEAST => *widest -= 1,
            _ => return,
        }
    }
}

fn fitted(cell: &str, width: usize) -> String {
    let length = cell.chars().count();
    if length <= width {
        return format!("{cell}{}", " ".repeat(width - length));
    }
    cell.chars()
        .take(width.saturating_sub(1))
        .chain(['…'])
        .collect()
}

fn as_json(api: &ir::Api) -> Value {
    let operations: Vec<Value> = api
        .operations
        .iter()
        .map(|operation| operation_json(operation, &api.schemas))
        .collect();
    json!({
        "title": api.info.title,
        "version": api.info.version,
        "schemas": api.schemas.named.len(),
        "operations": operations,
    })
}

fn operation_json(operation: &ir::Operation, schemas: &Schemas) -> Value {
    let content = |content: &[ir::Media]| -> Value {
        content
            .iter()
            .map(|media| {
                let schema = media.schema.map(|schema| schema_text(schema, schemas, 0));
                json!({ "type": media.media_type, "schema": schema })
            })
            .collect()
    };
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|parameter| {
            json!({
                "name": parameter.name,
                "in": location_text(parameter.location),
                "required": parameter.required,
                "schema": schema_text(parameter.schema, schemas, 0),
            })
        })
        .collect();
    let responses: Vec<Value> = operation
        .responses
        .iter()
        .map(|response| json!({ "status": status_text(response.status), "content": content(&response.content) }))
        .collect();
    json!({
        "method": operation.method.token(),
        "path": operation.path.raw,
        "operation": operation.id,
        "tags": operation.tags,
        "parameters": parameters,
        "body": operation.body.as_ref().map(|body| json!({ "required": body.required, "content": content(&body.content) })),
        "responses": responses,
    })
}

const fn location_text(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::QueryString => "querystring",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 6]) -> Row {
        cells.map(str::to_owned)
    }

    #[test]
    fn a_table_is_aligned_and_cut_to_the_width() {
        let rows = [
            row([
                "GET",
                "/pets",
                "list_pets",
                "pets",
                "limit?",
                "200 [Pet], default Error",
            ]),
            row(["DELETE", "/pets/{petId}", "-", "-", "-", "204"]),
        ];
        assert_eq!(
            table(&rows, None),
            "METHOD  PATH           OPERATION  TAG   REQUEST  RESPONSES\n\
             GET     /pets          list_pets  pets  limit?   200 [Pet], default Error\n\
             DELETE  /pets/{petId}  -          -     -        204\n"
        );
        let cut = table(&rows, Some(60));
        assert!(cut.lines().all(|line| line.chars().count() <= 60), "{cut}");
        assert!(cut.contains("200 [Pet]…") || cut.contains('…'), "{cut}");
    }
}
