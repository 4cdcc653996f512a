//! What hostile clients can do to an emitted server: never a panic, never more memory for more of the same, always an
//! answer or a closed connection within the time limit.
//!
//! ```text
//! cargo run --release --manifest-path benches/server/Cargo.toml --bin hostile [-- NAME…]
//! ```
//!
//! The server is made of `specs/streams.yaml`, answers with examples and gives a request two seconds. All traffic goes to
//! 127.0.0.1, in rounds of bounded size. `NAME…` runs the attacks whose names contain one of these.

mod attack;
mod client;
mod slow;

use attack::{ATTACKS, Attack};
use client::{Outcome, Tally};
use server_bench::{Served, built, project, root};
use slow::SLOW;
use std::{
    env, io,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

/// What the server gives a request.
const LIMIT: Duration = Duration::from_secs(2);
/// How much later a client may hear of it, on a machine that is busy.
const SLACK: Duration = Duration::from_secs(3);
/// Memory may differ by this much, in KiB: what is kept for reuse varies with how many connections were open at once.
const ROOM: u64 = 6 * 1024;

fn main() -> io::Result<ExitCode> {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let wants =
        |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str()));
    let project = project("hostile", &root().join("specs/streams.yaml"), None)?;
    let program = built(&project, "hostile")?;
    let start = || {
        Served::start("hostile-server", |_| {
            let mut command = Command::new(&program);
            command.envs([
                ("MOCK", "1"),
                ("RUST_LOG", "error"),
                ("REQUEST_TIMEOUT", "2s"),
                ("IDLE_TIMEOUT", "2s"),
            ]);
            command
        })
    };
    let mut served = start()?;
    println!(
        "{:<26} {:>9} {:>9} {:>9} {:>9} {:>8} {:>18}  files",
        "", "sent", "answered", "closed", "silent", "longest", "memory, KiB"
    );
    let mut fine = true;
    for attack in ATTACKS
        .iter()
        .chain(SLOW)
        .filter(|attack| wants(attack.name))
    {
        fine &= run(&mut served, attack)?;
    }
    if wants("shutdown") {
        fine &= slow::shutdown(served)?;
    }
    println!("{}", if fine { "held" } else { "did not hold" });
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// All rounds of an attack; whether the server held.
fn run(served: &mut Served, attack: &Attack) -> io::Result<bool> {
    let mut total = Tally::default();
    let (mut first, files) = (0, served.files());
    for round in 0..attack.rounds {
        total.add(&attack.round(served.address, round));
        if round == 0 {
            first = served.memory();
        }
    }
    let settled = Instant::now();
    while served.files() > files && settled.elapsed() < LIMIT + SLACK {
        std::thread::sleep(Duration::from_millis(50));
    }
    let (last, left) = (served.memory(), served.files().saturating_sub(files));
    let runs = served.runs() && served.is_well()?;
    let grown = attack.rounds > 1 && last > first + ROOM;
    let wrong = [
        (!runs, "the server is gone"),
        (total.silent > 0, "no answer in time"),
        (total.server_faults > 0, "an error of the server"),
        (grown, "memory grows"),
        (left > 0, "connections stay open"),
    ];
    let wrong: Vec<&str> = wrong
        .into_iter()
        .filter_map(|(is, text)| is.then_some(text))
        .collect();
    println!(
        "{:<26} {:>9} {:>9} {:>9} {:>9} {:>7.1}s {:>8} → {:>7}  {left} {}",
        attack.name,
        total.all(),
        total.answered,
        total.closed,
        total.silent,
        total.longest.as_secs_f64(),
        first,
        last,
        wrong.join(", ")
    );
    for (status, count) in &total.statuses {
        print!("    {status}: {count}");
    }
    if !total.statuses.is_empty() {
        println!();
    }
    Ok(wrong.is_empty())
}

/// Whether an answer is one of a fault of the server.
fn is_server_fault(outcome: &Outcome) -> bool {
    // 501 says that a transfer coding is not spoken here (RFC 9112, section 6.1).
    matches!(outcome, Outcome::Answered(status) if *status >= 500 && *status != 501)
}
