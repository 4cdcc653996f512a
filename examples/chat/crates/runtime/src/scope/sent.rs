//! Hears of the end of an answer's body.

use super::{Cleanup, Outcome, exit::run};
use crate::context::Visit;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// The same body; once it is sent, or given up, the cleanups run in a task.
pub fn watch(body: Body, visit: Arc<Visit>, cleanups: Vec<Cleanup>, outcome: Outcome) -> Body {
    Body::new(Watched {
        body,
        visit,
        cleanups,
        outcome,
        ended: false,
    })
}

struct Watched {
    body: Body,
    visit: Arc<Visit>,
    cleanups: Vec<Cleanup>,
    outcome: Outcome,
    ended: bool,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        match &polled {
            Poll::Ready(None) => self.ended = true,
            Poll::Ready(Some(Err(_))) => {
                self.ended = true;
                self.outcome = Outcome::Failure;
            }
            _ => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let ended = self.ended || self.body.is_end_stream();
        let outcome = if ended {
            self.outcome
        } else {
            Outcome::Cancelled
        };
        let cleanups = std::mem::take(&mut self.cleanups);
        self.visit.tasks.spawn(async move {
            if let Err(error) = run(cleanups, outcome).await {
                tracing::error!(%error, "a cleanup after the body failed");
            }
        });
    }
}
