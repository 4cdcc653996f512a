//! Holds whole projects against their descriptions: generates each, and checks, lints, formats, tests and serves what
//! was emitted. In: files or folders of descriptions. Out: a table, and 1 as the exit code when one fails.
//!
//! ```text
//! cargo run --example corpus -- --all specs/petstore.yaml
//! cargo run --example corpus -- --check specs/features
//! ```
//!
//! All projects are written into one folder, one after the other: the runtime keeps its path and its times, so Cargo
//! builds it and everything below it once. Run it with `--release` to judge the times of generation.

mod find;
mod generate;
mod http;
mod measure;
mod row;
mod serve;
mod stage;
mod verdict;

use clap::Parser;
use find::Spec;
use generate::Generated;
use row::Row;
use stage::{Bench, Failure, Stage};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Generates a project from each description and holds it against the description.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch")]
#[derive(Debug, Parser)]
#[command(name = "corpus")]
struct Arguments {
    /// Descriptions, or folders of them: every file whose root has `openapi`; it may refer to all of the folder
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// `cargo check` of the emitted workspace, without a warning
    #[arg(long)]
    check: bool,
    /// `cargo clippy --all-targets`, without a warning
    #[arg(long)]
    clippy: bool,
    /// `cargo fmt --check`
    #[arg(long)]
    fmt: bool,
    /// `cargo test`
    #[arg(long)]
    test: bool,
    /// Builds and starts it with mock answers, and sends a request to every operation
    #[arg(long)]
    serve: bool,
    /// All of the above
    #[arg(long)]
    all: bool,
    /// A description that is refused with errors, each with its place, is no failure
    #[arg(long)]
    may_refuse: bool,
    /// Jobs of Cargo
    #[arg(long)]
    jobs: Option<usize>,
    /// Where to work: the project, Cargo's target folder, a log for each failure
    #[arg(long, value_name = "DIR", default_value = "target/corpus")]
    target: PathBuf,
}

impl Arguments {
    fn stages(&self) -> Vec<Stage> {
        let wanted = [
            (self.check, Stage::Check),
            (self.fmt, Stage::Fmt),
            (self.clippy, Stage::Clippy),
            (self.test, Stage::Test),
            (self.serve, Stage::Serve),
        ];
        let wanted = wanted.into_iter();
        wanted
            .filter_map(|(asked, stage)| (asked || self.all).then_some(stage))
            .collect()
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether all is well.
fn run(arguments: &Arguments) -> io::Result<bool> {
    let specs = find::specs(&arguments.paths)?;
    let bench = Bench::new(&arguments.target, arguments.jobs)?;
    let stages = arguments.stages();
    let mut out = io::stdout();
    writeln!(out, "{}", row::head(&stages))?;
    let mut failed = Vec::new();
    for spec in &specs {
        let mut row = Row::new(&spec.path);
        let failure = try_one(spec, arguments, &stages, &bench, &mut row)?;
        if let Some(Failure { stage, text }) = failure {
            row.failed = Some(stage);
            let log = bench.log(&spec.path, stage);
            fs::write(&log, &text)?;
            writeln!(out, "{row}")?;
            for line in telling(&text).take(12) {
                writeln!(out, "    {line}")?;
            }
            writeln!(out, "    … {}", log.display())?;
            failed.push(spec);
        } else {
            writeln!(out, "{row}")?;
        }
    }
    let (all, bad) = (specs.len(), failed.len());
    writeln!(out, "{} of {all} pass", all - bad)?;
    for spec in failed {
        writeln!(out, "  failed: {}", spec.path.display())?;
    }
    Ok(bad == 0)
}

/// The lines that say what is wrong: Cargo's progress, and what passes, left out.
fn telling(text: &str) -> impl Iterator<Item = String> {
    let progress = [
        "Compiling ",
        "Checking ",
        "Running ",
        "Finished ",
        "Doc-tests ",
    ];
    let lines = text.lines().map(str::trim).filter(move |line| {
        let passes = line.ends_with("... ok") || line.starts_with("test result: ok");
        let empty = line.is_empty() || line.starts_with("running ");
        !passes && !empty && !progress.iter().any(|word| line.starts_with(word))
    });
    lines.map(|line| line.chars().take(200).collect())
}

/// One description through all stages.
fn try_one(
    spec: &Spec,
    arguments: &Arguments,
    stages: &[Stage],
    bench: &Bench,
    row: &mut Row,
) -> io::Result<Option<Failure>> {
    let generated = match generate::generate(&spec.path, spec.root.as_deref()) {
        Ok(Generated::Project(project)) => project,
        Ok(Generated::Refused { seconds, text }) => {
            row.generation = Some(seconds);
            row.refused = true;
            let failure = Failure::new("generate", text);
            return Ok((!arguments.may_refuse).then_some(failure));
        }
        Err(text) => return Ok(Some(Failure::new("generate", text))),
    };
    row.count(&generated);
    if stages.is_empty() {
        return Ok(None);
    }
    if let Err(text) = bench.lay(&generated.tree) {
        return Ok(Some(Failure::new("write", text)));
    }
    let mut failure: Option<Failure> = None;
    for stage in stages {
        let found = match stage {
            Stage::Serve => serve::serve(bench, &generated, row)?,
            _ => stage.run(bench, row)?,
        };
        let Some(found) = found else { continue };
        match &mut failure {
            Some(failure) => failure.text += &format!("\n== {}\n{}", found.stage, found.text),
            None => failure = Some(found),
        }
        // What does not compile can't be asked for more.
        if *stage == Stage::Check {
            break;
        }
    }
    Ok(failure)
}
