//! Whether a connection is alive. In: what it does. Out: when it has done nothing for so long that it is let go: a client
//! that does not finish a request's head, asks for nothing more, or takes nothing of an answer.

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::sleep,
};

/// What a connection does, as its one task notes it.
#[derive(Debug, Default)]
pub struct Pulse {
    /// Requests that are being answered.
    busy: AtomicUsize,
    /// The client has not yet taken what was written.
    stalled: AtomicBool,
    /// Counts everything that happens.
    beats: AtomicU64,
}

/// A request that is being answered, until this is dropped.
#[derive(Debug)]
pub struct Turn(Arc<Pulse>);

impl Pulse {
    pub fn turn(self: &Arc<Self>) -> Turn {
        self.busy.fetch_add(1, Relaxed);
        Turn(self.clone())
    }

    /// Returns once nothing has happened for so long, with nobody but the client to wait for.
    pub async fn stopped(&self, limit: Duration) {
        const LOOKS: u32 = 4;
        let (mut quiet, mut last) = (0, self.beats.load(Relaxed));
        while quiet < LOOKS {
            sleep(limit / LOOKS).await;
            let beats = self.beats.load(Relaxed);
            let waits = self.busy.load(Relaxed) == 0 || self.stalled.load(Relaxed);
            quiet = if waits && beats == last { quiet + 1 } else { 0 };
            last = beats;
        }
    }

    fn beat(&self) {
        self.beats.fetch_add(1, Relaxed);
    }
}

impl Turn {
    /// Lasts as long as the body, when that is one that takes its time.
    pub fn until_sent(self, body: Body) -> Body {
        if body.size_hint().exact().is_some() {
            return body;
        }
        Body::new(Lasting { body, _turn: self })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Relaxed);
        self.0.beat();
    }
}

/// A body whose end is that of its request.
struct Lasting {
    body: Body,
    _turn: Turn,
}

impl HttpBody for Lasting {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// In bytes. An answer that is not longer is copied into one piece: that costs less than to have it gathered.
const SMALL: usize = 1024;

fn joined<'s>(pieces: &[io::IoSlice<'_>], into: &'s mut [u8; SMALL]) -> Option<&'s [u8]> {
    let mut length = 0;
    for piece in pieces {
        let end = length + piece.len();
        into.get_mut(length..end)?.copy_from_slice(piece);
        length = end;
    }
    into.get(..length)
}

/// A stream that notes what is written.
#[derive(Debug)]
pub struct Watched<S> {
    pub stream: S,
    pub pulse: Arc<Pulse>,
}

impl<S> Watched<S> {
    fn note<T>(&self, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        self.pulse.stalled.store(written.is_pending(), Relaxed);
        let written = ready!(written);
        self.pulse.beat();
        Poll::Ready(written)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.note(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut small = [0; SMALL];
        let written = match joined(pieces, &mut small) {
            Some(all) => Pin::new(&mut self.stream).poll_write(cx, all),
            None => Pin::new(&mut self.stream).poll_write_vectored(cx, pieces),
        };
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
