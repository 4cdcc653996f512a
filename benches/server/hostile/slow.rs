//! Attacks that take their time, and those that need more than one look at the answer.

use crate::{
    LIMIT, SLACK,
    attack::{Act, Attack, UPLOAD},
    client::{Dice, Outcome, connect, wait},
};
use server_bench::Served;
use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    process::Command,
    thread,
    time::{Duration, Instant},
};

const fn slow(name: &'static str, act: fn(SocketAddr, u64) -> Outcome) -> Attack {
    Attack {
        name,
        rounds: 2,
        connections: 300,
        threads: 300,
        act: Act::Do(act),
    }
}

pub const SLOW: &[Attack] = &[
    slow("silence", |address, _| match connect(address) {
        Some(mut stream) => wait(&mut stream, LIMIT + SLACK),
        None => Outcome::Unmade,
    }),
    slow("slow heads", |address, _| {
        trickle(address, b"", &UPLOAD.as_bytes()[..100])
    }),
    slow("slow bodies", |address, _| {
        trickle(
            address,
            &UPLOAD.as_bytes()[..130],
            &UPLOAD.as_bytes()[130..],
        )
    }),
    slow("slow uploads", |address, _| {
        let head = "PUT /picture HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: 1000000\r\n\r\n";
        trickle(address, head.as_bytes(), &[b'x'; 100])
    }),
    slow("silence after an answer", |address, _| {
        let Some(mut stream) = connect(address) else {
            return Outcome::Unmade;
        };
        let _ = stream.write_all(b"HEAD /exists HTTP/1.1\r\nHost: a\r\n\r\n");
        match wait(&mut stream, LIMIT + SLACK) {
            Outcome::Answered(_) => wait(&mut stream, LIMIT + SLACK),
            other => other,
        }
    }),
    slow("answers nobody reads", unread),
];

/// A byte at a time, as slowly as may pass for alive.
fn trickle(address: SocketAddr, first: &[u8], rest: &[u8]) -> Outcome {
    let Some(mut stream) = connect(address) else {
        return Outcome::Unmade;
    };
    let started = Instant::now();
    let _ = stream.write_all(first);
    for byte in rest {
        let written = stream.write_all(&[*byte]);
        match wait(&mut stream, Duration::from_millis(100)) {
            Outcome::Silent if written.is_ok() && started.elapsed() < LIMIT + SLACK => {}
            outcome => return outcome,
        }
    }
    Outcome::Silent
}

/// Asks for far more than fits into the buffers between, and never reads: the server has to give up.
fn unread(address: SocketAddr, _: u64) -> Outcome {
    let Some(mut stream) = connect(address) else {
        return Outcome::Unmade;
    };
    let request = b"GET /redoc/redoc.standalone.js HTTP/1.1\r\nHost: a\r\n\r\n";
    let _ = stream.set_write_timeout(Some(Duration::from_millis(500)));
    let _ = stream.write_all(&request.repeat(100));
    // Whether it has can't be seen but by reading, which would relieve it: so wait, then read what is left.
    thread::sleep(LIMIT + SLACK);
    let _ = stream.set_read_timeout(Some(LIMIT));
    let (mut buffer, started) = (vec![0; 1 << 20], Instant::now());
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Outcome::Closed,
            Ok(_) if started.elapsed() > LIMIT => return Outcome::Silent,
            Ok(_) => {}
            Err(fault) if fault.kind() == io::ErrorKind::ConnectionReset => return Outcome::Closed,
            Err(_) => return Outcome::Silent,
        }
    }
}

/// Hundreds of requests at once: every one is answered, in order.
pub fn pipeline(address: SocketAddr, n: u64) -> Outcome {
    const COUNT: usize = 500;
    let Some(mut stream) = connect(address) else {
        return Outcome::Unmade;
    };
    let request: &[u8] = match n % 2 {
        0 => b"GET /report?year=2026 HTTP/1.1\r\nHost: a\r\n\r\n",
        _ => UPLOAD.as_bytes(),
    };
    let mut all = request.repeat(COUNT - 1);
    all.extend_from_slice(b"HEAD /exists HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let Ok(mut writer) = stream.try_clone() else {
        return Outcome::Unmade;
    };
    let writing = thread::spawn(move || writer.write_all(&all).is_ok());
    let _ = stream.set_read_timeout(Some(LIMIT + SLACK));
    let mut answers = Vec::new();
    let ended = stream.read_to_end(&mut answers).is_ok();
    let wrote = writing.join().unwrap_or(false);
    let count = answers
        .windows(9)
        .filter(|window| window == b"HTTP/1.1 ")
        .count();
    match (wrote && ended, count) {
        (true, COUNT) => Outcome::Answered(200),
        (true, _) => Outcome::Closed,
        (false, _) => Outcome::Silent,
    }
}

/// WebSockets that break the rules of frames (RFC 6455, section 5), or vanish.
pub fn socket(address: SocketAddr, n: u64) -> Outcome {
    let Some(mut stream) = connect(address) else {
        return Outcome::Unmade;
    };
    let upgrade = "GET /rooms/hall HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let _ = stream.write_all(upgrade.as_bytes());
    let first = wait(&mut stream, LIMIT + SLACK);
    if first != Outcome::Answered(101) {
        return first;
    }
    let mut dice = Dice::new(n);
    let frames = match n % 6 {
        0 => b"\x81\x05hello".to_vec(),
        1 => b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0".to_vec(),
        2 => b"\x89\x80\0\0\0\0".repeat(1000),
        3 => b"\x01\x81\0\0\0\0x".repeat(1000),
        4 => dice.bytes(500),
        _ => b"\x81\x82\0\0\0\0\xff\xfe".to_vec(),
    };
    let _ = stream.write_all(&frames);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.set_read_timeout(Some(LIMIT + SLACK));
    match stream.read_to_end(&mut Vec::new()) {
        Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => Outcome::Silent,
        _ => Outcome::Closed,
    }
}

/// The process is told to stop while clients take their time: it ends within its limit, and who has sent a whole request
/// is answered.
pub fn shutdown(mut served: Served) -> io::Result<bool> {
    let address = served.address;
    let open = |bytes: &str| -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(bytes.as_bytes())?;
        Ok(stream)
    };
    let _silent: Vec<TcpStream> = (0..20).map(|_| open("")).collect::<io::Result<_>>()?;
    let _heads: Vec<TcpStream> = (0..20)
        .map(|_| open("GET /report HT"))
        .collect::<io::Result<_>>()?;
    let mut idle = open("HEAD /exists HTTP/1.1\r\nHost: a\r\n\r\n")?;
    let mut under_way = open(&UPLOAD[..200])?;
    thread::sleep(Duration::from_millis(300));
    let started = Instant::now();
    Command::new("kill")
        .args(["-TERM", &served.id().to_string()])
        .status()?;
    thread::sleep(Duration::from_millis(300));
    under_way.write_all(&UPLOAD.as_bytes()[200..])?;
    let answered = wait(&mut under_way, LIMIT + SLACK);
    let _ = wait(&mut idle, Duration::from_secs(1));
    while served.runs() && started.elapsed() < Duration::from_secs(15) {
        thread::sleep(Duration::from_millis(20));
    }
    let took = started.elapsed();
    let held = matches!(answered, Outcome::Answered(_)) && !served.runs() && took < LIMIT + SLACK;
    println!(
        "shutdown with 42 connections: {:.1} s; the upload under way: {answered:?}",
        took.as_secs_f64()
    );
    Ok(held)
}
