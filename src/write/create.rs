//! A new project: laid beside its place, then moved there in one step, so that a failure leaves nothing behind.

use super::folder::{check_path, fault};
use super::lock::Lock;
use super::{Fault, Job, Report, State, base_path, description_hash, hash, is_user, stage};
use crate::diag::Diagnostic;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lays a new project in `dir`, which must not exist or be empty.
///
/// # Errors
/// When `dir` holds something, or can't be written. Nothing is left behind then.
pub fn create(job: Job<'_>, dir: &Path) -> Result<Report, Fault> {
    check_free(dir)?;
    let lock = lock(job);
    let lock_text = lock.render();
    let lock_path = Lock::path();
    let bases: Vec<(String, &[u8])> = job
        .tree
        .iter()
        .filter(|(_, file)| is_user(file.owner))
        .map(|(path, file)| (base_path(path), file.contents.as_slice()))
        .collect();
    let mut files: BTreeMap<&str, &[u8]> = job
        .tree
        .iter()
        .map(|(path, file)| (path, file.contents.as_slice()))
        .collect();
    let mut report = Report::default();
    for (path, bytes) in job.description {
        files.entry(path).or_insert(bytes);
    }
    for path in files.keys() {
        check_path(path)?;
        report.add(path, State::Created);
    }
    files.extend(bases.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    files.insert(&lock_path, &lock_text);
    lay(&files.into_iter().collect::<Vec<_>>(), dir)?;
    Ok(report)
}

/// Refuses a place that is taken. Cheap, so that it can be asked before any other work.
///
/// # Errors
/// When `dir` is there and is not an empty folder.
pub fn check_free(dir: &Path) -> Result<(), Fault> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(Box::new(
                Diagnostic::error("folder-not-empty", format!("{} is not empty", dir.display())).help(
                    "choose another folder; a project that specwright made is brought up to date by `generate`",
                ),
            )),
        },
        Err(_) if fs::symlink_metadata(dir).is_err() => Ok(()),
        Err(error) => Err(fault("write", dir, &error)),
    }
}

fn lock(job: Job<'_>) -> Lock {
    let (mut generated, mut yours) = (BTreeMap::new(), BTreeMap::new());
    for (path, file) in job.tree.iter() {
        let map = if is_user(file.owner) {
            &mut yours
        } else {
            &mut generated
        };
        map.insert(path.to_owned(), hash(&file.contents));
    }
    Lock::new(description_hash(job.description), generated, yours)
}

fn lay(files: &[(&str, &[u8])], dir: &Path) -> Result<(), Fault> {
    if dir.exists() {
        return lay_inside(files, dir);
    }
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let first_new = first_missing(parent);
    let result = lay_beside(files, parent, dir);
    if result.is_err()
        && let Some(first) = first_new
    {
        let _ = fs::remove_dir_all(first);
    }
    result
}

/// The topmost folder that `create_dir_all` would make.
fn first_missing(dir: &Path) -> Option<PathBuf> {
    dir.ancestors()
        .take_while(|place| !place.as_os_str().is_empty() && fs::symlink_metadata(place).is_err())
        .last()
        .map(Path::to_owned)
}

fn lay_beside(files: &[(&str, &[u8])], parent: &Path, dir: &Path) -> Result<(), Fault> {
    let cannot = |error: &std::io::Error| fault("write", dir, error);
    fs::create_dir_all(parent).map_err(|error| cannot(&error))?;
    let beside = scratch(parent).map_err(|error| cannot(&error))?;
    // Inside the scratch folder, which only its owner may enter; the project gets the usual permissions.
    let project = beside.path().join("project");
    fs::create_dir(&project).map_err(|error| cannot(&error))?;
    stage::write_all(&project, files).map_err(|fault| shown_as(fault, &project, dir))?;
    fs::rename(&project, dir).map_err(|error| cannot(&error))
}

/// An empty folder that is there already (a mount, the current folder) is kept, and filled entry by entry.
fn lay_inside(files: &[(&str, &[u8])], dir: &Path) -> Result<(), Fault> {
    let cannot = |error: &std::io::Error| fault("write", dir, error);
    let beside = scratch(dir).map_err(|error| cannot(&error))?;
    stage::write_all(beside.path(), files).map_err(|fault| shown_as(fault, beside.path(), dir))?;
    let mut moved = Vec::new();
    let result = fs::read_dir(beside.path()).and_then(|entries| {
        for entry in entries {
            let entry = entry?;
            let place = dir.join(entry.file_name());
            fs::rename(entry.path(), &place)?;
            moved.push((entry.path(), place));
        }
        Ok(())
    });
    result.map_err(|error| {
        for (from, to) in &moved {
            let _ = fs::rename(to, from);
        }
        cannot(&error)
    })
}

fn scratch(parent: &Path) -> std::io::Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(".specwright-")
        .tempdir_in(parent)
}

/// People asked for `dir`; the scratch folder is ours.
fn shown_as(mut fault: Fault, scratch: &Path, dir: &Path) -> Fault {
    fault.message = fault
        .message
        .replace(&*scratch.to_string_lossy(), &dir.to_string_lossy());
    fault
}
