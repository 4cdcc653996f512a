//! Requests per CPU second, latency, errors and memory of an emitted service and of FastAPI, over the same tables.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

mod client;
#[path = "../../../tests/project/postgres.rs"]
mod postgres;

use client::Seen;
use postgres::{Postgres, free_port};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const CLIENTS: usize = 16;
const ROWS: usize = 1000;
const WARM: Duration = Duration::from_secs(2);
/// Clock ticks per second in `/proc/PID/stat`, on every Linux that this runs on.
const TICKS: f64 = 100.0;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let time = Duration::from_secs(seconds.unwrap_or(10));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = build(root)?;
    let python = python(root);
    let dir = tempfile::tempdir()?;
    println!(
        "{CLIENTS} clients, {} s each; per round: 1 create, 4 reads, 2 lists of 20, 2 changes, 1 deletion; {ROWS} rows\n",
        time.as_secs()
    );
    println!("                          requests   per s   per CPU s   p99 ms   errors   MB");
    let file = dir.path().join("items.db");
    let sqlite = format!("sqlite://{}?mode=rwc", file.display());
    let other = format!("sqlite+aiosqlite:///{}", file.display());
    pair("SQLite", &program, python.as_deref(), (&sqlite, &other), dir.path(), time)?;
    match Postgres::start() {
        Some(server) => {
            let url = server.database("items");
            let other = url.replace("postgres://", "postgresql+asyncpg://");
            pair("PostgreSQL", &program, python.as_deref(), (&url, &other), dir.path(), time)?;
        }
        None => println!("PostgreSQL is not installed: left out"),
    }
    Ok(())
}

/// One database, both services.
fn pair(
    name: &str,
    program: &Path,
    python: Option<&Path>,
    (url, other): (&str, &str),
    dir: &Path,
    time: Duration,
) -> Result<()> {
    let port = free_port();
    let mut emitted = Command::new(program);
    emitted.env("DATABASE_URL", url).env("PORT", port.to_string());
    let service = Service::start(&mut emitted, dir, port, "/readyz")?;
    client::fill(port, ROWS)?;
    let emitted = service.load(&format!("{name}, emitted"), time)?;
    drop(service);
    let Some(python) = python else { return Ok(()) };
    let port = free_port();
    let mut fastapi = Command::new(python);
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("fastapi");
    fastapi
        .args(["-m", "uvicorn", "app:app", "--no-access-log", "--log-level", "error", "--app-dir"])
        .arg(app)
        .args(["--port", &port.to_string()])
        .env("DATABASE_URL", other)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let service = Service::start(&mut fastapi, dir, port, "/items?limit=1")?;
    let fastapi = service.load(&format!("{name}, FastAPI"), time)?;
    println!("{name}: {:.1} times the requests per CPU second\n", emitted / fastapi);
    Ok(())
}

/// A service under load, killed when it is dropped.
struct Service {
    process: Child,
    port: u16,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Service {
    fn start(command: &mut Command, dir: &Path, port: u16, path: &str) -> Result<Self> {
        let process = command
            .current_dir(dir)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let service = Self { process, port };
        let begun = Instant::now();
        while !client::answers(port, path) {
            if begun.elapsed() > Duration::from_secs(60) {
                return Err(format!("{command:?} does not start").into());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(service)
    }

    /// CPU seconds so far.
    fn cpu(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let (_, fields) = stat.rsplit_once(')').ok_or("no stat")?;
        let mut fields = fields.split_whitespace().skip(11);
        let mut ticks = || -> Result<f64> { Ok(fields.next().ok_or("no stat")?.parse()?) };
        Ok((ticks()? + ticks()?) / TICKS)
    }

    /// Resident memory, in MB.
    fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes: f64 = line.and_then(|line| line.split_whitespace().next()).ok_or("no VmRSS")?.parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Requests per CPU second.
    fn load(&self, name: &str, time: Duration) -> Result<f64> {
        self.clients(WARM);
        let before = self.cpu()?;
        let mut seen = self.clients(time);
        let cpu = self.cpu()? - before;
        let count = seen.latencies.len();
        #[allow(clippy::cast_precision_loss, reason = "no load is so long")]
        let requests = count as f64;
        println!(
            "{name:24}  {count:8}  {:6.0}  {:10.0}  {:7.2}  {:7}  {:3.0}",
            requests / time.as_secs_f64(),
            requests / cpu,
            seen.p99(),
            seen.errors,
            self.memory()?
        );
        Ok(requests / cpu)
    }

    fn clients(&self, time: Duration) -> Seen {
        let until = Instant::now() + time;
        let mut seen = Seen::default();
        thread::scope(|scope| {
            let running: Vec<_> = (0..CLIENTS)
                .map(|client| scope.spawn(move || client::run(self.port, client, ROWS, until)))
                .collect();
            for client in running {
                match client.join() {
                    Ok(one) => {
                        seen.latencies.extend(one.latencies);
                        seen.errors += one.errors;
                    }
                    Err(_) => seen.errors += 1,
                }
            }
        });
        seen
    }
}

/// Makes the project anew and builds it.
fn build(root: &Path) -> Result<PathBuf> {
    let target = root.join("target");
    let project = target.join("items");
    let lock = fs::read(project.join("Cargo.lock")).ok();
    let _ = fs::remove_dir_all(&project);
    fs::create_dir_all(&target)?;
    let specwright = root.join("../../Cargo.toml");
    let mut new = Command::new(env!("CARGO"));
    new.args(["run", "--quiet", "--manifest-path"]).arg(specwright).args(["--", "new"]);
    run(new.arg(root.join("items.yaml")).arg(&project).stdout(Stdio::null()))?;
    if let Some(lock) = lock {
        fs::write(project.join("Cargo.lock"), lock)?;
    }
    run(Command::new(env!("CARGO"))
        .current_dir(&project)
        .args(["build", "--release", "--quiet"])
        .env("CARGO_TARGET_DIR", target.join("emitted")))?;
    Ok(target.join("emitted/release/items"))
}

/// A Python that has FastAPI; nothing where it can't be had.
fn python(root: &Path) -> Option<PathBuf> {
    let environment = root.join("target/venv");
    let python = environment.join("bin/python");
    let ready = environment.join("ready");
    if !ready.is_file() {
        let made = run(Command::new("python3").args(["-m", "venv"]).arg(&environment)).and_then(|()| {
            run(Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
                .arg(root.join("fastapi/requirements.txt")))
        });
        if let Err(fault) = made {
            println!("FastAPI can't be had ({fault}): left out");
            return None;
        }
        fs::write(ready, "").ok()?;
    }
    Some(python)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {status}").into())
    }
}
