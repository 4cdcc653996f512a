//! The wording of a [`Report`], for `generate` (what was done) and `check` (what would be).

use super::Format;
use super::console::Console;
use crate::write::{Entry, Report, State};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// Paths listed for one state before the rest is only counted.
const LISTED: usize = 12;

/// After `generate`.
pub(super) fn updated(name: &str, report: &Report, console: &Console) {
    if console.format == Format::Json {
        return console.json(&as_json(report, Mood::Done));
    }
    let mut text = String::new();
    for state in [State::Created, State::Updated, State::Removed] {
        list(&mut text, report, state, console.verbose);
    }
    for state in [
        State::Merged,
        State::Edited,
        State::EditedOrphan,
        State::Stray,
        State::Conflict,
    ] {
        list(&mut text, report, state, true);
    }
    let kept = report.count(State::Same);
    let counts: Vec<String> = [
        (report.count(State::Created), "created"),
        (report.count(State::Updated), "updated"),
        (report.count(State::Merged), "merged"),
        (report.count(State::Removed), "removed"),
        (
            report.count(State::Edited),
            "edited by hand (saved, then rewritten)",
        ),
        (
            report.count(State::EditedOrphan) + report.count(State::Stray),
            "left in the generated zone",
        ),
        (report.count(State::Conflict), "in conflict"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    let _ = if counts.is_empty() {
        writeln!(
            text,
            "{name} is up to date ({kept} generated files unchanged)"
        )
    } else {
        writeln!(text, "{name}: {}, {kept} unchanged", counts.join(", "))
    };
    say(&text, report.has_conflict(), console);
}

/// After `check`.
pub(super) fn compared(name: &str, dir: &Path, report: &Report, console: &Console) {
    if console.format == Format::Json {
        return console.json(&as_json(report, Mood::Found));
    }
    if console.format == Format::Github {
        return annotate(dir, report, console);
    }
    let mut text = String::new();
    for (path, entry) in &report.entries {
        if entry.state.is_drift() {
            line(&mut text, path, entry, Mood::Found);
        }
    }
    if report.interrupted {
        text.push_str("an earlier run was interrupted; `specwright generate` finishes it\n");
    }
    let drift = report.has_drift();
    let _ = if drift {
        writeln!(
            text,
            "{name} is not what its description says; `specwright generate` brings it up to date"
        )
    } else {
        writeln!(text, "{name} is up to date")
    };
    say(&text, drift, console);
}

/// Errors are said even when quiet.
fn say(text: &str, wrong: bool, console: &Console) {
    if wrong || !console.quiet {
        console.out(text);
    }
}

/// A report is worded for what was done, or for what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Done,
    Found,
}

impl Mood {
    const fn label(self, state: State) -> &'static str {
        match (self, state) {
            (Self::Done, State::Created) => "created",
            (Self::Found, State::Created) => "missing",
            (Self::Done, State::Updated) => "updated",
            (Self::Found, State::Updated) => "stale",
            (Self::Done, State::Removed) => "removed",
            (Self::Done, State::Stray) => "stray",
            (_, State::Removed | State::EditedOrphan | State::Stray) => "orphaned",
            (_, State::Edited) => "hand-edited",
            (_, State::Same) => "unchanged",
            (_, State::Kept) => "kept",
            (Self::Done, State::Merged) => "merged",
            (Self::Found, State::Merged) => "unmerged",
            (_, State::Conflict) => "conflict",
            (_, State::Gone) => "deleted",
            (_, State::Obstructed) => "obstructed",
        }
    }
}

/// What a person should know about one file besides its state.
fn remark(entry: &Entry, mood: Mood) -> Option<String> {
    match (entry.state, &entry.detail) {
        (State::Edited, Some(saved)) => Some(match mood {
            Mood::Done => format!("your text is saved as {saved}"),
            Mood::Found => format!("`generate` saves your text as {saved}"),
        }),
        (State::EditedOrphan, _) => {
            Some("edited by hand and no longer generated: delete it when you are done".into())
        }
        (State::Conflict, Some(incoming)) => Some(match mood {
            Mood::Done => format!(
                "left as it is; specwright's new text is {incoming}: take over what you need, then `specwright generate \
                 --settled` with this path"
            ),
            Mood::Found => {
                "your changes and specwright's meet; `generate` leaves yours as it is".into()
            }
        }),
        (State::Stray, _) => Some("not generated; files of yours belong outside crates/".into()),
        (_, detail) => detail.clone(),
    }
}

fn line(text: &mut String, path: &str, entry: &Entry, mood: Mood) {
    let label = mood.label(entry.state);
    let _ = match remark(entry, mood) {
        Some(remark) => writeln!(text, "{label:<13}{path}  ({remark})"),
        None => writeln!(text, "{label:<13}{path}"),
    };
}

fn list(text: &mut String, report: &Report, state: State, all: bool) {
    let count = report.count(state);
    // One more line for the last file is no longer than one for the rest.
    let shown = if all || count <= LISTED + 1 {
        count
    } else {
        LISTED
    };
    for (path, entry) in report
        .entries
        .iter()
        .filter(|(_, entry)| entry.state == state)
        .take(shown)
    {
        line(text, path, entry, Mood::Done);
    }
    if shown < count {
        let _ = writeln!(
            text,
            "{:<13}… and {} more (-v lists them)",
            Mood::Done.label(state),
            count - shown
        );
    }
}

fn as_json(report: &Report, mood: Mood) -> Value {
    let files: Vec<Value> = report
        .entries
        .iter()
        .filter(|(_, entry)| entry.state != State::Same)
        .map(|(path, entry)| {
            let mut file = json!({ "path": path, "state": mood.label(entry.state) });
            if let Some(remark) = remark(entry, mood) {
                file["remark"] = remark.into();
            }
            file
        })
        .collect();
    json!({
        "drift": report.has_drift(),
        "conflict": report.has_conflict(),
        "unchanged": report.count(State::Same),
        "files": files,
    })
}

fn annotate(dir: &Path, report: &Report, console: &Console) {
    let mut text = String::new();
    for (path, entry) in report
        .entries
        .iter()
        .filter(|(_, entry)| entry.state.is_drift())
    {
        let label = Mood::Found.label(entry.state);
        let path = dir.join(path);
        let path = path.strip_prefix(".").unwrap_or(&path).display();
        let _ = writeln!(
            text,
            "::error file={path},title=specwright {label}::{path} is {label}; run `specwright generate`"
        );
    }
    console.out(&text);
}
