//! `specwright diff OLD NEW`: what changed between two descriptions, breaking changes first.

use super::console::Console;
use super::pipeline::{self, Description};
use super::{Deny, Exit, Format};
use crate::diff::{self, Change, Impact};
use crate::source::{Place, Sources, SpecInput};
use clap::ValueEnum as _;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The description as it was; `-` reads stdin
    old: PathBuf,
    /// The description as it is
    new: PathBuf,
    /// How the changes are printed
    #[arg(
        id = "format",
        long = "format",
        default_value = "text",
        value_parser = PossibleValuesParser::new(["text", "json", "markdown"])
            .map(|name| Format::from_str(&name, false).unwrap_or_default()),
    )]
    form: Format,
    /// End with exit code 3 when there are such changes
    #[arg(long, value_enum, value_name = "WHICH")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Changes that break clients
    Breaking,
    /// Any change
    Any,
}

pub(super) fn run(arguments: Arguments, console: &Console) -> Exit {
    let deny = Deny { deny: Vec::new() };
    let read = |spec: PathBuf| pipeline::read(&SpecInput::from_argument(spec), &deny, console);
    let (old, new) = match (read(arguments.old), read(arguments.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let changes = diff::diff(&old.api, &new.api);
    match arguments.form {
        Format::Json => console.json(&as_json(&changes, &old, &new)),
        Format::Markdown => console.out(&as_markdown(&changes, &old, &new)),
        _ => console.out(&as_text(&changes, &old, &new)),
    }
    let breaks = changes.iter().any(|it| it.impact == Impact::Breaking);
    match arguments.fail_on {
        Some(FailOn::Breaking) if breaks => Exit::Drift,
        Some(FailOn::Any) if !changes.is_empty() => Exit::Drift,
        _ => Exit::Fine,
    }
}

/// `openapi.yaml:12:5`.
fn shown(sources: &Sources, place: Option<&Place>) -> Option<String> {
    let at = sources.locate(place?)?;
    Some(format!("{}:{}:{}", at.path, at.line, at.column))
}

fn places(change: &Change, old: &Description, new: &Description) -> String {
    let places = [
        shown(&old.sources, change.old.as_ref()),
        shown(&new.sources, change.new.as_ref()),
    ];
    let places: Vec<String> = places.into_iter().flatten().collect();
    places.join(" -> ")
}

fn also(change: &Change) -> String {
    match change.also {
        0 => String::new(),
        1 => " (and in 1 more place)".to_owned(),
        more => format!(" (and in {more} more places)"),
    }
}

fn counted(changes: &[Change]) -> String {
    let breaking = changes
        .iter()
        .filter(|it| it.impact == Impact::Breaking)
        .count();
    let other = changes.len() - breaking;
    let noun = if breaking == 1 { "change" } else { "changes" };
    format!("{breaking} breaking {noun}, {other} compatible")
}

const HEADS: [(Impact, &str); 2] = [
    (Impact::Breaking, "Breaking"),
    (Impact::Compatible, "Compatible"),
];

fn as_text(changes: &[Change], old: &Description, new: &Description) -> String {
    if changes.is_empty() {
        return "Nothing that a client would notice has changed.\n".to_owned();
    }
    let mut out = String::new();
    for (impact, head) in HEADS {
        let mut some = changes.iter().filter(|it| it.impact == impact).peekable();
        if some.peek().is_some() {
            let _ = writeln!(out, "{head}:");
        }
        for change in some {
            let _ = writeln!(
                out,
                "  {} {}{}",
                change.subject,
                change.message,
                also(change)
            );
            let _ = writeln!(out, "    {}", places(change, old, new));
        }
    }
    let _ = writeln!(out, "{}", counted(changes));
    out
}

fn as_markdown(changes: &[Change], old: &Description, new: &Description) -> String {
    let mut out = format!("## {}\n", counted(changes));
    for (impact, head) in HEADS {
        let mut some = changes.iter().filter(|it| it.impact == impact).peekable();
        if some.peek().is_some() {
            let _ = writeln!(out, "\n### {head}\n");
        }
        for change in some {
            let (operation, part) = change
                .subject
                .split_once(", ")
                .unwrap_or((&change.subject, ""));
            let comma = if part.is_empty() { "" } else { ", " };
            let _ = writeln!(
                out,
                "- **{operation}**{comma}{part} {}{} <sub>{}</sub>",
                change.message,
                also(change),
                places(change, old, new)
            );
        }
    }
    out
}

fn as_json(changes: &[Change], old: &Description, new: &Description) -> Value {
    let place = |sources: &Sources, place: Option<&Place>| {
        let at = place.and_then(|it| sources.locate(it));
        at.map(|it| json!({ "file": it.path, "line": it.line, "column": it.column }))
    };
    let changes: Vec<Value> = changes
        .iter()
        .map(|change| {
            json!({
                "impact": match change.impact {
                    Impact::Breaking => "breaking",
                    Impact::Compatible => "compatible",
                },
                "subject": change.subject,
                "message": change.message,
                "old": place(&old.sources, change.old.as_ref()),
                "new": place(&new.sources, change.new.as_ref()),
                "also": change.also,
            })
        })
        .collect();
    json!({ "changes": changes })
}
