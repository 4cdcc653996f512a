//! Reads a request's body: never more than the limit, never longer than the request may take.

use super::{
    error::Error,
    stream::{Broken, broken},
};
use crate::context::Visit;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{
        HeaderMap, StatusCode,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH},
    },
};
use hyper::body::Frame;
use std::{
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::time::{Sleep, sleep_until};

/// The body an operation documents.
#[derive(Debug, Clone, Copy)]
pub struct RequestBody {
    pub required: bool,
    /// The documented media types, ranges such as `image/*` among them.
    pub media: &'static [&'static str],
    /// The members of a JSON body that stand for parameters of their own, in the profile that has such.
    pub members: &'static [&'static str],
}

/// Which body there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// None, and none is needed.
    Absent,
    /// Of this documented media type (its index).
    Media(usize),
    /// None where one is needed, or one that is not documented: the request is refused.
    Refused,
}

/// What bounds the reading.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// In bytes.
    pub limit: u64,
    pub visit: Arc<Visit>,
    /// Whether the time limit moves along with what arrives, as a body of any length needs it.
    pub moving: bool,
}

/// A body, chunk by chunk.
#[derive(Debug)]
pub struct Chunks {
    body: Body,
    bounds: Bounds,
    read: u64,
    /// Made when there is something to wait for.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Chunks {
    /// # Errors
    /// 413 when the declared length is beyond the limit.
    pub fn new(body: Body, headers: &HeaderMap, bounds: Bounds) -> Result<Self, Error> {
        let declared = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if declared.unwrap_or(0).max(body.size_hint().lower()) > bounds.limit {
            return Err(too_large());
        }
        Ok(Self {
            body,
            bounds,
            read: 0,
            alarm: None,
        })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// 413 beyond the limit, 408 beyond the deadline, 400 when the client breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| self.poll_next(cx)).await.transpose()
    }

    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                ready!(self.poll_alarm(cx));
                return Poll::Ready(Some(Err(Error::from_status(StatusCode::REQUEST_TIMEOUT))));
            };
            let Some(frame) = frame else {
                return Poll::Ready(None);
            };
            let frame = match frame {
                Ok(frame) => frame,
                Err(fault) => return Poll::Ready(Some(Err(broken_off(fault)))),
            };
            // Trailers are not looked at.
            if let Ok(data) = frame.into_data() {
                return Poll::Ready(Some(self.count(data)));
            }
        }
    }

    fn count(&mut self, data: Bytes) -> Result<Bytes, Error> {
        self.read = self.read.saturating_add(data.len() as u64);
        if self.read > self.bounds.limit {
            return Err(too_large());
        }
        if self.bounds.moving {
            self.bounds.visit.received(data.len());
        }
        Ok(data)
    }

    /// Ready when the time is up.
    fn poll_alarm(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.bounds.visit.deadline() else {
            return Poll::Pending;
        };
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        alarm.as_mut().poll(cx)
    }

    /// Everything; without a copy when it came in one piece.
    ///
    /// # Errors
    /// As [`Chunks::next`].
    pub async fn all(mut self) -> Result<Bytes, Error> {
        let Some(first) = self.next().await? else {
            return Ok(Bytes::new());
        };
        if self.body.is_end_stream() {
            return Ok(first);
        }
        let mut all = Vec::from(first);
        while let Some(more) = self.next().await? {
            all.extend_from_slice(&more);
        }
        Ok(Bytes::from(all))
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let piece = ready!(self.poll_next(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data).map_err(broken)))
    }
}

/// Whether a content coding is on the body (RFC 9110, section 8.4); what is no text names none that is known.
pub(super) fn is_coded(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let mut codings = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
    codings.any(|coding| {
        let coding = coding.trim_ascii();
        !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity")
    })
}

/// RFC 7694, section 3: the header says that it is the coding, and not the media type.
#[cold]
pub(super) fn coded() -> Error {
    Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        .with_header(ACCEPT_ENCODING.as_str(), "identity")
}

#[cold]
pub(super) fn too_large() -> Error {
    Error::from_status(StatusCode::PAYLOAD_TOO_LARGE)
}

#[cold]
fn broken_off(source: axum::Error) -> Error {
    Error::bad_request("There was an error parsing the body").with_source(source)
}
