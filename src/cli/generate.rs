//! `specwright generate [DIR]`: a project brought up to date with its description.

use super::console::Console;
use super::pipeline::{self, Project};
use super::report;
use super::{Deny, Exit};
use crate::write::{self, Job, Report};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The project
    #[arg(default_value = ".")]
    dir: PathBuf,
    #[command(flatten)]
    deny: Deny,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Exit {
    match update(&arguments.dir, &arguments.deny, console) {
        Ok((name, report)) => {
            report::updated(&name, &report, console);
            if report.has_conflict() {
                Exit::Drift
            } else {
                Exit::Fine
            }
        }
        Err(exit) => exit,
    }
}

/// Reads the project's description and writes what follows from it.
pub(super) fn update(dir: &Path, deny: &Deny, console: &Console) -> Result<(String, Report), Exit> {
    let project = Project::open(dir, console)?;
    let mut description = pipeline::read(&project.spec(), deny, console)?;
    let tree = description.build(&project.options, deny, console)?;
    let progress = console.progress("Writing what changed");
    let done = write::update(
        Job {
            tree: &tree,
            description: &description.files(&project.options),
        },
        dir,
    );
    drop(progress);
    let report = done.map_err(|fault| {
        console.fault(*fault);
        Exit::Failed
    })?;
    Ok((project.options.name, report))
}
