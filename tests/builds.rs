//! What is emitted builds, is formatted, has no warning and passes its own tests. Slow: it compiles. All projects share
//! one target folder, which stays between runs.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod project;

use project::{PROJECTS, made, root};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs Cargo in an emitted project.
fn cargo(dir: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .current_dir(dir)
        .args(arguments)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("builds"),
        )
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo {} in {}:\n{}{}",
        arguments.join(" "),
        dir.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

#[test]
fn projects_build_and_pass_their_tests() {
    let projects = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
    fs::create_dir_all(&projects).unwrap();
    // Clippy takes the nearest configuration above a project: this one, and not this repository's own.
    fs::write(projects.join("clippy.toml"), "").unwrap();
    for (name, spec) in PROJECTS {
        // The same place in every run, so that Cargo finds what it built before.
        let dir = projects.join(name);
        let kept_lock = fs::read(dir.join("Cargo.lock")).ok();
        if dir.exists() {
            fs::remove_dir_all(&dir).unwrap();
        }
        made(spec, &dir);
        if let Some(lock) = kept_lock {
            fs::write(dir.join("Cargo.lock"), lock).unwrap();
        }
        // Tests of ours that have to run inside the project: they put services behind it.
        let live = root().join("tests/live").join(format!("{name}.rs"));
        if live.is_file() {
            fs::copy(live, dir.join("tests/live.rs")).unwrap();
        }
        cargo(&dir, &["fmt", "--all", "--check"]);
        cargo(
            &dir,
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        );
        cargo(&dir, &["test", "--workspace"]);
    }
}
