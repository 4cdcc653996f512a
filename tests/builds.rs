//! What is emitted builds, is formatted, has no warning and passes its own tests. Slow: it compiles. The projects share
//! one target folder, which stays between runs, and the examples another one.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails where it stands, and says what it leaves out"
)]

#[path = "project/postgres.rs"]
mod postgres;
mod project;

use postgres::Postgres;
use project::{EXAMPLES, PROJECTS, made, root};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs Cargo in an emitted project.
fn cargo(dir: &Path, arguments: &[&str]) {
    cargo_with(dir, arguments, &[]);
}

fn cargo_with(dir: &Path, arguments: &[&str], variables: &[(&str, &str)]) {
    // Cargo takes two packages of one name, in two workspaces, for the same: an example may be called as a project is.
    let target = if dir.starts_with(root().join("examples")) {
        "examples"
    } else {
        "builds"
    };
    let output = Command::new(env!("CARGO"))
        .current_dir(dir)
        .args(arguments)
        .envs(variables.iter().copied())
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(target),
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
        if *name == "collections" {
            evolved(spec, &dir);
        } else {
            made(spec, &dir);
        }
        if let Some(lock) = kept_lock {
            fs::write(dir.join("Cargo.lock"), lock).unwrap();
        }
        // Tests of ours that have to run inside the project: they put services behind it.
        for live in fs::read_dir(root().join("tests/live")).unwrap() {
            let live = live.unwrap().path();
            let stem = live.file_stem().unwrap().to_str().unwrap();
            // `NAME.rs`, and beside it `NAME_PART.rs`.
            let part = stem.strip_prefix(name);
            if let Some(part) = part.filter(|part| part.is_empty() || part.starts_with('_')) {
                fs::copy(&live, dir.join(format!("tests/live{part}.rs"))).unwrap();
            }
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
        if ["accounts", "clients", "collections"].contains(name) {
            on_a_server(&dir);
        }
        if *name == "collections" {
            runtime_with_data(&dir.join("crates/runtime"), &projects.join("runtime"));
        }
    }
}

/// The runtime's own tests of its data layer, which `cargo test` here leaves out: they need the database drivers.
fn runtime_with_data(emitted: &Path, dir: &Path) {
    let home = root().join("templates/runtime/src/data");
    copy(emitted, dir);
    copy(&home, &dir.join("src/data"));
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let manifest = manifest.replacen("test = false", "test = true", 1) + "\n[workspace]\n";
    fs::write(dir.join("Cargo.toml"), manifest).unwrap();
    cargo(dir, &["test", "--lib", "--features", "data"]);
}

/// Copies a folder over another one; files that are the same keep their time.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &to);
        } else if fs::read(&path).ok() != fs::read(&to).ok() {
            fs::copy(&path, &to).unwrap();
        }
    }
}

/// Makes a project of what the description may have been before, and brings it up to date: its tables are made by two
/// migrations.
fn evolved(spec: &str, dir: &Path) {
    let now = fs::read_to_string(root().join(spec)).unwrap();
    let mut before = now.clone();
    for (part, earlier) in [
        ("enum: [novel, poem, essay]", "enum: [novel, poem]"),
        (", rating, -rating", ""),
        ("        rating: { type: [number, 'null'] }\n", ""),
        ("        height: { type: integer }\n", ""),
        (
            "required: [title, price, kind]",
            "required: [title, price, kind, pages]",
        ),
    ] {
        assert!(before.contains(part), "{part}");
        before = before.replace(part, earlier);
    }
    let scratch = tempfile::tempdir().unwrap();
    let old = scratch.path().join("openapi.yaml");
    fs::write(&old, before).unwrap();
    made(old.to_str().unwrap(), dir);
    let first = |folder: &str| fs::read(dir.join(folder).join("0001_init.sql")).unwrap();
    let written = [first("migrations/sqlite"), first("migrations/postgres")];
    fs::write(dir.join("openapi.yaml"), now).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .arg("generate")
        .arg(dir)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("migration-by-hand"), "{said}");
    assert_eq!(
        written,
        [first("migrations/sqlite"), first("migrations/postgres")]
    );
    for database in ["sqlite", "postgres"] {
        assert!(
            dir.join("migrations")
                .join(database)
                .join("0002_tables.sql")
                .is_file()
        );
    }
}

/// The same on a server of `PostgreSQL`, where it is installed: every statement, and what our own tests ask.
#[expect(clippy::disallowed_macros, reason = "what is left out is said")]
fn on_a_server(dir: &Path) {
    let Some(server) = Postgres::start() else {
        eprintln!("PostgreSQL is not installed: left out");
        return;
    };
    cargo_with(
        dir,
        &["test", "--test", "live", "--test", "data"],
        &[
            ("LIVE_DATABASE_URL", &server.database("live")),
            ("TEST_DATABASE_URL", &server.database("statements")),
        ],
    );
}

#[test]
fn examples_build_and_pass_their_tests() {
    for name in EXAMPLES {
        let dir = root().join("examples").join(name);
        cargo(&dir, &["fmt", "--all", "--check"]);
        let clippy = ["clippy", "--workspace", "--all-targets"];
        cargo(&dir, &[&clippy[..], &["--", "-D", "warnings"]].concat());
        cargo(&dir, &["test", "--workspace"]);
    }
}
