//! The two streams. In: texts and diagnostics. Out: bytes on stdout (results) and stderr (everything else), with
//! colours and a progress display only where a person looks. A closed pipe is no error.

use super::{Color, Common, Format};
use crate::diag::{self, Diagnostic, Diagnostics, Severity};
use crate::source::Sources;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

pub(super) struct Console {
    pub(super) format: Format,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    color: bool,
}

impl Console {
    pub(super) fn new(common: &Common) -> Self {
        let color = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stderr().is_terminal() && wants_color(),
        };
        Self {
            format: common.format,
            quiet: common.quiet,
            verbose: common.verbose,
            color,
        }
    }

    /// A result, for stdout.
    #[expect(
        clippy::unused_self,
        reason = "what is printed goes through the console"
    )]
    pub(super) fn out(&self, text: &str) {
        let mut stream = io::stdout().lock();
        let _ = stream
            .write_all(text.as_bytes())
            .and_then(|()| stream.flush());
    }

    /// A JSON document, for stdout.
    pub(super) fn json(&self, value: &serde_json::Value) {
        self.out(&format!("{value:#}\n"));
    }

    /// A remark that `--quiet` silences, for stderr.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// All diagnostics of a run; errors alone when quiet.
    pub(super) fn diagnostics(&self, diags: &Diagnostics, sources: &Sources) {
        let format = match self.format {
            Format::Json => diag::Format::Json,
            Format::Github => diag::Format::Github,
            Format::Text
            | Format::OpenApi31
            | Format::OpenApi30
            | Format::Rust
            | Format::Markdown => diag::Format::Text,
        };
        let view = diag::View {
            format,
            color: self.color,
            verbose: self.verbose,
        };
        if !self.quiet {
            return complain(&diag::render(diags, sources, view));
        }
        let mut errors = Diagnostics::default();
        for item in diags
            .items()
            .iter()
            .filter(|item| item.severity == Severity::Error)
        {
            errors.push(item.clone());
        }
        complain(&diag::render(&errors, sources, view));
    }

    /// One diagnostic that stands in no description: a folder that is not empty, a disk that is full.
    pub(super) fn fault(&self, diagnostic: Diagnostic) {
        let mut diags = Diagnostics::default();
        diags.push(diagnostic);
        self.diagnostics(&diags, &Sources::default());
    }

    /// A display of what is going on, cleared when dropped; nothing unless a person looks at a terminal.
    pub(super) fn progress(&self, doing: impl Into<String>) -> Progress {
        let shown = self.format == Format::Text && !self.quiet && io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed:.dim}") {
            bar.set_style(style);
        }
        bar.set_message(doing.into());
        if shown {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Progress(bar)
    }

    /// Columns of the terminal that stdout goes to; `None` when it goes elsewhere.
    #[expect(
        clippy::unused_self,
        reason = "what is printed goes through the console"
    )]
    pub(super) fn width(&self) -> Option<usize> {
        if !io::stdout().is_terminal() {
            return None;
        }
        terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
    }
}

pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn now(&self, doing: impl Into<String>) {
        self.0.set_message(doing.into());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Straight to stderr.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn wants_color() -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !plain && !dumb
}
