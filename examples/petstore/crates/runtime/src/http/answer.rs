//! The future of one request in the form that tower asks for: its operation, then the end of its scope.

use super::{error::ErrorForm, reply::Unsendable, route::Pending};
use crate::{
    context::Visit,
    scope::{Isolated, cancel, close},
};
use axum::{http::StatusCode, response::Response};
use std::{
    convert::Infallible,
    future::ready,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// An answer on its way. Whatever happens to it, the request's scope is closed: when it is dropped, in a task.
pub(super) struct Answer(State);

enum State {
    /// No operation had a part in it.
    Refused(Pending),
    Running {
        operation: Isolated<Pending>,
        visit: Arc<Visit>,
        errors: ErrorForm,
    },
    Closing {
        closing: Pending,
        visit: Arc<Visit>,
    },
    Done,
}

impl Answer {
    pub fn ready(response: Response) -> Self {
        Self(State::Refused(Box::pin(ready(response))))
    }

    pub fn of(operation: Pending, visit: Arc<Visit>, errors: ErrorForm) -> Self {
        Self(State::Running {
            operation: Isolated(operation),
            visit,
            errors,
        })
    }
}

impl Future for Answer {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let answer = match &mut self.0 {
                State::Refused(answer) => answer.as_mut().poll(cx),
                State::Closing { closing, .. } => closing.as_mut().poll(cx),
                State::Running {
                    operation,
                    visit,
                    errors,
                } => match Pin::new(operation).poll(cx) {
                    Poll::Ready(answer) => {
                        let answer = answer
                            .filter(|answer| answer.extensions().get::<Unsendable>().is_none())
                            .unwrap_or_else(|| errors.status(StatusCode::INTERNAL_SERVER_ERROR));
                        if visit.scope.is_open() {
                            let (visit, errors) = (visit.clone(), *errors);
                            let closing = Box::pin(close(visit.clone(), answer, errors));
                            // What the operation still holds goes before the cleanups run.
                            self.0 = State::Closing { closing, visit };
                            continue;
                        }
                        Poll::Ready(answer)
                    }
                    Poll::Pending => Poll::Pending,
                },
                State::Done => Poll::Pending,
            };
            return answer.map(|answer| {
                self.0 = State::Done;
                Ok(answer)
            });
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.0, State::Done) {
            State::Running {
                operation, visit, ..
            } => {
                drop(operation);
                if visit.scope.is_open() {
                    cancel(&visit);
                }
            }
            // A commit that has begun is not given up.
            State::Closing { closing, visit } => {
                visit.tasks.spawn(async move { drop(closing.await) });
            }
            State::Refused(_) | State::Done => {}
        }
    }
}
