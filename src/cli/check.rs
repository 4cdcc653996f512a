//! `specwright check [DIR]`: what `generate` would change, and nothing written.

use super::console::Console;
use super::pipeline::{self, Project};
use super::report;
use super::{Deny, Exit};
use crate::write::{self, Job};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The project
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[command(flatten)]
    deny: Deny,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Exit {
    match compare(arguments, console) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn compare(arguments: &Arguments, console: &Console) -> Result<Exit, Exit> {
    let project = Project::open(&arguments.dir, console)?;
    let loaded = pipeline::load(&project.spec(), console);
    if let Some(report) = loaded.untouched(&project, &arguments.deny, console) {
        report::compared(&project.options.name, &arguments.dir, &report, console);
        return Ok(Exit::Fine);
    }
    let mut description = loaded.lower(&arguments.deny, console)?;
    let tree = description.build(&project.options, &arguments.deny, console)?;
    let job = Job {
        tree: &tree,
        description: &description.files(&project.options),
        settled: &[],
    };
    let report = write::compare(job, &arguments.dir).map_err(|fault| {
        console.fault(*fault);
        Exit::Failed
    })?;
    report::compared(&project.options.name, &arguments.dir, &report, console);
    Ok(if report.has_drift() {
        Exit::Drift
    } else {
        Exit::Fine
    })
}
