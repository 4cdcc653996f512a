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

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;
    use tokio::time::timeout;

    const LIMIT: Duration = Duration::from_millis(40);

    struct Endless;

    impl HttpBody for Endless {
        type Data = Bytes;
        type Error = axum::Error;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
            Poll::Pending
        }
    }

    async fn stops(pulse: &Pulse) -> bool {
        timeout(LIMIT * 3, pulse.stopped(LIMIT)).await.is_ok()
    }

    #[tokio::test]
    async fn silence_ends_a_connection_but_not_a_request() {
        let pulse = Arc::new(Pulse::default());
        assert!(stops(&pulse).await);
        let turn = pulse.turn();
        assert!(!stops(&pulse).await);
        let body = turn.until_sent(Body::from("all of it"));
        assert!(stops(&pulse).await);
        let lasting = pulse.turn().until_sent(Body::new(Endless));
        assert!(!stops(&pulse).await);
        drop((body, lasting));
        assert!(stops(&pulse).await);
    }

    /// A client that takes what is sent, or does not.
    struct Client(bool);

    impl AsyncWrite for Client {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            if self.0 {
                Poll::Ready(Ok(bytes.len()))
            } else {
                Poll::Pending
            }
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn who_takes_nothing_of_an_answer_is_let_go() {
        let pulse = Arc::new(Pulse::default());
        let mut stream = Watched {
            stream: Client(false),
            pulse: pulse.clone(),
        };
        let mut write = || {
            let written =
                Pin::new(&mut stream).poll_write(&mut Context::from_waker(Waker::noop()), b"a");
            stream.stream.0 = true;
            written.is_ready()
        };
        let _turn = pulse.turn();
        assert!(!stops(&pulse).await, "it may be at work for long");
        assert!(!write() && stops(&pulse).await);
        assert!(write() && !stops(&pulse).await);
    }

    #[test]
    fn what_is_small_becomes_one_piece() {
        let mut into = [0; SMALL];
        let pieces = [b"head, ".as_slice(), b"body"].map(io::IoSlice::new);
        assert_eq!(joined(&pieces, &mut into), Some(b"head, body".as_slice()));
        let half = [b'a'; SMALL / 2];
        let pieces = [io::IoSlice::new(&half), io::IoSlice::new(&half)];
        assert_eq!(joined(&pieces, &mut into), Some([b'a'; SMALL].as_slice()));
        let pieces = [pieces[0], pieces[1], io::IoSlice::new(b"a")];
        assert_eq!(joined(&pieces, &mut into), None);
        assert_eq!(joined(&[], &mut into), Some(b"".as_slice()));
    }
}
