//! Diagnostics → text. In: diagnostics and the sources they point into. Out: one string in the format asked for; it
//! prints nothing itself.

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Location, Place, Sources};
use anstyle::{AnsiColor, Style};
use indexmap::IndexMap;
use serde_json::{Value, json};
use std::fmt::Write as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: with the line of the description that is meant.
    #[default]
    Text,
    /// One JSON array.
    Json,
    /// Workflow commands of GitHub Actions, which show up beside the line in a pull request.
    Github,
}

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    pub format: Format,
    pub color: bool,
    /// Text shows at most [`REPEATS`] diagnostics of one code otherwise.
    pub verbose: bool,
}

/// How many diagnostics of one code are shown in full.
pub const REPEATS: usize = 5;

/// Columns of a source line that are shown; minified JSON is one line of megabytes.
const WIDTH: usize = 110;

/// The worst come last, where a terminal leaves the eye; otherwise in the order found.
#[must_use]
pub fn render(diags: &Diagnostics, sources: &Sources, view: View) -> String {
    let mut items: Vec<&Diagnostic> = diags.items().iter().collect();
    items.sort_by_key(|item| item.severity);
    match view.format {
        Format::Text => text(&items, sources, view),
        Format::Json => {
            let values: Vec<Value> = items.iter().map(|item| object(item, sources)).collect();
            format!("{:#}\n", Value::Array(values))
        }
        Format::Github => items.iter().map(|item| annotation(item, sources)).collect(),
    }
}

impl Severity {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
        }
    }

    fn style(self) -> Style {
        let color = match self {
            Self::Note => AnsiColor::Cyan,
            Self::Warning => AnsiColor::Yellow,
            Self::Unsupported => AnsiColor::Magenta,
            Self::Error => AnsiColor::Red,
        };
        color.on_default().bold()
    }
}

fn text(items: &[&Diagnostic], sources: &Sources, view: View) -> String {
    let mut out = String::new();
    let mut counts: IndexMap<(Severity, &str), usize> = IndexMap::new();
    for item in items {
        let count = counts.entry((item.severity, item.code)).or_default();
        *count += 1;
        if view.verbose || *count <= REPEATS {
            one(&mut out, item, sources, view.color);
            out.push('\n');
        }
    }
    for ((severity, code), count) in counts {
        if !view.verbose && count > REPEATS {
            let more = count - REPEATS;
            let name = paint(severity.name(), severity.style(), view.color);
            let _ = writeln!(
                out,
                "{name}: … and {more} more `{code}`; `--verbose` shows them all"
            );
        }
    }
    out
}

fn paint(text: &str, style: Style, color: bool) -> String {
    if color {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

fn one(out: &mut String, item: &Diagnostic, sources: &Sources, color: bool) {
    let head = format!("{}[{}]", item.severity.name(), item.code);
    let message = paint(&format!(": {}", item.message), Style::new().bold(), color);
    let _ = writeln!(
        out,
        "{}{message}",
        paint(&head, item.severity.style(), color)
    );
    let blue = AnsiColor::Blue.on_default().bold();
    let mut margin = 1;
    if let Some((place, at)) = located(item.place.as_ref(), sources) {
        margin = at.line.to_string().len();
        let _ = writeln!(
            out,
            "{:margin$}{} {}:{}:{}",
            "",
            paint("-->", blue, color),
            at.path,
            at.line,
            at.column
        );
        excerpt(out, sources, place, &at, item.severity.style(), color);
    }
    for (place, text) in &item.related {
        if let Some((_, at)) = located(Some(place), sources) {
            let _ = writeln!(
                out,
                "{:margin$}{} {}:{}:{}: {text}",
                "",
                paint(":::", blue, color),
                at.path,
                at.line,
                at.column
            );
        }
    }
    if let Some(help) = &item.help {
        let label = paint("=", blue, color);
        let _ = writeln!(out, "{:margin$} {label} help: {help}", "");
    }
}

fn located<'p>(place: Option<&'p Place>, sources: &Sources) -> Option<(&'p Place, Location)> {
    let place = place?;
    Some((place, sources.locate(place)?))
}

/// The line, and marks under what is meant.
fn excerpt(
    out: &mut String,
    sources: &Sources,
    place: &Place,
    at: &Location,
    style: Style,
    color: bool,
) {
    let Some(line) = sources.line(place, at.line).filter(|line| !line.is_empty()) else {
        return;
    };
    let blue = AnsiColor::Blue.on_default().bold();
    let number = at.line.to_string();
    let margin = number.len();
    let bar = paint("|", blue, color);
    let column = at.column - 1;
    let skip = if column + at.length.min(40) > WIDTH {
        column.saturating_sub(WIDTH / 3)
    } else {
        0
    };
    let shown: String = line.chars().skip(skip).take(WIDTH).map(visible).collect();
    let lead: String = shown
        .chars()
        .take(column - skip)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let room = shown.chars().count().saturating_sub(column - skip).max(1);
    let marks = paint(&"^".repeat(at.length.min(room)), style, color);
    let (before, after) = (
        if skip > 0 { "…" } else { "" },
        if line.chars().count() > skip + WIDTH {
            "…"
        } else {
            ""
        },
    );
    let indent = if skip > 0 { " " } else { "" };
    let _ = writeln!(out, "{:margin$} {bar}", "");
    let _ = writeln!(
        out,
        "{} {bar} {before}{shown}{after}",
        paint(&number, blue, color)
    );
    let _ = writeln!(out, "{:margin$} {bar} {indent}{lead}{marks}", "");
}

/// Control characters of a hostile file must not reach the terminal.
fn visible(c: char) -> char {
    if c.is_control() && c != '\t' {
        '\u{FFFD}'
    } else {
        c
    }
}

fn object(item: &Diagnostic, sources: &Sources) -> Value {
    let at = item.place.as_ref().and_then(|place| sources.locate(place));
    let related: Vec<Value> = item
        .related
        .iter()
        .map(|(place, text)| {
            let at = sources.locate(place);
            json!({
                "message": text,
                "file": at.as_ref().map(|at| &at.path),
                "line": at.as_ref().map(|at| at.line),
                "column": at.as_ref().map(|at| at.column),
                "pointer": place.pointer.to_string(),
            })
        })
        .collect();
    json!({
        "code": item.code,
        "severity": item.severity.name(),
        "message": item.message,
        "file": at.as_ref().map(|at| &at.path),
        "line": at.as_ref().map(|at| at.line),
        "column": at.as_ref().map(|at| at.column),
        "pointer": item.place.as_ref().map(|place| place.pointer.to_string()),
        "help": item.help,
        "related": related,
    })
}

fn annotation(item: &Diagnostic, sources: &Sources) -> String {
    let command = match item.severity {
        Severity::Note => "notice",
        Severity::Warning | Severity::Unsupported => "warning",
        Severity::Error => "error",
    };
    let mut properties = String::new();
    if let Some(at) = item.place.as_ref().and_then(|place| sources.locate(place)) {
        let _ = write!(
            properties,
            "file={},line={},col={},",
            property(&at.path),
            at.line,
            at.column
        );
    }
    let _ = write!(properties, "title={}", property(item.code));
    let help = item
        .help
        .as_ref()
        .map_or(String::new(), |help| format!("\nhelp: {help}"));
    format!(
        "::{command} {properties}::{}\n",
        data(&format!("{}{help}", item.message))
    )
}

/// The escapes of workflow commands.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
