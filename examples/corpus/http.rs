//! One request over one connection (RFC 9112). In: an address and the request. Out: status, headers, body.

use specwright::sample::Request;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

pub fn get(address: SocketAddr, path: &str) -> io::Result<Answer> {
    exchange(
        address,
        "GET",
        &format!("GET {path} HTTP/1.1\r\n"),
        &[],
        None,
    )
}

pub fn send(
    address: SocketAddr,
    method: &str,
    base_path: &str,
    request: &Request,
) -> io::Result<Answer> {
    let mut target = format!("{base_path}{}", request.path);
    if !request.query.is_empty() {
        target += &format!("?{}", request.query);
    }
    let mut headers = request.headers.clone();
    if !request.cookies.is_empty() {
        headers.push(("Cookie".to_owned(), request.cookies.join("; ")));
    }
    let body = request.body.as_ref().map(|body| {
        headers.push(("Content-Type".to_owned(), body.content_type.clone()));
        body.text.as_bytes()
    });
    let line = format!("{method} {target} HTTP/1.1\r\n");
    exchange(address, method, &line, &headers, body)
}

fn exchange(
    address: SocketAddr,
    method: &str,
    line: &str,
    headers: &[(String, String)],
    body: Option<&[u8]>,
) -> io::Result<Answer> {
    let mut head = format!("{line}Host: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if let Some(body) = body {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    head += "\r\n";
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.unwrap_or_default())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let broken = || io::Error::other(format!("no HTTP: {}", String::from_utf8_lossy(&bytes)));
    let mut answer = parse(&bytes).ok_or_else(broken)?;
    if method == "HEAD" && !answer.body.is_empty() {
        return Err(io::Error::other("a body in answer to HEAD"));
    }
    if answer
        .header("transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
        && method != "HEAD"
    {
        answer.body = unchunk(&answer.body).ok_or_else(broken)?;
    }
    Ok(answer)
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    Some(Answer {
        status,
        headers: headers.collect(),
        body: bytes[end + 4..].to_vec(),
    })
}

/// RFC 9112 section 7.1.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = str::from_utf8(&rest[..end]).ok()?.split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
