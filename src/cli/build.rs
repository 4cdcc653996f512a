//! Builds an emitted project. In: its folder and the shared target folder. Out: the path of its program. What Cargo
//! says is shown in the progress display; in full only when the build fails, or with `-v`.

use super::Exit;
use super::console::{Console, Progress, complain};
use crate::diag::Diagnostic;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// How one run of Cargo ended.
enum Built {
    Program(PathBuf),
    /// What it said.
    Failed(String),
}

pub(super) fn build(
    dir: &Path,
    name: &str,
    target: &Path,
    console: &Console,
) -> Result<PathBuf, Exit> {
    let progress = console.progress(format!(
        "Building {name} (the first time takes a minute or two)"
    ));
    // With a lock file everything needed may be on this machine already; without one, the registry is asked first.
    let offline_first = dir.join("Cargo.lock").exists();
    let mut said = String::new();
    for offline in [offline_first, !offline_first] {
        match cargo(dir, name, target, offline, &progress, console) {
            Ok(Built::Program(program)) => return Ok(program),
            // The registry's own complaint says more than that of the attempt without it.
            Ok(Built::Failed(text)) if said.is_empty() || !offline => said = text,
            Ok(Built::Failed(_)) => {}
            Err(error) => {
                drop(progress);
                console.fault(
                    Diagnostic::error("no-cargo", format!("cannot run cargo: {error}")).help(
                        "`dev` builds the service with the Rust toolchain: https://rustup.rs",
                    ),
                );
                return Err(Exit::Failed);
            }
        }
    }
    drop(progress);
    if !console.verbose {
        complain(&said);
    }
    console.fault(Diagnostic::error(
        "build-failed",
        format!("{name} does not build; what cargo said is above"),
    ));
    Err(Exit::Failed)
}

fn cargo(
    dir: &Path,
    name: &str,
    target: &Path,
    offline: bool,
    progress: &Progress,
    console: &Console,
) -> std::io::Result<Built> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command
        .args([
            "build",
            "--message-format=json-render-diagnostics",
            "--bin",
            name,
        ])
        .args(offline.then_some("--offline"))
        .current_dir(dir)
        .env("CARGO_TARGET_DIR", target)
        // Nobody debugs a sketch, and symbols are a good part of the build.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let artifacts = child
        .stdout
        .take()
        .map(|stream| thread::spawn(move || executable(stream)));
    let said = follow(&mut child, progress, console);
    let status = child.wait()?;
    let executable = artifacts.and_then(|reader| reader.join().ok().flatten());
    Ok(match executable {
        Some(program) if status.success() => Built::Program(program),
        _ => Built::Failed(said),
    })
}

/// Reads Cargo's messages to their end; the last program named is ours.
fn executable(stream: impl Read) -> Option<PathBuf> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let messages = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    messages
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .last()
}

fn follow(child: &mut Child, progress: &Progress, console: &Console) -> String {
    let mut said = String::new();
    let Some(stream) = child.stderr.take() else {
        return said;
    };
    for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        if console.verbose {
            complain(&format!("{line}\n"));
        } else if let Some(package) = line.trim().strip_prefix("Compiling ") {
            progress.now(format!("Compiling {package}"));
        }
        said.push_str(&line);
        said.push('\n');
    }
    said
}
