//! `specwright dev SPEC|DIR`: one command to try a description.
//!
//! A description is generated into a folder of the user's cache, a project where it stands. All builds share one
//! target folder there, and all descriptions one project folder: the emitted runtime then keeps its path and its
//! times, so that Cargo builds only what the next description changes.

use super::console::Console;
use super::pipeline;
use super::serve::{self, Address};
use super::{Deny, Exit, build, generate};
use crate::diag::Diagnostic;
use crate::options::{self, Options};
use crate::source::SpecInput;
use crate::tree::{Owner, Tree};
use crate::write::{self, Job};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The description (`-` reads stdin), or the folder of a project
    spec: PathBuf,
    /// The port to serve on
    #[arg(long, env = "PORT", default_value_t = 8000)]
    port: u16,
    /// The address to serve on
    #[arg(long, env = "HOST", default_value = "127.0.0.1")]
    host: String,
    #[command(flatten)]
    deny: Deny,
}

/// A project that is ready to be built.
struct Ready {
    dir: PathBuf,
    /// The name of the package and of its binary.
    name: String,
}

pub(super) fn run(arguments: Arguments, console: &Console) -> Exit {
    match try_it(arguments, console) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn try_it(arguments: Arguments, console: &Console) -> Result<Exit, Exit> {
    let Arguments {
        spec,
        port,
        host,
        deny,
    } = arguments;
    let address =
        Address::new(&host, port).map_err(|message| stop("bad-address", &message, console))?;
    address
        .refuse_taken()
        .map_err(|message| stop("port-taken", &message, console))?;
    let cache = cache().ok_or_else(|| {
        stop(
            "no-cache",
            "there is no cache folder: set SPECWRIGHT_CACHE, or HOME",
            console,
        )
    })?;
    // One at a time from here to the first answer: all share the folder, and the program that is built.
    let waiting = console.progress("Waiting for another `specwright dev`");
    let turn = write::turn(&cache).map_err(|fault| {
        console.fault(*fault);
        Exit::Failed
    })?;
    drop(waiting);
    let ready = if spec.is_dir() {
        let (name, _) = generate::update(&spec, &[], &deny, console)?;
        Ready { dir: spec, name }
    } else {
        sketch(spec, &cache, &deny, console)?
    };
    let started = Instant::now();
    let program = build::build(&ready.dir, &ready.name, &cache.join("target"), console)?;
    console.remark(&format!(
        "Built {} in {:.1} s\n",
        ready.name,
        started.elapsed().as_secs_f64()
    ));
    let server = serve::start(&program, &ready.dir, &address, console)?;
    drop(turn);
    Ok(server.wait(console))
}

fn stop(code: &'static str, message: &str, console: &Console) -> Exit {
    console.fault(Diagnostic::error(code, message));
    Exit::Failed
}

/// Generates into the cache, over whatever description was tried last.
fn sketch(spec: PathBuf, cache: &Path, deny: &Deny, console: &Console) -> Result<Ready, Exit> {
    let name = options::package_name(
        &spec
            .file_stem()
            .unwrap_or(OsStr::new("service"))
            .to_string_lossy(),
    );
    let mut description = pipeline::read(&SpecInput::from_argument(spec), deny, console)?;
    let mut options = Options::new(name, description.entry());
    // Mock answers need no database, and build in half the time.
    options.data = false;
    let mut tree = generated(&description.build(&options, deny, console)?);
    for (path, bytes) in description.bundle() {
        if tree.get(&path).is_none() {
            tree.add(path, Owner::Generated, bytes);
        }
    }
    let dir = cache.join("dev");
    let progress = console.progress("Writing the project");
    let done = write::mirror(
        Job {
            tree: &tree,
            description: &[],
            settled: &[],
        },
        &dir,
    );
    drop(progress);
    done.map_err(|fault| {
        console.fault(*fault);
        Exit::Failed
    })?;
    Ok(Ready {
        dir,
        name: options.name,
    })
}

/// Nothing in the cache is the user's.
fn generated(tree: &Tree) -> Tree {
    let mut all = Tree::default();
    for (path, file) in tree.iter() {
        all.add(path, Owner::Generated, file.contents.clone());
    }
    all
}

/// The folder that holds what can be made again: `SPECWRIGHT_CACHE`, else where the system keeps such things.
fn cache() -> Option<PathBuf> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let chosen = folder("SPECWRIGHT_CACHE").or_else(|| {
        let base = if cfg!(windows) {
            folder("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            folder("HOME").map(|home| home.join("Library/Caches"))
        } else {
            folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
        };
        base.map(|base| base.join("specwright"))
    })?;
    std::path::absolute(chosen).ok()
}
