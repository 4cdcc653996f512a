//! The end of a request: its cleanups, last registered first, then what it left to do.

use super::{Cleanup, Isolated, Outcome, sent};
use crate::{
    context::Visit,
    http::{Error, ErrorForm},
};
use axum::{http::StatusCode, response::Response};
use std::sync::Arc;

/// Ends a request that has an answer: the one that is sent, which is the error of a cleanup when one fails.
pub(crate) async fn close(visit: Arc<Visit>, answer: Response, errors: ErrorForm) -> Response {
    let status = answer.status();
    let failed = status.is_client_error() || status.is_server_error();
    let outcome = if failed {
        Outcome::Failure
    } else {
        Outcome::Success
    };
    let (answer, outcome) = match clean_up(&visit, outcome).await {
        Ok(()) => (answer, outcome),
        Err(error) => (error.into_response(errors), Outcome::Failure),
    };
    settle(&visit, outcome);
    let after_body = std::mem::take(&mut visit.scope.exits().after_body);
    if after_body.is_empty() {
        return answer;
    }
    answer.map(|body| sent::watch(body, visit, after_body, outcome))
}

/// Ends a request that nobody waits for.
pub(crate) fn cancel(visit: &Arc<Visit>) {
    let visit = visit.clone();
    visit.tasks.clone().spawn(async move {
        finish(&visit, Outcome::Cancelled).await;
    });
}

/// Everything, where there is no answer that could tell what failed; the log does.
async fn finish(visit: &Visit, outcome: Outcome) {
    let outcome = match clean_up(visit, outcome).await {
        Ok(()) => outcome,
        Err(error) => {
            tracing::error!(%error, "a cleanup failed");
            Outcome::Failure
        }
    };
    settle(visit, outcome);
    let after_body = std::mem::take(&mut visit.scope.exits().after_body);
    if let Err(error) = run(after_body, outcome).await {
        tracing::error!(%error, "a cleanup failed");
    }
}

/// The cleanups before the answer, and those that they register.
async fn clean_up(visit: &Visit, outcome: Outcome) -> Result<(), Error> {
    let (mut outcome, mut result) = (outcome, Ok(()));
    loop {
        let last = visit.scope.exits().cleanups.pop();
        let Some(cleanup) = last else {
            return result;
        };
        let Err(error) = clean(cleanup, outcome).await else {
            continue;
        };
        outcome = Outcome::Failure;
        match &result {
            Ok(()) => result = Err(error),
            Err(_) => tracing::error!(%error, "a cleanup failed too"),
        }
    }
}

/// Cleanups after the body, last registered first.
pub(super) async fn run(mut cleanups: Vec<Cleanup>, outcome: Outcome) -> Result<(), Error> {
    let mut result = Ok(());
    while let Some(cleanup) = cleanups.pop() {
        let outcome = if result.is_ok() {
            outcome
        } else {
            Outcome::Failure
        };
        result = result.and(clean(cleanup, outcome).await);
    }
    result
}

async fn clean(cleanup: Cleanup, outcome: Outcome) -> Result<(), Error> {
    let panicked = || Err(Error::from_status(StatusCode::INTERNAL_SERVER_ERROR));
    // The call, too, may panic, and not the future alone.
    let cleanup = Box::pin(async move { cleanup(outcome).await });
    Isolated(cleanup).await.unwrap_or_else(panicked)
}

/// Starts what the request left to do, if all went well.
fn settle(visit: &Visit, outcome: Outcome) {
    let background = std::mem::take(&mut visit.scope.exits().background);
    if outcome.is_success() {
        for work in background {
            visit.tasks.spawn(work);
        }
    }
}

/// A scope that outlives the answer, as that of a WebSocket does. Dropping it ends it as cancelled.
#[derive(Debug)]
#[must_use = "dropping it ends the scope"]
pub struct Kept(Option<Arc<Visit>>);

impl Kept {
    pub(crate) fn new(visit: Arc<Visit>) -> Self {
        visit.scope.keep();
        Self(Some(visit))
    }

    /// Runs the cleanups; what fails goes to the log.
    pub async fn finish(mut self, outcome: Outcome) {
        let Some(visit) = self.0.clone() else { return };
        finish(&visit, outcome).await;
        // Not before: whoever stops waiting leaves the rest to a task.
        self.0 = None;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(visit) = self.0.take() {
            cancel(&visit);
        }
    }
}
