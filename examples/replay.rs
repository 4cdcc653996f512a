//! Replays recorded FastAPI exchanges against the emitted server. In: a folder with `cases/`, `merge.py` and `replay.py`.
//! Out: how many exchanges of each class hold, and why the others don't.
//!
//! ```text
//! cargo run --example replay -- ../recordings
//! cargo run --example replay -- ../recordings --single --level full
//! ```
//!
//! With `--twins specs/rust/fastapi/mod.rs` the server is that of the Rust-typed spec, and each application is asked at the
//! prefix of its twin. All cases that fit into one document are answered by one server, built once; with `--single`, each of the others is
//! built and asked by itself.

use clap::Parser;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Replays recorded FastAPI exchanges against the emitted server.
#[derive(Debug, Parser)]
#[command(name = "replay")]
struct Arguments {
    /// The folder with the recordings and the two scripts that belong to them
    suite: PathBuf,
    /// What has to agree: `status`, `loc` or `full`; both of the latter when it is not given
    #[arg(long)]
    level: Option<String>,
    /// Also the cases that can't be merged, each with a server of its own
    #[arg(long)]
    single: bool,
    /// Against the twins of a Rust-typed spec (specs/rust/fastapi/mod.rs), each under its own prefix
    #[arg(long, value_name = "SPEC")]
    twins: Option<PathBuf>,
    /// Each case whose name contains one of these by itself, and nothing else
    #[arg(long, value_name = "TEXT")]
    case: Vec<String>,
    /// Every exchange that does not hold, by cause
    #[arg(long, short)]
    verbose: bool,
    /// Where to work
    #[arg(long, value_name = "DIR", default_value = "target/replay")]
    target: PathBuf,
}

/// Class → exchanges compared, and those that hold.
type Totals = BTreeMap<String, (u64, u64)>;

const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = io::stdout();
    if !arguments.suite.join("replay.py").is_file() {
        let _ = writeln!(
            out,
            "skipped: there is no replay.py in {}",
            arguments.suite.display()
        );
        return ExitCode::SUCCESS;
    }
    match run(&arguments, &mut out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments, out: &mut impl Write) -> io::Result<()> {
    fs::create_dir_all(&arguments.target)?;
    let work = arguments.target.canonicalize()?;
    if let Some(spec) = &arguments.twins {
        return twins(arguments, &work, spec, out);
    }
    let all = files(&arguments.suite.join("cases"))?;
    if !arguments.case.is_empty() {
        let wanted = all.iter().filter(|case| {
            let name = case.file_stem().unwrap_or_default().to_string_lossy();
            arguments.case.iter().any(|text| name.contains(text))
        });
        return wanted
            .into_iter()
            .try_for_each(|case| replay_alone(arguments, &work, case, out));
    }
    let merged = work.join("merged");
    let _ = fs::remove_dir_all(&merged);
    let script = arguments.suite.join("merge.py");
    finish(Command::new("python3").arg(script).arg(&merged).args(&all))?;
    let cases = files(&merged.join("cases"))?;
    replay(
        arguments,
        &work,
        &merged.join("openapi.json"),
        &cases,
        &format!("{} merged cases", cases.len()),
        out,
    )?;
    if !arguments.single {
        return Ok(());
    }
    let names: BTreeSet<_> = cases.iter().filter_map(|case| case.file_name()).collect();
    for case in all
        .iter()
        .filter(|case| !case.file_name().is_some_and(|name| names.contains(name)))
    {
        replay_alone(arguments, &work, case, out)?;
    }
    Ok(())
}

/// Asks the twins of applications, which are one server.
fn twins(arguments: &Arguments, work: &Path, spec: &Path, out: &mut impl Write) -> io::Result<()> {
    let server = serve(spec, work)?;
    let folder = spec.parent().unwrap_or(Path::new("."));
    let mut report = Vec::new();
    let (mut whole, mut asked) = (0, 0);
    for case in files(&arguments.suite.join("cases"))? {
        let stem = case.file_stem().unwrap_or_default().to_string_lossy();
        let Some(name) = stem.strip_prefix("docs-") else {
            continue;
        };
        let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let name = name.replace("__", "_");
        if !folder.join(format!("{name}.rs")).is_file() {
            continue;
        }
        let answer = Command::new("python3")
            .arg(arguments.suite.join("replay.py"))
            .arg(&case)
            .args([
                "--json",
                "--only",
                "reject-422,reject-400,auth,routing,accept",
            ])
            .args(["--level", arguments.level.as_deref().unwrap_or("loc")])
            .arg("--base-url")
            .arg(format!("http://127.0.0.1:{}/{name}", server.port))
            .stderr(Stdio::inherit())
            .output()?;
        let mut told: Value = serde_json::from_slice(&answer.stdout)?;
        let cases = told["cases"].as_array_mut().map(std::mem::take);
        let mut cases = cases.unwrap_or_default();
        for case in &mut cases {
            forgive(case, &name);
        }
        let failed = |case: &Value| case["failed"].as_array().is_some_and(|it| !it.is_empty());
        asked += 1;
        whole += usize::from(!cases.iter().any(failed));
        report.extend(cases);
    }
    writeln!(out, "{whole} of {asked} twins hold whole")?;
    tell(
        &serde_json::json!({ "cases": report }),
        arguments.verbose,
        out,
    )
}

/// One case with a server of its own.
fn replay_alone(
    arguments: &Arguments,
    work: &Path,
    case: &PathBuf,
    out: &mut impl Write,
) -> io::Result<()> {
    let recorded: Value = serde_json::from_slice(&fs::read(case)?)?;
    let document = work.join("openapi.json");
    fs::write(&document, recorded["openapi"].to_string())?;
    let name = case.file_stem().unwrap_or_default().to_string_lossy();
    let cases = std::slice::from_ref(case);
    replay(arguments, work, &document, cases, &name, out)
}

/// A redirect leads to where the twin is: under its prefix, which the recording does not have.
fn forgive(case: &mut Value, name: &str) {
    let prefix = format!("/{name}/");
    let moved = |failure: &Value| {
        let why = failure["why"].get(0).and_then(Value::as_str);
        let parts: Vec<&str> = why.unwrap_or_default().split('\'').collect();
        let leads = matches!(parts[..], [head, "location", _, theirs, _, ours, _]
            if head.starts_with("headers") && ours.replacen(&prefix, "/", 1) == theirs);
        leads.then(|| failure["class"].as_str().unwrap_or_default().to_owned())
    };
    let mut failed = case["failed"].take();
    let all = failed.as_array_mut().map(std::mem::take);
    let (forgiven, left): (Vec<Value>, Vec<Value>) = all
        .unwrap_or_default()
        .into_iter()
        .partition(|it| moved(it).is_some());
    for class in forgiven.iter().filter_map(moved) {
        let held = &mut case["per_class"][class.as_str()]["holds"];
        *held = (held.as_u64().unwrap_or_default() + 1).into();
    }
    case["failed"] = left.into();
}

/// Builds the server of a document, and asks it what the cases say.
fn replay(
    arguments: &Arguments,
    work: &Path,
    document: &Path,
    cases: &[PathBuf],
    name: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let server = serve(document, work)?;
    let levels = match &arguments.level {
        Some(level) => vec![level.as_str()],
        None => vec!["loc", "full"],
    };
    for level in levels {
        let answer = Command::new("python3")
            .arg(arguments.suite.join("replay.py"))
            .args(cases)
            .args(["--json", "--level", level, "--base-url"])
            .arg(format!("http://127.0.0.1:{}", server.port))
            .stderr(Stdio::inherit())
            .output()?;
        let report: Value = serde_json::from_slice(&answer.stdout)?;
        writeln!(out, "{name}, level {level}:")?;
        tell(&report, arguments.verbose, out)?;
    }
    Ok(())
}

/// Builds the server of a document, and starts it.
fn serve(document: &Path, work: &Path) -> io::Result<Server> {
    let project = work.join("project");
    let _ = fs::remove_dir_all(&project);
    let cargo = || Command::new(env!("CARGO"));
    finish(
        cargo()
            .args([
                "run",
                "--quiet",
                "--bin",
                "specwright",
                "--",
                "new",
                "--quiet",
                "--name",
                "replayed",
            ])
            .arg(document)
            .arg(&project),
    )?;
    let built = work.join("target");
    finish(
        cargo()
            .args(["build", "--quiet"])
            .current_dir(&project)
            .env("CARGO_TARGET_DIR", &built),
    )?;
    Server::start(&built.join("debug/replayed"), work)
}

fn tell(report: &Value, verbose: bool, out: &mut impl Write) -> io::Result<()> {
    let mut totals = Totals::new();
    let mut causes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in report["cases"].as_array().into_iter().flatten() {
        for (class, counts) in case["per_class"].as_object().into_iter().flatten() {
            let (all, held) = (counts["n"].as_u64(), counts["holds"].as_u64());
            if let (Some(all), Some(held)) = (all, held) {
                let total = totals.entry(class.clone()).or_default();
                *total = (total.0 + all, total.1 + held);
            }
        }
        for failure in case["failed"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let why = failure["why"].as_array().map_or(&[][..], Vec::as_slice);
            let first = text(why.first().unwrap_or(&Value::Null));
            let cause = format!("{}: {}", text(&failure["class"]), cause(&first));
            causes.entry(cause).or_default().push(format!(
                "{} {} {} [{}] {}",
                text(&case["case"]),
                text(&failure["method"]),
                text(&failure["path"]),
                text(&failure["label"]),
                failure["why"]
            ));
        }
    }
    let mut causes: Vec<_> = causes.into_iter().filter(|_| verbose).collect();
    causes.sort_by_key(|(_, failures)| Reverse(failures.len()));
    for (cause, failures) in causes {
        writeln!(out, "  {:5} {cause}", failures.len())?;
        for failure in failures {
            writeln!(out, "          {failure}")?;
        }
    }
    for (class, (all, held)) in totals {
        // Hundredths of a percent are as far as one looks.
        let share = held * 10_000 / all.max(1);
        writeln!(
            out,
            "  {class:12} {held:5} of {all:5}  {:3}.{:02} %",
            share / 100,
            share % 100
        )?;
    }
    Ok(())
}

/// What went wrong, without the values of the single exchange: the status, and the types of the errors.
fn cause(why: &str) -> String {
    if let Some((missing, surplus)) = why.split_once(" surplus ") {
        return format!("missing {} surplus {}", types(missing), types(surplus));
    }
    if let Some((status, body)) = why.split_once("; body ") {
        let said = body.split("\"type\":\"").skip(1);
        let said: BTreeSet<&str> = said.filter_map(|rest| rest.split('"').next()).collect();
        return format!("{status} {said:?}");
    }
    let (field, wanted) = why.split_once(':').unwrap_or((why, ""));
    format!("{field} {}", types(wanted))
}

/// The first members of Python's tuples.
fn types(tuples: &str) -> String {
    let starts = tuples.split("('").skip(1);
    let types: BTreeSet<&str> = starts.filter_map(|rest| rest.split('\'').next()).collect();
    format!("{types:?}")
}

struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(program: &Path, work: &Path) -> io::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let log = File::create(work.join("server.log"))?;
        let child = Command::new(program)
            .current_dir(work)
            .env("MOCK", "1")
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("RUST_LOG", "off")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let server = Self { child, port };
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if started.elapsed() > PATIENCE {
                return Err(io::Error::other("the server did not start; see server.log"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The JSON files of a folder, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    Ok(files)
}

fn finish(command: &mut Command) -> io::Result<()> {
    let done = command.stdin(Stdio::null()).output()?;
    if done.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    Err(io::Error::other(format!("{command:?} failed:\n{told}")))
}
