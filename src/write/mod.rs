//! Tree + the project's folder → [`Report`]; the only writer.
//!
//! In: what the project should hold ([`Job`]). Out: what was (or would be) created, updated, merged, kept, removed. It must
//! not know what the files say. Three promises: a file that already holds the right text is not touched; nothing a
//! person wrote is lost; a crash or a full disk leaves the old project or the new one.
//!
//! - [`create`] lays a new project beside its place and moves it there in one step.
//! - [`update`] stages everything that differs, then commits it through a journal (see [`stage`]).
//! - [`compare`] writes nothing and reports what [`update`] would do.
//! - [`file`] writes one file that is of no project.

mod create;
pub mod folder;
mod lock;
mod merge;
mod report;
mod single;
mod stage;
mod stamp;
mod survey;

pub use create::{check_free, create};
pub use folder::{Guard, turn};
pub use report::{Entry, Report, State};
pub use single::file;
pub use stamp::{Inputs, remember, untouched};

use crate::diag::Diagnostic;
use crate::tree::{Owner, Tree};
use folder::Folder;
use lock::Lock;
use std::path::Path;

/// specwright's own corner of a project.
pub(crate) const HOME: &str = ".specwright";
/// The generated zone: every file in it is specwright's.
pub(crate) const ZONE: &str = "crates";

/// A fault that stopped the run before anything was changed, or after it was changed back.
pub type Fault = Box<Diagnostic>;

/// What a project should hold.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    pub tree: &'a Tree,
    /// The description: path in the project → bytes. [`create`] copies it in; from then on it is the user's alone.
    pub description: &'a [(String, &'a [u8])],
    /// Files of the user's that are settled as they stand: what specwright would change in them is taken as done.
    pub settled: &'a [String],
}

/// Brings the project in `dir` up to date.
///
/// # Errors
/// When the folder can't be read or written, when another run holds it, or when something that is not a file
/// stands where one must go. The project is then as it was.
pub fn update(job: Job<'_>, dir: &Path) -> Result<Report, Fault> {
    let folder = Folder::open(dir)?;
    let _guard = folder.guard()?;
    stage::recover(&folder)?;
    let old = Lock::read(&folder)?;
    let survey = survey::survey(job, &folder, &old)?;
    survey.refuse_obstacles()?;
    let lock = survey.lock(description_hash(job.description));
    stage::commit(&folder, &survey, &lock)?;
    Ok(survey.report)
}

/// [`update`] on a folder of ours, which is made if it is not there.
///
/// # Errors
/// As [`update`].
pub fn mirror(job: Job<'_>, dir: &Path) -> Result<Report, Fault> {
    folder::make(dir)?;
    update(job, dir)
}

/// What [`update`] would do to the project in `dir`; writes nothing.
///
/// # Errors
/// When the folder can't be read.
pub fn compare(job: Job<'_>, dir: &Path) -> Result<Report, Fault> {
    let folder = Folder::open(dir)?;
    let old = Lock::read(&folder)?;
    let survey = survey::survey(job, &folder, &old)?;
    let lock = survey.lock(description_hash(job.description));
    let mut report = survey.report;
    report.interrupted = stage::interrupted(&folder);
    // `update` would write a new lock: the description or specwright's version is another, with the same result.
    if !report.has_drift() && lock != old {
        report.add(
            &Lock::path(),
            if old == Lock::default() {
                State::Created
            } else {
                State::Updated
            },
        );
    }
    Ok(report)
}

/// One hash for all files of the description: their paths and their bytes.
fn description_hash(files: &[(String, &[u8])]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, bytes) in files {
        hasher.update(path.as_bytes());
        hasher.update(&[0]);
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().to_hex().to_string()
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Where the text of a user's file, as specwright wrote it, is kept for later merges.
fn base_path(path: &str) -> String {
    format!("{HOME}/base/{path}")
}

/// Where specwright's new text is left when it could not be merged into the user's.
fn incoming_path(path: &str) -> String {
    format!("{HOME}/incoming/{path}")
}

/// Base texts and the lock belong to a file of the user's from the moment it is first written.
fn is_user(owner: Owner) -> bool {
    matches!(owner, Owner::User | Owner::Once)
}

#[cfg(test)]
mod tests;
