//! What differs between the tree, the lock and the disk. In: all three. Out: a state for each path and the writes
//! that follow. It changes nothing.

use super::folder::{Folder, Found, check_path};
use super::lock::Lock;
use super::{Fault, HOME, Report, State, ZONE, base_path, hash, is_user};
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

pub(super) fn survey<'a>(
    tree: &'a Tree,
    folder: &Folder,
    lock: &Lock,
) -> Result<Survey<'a>, Fault> {
    let mut survey = Survey::default();
    for (path, file) in tree.iter() {
        check_path(path)?;
        if is_user(file.owner) {
            survey.user_file(path, file, folder, lock)?;
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

    /// Written once. What the lock knows is the user's to change or to delete.
    fn user_file(
        &mut self,
        path: &str,
        file: &'a File,
        folder: &Folder,
        lock: &Lock,
    ) -> Result<(), Fault> {
        if let Some(base) = lock.yours.get(path) {
            let there = folder.look(path)? != Found::Nothing;
            self.report
                .add(path, if there { State::Kept } else { State::Gone });
            // The base stays what the file was made from, so that a later merge sees all that changed since.
            self.yours.insert(path.to_owned(), base.clone());
            return Ok(());
        }
        match folder.look(path)? {
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
        self.writes
            .insert(base_path(path), Cow::Borrowed(&file.contents));
        self.yours.insert(path.to_owned(), hash(&file.contents));
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
        // A file of the user's stays in the lock as long as it is there: it may be wanted again.
        for (path, base) in &lock.yours {
            let known = tree.get(path).is_some_and(|file| file.owner == Owner::User);
            if !known && check_path(path).is_ok() && folder.look(path)? != Found::Nothing {
                self.yours.insert(path.clone(), base.clone());
                if tree.get(path).is_none() {
                    self.report.add(path, State::Kept);
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
