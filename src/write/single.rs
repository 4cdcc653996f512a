//! One file outside of any project: what `-o` names. In: a path and bytes. Out: the file as a whole, or the old one.

use super::Fault;
use super::folder::fault;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Writes `bytes` to `path`: beside it first, then in its place, so that a full disk costs nothing.
///
/// # Errors
/// When it can't be written.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let failed = |error: &std::io::Error| fault("write", path, error);
    // A pipe or a device is written to, not replaced; so is what a link leads to.
    let replaced = match fs::symlink_metadata(path) {
        Ok(found) => found.is_file(),
        Err(_) => true,
    };
    if !replaced {
        return fs::write(path, bytes).map_err(|error| failed(&error));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_or(0o666, |found| found.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode))
    };
    let draft = builder.prefix(".specwright-").tempfile_in(folder);
    let mut draft = draft.map_err(|error| failed(&error))?;
    draft.write_all(bytes).map_err(|error| failed(&error))?;
    draft.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}
