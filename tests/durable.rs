//! What an emitted service has acknowledged is stored, and what it has promised is done, whatever happens then: it is
//! killed in the middle of a load (`kill -9`), started again, and asked for everything. Once on a file, and once with two
//! replicas and a worker on a server, where `PostgreSQL` is installed (started here, in a folder of its own). Slow: it
//! compiles.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_macros,
    reason = "a test fails where it stands, and says what it leaves out"
)]

#[path = "project/postgres.rs"]
mod postgres;
mod project;

use postgres::{Postgres, free_port};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A key, and what `API_KEYS` says of it.
const KEY: &str = "open-sesame";
const KEYS: &str = "tests:d7ecdf25eaf3deba0f2628771dbdd22d4138ab6cf38f91ed02a2ca0dec7c8ab7";
const CLIENTS: usize = 4;

/// A process of the service, killed when it is dropped.
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

/// Where the service runs, and on what.
#[derive(Clone, Copy)]
struct Place<'p> {
    program: &'p Path,
    dir: &'p Path,
    database: &'p str,
    /// How many jobs at once each process does that serves requests.
    jobs: &'p str,
}

fn spawn(place: Place<'_>, arguments: &[&str], port: u16) -> Service {
    let process = Command::new(place.program)
        .current_dir(place.dir)
        .args(arguments)
        .env("PORT", port.to_string())
        .env("DATABASE_URL", place.database)
        .env("JOB_WORKERS", place.jobs)
        .env("JOB_LEASE", "2s")
        .env("API_KEYS", KEYS)
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    Service { process, port }
}

fn start(place: Place<'_>) -> Service {
    let port = free_port();
    let service = spawn(place, &[], port);
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

/// Every pet that is stored.
fn pets(port: u16) -> Vec<serde_json::Value> {
    let mut pets = Vec::new();
    loop {
        let path = format!("/pets?limit=100&offset={}", pets.len());
        let (status, page) = ask(port, "GET", &path, "").unwrap();
        assert_eq!(status, 200, "{page}");
        let page = page.as_array().unwrap();
        pets.extend(page.iter().cloned());
        if page.len() < 100 {
            return pets;
        }
    }
}

/// The ids of all, each of them whole.
fn stored(port: u16) -> BTreeSet<i64> {
    let id = |pet: &serde_json::Value| {
        assert_eq!(pet["tags"], serde_json::json!(["a", "b"]), "{pet}");
        pet["id"].as_i64().unwrap()
    };
    pets(port).iter().map(id).collect()
}

fn names(port: u16) -> Vec<String> {
    let name = |pet: &serde_json::Value| pet["name"].as_str().unwrap().to_owned();
    pets(port).iter().map(name).collect()
}

/// Waits until everybody has been greeted: the jobs of every pet, done once each.
fn greeted(port: u16) {
    let begun = Instant::now();
    loop {
        let names = names(port);
        let waiting = names.iter().filter(|name| !name.ends_with('!')).count();
        let twice = names.iter().filter(|name| name.ends_with("!!")).count();
        assert_eq!(twice, 0, "{names:?}");
        if waiting == 0 {
            return;
        }
        let late = begun.elapsed() > Duration::from_mins(1);
        assert!(!late, "{waiting} of {} jobs are lost", names.len());
        thread::sleep(Duration::from_millis(200));
    }
}

fn survives(place: Place<'_>, replicas: usize) {
    // They start together: migrations run once all the same.
    let services: Vec<Service> = thread::scope(|scope| {
        let starting: Vec<_> = (0..replicas)
            .map(|_| scope.spawn(|| start(place)))
            .collect();
        starting
            .into_iter()
            .map(|starting| starting.join().unwrap())
            .collect()
    });
    // A process for the jobs, where those that serve do none.
    let worker = |place: Place<'_>| (place.jobs == "0").then(|| spawn(place, &["worker"], 0));
    let working = worker(place);
    let ports: Vec<u16> = services.iter().map(|service| service.port).collect();
    let load: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let port = ports[client % replicas];
            thread::spawn(move || create(port, client))
        })
        .collect();
    thread::sleep(Duration::from_secs(2));
    drop((services, working));
    let acknowledged: BTreeSet<i64> = load
        .into_iter()
        .flat_map(|client| client.join().unwrap())
        .collect();
    assert!(
        acknowledged.len() > 20,
        "too little to mean anything: {acknowledged:?}"
    );

    let again = start(place);
    let _working = worker(place);
    let stored = stored(again.port);
    let lost: Vec<&i64> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged, and lost: {lost:?}");
    // What was under way may be there or not; no client had more than one request under way.
    assert!(stored.len() <= acknowledged.len() + CLIENTS);
    greeted(again.port);
    stops_in_order(again);
}

/// Told to stop, it finishes what it was asked for: a client that has sent its request before hears the answer.
fn stops_in_order(mut service: Service) {
    let mut late = TcpStream::connect(("127.0.0.1", service.port)).unwrap();
    let body = r#"{"name":"late","species":"cat"}"#;
    let (first, rest) = body.split_at(10);
    let length = body.len();
    let head = format!(
        "POST /pets HTTP/1.1\r\nhost: localhost\r\nx-api-key: {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{first}"
    );
    late.write_all(head.as_bytes()).unwrap();
    // It has begun to read.
    thread::sleep(Duration::from_millis(300));
    let id = service.process.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(told.success());
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", service.port)).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(5), "it still listens");
        thread::sleep(Duration::from_millis(20));
    }
    late.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(service.process.wait().unwrap().success());
}

/// The petstore with jobs: whoever makes a pet promises that it is greeted.
fn made(dir: &Path) {
    let (_, spec) = project::PROJECTS[0];
    project::made(spec, dir);
    let options = dir.join("specwright.toml");
    let text = fs::read_to_string(&options).unwrap();
    assert!(text.contains("# [generate]") && text.contains("# jobs = false"));
    let text = text.replace("# [generate]", "[generate]");
    fs::write(&options, text.replace("# jobs = false", "jobs = true")).unwrap();
    let generated = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .args(["generate", "--quiet"])
        .arg(dir)
        .status()
        .unwrap();
    assert!(generated.success());

    let live = project::root().join("tests/live");
    fs::copy(live.join("jobs.rs"), dir.join("src/jobs.rs")).unwrap();
    fs::copy(live.join("queue.rs"), dir.join("tests/queue.rs")).unwrap();
    let service = dir.join("src/service/pets.rs");
    let text = fs::read_to_string(&service).unwrap();
    let asked = "made => made?,\n        };\n";
    assert_eq!(text.matches(asked).count(), 1);
    let promise = "let job = crate::jobs::Greet { pet: made.id };\n";
    let promise = format!("{asked}{promise}runtime::jobs::enqueue(&session, &job).await?;\n");
    fs::write(&service, text.replace(asked, &promise)).unwrap();
}

fn cargo(dir: &Path, arguments: &[&str], database: Option<&str>) {
    let mut command = Command::new(env!("CARGO"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("builds");
    command
        .current_dir(dir)
        .args(arguments)
        .arg("--quiet")
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(database) = database {
        command.env("TEST_DATABASE_URL", database);
    }
    assert!(command.status().unwrap().success(), "{command:?}");
}

#[test]
fn nothing_acknowledged_is_lost() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let dir = target.join("durable/petstore");
    let kept_lock = fs::read(dir.join("Cargo.lock")).ok();
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(target.join("durable")).unwrap();
    made(&dir);
    if let Some(lock) = kept_lock {
        fs::write(dir.join("Cargo.lock"), lock).unwrap();
    }
    // With everything that is off by default: it has to build, and to change nothing.
    let features = ["--features", "tls,otel"];
    let queue = [&["test", "--test", "queue"], &features[..]].concat();
    cargo(&dir, &[&["build"], &features[..]].concat(), None);
    let program = target.join("durable/program");
    // Other tests build a program of this name there, too.
    fs::copy(target.join("builds/debug/petstore"), &program).unwrap();
    cargo(&dir, &queue, None);

    let place = Place {
        program: &program,
        dir: &dir,
        database: "sqlite://data/app.db?mode=rwc",
        jobs: "4",
    };
    survives(place, 1);
    match Postgres::start() {
        Some(server) => {
            let (database, jobs) = (server.database("petstore"), "0");
            let database = database.as_str();
            survives(
                Place {
                    database,
                    jobs,
                    ..place
                },
                2,
            );
            let empty = server.database("queue");
            cargo(&dir, &queue, Some(&empty));
        }
        None => eprintln!("PostgreSQL is not installed: left out"),
    }
}
