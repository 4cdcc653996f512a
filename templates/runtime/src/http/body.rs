//! Reads a request's body: never more than the limit, never longer than the request may take.

use super::error::Error;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
};
use std::{future::poll_fn, pin::Pin};
use tokio::time::{Instant, timeout_at};

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
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In bytes.
    pub limit: usize,
    pub deadline: Option<Instant>,
}

/// A body, chunk by chunk.
#[derive(Debug)]
pub struct Chunks {
    body: Body,
    bounds: Bounds,
    read: usize,
}

impl Chunks {
    /// # Errors
    /// 413 when the declared length is beyond the limit.
    pub fn new(body: Body, headers: &HeaderMap, bounds: Bounds) -> Result<Self, Error> {
        let declared = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let limit = u64::try_from(bounds.limit).unwrap_or(u64::MAX);
        if declared.unwrap_or(0).max(body.size_hint().lower()) > limit {
            return Err(too_large());
        }
        Ok(Self {
            body,
            bounds,
            read: 0,
        })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// 413 beyond the limit, 408 beyond the deadline, 400 when the client breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let frame = poll_fn(|cx| Pin::new(&mut self.body).poll_frame(cx));
            let frame = match self.bounds.deadline {
                None => frame.await,
                Some(deadline) => match timeout_at(deadline, frame).await {
                    Ok(frame) => frame,
                    Err(_) => return Err(Error::from_status(StatusCode::REQUEST_TIMEOUT)),
                },
            };
            let Some(frame) = frame else { return Ok(None) };
            // Trailers are not looked at.
            if let Ok(data) = frame.map_err(broken_off)?.into_data() {
                self.read = self.read.saturating_add(data.len());
                if self.read > self.bounds.limit {
                    return Err(too_large());
                }
                return Ok(Some(data));
            }
        }
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

#[cold]
fn too_large() -> Error {
    Error::from_status(StatusCode::PAYLOAD_TOO_LARGE)
}

#[cold]
fn broken_off(source: axum::Error) -> Error {
    Error::bad_request("There was an error parsing the body").with_source(source)
}
