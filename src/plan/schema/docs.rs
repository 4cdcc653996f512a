//! Titles and descriptions → doc comments.

use crate::ir::Schema;

/// The documentation of a schema: its description, else its title.
pub fn of(schema: &Schema) -> String {
    let meta = &schema.meta;
    text(meta.title.as_deref(), meta.description.as_deref())
}

/// A summary line and a description as one Markdown text; one of them when they say the same.
#[must_use]
pub fn text(summary: Option<&str>, description: Option<&str>) -> String {
    let clean = |text: Option<&str>| text.map(tidy).filter(|text| !text.is_empty());
    match (clean(summary), clean(description)) {
        (Some(summary), Some(description)) if description.starts_with(&summary) => description,
        (Some(summary), Some(description)) => format!("{summary}\n\n{description}"),
        (one, other) => one.or(other).unwrap_or_default(),
    }
}

/// Line ends and control characters a comment can't hold; indented code blocks would be compiled as tests.
fn tidy(text: &str) -> String {
    let lines: Vec<String> = text
        .trim()
        .lines()
        .map(|line| {
            let line: String = line
                .chars()
                .map(|c| if c == '\t' { ' ' } else { c })
                .filter(|c| !is_unfit(*c))
                .collect();
            line.trim_end().to_owned()
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

/// Controls, and the bidirectional overrides that rustc refuses in comments.
fn is_unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
