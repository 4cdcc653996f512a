//! For tests: talks to a WebSocket of a router in process (RFC 6455), as a client does.

use super::{Answer, send};
use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, header},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{fmt, io};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tower_service::Service;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// The client's end of a WebSocket. Dropping it breaks the connection off, as a client that goes away does.
pub struct Conversation {
    stream: DuplexStream,
    closed: Option<u16>,
}

impl Conversation {
    /// Sends a message.
    pub async fn say(&mut self, message: &Value) {
        // Whoever is not listening any more says so in the next thing that is heard.
        let _ = self.write(TEXT, message.to_string().as_bytes()).await;
    }

    /// The next message; `None` when the service has closed the connection, or it broke off.
    pub async fn hear(&mut self) -> Option<Value> {
        while self.closed.is_none() {
            let (kind, payload) = self.read().await.ok()?;
            match kind {
                CLOSE => {
                    let code = payload
                        .first_chunk()
                        .map_or(1005, |code| u16::from_be_bytes(*code));
                    self.closed = Some(code);
                }
                PING => self.write(PONG, &payload).await.ok()?,
                PONG => {}
                _ => return serde_json::from_slice(&payload).ok(),
            }
        }
        None
    }

    /// With which code the service has closed the connection, once that was heard; 1005: with none.
    #[must_use]
    pub fn closed(&self) -> Option<u16> {
        self.closed
    }

    /// Says good-bye, and hears what the service still says: its own good-bye.
    pub async fn close(&mut self) {
        let _ = self.write(CLOSE, &1000_u16.to_be_bytes()).await;
        while self.hear().await.is_some() {}
    }

    /// A frame of a client's: masked, though by nothing.
    async fn write(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let mut frame = vec![0x80 | kind];
        match u16::try_from(payload.len()) {
            Ok(short @ 0..126) => frame.push(0x80 | short.to_be_bytes()[1]),
            Ok(length) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => {
                frame.push(0x80 | 127);
                frame.extend((payload.len() as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(payload);
        self.stream.write_all(&frame).await
    }

    async fn read(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        self.stream.read_exact(&mut head).await?;
        let length = match head[1] {
            126 => self.stream.read_u16().await?.into(),
            127 => self.stream.read_u64().await?,
            short => short.into(),
        };
        let mut payload = Vec::new();
        (&mut self.stream)
            .take(length)
            .read_to_end(&mut payload)
            .await?;
        Ok((head[0] & 0x0f, payload))
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("closed", &self.closed)
            .finish_non_exhaustive()
    }
}

/// Asks for a WebSocket; what else the request says, its credentials for one, is up to the caller.
///
/// # Errors
/// What the router answered instead.
pub async fn talk(router: Router, mut request: Request<Body>) -> Result<Conversation, Answer> {
    let headers = request.headers_mut();
    headers.insert(header::HOST, HeaderValue::from_static("test"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(
        header::SEC_WEBSOCKET_VERSION,
        HeaderValue::from_static("13"),
    );
    let key = HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ==");
    headers.insert(header::SEC_WEBSOCKET_KEY, key);
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    text += "\r\n";

    let (mut stream, served) = duplex(64 * 1024);
    tokio::spawn(serve(served, router.clone()));
    let mut head = Vec::new();
    let asked = stream.write_all(text.as_bytes()).await;
    while asked.is_ok() && !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    if head.starts_with(b"HTTP/1.1 101") {
        return Ok(Conversation {
            stream,
            closed: None,
        });
    }
    Err(send(router, request).await)
}

async fn serve(stream: DuplexStream, router: Router) {
    let service =
        service_fn(move |request: Request<Incoming>| router.clone().call(request.map(Body::new)));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client that goes away is no failure of the test.
    let _ = connection.with_upgrades().await;
}
