//! The command line: one file per verb; the only code that prints.
//!
//! In: the arguments. Out: an exit code, the result on stdout, diagnostics and progress on stderr. It must not know
//! how anything is read, planned or written: it calls the stages and words what they return.

mod build;
mod check;
mod completions;
mod console;
mod dev;
mod diff;
mod explain;
mod export;
mod generate;
mod inspect;
mod ledger;
mod new;
mod pipeline;
mod report;
mod serve;
mod verdicts;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use console::Console;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

/// How a run ends. Part of the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Fine = 0,
    /// The description has errors, or a file can't be read or written; nothing was written.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The project and its description differ, or a hand edit was met.
    Drift = 3,
    /// A fault of ours.
    Internal = 70,
}

/// The long way down a deeply nested description needs more than a thread's usual stack. Only what is used is
/// taken from the system.
const STACK: usize = 256 * 1024 * 1024;

#[derive(Parser)]
#[command(
    name = "specwright",
    version,
    about = "Turns an OpenAPI document into a complete async Rust service, and keeps the two in step.",
    after_help = "Exit codes: 0 fine, 1 the description has errors (nothing was written), 2 usage, 3 drift or conflict.",
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Args)]
struct Common {
    /// How results and diagnostics are printed
    #[arg(
        long,
        global = true,
        default_value = "text",
        value_parser = PossibleValuesParser::new(["text", "json", "github"])
            .map(|name| Format::from_str(&name, false).unwrap_or_default()),
        help_heading = "Output"
    )]
    format: Format,
    /// When to use colours; `NO_COLOR` is honoured
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Output"
    )]
    color: Color,
    /// Print errors only
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "verbose",
        help_heading = "Output"
    )]
    quiet: bool,
    /// Print every file and every diagnostic, also the ones that repeat
    #[arg(short, long, global = true, help_heading = "Output")]
    verbose: bool,
}

/// What any verb takes after `--format`; each says which of these it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    /// Annotations of GitHub Actions
    Github,
    #[value(name = "openapi-3.1")]
    OpenApi31,
    #[value(name = "openapi-3.0")]
    OpenApi30,
    Rust,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// What a verb that reads a description takes.
#[derive(Args)]
struct Deny {
    /// Take these for errors
    #[arg(long = "deny", value_enum, value_name = "WHAT", value_delimiter = ',')]
    deny: Vec<Denied>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Denied {
    Warnings,
    /// What is valid and not supported
    Unsupported,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a whole project from a description
    New(new::Arguments),
    /// Bring a project up to date after its description changed
    Generate(generate::Arguments),
    /// Say what `generate` would change; write nothing
    Check(check::Arguments),
    /// Try a description: generate, build, serve with mock answers
    Dev(dev::Arguments),
    /// List the operations of a description
    Inspect(inspect::Arguments),
    /// Print a description in another form
    Export(export::Arguments),
    /// Say what changed between two descriptions, breaking changes first
    Diff(diff::Arguments),
    /// Explain a diagnostic
    Explain(explain::Arguments),
    /// Print the completions of a shell
    Completions(completions::Arguments),
}

/// Runs the program. Never exits with 101: a fault of ours is said to be one.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    panic::set_hook(Box::new(|info| {
        console::complain(&format!(
            "specwright: internal error: {info}\nThis is a fault of specwright, not of your description. Please \
             report it, with the description if you can: {}/issues\n",
            env!("CARGO_PKG_REPOSITORY")
        ));
    }));
    let worker = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || panic::catch_unwind(AssertUnwindSafe(|| run(arguments))));
    let exit = match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(exit))) => exit,
        _ => Exit::Internal,
    };
    ExitCode::from(exit as u8)
}

fn run(arguments: Arguments) -> Exit {
    let console = Console::new(&arguments.common);
    match arguments.verb {
        Verb::New(arguments) => new::run(arguments, &console),
        Verb::Generate(arguments) => generate::run(&arguments, &console),
        Verb::Check(arguments) => check::run(&arguments, &console),
        Verb::Dev(arguments) => dev::run(arguments, &console),
        Verb::Inspect(arguments) => inspect::run(arguments, &console),
        Verb::Export(arguments) => export::run(arguments, &console),
        Verb::Diff(arguments) => diff::run(arguments, &console),
        Verb::Explain(arguments) => explain::run(&arguments, &console),
        Verb::Completions(arguments) => completions::run(&arguments, &console),
    }
}
