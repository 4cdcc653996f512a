//! Making projects with the real program, for the tests that compare and that build them.

use std::path::Path;
use std::process::{Command, Stdio};

/// Name of the project → its description, from the root of the repository.
#[allow(dead_code, reason = "not every test is about them")]
pub const PROJECTS: &[(&str, &str)] = &[
    ("petstore", "specs/petstore.yaml"),
    ("oddities", "specs/oddities.yaml"),
    ("dependencies", "specs/features/dependencies.yaml"),
    ("streams", "specs/streams.yaml"),
    ("accounts", "specs/features/accounts.yaml"),
    ("clients", "specs/features/clients.yaml"),
    ("collections", "specs/features/collections.yaml"),
    ("notes", "specs/features/openapi-3.2.yaml"),
];

/// Projects that are committed, with a person's code in them: `examples/NAME`.
#[allow(dead_code, reason = "not every test is about them")]
pub const EXAMPLES: [&str; 3] = ["petstore", "users", "chat"];

#[allow(dead_code, reason = "not every test makes a path of it")]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Makes a project in `dir`.
#[allow(dead_code, reason = "not every test makes one")]
pub fn made(spec: &str, dir: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .current_dir(root())
        .arg("new")
        .args([Path::new(spec), dir])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{spec}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
