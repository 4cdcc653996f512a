//! A project's folder: reading in it, paths that stay in it, and the guard against two runs at once. The only file,
//! with `stage` and `create`, that names `std::fs`.

use super::{Fault, HOME};
use crate::diag::Diagnostic;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// An existing folder, by its real path.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    File(Vec<u8>),
    /// Not a file, or behind a symbolic link: what it is, for people.
    Obstacle(String),
}

/// Held while one run changes a project.
#[derive(Debug)]
pub struct Guard {
    _file: Option<File>,
}

impl Folder {
    /// # Errors
    /// When `dir` is no folder, or can't be read.
    pub fn open(dir: &Path) -> Result<Self, Fault> {
        let root = fs::canonicalize(dir).map_err(|error| fault("read", dir, &error))?;
        if !root.is_dir() {
            return Err(Box::new(Diagnostic::error(
                "not-a-folder",
                format!("{} is not a folder", dir.display()),
            )));
        }
        Ok(Self { root })
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The place of a project path on disk.
    #[must_use]
    pub fn place(&self, path: &str) -> PathBuf {
        path.split('/')
            .fold(self.root.clone(), |place, part| place.join(part))
    }

    /// The bytes of a file, `None` when there is none.
    ///
    /// # Errors
    /// When it is there and can't be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let place = self.place(path);
        match fs::read(&place) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(fault("read", &place, &error)),
        }
    }

    /// What stands at `path`, looking through no symbolic link.
    pub(super) fn look(&self, path: &str) -> Result<Found, Fault> {
        if let Some(obstacle) = self.obstacle(path)? {
            return Ok(Found::Obstacle(obstacle));
        }
        Ok(self.read(path)?.map_or(Found::Nothing, Found::File))
    }

    /// The first part of `path` that is not what it must be: folders, then a file.
    fn obstacle(&self, path: &str) -> Result<Option<String>, Fault> {
        let mut place = self.root.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let kind = match fs::symlink_metadata(&place) {
                Ok(metadata) => metadata.file_type(),
                Err(error) if is_absent(&error) => return Ok(None),
                Err(error) => return Err(fault("read", &place, &error)),
            };
            let last = parts.peek().is_none();
            let shown = place
                .strip_prefix(&self.root)
                .unwrap_or(&place)
                .display()
                .to_string();
            if kind.is_symlink() {
                return Ok(Some(format!("{shown} is a symbolic link")));
            }
            if last && !kind.is_file() {
                return Ok(Some(format!("{shown} is not a file")));
            }
            if !last && !kind.is_dir() {
                return Ok(Some(format!("{shown} is not a folder")));
            }
        }
        Ok(None)
    }

    /// Every file below `zone`, as project paths, in any order. Build folders and the litter of file browsers are
    /// left out; a symbolic link counts as a file.
    pub(super) fn walk(&self, zone: &str) -> Result<Vec<String>, Fault> {
        let mut found = Vec::new();
        let mut open = vec![zone.to_owned()];
        while let Some(path) = open.pop() {
            let place = self.place(&path);
            match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => {
                    found.push(path);
                    continue;
                }
                Err(error) if is_absent(&error) => continue,
                Err(error) => return Err(fault("read", &place, &error)),
            }
            for entry in fs::read_dir(&place).map_err(|error| fault("read", &place, &error))? {
                let entry = entry.map_err(|error| fault("read", &place, &error))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
                let inner = format!("{path}/{name}");
                match (is_dir, name.as_str()) {
                    (true, "target") | (false, ".DS_Store" | "Thumbs.db" | "desktop.ini") => {}
                    (true, _) => open.push(inner),
                    (false, _) => found.push(inner),
                }
            }
        }
        Ok(found)
    }

    /// Refuses a second run on the same project.
    pub(super) fn guard(&self) -> Result<Guard, Fault> {
        let home = self.place(HOME);
        fs::create_dir_all(&home).map_err(|error| fault("write", &home, &error))?;
        // On Unix the folder itself is locked, so that no file is left behind for it.
        let held = if cfg!(unix) {
            File::open(&home)
        } else {
            File::create(home.join("guard"))
        };
        let file = held.map_err(|error| fault("read", &home, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Guard { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(Box::new(
                Diagnostic::error(
                    "busy",
                    format!(
                        "another run of specwright is at work in {}",
                        self.root.display()
                    ),
                )
                .help("wait for it to end, then run again"),
            )),
            // A file system without locks: two runs at once are not noticed there.
            Err(TryLockError::Error(_)) => Ok(Guard { _file: None }),
        }
    }
}

/// Makes a folder and those above it.
pub(super) fn make(dir: &Path) -> Result<(), Fault> {
    fs::create_dir_all(dir).map_err(|error| fault("write", dir, &error))
}

/// Waits until no other process has its turn in `dir`, a folder of ours; the turn ends when the guard is dropped.
///
/// # Errors
/// When the folder can't be made.
pub fn turn(dir: &Path) -> Result<Guard, Fault> {
    make(dir)?;
    let place = dir.join("turn");
    let file = File::create(&place).map_err(|error| fault("write", &place, &error))?;
    let held = file.lock();
    Ok(Guard {
        _file: held.is_ok().then_some(file),
    })
}

/// A project path must stay in the project on every system.
pub(super) fn check_path(path: &str) -> Result<(), Fault> {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
    if path.split('/').all(plain) {
        return Ok(());
    }
    Err(Box::new(Diagnostic::error(
        "bad-path",
        format!("`{path}` is no path inside the project"),
    )))
}

/// `verb` is `read` or `write`.
pub(super) fn fault(verb: &str, place: &Path, error: &io::Error) -> Fault {
    let code = if verb == "read" {
        "cannot-read"
    } else {
        "cannot-write"
    };
    Box::new(Diagnostic::error(
        code,
        format!("cannot {verb} {}: {error}", place.display()),
    ))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
