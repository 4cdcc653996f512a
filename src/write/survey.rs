//! What differs between the tree, the lock and the disk. In: all three. Out: a state for each path and the writes
//! that follow. It changes nothing.

use super::folder::{Folder, Found, check_path};
use super::lock::Lock;
use super::{
    Fault, HOME, Job, Report, State, ZONE, base_path, hash, incoming_path, is_user, merge,
};
use crate::diag::Diagnostic;
use crate::tree::{File, Owner, Tree};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The states of all files, and what must be written and removed.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    pub(super) report: Report,
    /// Project path → new contents.
    pub(super) writes: BTreeMap<String, Cow<'a, [u8]>>,
    pub(super) removes: Vec<String>,
    generated: BTreeMap<String, String>,
    yours: BTreeMap<String, String>,
}

pub(super) fn survey<'a>(job: Job<'a>, folder: &Folder, lock: &Lock) -> Result<Survey<'a>, Fault> {
    let mut survey = Survey::default();
    let tree = job.tree;
    for (path, file) in tree.iter() {
        check_path(path)?;
        if is_user(file.owner) {
            let settled = job.settled.iter().any(|settled| settled == path);
            survey.user_file(path, file, settled, folder, lock)?;
        } else {
            survey.generated_file(path, file, folder, lock)?;
        }
    }
    survey.orphans(tree, folder, lock)?;
    survey.strays(folder)?;
    Ok(survey)
}

impl<'a> Survey<'a> {
    fn generated_file(
        &mut self,
        path: &str,
        file: &'a File,
        folder: &Folder,
        lock: &Lock,
    ) -> Result<(), Fault> {
        let new = hash(&file.contents);
        let on_disk = match folder.look(path)? {
            Found::Obstacle(what) => {
                self.report.add_with(path, State::Obstructed, what);
                return Ok(());
            }
            Found::Nothing => None,
            Found::File(bytes) => Some(bytes),
        };
        match on_disk {
            Some(bytes) if bytes == file.contents => self.report.add(path, State::Same),
            None => {
                self.report.add(path, State::Created);
                self.write(path, &file.contents);
            }
            Some(bytes)
                if lock
                    .generated
                    .get(path)
                    .is_some_and(|old| *old == hash(&bytes)) =>
            {
                self.report.add(path, State::Updated);
                self.write(path, &file.contents);
            }
            Some(bytes) => {
                let saved = free_place(folder, path, &bytes)?;
                self.report.add_with(path, State::Edited, saved.clone());
                self.writes.insert(saved, Cow::Owned(bytes));
                self.write(path, &file.contents);
            }
        }
        self.generated.insert(path.to_owned(), new);
        Ok(())
    }

    /// What the lock knows is the user's to change or to delete.
    fn user_file(
        &mut self,
        path: &str,
        file: &'a File,
        settled: bool,
        folder: &Folder,
        lock: &Lock,
    ) -> Result<(), Fault> {
        let found = folder.look(path)?;
        if let Some(base) = lock.yours.get(path) {
            return match found {
                Found::File(yours) if file.owner == Owner::User => {
                    self.follow(path, file, &yours, base, settled, folder)
                }
                found => {
                    let there = found != Found::Nothing;
                    self.report
                        .add(path, if there { State::Kept } else { State::Gone });
                    self.yours.insert(path.to_owned(), base.clone());
                    Ok(())
                }
            };
        }
        match found {
            Found::Nothing => {
                self.report.add(path, State::Created);
                self.write(path, &file.contents);
            }
            Found::File(_) => self.report.add(path, State::Kept),
            Found::Obstacle(what) => {
                self.report.add_with(path, State::Obstructed, what);
                return Ok(());
            }
        }
        self.rebase(path, file);
        Ok(())
    }

    /// What specwright would write now is the text that the next merge starts from.
    fn rebase(&mut self, path: &str, file: &'a File) {
        self.writes
            .insert(base_path(path), Cow::Borrowed(&file.contents));
        self.yours.insert(path.to_owned(), hash(&file.contents));
    }

    /// Brings a file of the user's along when the text it was made from is another now.
    fn follow(
        &mut self,
        path: &str,
        file: &'a File,
        yours: &[u8],
        base_hash: &str,
        settled: bool,
        folder: &Folder,
    ) -> Result<(), Fault> {
        let incoming = incoming_path(path);
        let waiting = folder.look(&incoming)? != Found::Nothing;
        let same_text = hash(&file.contents) == base_hash;
        if same_text || settled || yours == file.contents {
            self.report.add(path, State::Kept);
            if same_text {
                self.yours.insert(path.to_owned(), base_hash.to_owned());
            } else {
                self.rebase(path, file);
            }
        } else if hash(yours) == base_hash {
            self.report.add(path, State::Updated);
            self.write(path, &file.contents);
            self.rebase(path, file);
        } else if let Some(merged) = merged(path, file, yours, base_hash, folder)? {
            self.report.add(path, State::Merged);
            self.writes.insert(path.to_owned(), Cow::Owned(merged));
            self.rebase(path, file);
        } else {
            self.report
                .add_with(path, State::Conflict, incoming.clone());
            // The base stays what the file was made from, so that a later merge sees all that changed since.
            self.yours.insert(path.to_owned(), base_hash.to_owned());
            self.write(&incoming, &file.contents);
            return Ok(());
        }
        if waiting {
            self.removes.push(incoming);
        }
        Ok(())
    }

    /// What the lock has and the tree no longer does.
    fn orphans(&mut self, tree: &Tree, folder: &Folder, lock: &Lock) -> Result<(), Fault> {
        for (path, old) in &lock.generated {
            if tree.get(path).is_some() || check_path(path).is_err() {
                continue;
            }
            match folder.look(path)? {
                Found::Nothing => {}
                Found::File(bytes) if hash(&bytes) == *old => {
                    self.report.add(path, State::Removed);
                    self.removes.push(path.clone());
                }
                Found::File(_) | Found::Obstacle(_) => {
                    self.report.add(path, State::EditedOrphan);
                    self.generated.insert(path.clone(), old.clone());
                }
            }
        }
        // A file of the user's that nobody touched goes with its reason. Any other stays, and stays in the lock: it
        // may be wanted again.
        for (path, base) in &lock.yours {
            let known = tree.get(path).is_some_and(|file| is_user(file.owner));
            if known || check_path(path).is_err() {
                continue;
            }
            match folder.look(path)? {
                Found::Nothing => {}
                Found::File(bytes) if hash(&bytes) == *base && tree.get(path).is_none() => {
                    self.report.add(path, State::Removed);
                    self.removes.push(path.clone());
                    self.removes.push(base_path(path));
                }
                Found::File(_) | Found::Obstacle(_) => {
                    self.yours.insert(path.clone(), base.clone());
                    if tree.get(path).is_none() {
                        self.report.add(path, State::Kept);
                    }
                }
            }
        }
        Ok(())
    }

    fn strays(&mut self, folder: &Folder) -> Result<(), Fault> {
        for path in folder.walk(ZONE)? {
            if !self.report.entries.contains_key(&path) {
                self.report.add(&path, State::Stray);
            }
        }
        Ok(())
    }

    fn write(&mut self, path: &str, contents: &'a [u8]) {
        self.writes.insert(path.to_owned(), Cow::Borrowed(contents));
    }

    /// One fault for all that is in the way; specwright never writes through a link or over a folder.
    pub(super) fn refuse_obstacles(&self) -> Result<(), Fault> {
        let mut obstacles: Vec<&str> = self
            .report
            .entries
            .values()
            .filter(|entry| entry.state == State::Obstructed)
            .filter_map(|entry| entry.detail.as_deref())
            .collect();
        obstacles.dedup();
        match obstacles.as_slice() {
            [] => Ok(()),
            [first, rest @ ..] => {
                let more = if rest.is_empty() {
                    String::new()
                } else {
                    format!(" (and {} more)", rest.len())
                };
                Err(Box::new(
                    Diagnostic::error("in-the-way", format!("{first}{more}; nothing was written"))
                        .help("specwright writes plain files in plain folders: move what is in the way"),
                ))
            }
        }
    }

    /// The lock that follows.
    pub(super) fn lock(&self, description: String) -> Lock {
        Lock::new(description, self.generated.clone(), self.yours.clone())
    }
}

/// Both changes in one text; `None` when that can't be had, or when the text they started from is not there.
fn merged(
    path: &str,
    file: &File,
    yours: &[u8],
    base_hash: &str,
    folder: &Folder,
) -> Result<Option<Vec<u8>>, Fault> {
    let Found::File(base) = folder.look(&base_path(path))? else {
        return Ok(None);
    };
    if hash(&base) != base_hash {
        return Ok(None);
    }
    let texts = [&base, yours, &file.contents].map(std::str::from_utf8);
    let [Ok(base), Ok(yours), Ok(new)] = texts else {
        return Ok(None);
    };
    Ok(merge::merge(path, base, yours, new).map(String::into_bytes))
}

/// A path under `.specwright/saved` that is free, or holds these bytes already.
fn free_place(folder: &Folder, path: &str, bytes: &[u8]) -> Result<String, Fault> {
    let first = format!("{HOME}/saved/{path}");
    let mut place = first.clone();
    let mut number = 2;
    loop {
        match folder.look(&place)? {
            Found::Nothing => return Ok(place),
            Found::File(there) if there == bytes => return Ok(place),
            Found::File(_) | Found::Obstacle(_) => {
                place = format!("{first}.{number}");
                number += 1;
            }
        }
    }
}
