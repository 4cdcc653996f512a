//! Clients: each has a connection, and sends one request after another, in a fixed mix.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What clients saw.
#[derive(Debug, Default)]
pub struct Seen {
    /// Of every request, in microseconds.
    pub latencies: Vec<u32>,
    /// Answers with another status than the one that is due, and broken connections.
    pub errors: usize,
}

impl Seen {
    /// The latency that 99 of 100 requests kept below, in milliseconds.
    pub fn p99(&mut self) -> f64 {
        self.latencies.sort_unstable();
        let at = self.latencies.len() * 99 / 100;
        f64::from(self.latencies.get(at).copied().unwrap_or_default()) / 1000.0
    }
}

struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(port: u16) -> std::io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let stream = BufReader::new(stream);
        Ok(Self { stream })
    }

    /// Status and body.
    fn send(&mut self, method: &str, path: &str, body: &str) -> std::io::Result<(u16, Vec<u8>)> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let bad = || std::io::Error::other("no HTTP");
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(bad)?;
        let mut length = 0;
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(bad());
            }
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(|_| bad())?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }
}

/// Creates, reads four times, lists twice, changes twice, deletes: again and again until the time is over.
pub fn run(port: u16, client: usize, rows: usize, until: Instant) -> Seen {
    let mut seen = Seen::default();
    let mut connection = None;
    let mut count = 0;
    while Instant::now() < until {
        if round(port, &mut connection, (client, count, rows), &mut seen).is_err() {
            seen.errors += 1;
            connection = None;
        }
        count += 1;
    }
    seen
}

fn round(
    port: u16,
    connection: &mut Option<Connection>,
    (client, count, rows): (usize, usize, usize),
    seen: &mut Seen,
) -> std::io::Result<()> {
    let open = match connection.take() {
        Some(open) => open,
        None => Connection::open(port)?,
    };
    let open = connection.insert(open);
    let mut send = |method: &str, path: &str, body: &str, due: u16| {
        let begun = Instant::now();
        let (status, body) = open.send(method, path, body)?;
        let micros = begun.elapsed().as_micros();
        seen.latencies.push(u32::try_from(micros).unwrap_or(u32::MAX));
        if status != due {
            seen.errors += 1;
        }
        std::io::Result::Ok(body)
    };
    let made = send("POST", "/items", &new(&format!("{client}-{count}")), 201)?;
    let made: serde_json::Value = serde_json::from_slice(&made)?;
    let path = format!("/items/{}", made["id"]);
    let offset = (client * 37 + count * 20) % rows;
    send("GET", &path, "", 200)?;
    send("GET", &format!("/items?offset={offset}"), "", 200)?;
    send("PATCH", &path, r#"{"status":"used","price":12.5}"#, 200)?;
    send("GET", &path, "", 200)?;
    send("GET", &format!("/items/{}", offset + 1), "", 200)?;
    send("GET", &format!("/items?status=new&offset={}", offset / 2), "", 200)?;
    send("PATCH", &path, r#"{"name":"changed"}"#, 200)?;
    send("GET", &path, "", 200)?;
    send("DELETE", &path, "", 204)?;
    Ok(())
}

fn new(name: &str) -> String {
    format!(
        r#"{{"name":"{name}","price":9.99,"status":"new","note":"as good as new","tags":["red","small","gift"]}}"#
    )
}

/// Creates the rows that lists show.
pub fn fill(port: u16, rows: usize) -> std::io::Result<()> {
    let mut connection = Connection::open(port)?;
    for row in 0..rows {
        let (status, body) = connection.send("POST", "/items", &new(&format!("row {row}")))?;
        if status != 201 {
            return Err(std::io::Error::other(String::from_utf8_lossy(&body).into_owned()));
        }
    }
    Ok(())
}

/// Whether something answers.
pub fn answers(port: u16, path: &str) -> bool {
    let asked = Connection::open(port).and_then(|mut open| open.send("GET", path, ""));
    asked.is_ok_and(|(status, _)| status == 200)
}
