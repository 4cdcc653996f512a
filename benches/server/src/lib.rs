//! Makes servers, starts them on a free port of this machine, and reads what they cost from `/proc` (Linux).

use std::{
    env, fs, io,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The repository.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().unwrap_or(here.to_owned())
}

/// Where projects and what is built from them are kept between runs.
#[must_use]
pub fn work() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR");
    target
        .map_or_else(|| root().join("target"), PathBuf::from)
        .join("server-bench")
}

fn run(command: &mut Command) -> io::Result<()> {
    let status = command.env("CARGO_TERM_COLOR", "never").status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{command:?}: {status}")))
}

/// Makes a project from a description with this repository's program, or `SPECWRIGHT`, and puts this file in.
///
/// # Errors
/// What fails.
pub fn project(name: &str, spec: &Path, file: Option<(&str, &Path)>) -> io::Result<PathBuf> {
    let folder = work().join(name);
    let lock = fs::read(folder.join("Cargo.lock")).ok();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(work())?;
    let mut specwright = match env::var_os("SPECWRIGHT") {
        Some(program) => Command::new(program),
        None => Command::new("cargo"),
    };
    if env::var_os("SPECWRIGHT").is_none() {
        specwright.args(["run", "--quiet", "--bin", "specwright", "--"]);
    }
    specwright.args(["new", "--quiet"]).arg(spec).arg(&folder);
    run(specwright.current_dir(root()))?;
    if let Some((path, file)) = file {
        fs::copy(file, folder.join(path))?;
    }
    if let Some(lock) = lock {
        fs::write(folder.join("Cargo.lock"), lock)?;
    }
    Ok(folder)
}

/// Builds a package as it is released; its program.
///
/// # Errors
/// It does not build.
pub fn built(package: &Path, name: &str) -> io::Result<PathBuf> {
    let target = work().join("target");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--bin", name]);
    run(cargo.current_dir(package).env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release").join(name))
}

/// A running server, which ends with this value.
#[derive(Debug)]
pub struct Served {
    child: Child,
    pub address: SocketAddr,
}

impl Served {
    /// Starts it with `PORT`, and waits until it answers at `/healthz`. Its output goes to a file beside the projects.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(name: &str, command: impl FnOnce(u16) -> Command) -> io::Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = fs::File::create(work().join(format!("{name}.log")))?;
        let child = command(address.port())
            .env("PORT", address.port().to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let mut served = Self { child, address };
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) {
            if let Some(status) = served.child.try_wait()? {
                return Err(io::Error::other(format!("{name} ended at once: {status}")));
            }
            if served.is_well().unwrap_or(false) {
                return Ok(served);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(io::Error::other(format!("{name} did not answer in time")))
    }

    /// Whether `/healthz` answers 200.
    ///
    /// # Errors
    /// There is no answer.
    pub fn is_well(&self) -> io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(5))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200"))
    }

    /// Whether the process still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// CPU seconds so far, of the program and of the system on its behalf (proc(5)).
    #[must_use]
    pub fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let ticks = stat.ok().and_then(|stat| {
            let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
            let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
            Some(ticks(11)? + ticks(12)?)
        });
        ticks.map_or(f64::NAN, |ticks| ticks / 100.0)
    }

    /// Memory in use, in KiB.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let line = status
            .as_deref()
            .unwrap_or_default()
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok())
            .unwrap_or(0)
    }

    /// Open files, sockets among them.
    #[must_use]
    pub fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
