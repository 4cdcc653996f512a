//! One connection of a client that does not play by the rules. In: what to send, in which pace. Out: how it ended.

use crate::is_server_fault;
use std::{
    collections::BTreeMap,
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer of this status.
    Answered(u16),
    /// By the server, without one.
    Closed,
    /// Neither within the limit.
    Silent,
    /// It was never made: the machine has no more ports.
    Unmade,
}

/// How many connections ended how.
#[derive(Debug, Default)]
pub struct Tally {
    pub answered: u64,
    pub closed: u64,
    pub silent: u64,
    pub unmade: u64,
    pub server_faults: u64,
    pub longest: Duration,
    pub statuses: BTreeMap<u16, u64>,
}

impl Tally {
    pub fn count(&mut self, outcome: Outcome, took: Duration) {
        self.longest = self.longest.max(took);
        self.server_faults += u64::from(is_server_fault(&outcome));
        match outcome {
            Outcome::Answered(status) => {
                self.answered += 1;
                *self.statuses.entry(status).or_default() += 1;
            }
            Outcome::Closed => self.closed += 1,
            Outcome::Silent => self.silent += 1,
            Outcome::Unmade => self.unmade += 1,
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.answered += other.answered;
        self.closed += other.closed;
        self.silent += other.silent;
        self.unmade += other.unmade;
        self.server_faults += other.server_faults;
        self.longest = self.longest.max(other.longest);
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
    }

    pub fn all(&self) -> u64 {
        self.answered + self.closed + self.silent
    }
}

pub fn connect(address: SocketAddr) -> Option<TcpStream> {
    for _ in 0..40 {
        match TcpStream::connect_timeout(&address, Duration::from_secs(5)) {
            Ok(stream) => return Some(stream),
            // Ports of connections that have just ended come back after a while.
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    }
    None
}

/// Sends all at once, ends its side if asked to, and waits for what comes.
pub fn throw(address: SocketAddr, bytes: &[u8], ends: bool, limit: Duration) -> Outcome {
    let Some(mut stream) = connect(address) else {
        return Outcome::Unmade;
    };
    let _ = stream.set_write_timeout(Some(limit));
    // The server may have heard enough before all is sent: what it says is still there to read.
    let sent = stream.write_all(bytes);
    if ends && sent.is_ok() {
        let _ = stream.shutdown(Shutdown::Write);
    }
    wait(&mut stream, limit)
}

/// Reads the head of an answer, or the end of the connection.
pub fn wait(stream: &mut TcpStream, limit: Duration) -> Outcome {
    let started = Instant::now();
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let left = limit.saturating_sub(started.elapsed());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return Outcome::Silent;
        }
        match stream.read(&mut buffer) {
            Ok(0) => return Outcome::Closed,
            Ok(length) => head.extend_from_slice(&buffer[..length]),
            Err(fault) if matches!(fault.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return Outcome::Silent;
            }
            Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Outcome::Closed,
        }
        if let Some(status) = status(&head) {
            return Outcome::Answered(status);
        }
    }
}

/// The status of a final answer.
fn status(mut bytes: &[u8]) -> Option<u16> {
    loop {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let status = str::from_utf8(bytes.get(9..12)?).ok()?.parse().ok()?;
        if !(100..200).contains(&status) || status == 101 {
            return Some(status);
        }
        bytes = &bytes[end + 4..];
    }
}

/// Numbers that look random and are the same in every run (xorshift64*).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }
}
