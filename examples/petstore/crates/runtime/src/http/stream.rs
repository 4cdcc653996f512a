//! Bodies of any length, as byte streams: a request's as it arrives, a response's as it is made. Nothing is held but
//! the piece that is under way.

use super::{body::Chunks, error::Error};
use axum::body::{Body, Bytes, HttpBody};
use futures_core::Stream;
use hyper::body::{Frame, SizeHint};
use std::{
    fmt, io,
    path::Path,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    fs::File,
    io::{AsyncRead, ReadBuf},
    sync::mpsc,
};

/// How much of a file is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Bytes, piece by piece.
///
/// One that came with a request gives its pieces by [`next`](Self::next), and ends with an error where the request is
/// too long (413), too slow (408) or broken off (400). One for a response is made of bytes, a file, any
/// [`Stream`] or a [`channel`](Self::channel).
pub struct ByteStream(Source);

enum Source {
    Arriving(Chunks),
    Leaving(Body),
}

impl ByteStream {
    pub(super) fn arriving(chunks: Chunks) -> Self {
        Self(Source::Arriving(chunks))
    }

    /// The pieces of a stream. An error ends the response where it is: its status has long been sent.
    pub fn new<S, B, E>(pieces: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<Error> + 'static,
    {
        Self(Source::Leaving(Body::new(Pieces(Box::pin(pieces)))))
    }

    /// A stream and the end that feeds it. `capacity`: how many pieces may wait for the client.
    #[must_use]
    pub fn channel(capacity: usize) -> (ByteSender, Self) {
        let (sender, receiver) = channel(capacity);
        (ByteSender(sender), Self::new(receiver))
    }

    /// A file, from its beginning to its end.
    ///
    /// # Errors
    /// The file can't be opened.
    pub async fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = File::open(path).await?;
        let length = file.metadata().await?.len();
        let body = FileBody {
            file,
            length,
            buffer: vec![0; PIECE],
        };
        Ok(Self(Source::Leaving(Body::new(body))))
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// 413, 408 or 400 for a request's; what its maker gave otherwise.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        match &mut self.0 {
            Source::Arriving(chunks) => chunks.next().await,
            Source::Leaving(body) => loop {
                let frame = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await;
                match frame {
                    None => return Ok(None),
                    Some(Ok(frame)) => {
                        if let Ok(data) = frame.into_data() {
                            return Ok(Some(data));
                        }
                    }
                    Some(Err(fault)) => return Err(fault.into()),
                }
            },
        }
    }

    /// Everything that is left, in memory.
    ///
    /// # Errors
    /// 413 beyond `limit` bytes, and as [`next`](Self::next).
    pub async fn read_all(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await? {
            if all.len() + piece.len() > limit {
                return Err(super::body::too_large());
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }

    pub(super) fn into_body(self) -> Body {
        match self.0 {
            Source::Leaving(body) => body,
            Source::Arriving(chunks) => Body::new(chunks),
        }
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Source::Arriving(chunks) => chunks.poll_next(cx),
            Source::Leaving(body) => loop {
                let frame = ready!(Pin::new(&mut *body).poll_frame(cx));
                match frame {
                    None => return Poll::Ready(None),
                    Some(Ok(frame)) => {
                        if let Ok(data) = frame.into_data() {
                            return Poll::Ready(Some(Ok(data)));
                        }
                    }
                    Some(Err(fault)) => return Poll::Ready(Some(Err(fault.into()))),
                }
            },
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream")
    }
}

impl From<Body> for ByteStream {
    fn from(body: Body) -> Self {
        Self(Source::Leaving(body))
    }
}

macro_rules! whole {
    ($($ty:ty),*) => {$(
        impl From<$ty> for ByteStream {
            fn from(bytes: $ty) -> Self {
                Self(Source::Leaving(Body::from(bytes)))
            }
        }
    )*};
}
whole!(Bytes, Vec<u8>, String, &'static [u8], &'static str);

/// The end of a [`ByteStream`] that its pieces are put in at; dropping it ends the stream.
#[derive(Debug, Clone)]
pub struct ByteSender(mpsc::Sender<Result<Bytes, Error>>);

impl ByteSender {
    /// Sends a piece, once there is room for it.
    ///
    /// # Errors
    /// The client is gone.
    pub async fn send(&self, piece: impl Into<Bytes>) -> Result<(), Gone> {
        self.0.send(Ok(piece.into())).await.map_err(|_| Gone)
    }

    /// Ends the response as broken.
    pub async fn fail(&self, error: impl Into<Error>) {
        let _ = self.0.send(Err(error.into())).await;
    }
}

/// The client does not listen any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client is gone")
    }
}

impl std::error::Error for Gone {}

/// A bounded channel whose receiver is a stream.
pub(super) fn channel<T>(capacity: usize) -> (mpsc::Sender<T>, Receiver<T>) {
    let (sender, receiver) = mpsc::channel(capacity.max(1));
    (sender, Receiver(receiver))
}

pub(super) struct Receiver<T>(mpsc::Receiver<T>);

impl<T> Stream for Receiver<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll_recv(cx)
    }
}

/// A body out of a stream.
struct Pieces<S>(Pin<Box<S>>);

impl<S, B, E> HttpBody for Pieces<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Error>,
{
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        Poll::Ready(match ready!(self.0.as_mut().poll_next(cx)) {
            None => None,
            Some(Ok(piece)) => Some(Ok(Frame::data(piece.into()))),
            Some(Err(error)) => Some(Err(broken(error.into()))),
        })
    }
}

/// What ends a response that is under way; the client sees that it is incomplete.
#[derive(Debug)]
pub struct Broken(Error);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::error::Error for Broken {}

#[cold]
pub(super) fn broken(error: Error) -> Broken {
    tracing::error!(%error, "a response broke off");
    Broken(error)
}

struct FileBody {
    file: File,
    /// How much is left, in bytes.
    length: u64,
    buffer: Vec<u8>,
}

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        if this.length == 0 {
            return Poll::Ready(None);
        }
        let room = usize::try_from(this.length).unwrap_or(usize::MAX);
        let room = room.min(this.buffer.len());
        let mut buffer = ReadBuf::new(&mut this.buffer[..room]);
        ready!(Pin::new(&mut this.file).poll_read(cx, &mut buffer))?;
        let piece = Bytes::copy_from_slice(buffer.filled());
        if piece.is_empty() {
            return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
        }
        this.length -= piece.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }

    fn is_end_stream(&self) -> bool {
        self.length == 0
    }
}
