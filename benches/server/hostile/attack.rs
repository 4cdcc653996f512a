//! Attacks that send something wrong at once. Each connection sends the bytes that are made for its number.

use crate::{
    LIMIT, SLACK,
    client::{Dice, Outcome, Tally, throw},
};
use std::{
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

pub struct Attack {
    pub name: &'static str,
    pub rounds: u64,
    /// In a round.
    pub connections: u64,
    /// At once.
    pub threads: u64,
    pub act: Act,
}

pub enum Act {
    /// What connection number n sends; whether the client ends its side then.
    Throw(fn(u64) -> Vec<u8>, bool),
    /// Anything else.
    Do(fn(SocketAddr, u64) -> Outcome),
}

impl Attack {
    pub fn round(&self, address: SocketAddr, round: u64) -> Tally {
        let next = AtomicU64::new(0);
        let total = Mutex::new(Tally::default());
        thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| {
                    let mut tally = Tally::default();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= self.connections {
                            break;
                        }
                        let started = Instant::now();
                        let outcome = self.act(address, round * self.connections + number);
                        tally.count(outcome, started.elapsed());
                    }
                    total.lock().expect("nobody panics").add(&tally);
                });
            }
        });
        total.into_inner().expect("nobody panics")
    }

    fn act(&self, address: SocketAddr, number: u64) -> Outcome {
        match self.act {
            Act::Throw(make, ends) => throw(address, &make(number), ends, LIMIT + SLACK),
            Act::Do(act) => act(address, number),
        }
    }
}

const fn thrown(
    name: &'static str,
    rounds: u64,
    connections: u64,
    make: fn(u64) -> Vec<u8>,
) -> Attack {
    Attack {
        name,
        rounds,
        connections,
        threads: 16,
        act: Act::Throw(make, true),
    }
}

/// The client keeps its side open: what it has sent must be enough for an answer, or take no longer than the limit.
const fn held(
    name: &'static str,
    rounds: u64,
    connections: u64,
    make: fn(u64) -> Vec<u8>,
) -> Attack {
    Attack {
        name,
        rounds,
        connections,
        threads: 64,
        act: Act::Throw(make, false),
    }
}

pub const ATTACKS: &[Attack] = &[
    thrown("garbage", 25, 2000, garbage),
    thrown("requests with noise", 20, 2000, noisy),
    thrown("requests cut off", 5, 2000, cut),
    held("huge headers", 5, 40, |n| {
        head(&format!("X-Big: {}\r\n", "x".repeat(1 << (10 + n % 12))))
    }),
    held("many headers", 5, 40, |n| {
        head(&"X-More: 1\r\n".repeat(1 << (4 + n % 12)))
    }),
    held("long targets", 5, 40, |n| {
        get(&format!("/report?{}", "a".repeat(1 << (8 + n % 14))))
    }),
    held("10,000 query parameters", 5, 40, |n| {
        get(&format!(
            "/report?{}",
            if n % 2 == 0 { "year=2026&" } else { "a&" }.repeat(10_000)
        ))
    }),
    held("wrong lengths", 5, 80, lengths),
    held("broken chunks", 5, 80, chunks),
    held("smuggling", 5, 80, smuggled),
    held("other protocols", 5, 40, protocols),
    held("bytes that are no UTF-8", 5, 80, unreadable),
    held("broken forms", 5, 80, forms),
    held("forms of 20,000 parts", 5, 8, parts),
    held("nesting", 5, 20, nesting),
    thrown("uploads broken off", 5, 200, broken_off),
    Attack {
        name: "pipelines",
        rounds: 5,
        connections: 40,
        threads: 16,
        act: Act::Do(crate::slow::pipeline),
    },
    Attack {
        name: "sockets",
        rounds: 5,
        connections: 400,
        threads: 16,
        act: Act::Do(crate::slow::socket),
    },
];

fn head(more: &str) -> Vec<u8> {
    format!("GET /report?year=2026 HTTP/1.1\r\nHost: a\r\n{more}\r\n").into_bytes()
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes()
}

fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("POST /files HTTP/1.1\r\nHost: a\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A request that is right.
pub const UPLOAD: &str = "POST /files HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n\
    Content-Length: 159\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nx\r\n--b\r\n\
    Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n0123456789012345678901234\r\n--b--\r\n\r\n";

fn garbage(n: u64) -> Vec<u8> {
    let mut dice = Dice::new(n);
    let length = dice.below(2000);
    let mut bytes = dice.bytes(length);
    if n % 2 == 0 {
        // Of lines, as far as that goes.
        for at in (0..bytes.len().saturating_sub(1)).step_by(1 + dice.below(60)) {
            bytes[at] = b'\r';
            bytes[at + 1] = b'\n';
        }
        bytes.extend_from_slice(b"\r\n\r\n");
    }
    bytes
}

fn noisy(n: u64) -> Vec<u8> {
    let mut dice = Dice::new(n);
    let mut bytes = match n % 3 {
        0 => UPLOAD.as_bytes().to_vec(),
        1 => get("/ticks?count=2"),
        _ => head("Accept: text/csv;q=0.5, */*\r\nIf-None-Match: \"1\"\r\n"),
    };
    for _ in 0..=dice.below(5) {
        let at = dice.below(bytes.len());
        match n % 2 {
            0 => bytes[at] = dice.next() as u8,
            _ => drop(bytes.remove(at)),
        }
    }
    bytes
}

fn cut(n: u64) -> Vec<u8> {
    let at = Dice::new(n).below(UPLOAD.len());
    UPLOAD.as_bytes()[..at].to_vec()
}

fn lengths(n: u64) -> Vec<u8> {
    let kind = "Content-Type: multipart/form-data; boundary=b\r\n";
    let length = match n % 8 {
        0 => "Content-Length: 3\r\n",
        1 => "Content-Length: 100000\r\n",
        2 => "Content-Length: -1\r\n",
        3 => "Content-Length: 99999999999999999999999\r\n",
        4 => "Content-Length: +5\r\n",
        5 => "Content-Length: 5\r\nContent-Length: 6\r\n",
        6 => "Content-Length: 0x5\r\n",
        _ => "Content-Length: 5, 5\r\n",
    };
    post(&format!("{kind}{length}"), b"--b--\r\n")
}

fn chunks(n: u64) -> Vec<u8> {
    let kind = "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n";
    let long = format!("5;{}\r\nhello\r\n0\r\n\r\n", "x".repeat(100_000));
    let trailers = format!("5\r\nhello\r\n0\r\n{}\r\n", "X-T: 1\r\n".repeat(10_000));
    let body: &[u8] = match n % 9 {
        0 => b"xyz\r\nhello\r\n0\r\n\r\n",
        1 => b"FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        2 => b"5\r\nhelloworld\r\n0\r\n\r\n",
        3 => b"-5\r\nhello\r\n0\r\n\r\n",
        4 => b"5\nhello\n0\n\n",
        5 => long.as_bytes(),
        6 => trailers.as_bytes(),
        7 => b"7FFFFFFFFFFFFFFF\r\nhello",
        _ => b"5\r\nhel",
    };
    post(kind, body)
}

/// Requests that another server may read as two.
fn smuggled(n: u64) -> Vec<u8> {
    let hidden = b"0\r\n\r\nGET /exists HTTP/1.1\r\nHost: a\r\n\r\n";
    let headers = match n % 10 {
        0 => "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        1 => "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        2 => "Transfer-Encoding: xchunked\r\n",
        3 => "Transfer-Encoding: chunked, identity\r\n",
        4 => "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
        5 => "Transfer-Encoding : chunked\r\n",
        6 => "Transfer-Encoding:\r\n chunked\r\n",
        7 => "Transfer-Encoding: \x0bchunked\r\n",
        8 => "X: 1\nTransfer-Encoding: chunked\r\n",
        _ => "Host: b\r\nContent-Length: 5\r\n",
    };
    post(headers, hidden)
}

fn protocols(n: u64) -> Vec<u8> {
    match n % 4 {
        0 => b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec(),
        1 => b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03garbage garbage garbage garbage".to_vec(),
        2 => b"GET / HTTP/0.9\r\n\r\n".to_vec(),
        _ => b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec(),
    }
}

fn unreadable(n: u64) -> Vec<u8> {
    match n % 7 {
        0 => b"GET /report?year=\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        1 => b"GET /\xc3\x28 HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        2 => get("/report?year=%ff%fe&%80=%c3%28"),
        3 => get("/rooms/%ff%fe?nick=%c0%af"),
        4 => b"GET /report HTTP/1.1\r\nHost: a\r\nAccept: \xff\xfe;q=\x80\r\nCookie: \xf0\x28\r\n\r\n".to_vec(),
        5 => b"GET /report HTTP/1.1\r\nHost: \xff\r\nContent-Type: \xfe\r\n\r\n".to_vec(),
        _ => {
            let body = b"--b\r\nContent-Disposition: form-data; name=\"t\xfft\"\r\n\r\n\xff\xfe\r\n--b--\r\n";
            let length = body.len();
            post(&format!("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n"), body)
        }
    }
}

fn forms(n: u64) -> Vec<u8> {
    let disposition = "Content-Disposition: form-data; name=\"title\"";
    let body = match n % 9 {
        0 => "--b\r\n".to_owned(),
        1 => format!("--b\r\n{disposition}\r\n\r\nx"),
        2 => format!("--c\r\n{disposition}\r\n\r\nx\r\n--c--\r\n"),
        3 => format!("--b\r\n{}\r\n\r\nx\r\n--b--\r\n", "X: 1\r\n".repeat(50_000)),
        4 => format!(
            "--b\r\n{disposition}; filename=\"{}\"\r\n\r\nx\r\n--b--\r\n",
            "../".repeat(50_000)
        ),
        5 => "--b".repeat(100_000),
        6 => format!("--b\r\n{disposition}\r\n\r\n{}", "\r\n--".repeat(100_000)),
        7 => format!("--b\n{disposition}\n\nx\n--b--\n"),
        _ => format!(
            "--b\r\n{disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\n=?=\r\n--b--\r\n"
        ),
    };
    let boundary = match n % 4 {
        0 => "multipart/form-data",
        1 => "multipart/form-data; boundary=\"",
        _ => "multipart/form-data; boundary=b",
    };
    post(
        &format!(
            "Content-Type: {boundary}\r\nContent-Length: {}\r\n",
            body.len()
        ),
        body.as_bytes(),
    )
}

fn parts(n: u64) -> Vec<u8> {
    let name = if n % 2 == 0 {
        "title"
    } else {
        "files\"; filename=\"a"
    };
    let part = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nx\r\n");
    let body = part.repeat(20_000) + "--b--\r\n";
    let length = body.len();
    post(
        &format!("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n"),
        body.as_bytes(),
    )
}

/// JSON in the member `about` of a form.
fn nesting(n: u64) -> Vec<u8> {
    let json = match n % 5 {
        0 => "[".repeat(500_000),
        1 => "{\"year\":".repeat(100_000),
        2 => format!("{{\"year\": 1{}}}", "0".repeat(500_000)),
        3 => format!("{{\"total\": 1e{}}}", "9".repeat(1000)),
        _ => format!("{{{}\"year\": 1}}", "\"year\": 1,".repeat(50_000)),
    };
    let disposition =
        "Content-Disposition: form-data; name=\"about\"\r\nContent-Type: application/json";
    let body = format!("--b\r\n{disposition}\r\n\r\n{json}\r\n--b--\r\n");
    let length = body.len();
    post(
        &format!("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n"),
        body.as_bytes(),
    )
}

/// A file that goes to the disk on its way, and never ends.
fn broken_off(n: u64) -> Vec<u8> {
    let mut body =
        b"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n".to_vec();
    body.resize(200_000 + (n as usize % 100) * 1000, b'x');
    post(
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000000\r\n",
        &body,
    )
}
