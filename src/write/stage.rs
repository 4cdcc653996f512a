//! All or nothing. In: what must be written and removed. Out: a folder that is either as it was or as it should be.
//!
//! Everything new is first written to `.specwright/stage/new`; a full disk shows there, where nothing is lost. Then
//! the journal names every move; from that moment the change is decided. Then the files are moved, old ones aside
//! first. When a move fails, all are moved back; after a crash the next run finishes the moves that are left.

use super::folder::{Folder, fault};
use super::lock::Lock;
use super::survey::Survey;
use super::{Fault, HOME, ZONE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is moved into place and what is taken away; project paths.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Journal {
    moves: Vec<String>,
    removes: Vec<String>,
}

/// Where things stand during a commit.
struct Stage<'f> {
    folder: &'f Folder,
    root: PathBuf,
}

/// Writes what the survey found, and the lock last.
pub(super) fn commit(folder: &Folder, survey: &Survey<'_>, lock: &Lock) -> Result<(), Fault> {
    let lock_text = lock.render();
    let same_lock = folder
        .read(&Lock::path())?
        .is_some_and(|old| old == lock_text);
    if survey.writes.is_empty() && survey.removes.is_empty() && same_lock {
        return Ok(());
    }
    let stage = Stage::at(folder);
    let lock_path = Lock::path();
    let writes = survey
        .writes
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_ref()));
    let all: Vec<(&str, &[u8])> = writes
        .chain([(lock_path.as_str(), lock_text.as_slice())])
        .collect();
    match stage.fill(&all, &survey.removes) {
        Ok(journal) => stage.run(&journal),
        Err(fault) => {
            stage.clear();
            Err(fault)
        }
    }
}

/// Finishes, or clears away, what an earlier run left.
pub(super) fn recover(folder: &Folder) -> Result<(), Fault> {
    let stage = Stage::at(folder);
    if !stage.root.exists() {
        return Ok(());
    }
    if let Some(journal) = stage.journal() {
        return stage.run(&journal);
    }
    stage.clear();
    Ok(())
}

/// An earlier run decided its change and did not finish it.
pub(super) fn interrupted(folder: &Folder) -> bool {
    Stage::at(folder).journal().is_some()
}

impl<'f> Stage<'f> {
    fn at(folder: &'f Folder) -> Self {
        Self {
            folder,
            root: folder.place(&format!("{HOME}/stage")),
        }
    }

    fn new_place(&self, path: &str) -> PathBuf {
        self.root.join("new").join(path)
    }

    fn old_place(&self, path: &str) -> PathBuf {
        self.root.join("old").join(path)
    }

    fn journal_place(&self) -> PathBuf {
        self.root.join("journal.json")
    }

    fn journal(&self) -> Option<Journal> {
        serde_json::from_slice(&fs::read(self.journal_place()).ok()?).ok()
    }

    fn clear(&self) {
        // The journal first: without it the rest is litter that the next run clears away.
        let _ = fs::remove_file(self.journal_place());
        let _ = fs::remove_dir_all(&self.root);
    }

    /// Writes all new contents, then the journal.
    fn fill(&self, files: &[(&str, &[u8])], removes: &[String]) -> Result<Journal, Fault> {
        write_all(&self.root.join("new"), files)?;
        let moves = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let journal = Journal {
            moves,
            removes: removes.to_vec(),
        };
        let text = serde_json::to_vec(&journal).unwrap_or_default();
        let draft = self.root.join("journal.draft");
        fs::write(&draft, text).map_err(|error| fault("write", &draft, &error))?;
        fs::rename(&draft, self.journal_place()).map_err(|error| fault("write", &draft, &error))?;
        Ok(journal)
    }

    /// Does what the journal says and is not done yet; on a failure undoes all of it.
    fn run(&self, journal: &Journal) -> Result<(), Fault> {
        let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
        let result = self.steps(journal, &mut done);
        if result.is_err() {
            let undone = done.iter().rev().map(|(from, to)| fs::rename(to, from));
            // What can't be moved back stays in the stage, and the journal with it, for the next run.
            if undone.filter(Result::is_err).count() == 0 {
                self.clear();
            }
            return result;
        }
        for path in &journal.removes {
            self.prune(path);
        }
        self.clear();
        Ok(())
    }

    fn steps(&self, journal: &Journal, done: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), Fault> {
        let mut made = BTreeSet::new();
        for path in &journal.moves {
            let (new, place) = (self.new_place(path), self.folder.place(path));
            if new.exists() {
                self.set_aside(path, &place, &mut made, done)?;
                shift(&new, &place, &mut made, done)?;
            }
        }
        for path in &journal.removes {
            self.set_aside(path, &self.folder.place(path), &mut made, done)?;
        }
        Ok(())
    }

    fn set_aside(
        &self,
        path: &str,
        place: &Path,
        made: &mut BTreeSet<PathBuf>,
        done: &mut Vec<(PathBuf, PathBuf)>,
    ) -> Result<(), Fault> {
        if fs::symlink_metadata(place).is_ok() {
            shift(place, &self.old_place(path), made, done)?;
        }
        Ok(())
    }

    /// Folders of the generated zone that the removal of `path` left empty.
    fn prune(&self, path: &str) {
        let mut rest = path;
        while let Some((parent, _)) = rest.rsplit_once('/') {
            if parent == ZONE || fs::remove_dir(self.folder.place(parent)).is_err() {
                return;
            }
            rest = parent;
        }
    }
}

fn shift(
    from: &Path,
    to: &Path,
    made: &mut BTreeSet<PathBuf>,
    done: &mut Vec<(PathBuf, PathBuf)>,
) -> Result<(), Fault> {
    let moved = make_parent(to, made).and_then(|()| fs::rename(from, to));
    moved.map_err(|error| fault("write", to, &error))?;
    done.push((from.to_owned(), to.to_owned()));
    Ok(())
}

fn make_parent(place: &Path, made: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    match place.parent() {
        Some(parent) if !made.contains(parent) => {
            fs::create_dir_all(parent)?;
            made.insert(parent.to_owned());
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Writes files below `root`, making folders as needed.
pub(super) fn write_all(root: &Path, files: &[(&str, &[u8])]) -> Result<(), Fault> {
    let mut made = BTreeSet::new();
    for (path, bytes) in files {
        let place = root.join(path);
        make_parent(&place, &mut made)
            .and_then(|()| fs::write(&place, bytes))
            .map_err(|error| fault("write", &place, &error))?;
    }
    Ok(())
}
