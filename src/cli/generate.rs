//! `specwright generate [DIR]`: a project brought up to date with its description.

use super::console::Console;
use super::pipeline::{self, Project};
use super::report;
use super::{Deny, Exit};
use crate::diag::Diagnostic;
use crate::tree::{Owner, Tree};
use crate::write::{self, Job, Report};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The project
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// A file of yours that could not be merged is right as it stands now
    #[arg(long, value_name = "PATH")]
    settled: Vec<String>,
    #[command(flatten)]
    deny: Deny,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Exit {
    match update(&arguments.dir, &arguments.settled, &arguments.deny, console) {
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
pub(super) fn update(
    dir: &Path,
    settled: &[String],
    deny: &Deny,
    console: &Console,
) -> Result<(String, Report), Exit> {
    let project = Project::open(dir, console)?;
    let loaded = pipeline::load(&project.spec(), console);
    if settled.is_empty()
        && let Some(report) = loaded.untouched(&project, deny, console)
    {
        return Ok((project.options.name, report));
    }
    let mut description = loaded.lower(deny, console)?;
    let tree = description.build(&project.options, deny, console)?;
    let settled = settled
        .iter()
        .map(|path| file_of_the_user(path, dir, &tree, console))
        .collect::<Result<Vec<_>, _>>()?;
    let progress = console.progress("Writing what changed");
    let files = description.files(&project.options);
    let done = write::update(
        Job {
            tree: &tree,
            description: &files,
            settled: &settled,
        },
        dir,
    );
    let report = done.map_err(|fault| {
        console.fault(*fault);
        Exit::Failed
    })?;
    if !report.has_conflict() {
        write::remember(pipeline::inputs(&files), dir);
    }
    drop(progress);
    Ok((project.options.name, report))
}

/// The project path of a file that merges go into, from the path a user gave: as the report shows it, or as the shell
/// sees it.
fn file_of_the_user(
    path: &str,
    dir: &Path,
    tree: &Tree,
    console: &Console,
) -> Result<String, Exit> {
    let shell = Path::new(path);
    let inside = shell.strip_prefix(dir).unwrap_or(shell);
    let inside = inside.strip_prefix(".").unwrap_or(inside);
    let path = inside.to_string_lossy().replace('\\', "/");
    if tree
        .get(&path)
        .is_some_and(|file| file.owner == Owner::User)
    {
        return Ok(path);
    }
    console.fault(
        Diagnostic::error(
            "bad-path",
            format!("`{path}` is not a file that specwright merges into"),
        )
        .help("give the path as the report of `specwright generate` shows it"),
    );
    Err(Exit::Usage)
}
