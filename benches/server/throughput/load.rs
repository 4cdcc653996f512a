//! Requests over kept-alive connections, a bounded number of them. In: an address and one request's bytes. Out: nothing,
//! or the first answer that is not as it should be.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

const THREADS: usize = 2;
const CONNECTIONS: usize = 16;

/// One request, and the status that is right.
#[derive(Debug, Clone, Copy)]
pub struct Shot<'a> {
    pub request: &'a [u8],
    pub status: &'a str,
}

/// Sends `count` requests over 32 connections: each is written to all connections of a thread before the answers are read,
/// so that the server always has some to go on with.
pub fn fire(address: SocketAddr, shot: Shot<'_>, count: usize) -> io::Result<()> {
    let rounds = count / (THREADS * CONNECTIONS);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| scope.spawn(move || volley(address, shot, rounds)))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))
        })
    })
}

/// How many requests [`fire`] really sends.
pub fn rounded(count: usize) -> usize {
    count / (THREADS * CONNECTIONS) * THREADS * CONNECTIONS
}

fn volley(address: SocketAddr, shot: Shot<'_>, rounds: usize) -> io::Result<()> {
    let connect = || {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(BufReader::new(stream))
    };
    let mut connections: Vec<BufReader<TcpStream>> = (0..CONNECTIONS)
        .map(|_| connect())
        .collect::<io::Result<_>>()?;
    let (mut line, mut body) = (String::new(), Vec::new());
    for _ in 0..rounds {
        for connection in &mut connections {
            connection.get_mut().write_all(shot.request)?;
        }
        for connection in &mut connections {
            read(connection, shot.status, &mut line, &mut body)?;
        }
    }
    Ok(())
}

fn read(
    connection: &mut BufReader<TcpStream>,
    status: &str,
    line: &mut String,
    body: &mut Vec<u8>,
) -> io::Result<()> {
    let mut length = 0;
    let mut right = None;
    loop {
        line.clear();
        if connection.read_line(line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = line.trim_end();
        if text.is_empty() {
            break;
        }
        if right.is_none() {
            right = Some(text.split(' ').nth(1) == Some(status));
        } else if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    body.resize(length, 0);
    connection.read_exact(body)?;
    if right == Some(true) {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "not {status}: {}",
        String::from_utf8_lossy(body)
    )))
}
