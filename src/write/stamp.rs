//! `.specwright/stamp`: what a run started from, when it left nothing to do. In: the description's bytes. Out: whether
//! the project is as that run left it, so that nothing has to be planned and printed to see that nothing changed.
//!
//! The stamp belongs to one machine and stays out of version control; without it, or with a wrong one, the whole way
//! is gone. It covers this very program too: another build may write other text.

use super::folder::{Folder, Found};
use super::lock::Lock;
use super::{Fault, HOME, Report, State, ZONE, description_hash, hash};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Keeps the stamp out of version control.
const IGNORE: (&str, &str) = (".gitignore", "/stamp\n/stage/\n");

/// What a run reads besides the generated files.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// As in [`super::Job`].
    pub description: &'a [(String, &'a [u8])],
    /// The project path of the settings.
    pub settings: &'a str,
}

/// The report of a run with nothing to do; `None` when that can't be told without planning.
///
/// # Errors
/// When the folder can't be read.
pub fn untouched(inputs: Inputs<'_>, dir: &Path) -> Result<Option<Report>, Fault> {
    let folder = Folder::open(dir)?;
    let Some(stamp) = folder.read(&path())? else {
        return Ok(None);
    };
    if key(inputs, &folder)?.is_none_or(|key| key.as_bytes() != stamp) {
        return Ok(None);
    }
    let lock = Lock::read(&folder)?;
    let mut report = Report::default();
    for (path, expected) in &lock.generated {
        match folder.look(path)? {
            Found::File(bytes) if hash(&bytes) == *expected => report.add(path, State::Same),
            _ => return Ok(None),
        }
    }
    for path in lock.yours.keys() {
        let there = folder.look(path)? != Found::Nothing;
        report.add(path, if there { State::Kept } else { State::Gone });
    }
    let known: BTreeSet<&String> = lock.generated.keys().collect();
    let strays = folder.walk(ZONE)?;
    Ok(strays
        .iter()
        .all(|path| known.contains(path))
        .then_some(report))
}

/// Leaves a stamp for the next run. What can't be written costs that run time, and nothing else.
pub fn remember(inputs: Inputs<'_>, dir: &Path) {
    let Ok(folder) = Folder::open(dir) else {
        return;
    };
    let Ok(Some(key)) = key(inputs, &folder) else {
        return;
    };
    let (name, text) = IGNORE;
    let ignore = folder.place(&format!("{HOME}/{name}"));
    if ignore.exists() || fs::write(ignore, text).is_ok() {
        let _ = fs::write(folder.place(&path()), key);
    }
}

fn path() -> String {
    format!("{HOME}/stamp")
}

/// One hash for all that decides what a run writes; `None` when the program can't tell itself from another build.
fn key(inputs: Inputs<'_>, folder: &Folder) -> Result<Option<String>, Fault> {
    let Some(program) = program() else {
        return Ok(None);
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(program.as_bytes());
    hasher.update(description_hash(inputs.description).as_bytes());
    for path in [inputs.settings, &Lock::path()] {
        let bytes = folder.read(path)?.unwrap_or_default();
        hasher.update(hash(&bytes).as_bytes());
    }
    Ok(Some(hasher.finalize().to_hex().to_string()))
}

/// The size and age of the running program's file.
fn program() -> Option<String> {
    let file = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let age = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", file.len(), age.as_nanos()))
}
