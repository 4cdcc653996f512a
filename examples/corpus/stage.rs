//! The folder where projects are laid, and what Cargo is asked about them. In: a tree. Out: nothing, or what failed.

use crate::generate::NAME;
use crate::measure::{self, Run};
use crate::row::Row;
use specwright::tree::{Owner, Tree};
use specwright::write::{self, Job};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Check,
    Fmt,
    Clippy,
    Test,
    Serve,
}

pub struct Failure {
    pub stage: &'static str,
    pub text: String,
}

impl Failure {
    pub fn new(stage: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { stage, text }
    }
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Test => "test",
            Self::Serve => "serve",
        }
    }

    /// Runs Cargo; [`Stage::Serve`] builds only.
    pub fn run(self, bench: &Bench, row: &mut Row) -> io::Result<Option<Failure>> {
        let arguments: &[&str] = match self {
            Self::Check => &["check", "--workspace"],
            Self::Fmt => &["fmt", "--all", "--check"],
            Self::Clippy => &["clippy", "--workspace", "--all-targets"],
            // As a user types it: the manifest's default members must do.
            Self::Test => &["test"],
            Self::Serve => &["build", "--bin", NAME],
        };
        let run = bench.cargo(arguments)?;
        row.measured(self, &run);
        Ok((!run.status.success()).then(|| Failure::new(self.name(), run.text)))
    }
}

pub struct Bench {
    pub project: PathBuf,
    target: PathBuf,
    logs: PathBuf,
    jobs: Option<usize>,
}

impl Bench {
    pub fn new(folder: &Path, jobs: Option<usize>) -> io::Result<Self> {
        let folder = std::path::absolute(folder)?;
        let bench = Self {
            project: folder.join("project"),
            target: folder.join("build"),
            logs: folder.join("log"),
            jobs,
        };
        fs::create_dir_all(&bench.logs)?;
        Ok(bench)
    }

    /// Makes the folder hold this project. Nothing in it is a user's; what does not differ is not touched, and what
    /// Cargo locked stays.
    pub fn lay(&self, tree: &Tree) -> Result<(), String> {
        let mut all = Tree::default();
        for (path, file) in tree.iter() {
            all.add(path, Owner::Generated, file.contents.clone());
        }
        let job = Job {
            tree: &all,
            description: &[],
            settled: &[],
        };
        write::mirror(job, &self.project)
            .map(drop)
            .map_err(|fault| format!("{fault:?}"))
    }

    /// A warning is an error. The registry is asked only when there is no lock file, or when it does not do.
    fn cargo(&self, arguments: &[&str]) -> io::Result<Run> {
        let formats = arguments.first() == Some(&"fmt");
        let offline = !formats && self.project.join("Cargo.lock").exists();
        let run = self.attempt(arguments, offline)?;
        let unlocked = offline && !run.status.success() && run.text.contains("--offline");
        if unlocked {
            self.attempt(arguments, false)
        } else {
            Ok(run)
        }
    }

    fn attempt(&self, arguments: &[&str], offline: bool) -> io::Result<Run> {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command
            .args(arguments)
            .args(offline.then_some("--offline"))
            .current_dir(&self.project)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_COLOR", "never")
            .env("RUST_BACKTRACE", "0")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("RUSTFLAGS", "-D warnings");
        if let Some(jobs) = self.jobs {
            command.env("CARGO_BUILD_JOBS", jobs.to_string());
        }
        measure::run(&mut command)
    }

    pub fn program(&self) -> PathBuf {
        let name = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
        self.target.join("debug").join(name)
    }

    /// Where the text of a failure goes.
    pub fn log(&self, spec: &Path, stage: &str) -> PathBuf {
        let name: String = spec
            .to_string_lossy()
            .trim_start_matches(['.', '/'])
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '-' })
            .collect();
        self.logs.join(format!("{name}.{stage}.txt"))
    }
}
