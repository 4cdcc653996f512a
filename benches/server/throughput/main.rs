//! What a request costs, as CPU time of the server: an emitted service, the same operations by hand on axum and serde, and
//! the same on FastAPI with uvicorn. All are built and started here, and measured in turns.
//!
//! ```text
//! cargo run --release --manifest-path benches/server/Cargo.toml --bin throughput
//! ```
//!
//! `PYTHON` names an interpreter that has fastapi, uvicorn, uvloop and httptools (default: `python3`); without them that
//! part is left out. Logs are at `warn` everywhere, so that no server writes a line for each request.

mod load;

use load::{Shot, fire, rounded};
use server_bench::{Served, built, project, root};
use std::{env, io, process::Command};

const ROUNDS: usize = 5;
const WARM_UP: usize = 4_000;

const ORDER: &str = r#"{"reference": "ABC-20261127", "placedAt": "2026-11-27T21:30:00Z", "customer": {"name": "Ada Lovelace", "street": "St James's Square 12", "zip": "12345", "city": "London"}, "priority": 2, "express": true, "note": "Leave it at the door, please", "discount": 0.1, "lines": [{"sku": "ENGINE-1", "quantity": 2, "price": 19.99}, {"sku": "CARDS-80", "quantity": 500, "price": 0.25}]}"#;
const LIST: &str =
    "/shops/7/orders?limit=10&offset=20&status=placed&status=paid&search=a%20book&open=true";

struct Contender {
    name: &'static str,
    served: Served,
    /// Requests in a round.
    count: usize,
    /// CPU seconds of each round, by kind of request.
    spent: [Vec<f64>; 2],
}

fn main() -> io::Result<()> {
    let mut contenders = contenders()?;
    let head = "Host: 127.0.0.1\r\nUser-Agent: throughput/1.0\r\nAccept: application/json\r\n";
    let post = format!(
        "POST /orders HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{ORDER}",
        ORDER.len()
    );
    let get = format!("GET {LIST} HTTP/1.1\r\n{head}\r\n");
    let shots = [
        Shot {
            request: post.as_bytes(),
            status: "201",
        },
        Shot {
            request: get.as_bytes(),
            status: "200",
        },
    ];
    // Each refuses what is wrong: they are held to the same.
    let wrong = post.replace("\"zip\": \"12345\"", "\"zip\": \"1234x\"");
    for contender in &contenders {
        let address = contender.served.address;
        fire(
            address,
            Shot {
                request: wrong.as_bytes(),
                status: "422",
            },
            32,
        )?;
        for shot in shots {
            fire(address, shot, WARM_UP.min(contender.count))?;
        }
    }
    for _ in 0..ROUNDS {
        for (kind, shot) in shots.into_iter().enumerate() {
            for contender in &mut contenders {
                let before = contender.served.cpu();
                fire(contender.served.address, shot, contender.count)?;
                contender.spent[kind].push(contender.served.cpu() - before);
            }
        }
    }
    report(&contenders);
    Ok(())
}

fn contenders() -> io::Result<Vec<Contender>> {
    let here = root().join("benches/server/throughput");
    let service = here.join("orders.rs");
    let emitted = project(
        "throughput-project",
        &here.join("openapi.yaml"),
        Some(("src/service/orders.rs", &service)),
    )?;
    let emitted = built(&emitted, "throughput-project")?;
    let by_hand = built(&here.join("by-hand"), "by-hand")?;
    let program = |path: &std::path::Path| {
        let mut command = Command::new(path);
        command.env("RUST_LOG", "warn").env_remove("MOCK");
        command
    };
    let mut contenders = vec![
        Contender::new(
            "specwright",
            Served::start("specwright", |_| program(&emitted))?,
            60_000,
        ),
        Contender::new(
            "axum by hand",
            Served::start("by-hand", |_| program(&by_hand))?,
            60_000,
        ),
        Contender::new(
            "the same, with layers",
            Served::start("by-hand-layers", |_| {
                let mut command = program(&by_hand);
                command.env("LAYERS", "1");
                command
            })?,
            60_000,
        ),
    ];
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python)
        .args(["-c", "import fastapi, uvicorn, uvloop, httptools"])
        .output();
    if has.is_ok_and(|output| output.status.success()) {
        let uvicorn = |port: u16| {
            let mut command = Command::new(&python);
            command
                .args([
                    "-m",
                    "uvicorn",
                    "app:app",
                    "--loop",
                    "uvloop",
                    "--http",
                    "httptools",
                ])
                .args([
                    "--log-level",
                    "warning",
                    "--no-access-log",
                    "--port",
                    &port.to_string(),
                ])
                .current_dir(&here);
            command
        };
        contenders.push(Contender::new(
            "FastAPI, uvicorn",
            Served::start("fastapi", uvicorn)?,
            6_000,
        ));
    } else {
        println!("{python} has no fastapi, uvicorn, uvloop and httptools: FastAPI is left out");
    }
    Ok(contenders)
}

impl Contender {
    fn new(name: &'static str, served: Served, count: usize) -> Self {
        Self {
            name,
            served,
            count: rounded(count),
            spent: Default::default(),
        }
    }

    /// Microseconds a request: the median of the rounds, then the least and the most.
    fn cost(&self, kind: usize) -> [f64; 3] {
        let mut rounds: Vec<f64> = self.spent[kind]
            .iter()
            .map(|seconds| seconds * 1e6 / self.count as f64)
            .collect();
        rounds.sort_by(f64::total_cmp);
        [
            rounds[rounds.len() / 2],
            rounds[0],
            rounds[rounds.len() - 1],
        ]
    }
}

/// The factor says how much of the first server's work another one does in the same CPU time.
fn report(contenders: &[Contender]) {
    println!(
        "CPU time of the server per request in µs: median (least to most) of {ROUNDS} rounds; others ÷ specwright"
    );
    println!(
        "{:<24} {:<32} {:<32} {:>9}",
        "", "POST, validated JSON", "GET with parameters", "memory"
    );
    let ours = [contenders[0].cost(0)[0], contenders[0].cost(1)[0]];
    for contender in contenders {
        let cells = [0, 1].map(|kind| {
            let [median, least, most] = contender.cost(kind);
            format!(
                "{median:.2} ({least:.2} to {most:.2})  {:.2} x",
                median / ours[kind]
            )
        });
        let memory = contender.served.memory() / 1024;
        println!(
            "{:<24} {:<32} {:<32} {memory:>5} MiB",
            contender.name, cells[0], cells[1]
        );
    }
}
