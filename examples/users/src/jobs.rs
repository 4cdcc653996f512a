//! Work that is done even when the process that promised it dies: a mail after a registration, a call that may fail.
//!
//! A kind of work is a type with [`Job`](runtime::jobs::Job). A service asks for it in the transaction of what it belongs
//! to, `jobs::enqueue(&session, &WelcomeMail { … }).await?`; a worker does it once that is committed, and tries again
//! when it fails. Where `JOB_WORKERS` is 0 another process does: `worker`, on the same database.

use crate::deps::{Deps, Mail};
use runtime::{
    data::Database,
    jobs::{Job, Worker, WorkerOptions},
};
use serde::{Deserialize, Serialize};

/// A mail to somebody who has registered.
#[derive(Debug, Serialize, Deserialize)]
pub struct WelcomeMail {
    pub to: String,
    pub name: String,
}

impl Job for WelcomeMail {
    const NAME: &'static str = "welcome-mail";
}

/// What does the jobs: `.on(…)` for each kind, with a function of the job's own session and the job.
pub fn worker(deps: &Deps, database: &Database, options: WorkerOptions) -> Worker {
    let mailer = deps.mailer.clone();
    Worker::new(database, options).on(move |_session, WelcomeMail { to, name }| {
        let mailer = mailer.clone();
        async move {
            let subject = format!("Welcome, {name}");
            let text = "Your account is ready: log in with your name and password.".to_owned();
            Ok(mailer.send(&Mail { to, subject, text }).await?)
        }
    })
}
