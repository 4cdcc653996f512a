//! Work that is done even when the process that promised it dies: a mail after a registration, a call that may fail.
//!
//! A kind of work is a type with [`Job`](runtime::jobs::Job). A service asks for it in the transaction of what it belongs
//! to, `jobs::enqueue(&session, &WelcomeMail { … }).await?`; a worker does it once that is committed, and tries again
//! when it fails. Where `JOB_WORKERS` is 0 another process does: `worker`, on the same database.

use crate::deps::Deps;
use runtime::{
    data::Database,
    jobs::{Worker, WorkerOptions},
};

/// What does the jobs: `.on(…)` for each kind, with a function of the job's own session and the job.
pub fn worker(_deps: &Deps, database: &Database, options: WorkerOptions) -> Worker {
    Worker::new(database, options)
}
