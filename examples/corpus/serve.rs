//! Starts the emitted server with mock answers and asks it everything that needs no credentials. In: a project that
//! is laid. Out: nothing, or every answer that the description does not allow.

use crate::generate::Project;
use crate::http::{self, Answer};
use crate::row::Row;
use crate::stage::{Bench, Failure, Stage};
use crate::verdict;
use serde_json::Value;
use specwright::ir::equal::equal;
use specwright::sample::{Sampler, request};
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// From the start to the first answer.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn serve(bench: &Bench, project: &Project, row: &mut Row) -> io::Result<Option<Failure>> {
    let stage = Stage::Serve;
    if let Some(failure) = stage.run(bench, row)? {
        return Ok(Some(failure));
    }
    let mut server = Server::start(bench)?;
    let faults = match server.wait() {
        Ok(()) => ask(server.address, project, row),
        Err(fault) => vec![fault],
    };
    drop(server);
    Ok((!faults.is_empty()).then(|| Failure::new(stage.name(), faults.join("\n"))))
}

struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(bench: &Bench) -> io::Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = File::create(bench.log("server".as_ref(), "log"))?;
        let child = Command::new(bench.program())
            .current_dir(&bench.project)
            .env("MOCK", "1")
            .env("HOST", address.ip().to_string())
            .env("PORT", address.port().to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        Ok(Self { child, address })
    }

    fn wait(&mut self) -> Result<(), String> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the server ended at once: {status}"));
            }
            if http::get(self.address, "/healthz").is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("the server did not answer in time".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ask(address: SocketAddr, project: &Project, row: &mut Row) -> Vec<String> {
    let mut faults = Vec::new();
    for path in ["/docs", "/redoc", "/readyz", "/metrics"] {
        match http::get(address, path) {
            Ok(answer) if answer.status == 200 => {}
            Ok(answer) => faults.push(format!("GET {path}: {}", answer.status)),
            Err(error) => faults.push(format!("GET {path}: {error}")),
        }
    }
    let described = http::get(address, "/openapi.json").map_err(|error| error.to_string());
    if let Err(fault) = described.and_then(|answer| same_document(&answer, project)) {
        faults.push(format!("GET /openapi.json: {fault}"));
    }
    operations(address, project, row, &mut faults);
    faults
}

fn same_document(answer: &Answer, project: &Project) -> Result<(), String> {
    let served: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    if !equal(&served, &project.api.document) {
        return Err("is not the description".to_owned());
    }
    let original = project.original.as_ref();
    let original = original.and_then(|text| serde_json::from_slice::<Value>(text).ok());
    match original {
        Some(original) if !equal(&served, &original) => {
            Err("is not the description as it was written".to_owned())
        }
        _ => Ok(()),
    }
}

fn operations(address: SocketAddr, project: &Project, row: &mut Row, faults: &mut Vec<String>) {
    let sampler = Sampler::new(&project.api.schemas);
    let (mut sent, mut unmade) = (0, 0);
    for operation in &project.api.operations {
        let method = operation.method.token();
        let Some(request) = request(&sampler, operation) else {
            unmade += 1;
            continue;
        };
        sent += 1;
        let verdict = http::send(address, method, &project.base_path, &request)
            .map_err(|error| error.to_string())
            .and_then(|answer| verdict::judge(&sampler, operation, &answer));
        if let Err(reason) = verdict {
            let path = &operation.path.raw;
            faults.push(format!("{method} {path}: {reason}\n  asked: {request:?}"));
        }
    }
    row.requests = Some((sent, unmade));
}
