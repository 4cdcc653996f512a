//! What an emitted service has acknowledged is stored, whatever happens then: it is killed in the middle of a load
//! (`kill -9`), started again, and asked for everything. Once on a file, and once with two replicas on a server, where
//! `PostgreSQL` is installed (started here, in a folder of its own). Slow: it compiles.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_macros,
    reason = "a test fails where it stands, and says what it leaves out"
)]

mod project;

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A key, and what `API_KEYS` says of it.
const KEY: &str = "open-sesame";
const KEYS: &str = "tests:d7ecdf25eaf3deba0f2628771dbdd22d4138ab6cf38f91ed02a2ca0dec7c8ab7";
const CLIENTS: usize = 4;

/// The service, killed when it is dropped.
struct Service {
    process: Child,
    port: u16,
}

impl Drop for Service {
    fn drop(&mut self) {
        // SIGKILL: nothing is finished, nothing is said.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

fn start(program: &Path, dir: &Path, database: &str) -> Service {
    let port = free_port();
    let process = Command::new(program)
        .current_dir(dir)
        .env("PORT", port.to_string())
        .env("DATABASE_URL", database)
        .env("API_KEYS", KEYS)
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let service = Service { process, port };
    let begun = Instant::now();
    while ask(port, "GET", "/readyz", "").is_none_or(|(status, _)| status != 200) {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "it does not start"
        );
        thread::sleep(Duration::from_millis(50));
    }
    service
}

/// Status and body, if there is an answer.
fn ask(port: u16, method: &str, path: &str, body: &str) -> Option<(u16, serde_json::Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-api-key: {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.get(9..12)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

/// Creates pets until the service is gone; the ids of those that were acknowledged.
fn create(port: u16, client: usize) -> Vec<i64> {
    let mut made = Vec::new();
    for number in 0.. {
        let body = format!(r#"{{"name":"{client}-{number}","species":"cat","tags":["a","b"]}}"#);
        match ask(port, "POST", "/pets", &body) {
            Some((201, pet)) => made.push(pet["id"].as_i64().unwrap()),
            Some((status, body)) => panic!("{status} {body}"),
            None => break,
        }
    }
    made
}

/// Every pet that is stored, each of them whole.
fn stored(port: u16) -> BTreeSet<i64> {
    let mut ids = BTreeSet::new();
    loop {
        let path = format!("/pets?limit=100&offset={}", ids.len());
        let (status, page) = ask(port, "GET", &path, "").unwrap();
        assert_eq!(status, 200, "{page}");
        let page = page.as_array().unwrap().clone();
        for pet in &page {
            assert_eq!(pet["tags"], serde_json::json!(["a", "b"]), "{pet}");
            ids.insert(pet["id"].as_i64().unwrap());
        }
        if page.len() < 100 {
            return ids;
        }
    }
}

fn survives(program: &Path, dir: &Path, database: &str, replicas: usize) {
    // They start together: migrations run once all the same.
    let services: Vec<Service> = thread::scope(|scope| {
        let starting: Vec<_> = (0..replicas)
            .map(|_| scope.spawn(|| start(program, dir, database)))
            .collect();
        starting
            .into_iter()
            .map(|starting| starting.join().unwrap())
            .collect()
    });
    let ports: Vec<u16> = services.iter().map(|service| service.port).collect();
    let load: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let port = ports[client % replicas];
            thread::spawn(move || create(port, client))
        })
        .collect();
    thread::sleep(Duration::from_secs(2));
    drop(services);
    let acknowledged: BTreeSet<i64> = load
        .into_iter()
        .flat_map(|client| client.join().unwrap())
        .collect();
    assert!(
        acknowledged.len() > 20,
        "too little to mean anything: {acknowledged:?}"
    );

    let again = start(program, dir, database);
    let stored = stored(again.port);
    let lost: Vec<&i64> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged, and lost: {lost:?}");
    // What was under way may be there or not; no client had more than one request under way.
    assert!(stored.len() <= acknowledged.len() + CLIENTS);
}

/// A private server, stopped when it is dropped.
struct Postgres {
    programs: PathBuf,
    dir: tempfile::TempDir,
    port: u16,
}

impl Postgres {
    /// `None` where its programs are not installed.
    fn start() -> Option<Self> {
        let installed = fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut versions: Vec<PathBuf> = installed.map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        let programs = versions.pop()?.join("bin");
        let dir = tempfile::tempdir().unwrap();
        // Its programs refuse to be run by root; whoever runs them instead has to write here.
        fs::set_permissions(dir.path(), Permissions::from_mode(0o777)).unwrap();
        let server = Self {
            programs,
            dir,
            port: free_port(),
        };
        let data = server.dir.path().join("data");
        let data = data.to_str().unwrap();
        server.run("initdb", &["-D", data, "-A", "trust", "-U", "postgres"]);
        let (folder, port) = (server.dir.path().display(), server.port);
        let options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}");
        let log = server.dir.path().join("log");
        let log = log.to_str().unwrap();
        server.run(
            "pg_ctl",
            &["-D", data, "-l", log, "-o", &options, "-w", "start"],
        );
        Some(server)
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let is_root = fs::metadata("/proc/self")
            .is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let program = self.programs.join(program);
        let mut command = if is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let ran = command
            .args(arguments)
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(ran.success(), "{command:?}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.dir.path().join("data");
        self.run(
            "pg_ctl",
            &["-D", data.to_str().unwrap(), "-m", "immediate", "stop"],
        );
    }
}

#[test]
fn nothing_acknowledged_is_lost() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let dir = target.join("durable/petstore");
    let kept_lock = fs::read(dir.join("Cargo.lock")).ok();
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(target.join("durable")).unwrap();
    let (_, spec) = project::PROJECTS[0];
    project::made(spec, &dir);
    if let Some(lock) = kept_lock {
        fs::write(dir.join("Cargo.lock"), lock).unwrap();
    }
    let built = Command::new(env!("CARGO"))
        .current_dir(&dir)
        .args(["build", "--quiet"])
        .env("CARGO_TARGET_DIR", target.join("builds"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(built.success());
    let program = target.join("builds/debug/petstore");

    survives(&program, &dir, "sqlite://data/app.db?mode=rwc", 1);
    match Postgres::start() {
        Some(server) => {
            let database = format!("postgres://postgres@127.0.0.1:{}/postgres", server.port);
            survives(&program, &dir, &database, 2);
        }
        None => eprintln!("PostgreSQL is not installed: left out"),
    }
}
