//! Durable jobs: work that is done even when the process that promised it dies. A job is a row of the table
//! `durable_jobs`, written by the transaction that asks for it: it is there exactly when what it belongs to is. A
//! [`Worker`] takes it, in this process or in another one on the same database, and does it in a transaction of its own,
//! which removes the row too: what a job writes is written once. What it does beside the database (a mail, a call) may
//! happen twice, when a worker dies between doing it and saying so.
//!
//! A job that fails is tried again, later each time; one that has failed too often stays in the table, with `failed_at`
//! and its `last_error`, until [`retry_failed`] or a person decides.

mod queue;
mod worker;

pub use worker::{Worker, WorkerOptions};

use crate::{
    data::{Migration, Result, Session, now},
    prelude::DateTime,
};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// A kind of work, and what one piece of it needs to know.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// What rows of this kind are called; what is in the table outlives a renamed type.
    const NAME: &'static str;

    /// How often it is tried before it is given up.
    const ATTEMPTS: u32 = 12;

    /// How long after so many failures it is tried again.
    fn backoff(failures: u32) -> Duration {
        let hour = Duration::from_hours(1);
        2_u32.checked_pow(failures).map_or(hour, |seconds| {
            Duration::from_secs(seconds.into()).min(hour)
        })
    }
}

/// The table, for the list of migrations.
pub const TABLE: Migration = Migration {
    name: "durable_jobs",
    sqlite: "CREATE TABLE durable_jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    payload TEXT,
    created_at TEXT NOT NULL,
    run_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT,
    last_error TEXT
);
CREATE INDEX durable_jobs_due ON durable_jobs (run_at) WHERE failed_at IS NULL;",
    postgres: "CREATE TABLE durable_jobs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    payload JSONB,
    created_at TIMESTAMPTZ NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    failed_at TIMESTAMPTZ,
    last_error TEXT
);
CREATE INDEX durable_jobs_due ON durable_jobs (run_at) WHERE failed_at IS NULL;",
};

/// Asks for a job, as part of the session's transaction: nobody takes it before that is committed.
///
/// # Errors
/// The database does not take it, or it can't be written as JSON.
pub async fn enqueue<J: Job>(session: &Session, job: &J) -> Result<i64> {
    enqueue_at(session, job, now()).await
}

/// The same, for later.
///
/// # Errors
/// The database does not take it, or it can't be written as JSON.
pub async fn enqueue_at<J: Job>(session: &Session, job: &J, at: DateTime) -> Result<i64> {
    queue::add(session, J::NAME, job, at).await
}

/// Gives every job that was given up all its attempts again; how many those were.
///
/// # Errors
/// The database can't be asked.
pub async fn retry_failed(session: &Session) -> Result<u64> {
    queue::retry_failed(session).await
}
