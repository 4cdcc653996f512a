//! The wording of a [`Report`], for `generate` (what was done) and `check` (what would be).

use super::Format;
use super::console::Console;
use crate::write::{Entry, Report, State};
use serde_json::{Value, json};
use std::fmt::Write;

/// Paths listed for one state before the rest is only counted.
const LISTED: usize = 12;

/// After `generate`.
pub(super) fn updated(name: &str, report: &Report, console: &Console) {
    if console.format == Format::Json {
        return console.json(&as_json(report, done));
    }
    let mut text = String::new();
    for state in [State::Created, State::Updated, State::Removed] {
        list(&mut text, report, state, done(state), console.verbose);
    }
    for state in [State::Edited, State::EditedOrphan, State::Stray] {
        list(&mut text, report, state, done(state), true);
    }
    let kept = report.count(State::Same);
    let counts: Vec<String> = [
        (report.count(State::Created), "created"),
        (report.count(State::Updated), "updated"),
        (report.count(State::Removed), "removed"),
        (
            report.count(State::Edited),
            "edited by hand (saved, then rewritten)",
        ),
        (
            report.count(State::EditedOrphan) + report.count(State::Stray),
            "left in the generated zone",
        ),
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
pub(super) fn compared(name: &str, report: &Report, console: &Console) {
    if console.format == Format::Json {
        return console.json(&as_json(report, found));
    }
    if console.format == Format::Github {
        return annotate(report, console);
    }
    let mut text = String::new();
    for (path, entry) in &report.entries {
        if entry.state.is_drift() {
            line(&mut text, found(entry.state), path, entry);
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

const fn done(state: State) -> &'static str {
    match state {
        State::Created => "created",
        State::Updated => "updated",
        State::Same => "unchanged",
        State::Removed => "removed",
        State::Edited => "edited",
        State::EditedOrphan => "orphaned",
        State::Stray => "stray",
        State::Kept => "kept",
        State::Gone => "deleted",
        State::Obstructed => "obstructed",
    }
}

const fn found(state: State) -> &'static str {
    match state {
        State::Created => "missing",
        State::Updated => "stale",
        State::Removed | State::EditedOrphan | State::Stray => "orphaned",
        State::Same | State::Edited | State::Kept | State::Gone | State::Obstructed => done(state),
    }
}

/// What a person should know about one file besides its state.
fn remark(entry: &Entry) -> Option<String> {
    match (entry.state, &entry.detail) {
        (State::Edited, Some(saved)) => Some(format!("edited by hand; kept as {saved}")),
        (State::EditedOrphan, _) => {
            Some("no longer generated, but edited by hand: delete it when you are done".into())
        }
        (State::Stray, _) => Some("not generated; files of yours belong outside crates/".into()),
        (_, detail) => detail.clone(),
    }
}

fn line(text: &mut String, label: &str, path: &str, entry: &Entry) {
    let _ = match remark(entry) {
        Some(remark) => writeln!(text, "{label:<10}{path}  ({remark})"),
        None => writeln!(text, "{label:<10}{path}"),
    };
}

fn list(text: &mut String, report: &Report, state: State, label: &str, all: bool) {
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
        line(text, label, path, entry);
    }
    if shown < count {
        let _ = writeln!(
            text,
            "{label:<10}… and {} more (-v lists them)",
            count - shown
        );
    }
}

fn as_json(report: &Report, label: fn(State) -> &'static str) -> Value {
    let files: Vec<Value> = report
        .entries
        .iter()
        .filter(|(_, entry)| entry.state != State::Same)
        .map(|(path, entry)| {
            let mut file = json!({ "path": path, "state": label(entry.state) });
            if let Some(remark) = remark(entry) {
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

fn annotate(report: &Report, console: &Console) {
    let mut text = String::new();
    for (path, entry) in report
        .entries
        .iter()
        .filter(|(_, entry)| entry.state.is_drift())
    {
        let label = found(entry.state);
        let _ = writeln!(
            text,
            "::error file={path},title=specwright {label}::{path} is {label}; run `specwright generate`"
        );
    }
    console.out(&text);
}
