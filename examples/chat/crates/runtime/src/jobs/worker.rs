//! Takes jobs and does them, several at once.

use super::{
    Job,
    queue::{self, Taken},
};
use crate::{
    data::{self, Database, Session},
    http::Error,
    prelude::BoxFuture,
    scope::{Isolated, Tasks},
    server::Server,
};
use std::{
    collections::BTreeMap,
    fmt,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};

/// How a worker works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerOptions {
    /// So many jobs at once; 0: none, which leaves them to another process.
    pub at_once: usize,
    /// How long after a worker has died its jobs are taken by others.
    pub lease: Duration,
    /// How often it looks for jobs when there was none.
    pub poll: Duration,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            at_once: 4,
            lease: Duration::from_mins(1),
            poll: Duration::from_millis(500),
        }
    }
}

/// Does the jobs of the kinds that it was told of; others stay for a program that knows them. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Worker {
    database: Database,
    options: WorkerOptions,
    kinds: BTreeMap<&'static str, Kind>,
}

#[derive(Clone)]
struct Kind {
    attempts: u32,
    backoff: fn(u32) -> Duration,
    run: Arc<Run>,
}

type Run =
    dyn Fn(Session, serde_json::Value) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync;

/// Why a job was not done.
enum Failure {
    /// Trying again may help.
    Error(Error),
    Panic,
    /// Nothing that this program does will help.
    Unreadable(serde_json::Error),
    /// It took so long that somebody else has taken it.
    Lost,
}

impl Worker {
    #[must_use]
    pub fn new(database: &Database, options: WorkerOptions) -> Self {
        Self {
            database: database.clone(),
            options,
            kinds: BTreeMap::new(),
        }
    }

    /// How jobs of a kind are done. The session is the job's own: what is written through it is committed when the
    /// function succeeds, together with the job's removal.
    #[must_use]
    pub fn on<J: Job, F>(mut self, run: impl Fn(Session, J) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let run = move |session, payload| -> BoxFuture<'static, _> {
            match serde_json::from_value(payload) {
                Ok(job) => {
                    let running = run(session, job);
                    Box::pin(async move { running.await.map_err(Failure::Error) })
                }
                Err(fault) => Box::pin(async move { Err(Failure::Unreadable(fault)) }),
            }
        };
        let kind = Kind {
            attempts: J::ATTEMPTS,
            backoff: J::backoff,
            run: Arc::new(run),
        };
        self.kinds.insert(J::NAME, kind);
        self
    }

    /// Works beside the server's requests until the process is told to stop; what it is doing then is finished. `/metrics`
    /// says how many jobs there are.
    pub fn start(&self, server: &Server) {
        let (waiting, failed) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
        let gauge = |name, help, number: &Arc<AtomicI64>| {
            let number = number.clone();
            let read = move || number.load(Ordering::Relaxed);
            server.metrics().gauge(name, help, read);
        };
        gauge("jobs_waiting", "Jobs that are to be done.", &waiting);
        gauge("jobs_failed", "Jobs that were given up.", &failed);
        let (worker, tasks) = (self.clone(), server.tasks().clone());
        server.tasks().spawn(async move {
            tokio::select! {
                () = worker.take_turns(&tasks) => {}
                () = worker.count(&waiting, &failed) => {}
            }
        });
    }

    /// Does every job that is due, one after the other, and those that these ask for: for tests. How many were tried.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn run_due(&self) -> data::Result<usize> {
        let mut count = 0;
        while let Some(job) = self.take(1).await?.pop() {
            self.run(job).await;
            count += 1;
        }
        Ok(count)
    }

    async fn take(&self, most: usize) -> data::Result<Vec<Taken>> {
        let names: Vec<&str> = self.kinds.keys().copied().collect();
        queue::take(&self.database, &names, most, self.options.lease).await
    }

    /// Until the process is told to stop. What is taken is begun: nothing is waited for in between.
    async fn take_turns(&self, tasks: &Tasks) {
        // None at once is what processes that serve requests are told; one that was started to work does its usual.
        let at_once = match self.options.at_once {
            0 => WorkerOptions::default().at_once,
            at_once => at_once,
        };
        let places = Arc::new(Semaphore::new(at_once));
        let mut stopping = pin!(tasks.stopping());
        loop {
            let place = tokio::select! {
                place = places.acquire() => place,
                () = &mut stopping => return,
            };
            let free = places.available_permits() + usize::from(place.is_ok());
            drop(place);
            let taken = match self.take(free).await {
                Ok(taken) => taken,
                Err(fault) => {
                    tracing::error!(%fault, "jobs can't be taken");
                    Vec::new()
                }
            };
            if taken.is_empty() {
                tokio::select! {
                    () = sleep(self.options.poll) => {}
                    () = &mut stopping => return,
                }
            }
            for job in taken {
                // It is never closed, and nobody else takes places.
                let Ok(place) = places.clone().acquire_owned().await else {
                    return;
                };
                let worker = self.clone();
                tasks.spawn(async move {
                    worker.run(job).await;
                    drop(place);
                });
            }
        }
    }

    async fn count(&self, waiting: &AtomicI64, failed: &AtomicI64) {
        loop {
            if let Ok(count) = queue::count(&self.database).await {
                waiting.store(count.waiting, Ordering::Relaxed);
                failed.store(count.failed, Ordering::Relaxed);
            }
            sleep(Duration::from_secs(10)).await;
        }
    }

    /// Does a job, and says so in the table.
    async fn run(&self, job: Taken) {
        let Some(kind) = self.kinds.get(job.name.as_str()) else {
            return;
        };
        let begun = Instant::now();
        let failure = if job.attempts > kind.attempts {
            // Each time its worker died: it may be what kills them.
            Err(Failure::Panic)
        } else {
            self.attempt(kind, &job).await
        };
        let (id, name, attempt) = (job.id, job.name.as_str(), job.attempts);
        let milliseconds = (begun.elapsed().as_secs_f64() * 1e6).round() / 1e3;
        let failure = match failure {
            Ok(()) => return tracing::info!(id, name, attempt, milliseconds, "job done"),
            Err(Failure::Lost) => {
                return tracing::warn!(id, name, attempt, "job lost to another worker");
            }
            Err(failure) => failure,
        };
        let hopeless = matches!(failure, Failure::Unreadable(_)) || attempt >= kind.attempts;
        let again = (!hopeless).then(|| (kind.backoff)(attempt));
        let error = failure.to_string();
        if again.is_some() {
            tracing::warn!(id, name, attempt, error, "job failed, to be tried again");
        } else {
            tracing::error!(id, name, attempt, error, "job failed, and was given up");
        }
        if let Err(fault) = queue::fail(&self.database, &job, error, again).await {
            tracing::error!(id, name, %fault, "a job's failure could not be noted");
        }
    }

    async fn attempt(&self, kind: &Kind, job: &Taken) -> Result<(), Failure> {
        let session = self.database.session();
        let running = (kind.run.clone(), session.clone(), job.payload.clone());
        // The call, too, may panic, and not the future alone.
        let running = Isolated(Box::pin(async move {
            let (run, session, payload) = running;
            run(session, payload).await
        }));
        let result = tokio::select! {
            result = running => result.unwrap_or(Err(Failure::Panic)),
            () = self.keep(job) => Err(Failure::Lost),
        };
        let ended = match result {
            Ok(()) => match queue::remove(&session, job).await {
                Ok(true) => {
                    return session
                        .commit()
                        .await
                        .map_err(|fault| Failure::Error(fault.into()));
                }
                Ok(false) => Err(Failure::Lost),
                Err(fault) => Err(Failure::Error(fault.into())),
            },
            Err(failure) => Err(failure),
        };
        // Dropping it does the same, later.
        let _ = session.rollback().await;
        ended
    }

    /// Keeps others from taking the job; ends when one has.
    async fn keep(&self, job: &Taken) {
        loop {
            sleep(self.options.lease / 3).await;
            match queue::extend(&self.database, job, self.options.lease).await {
                Ok(true) => {}
                Ok(false) => return,
                // The job's own transaction may be what is in the way; its removal tells in the end.
                Err(fault) => tracing::debug!(%fault, "a job's lease was not extended"),
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => match error.source() {
                Some(source) => write!(f, "{error}: {source}"),
                None => write!(f, "{error}"),
            },
            Self::Panic => f.write_str("it panicked, or took its process with it"),
            Self::Unreadable(fault) => write!(f, "its payload can't be read: {fault}"),
            Self::Lost => f.write_str("somebody else has taken it"),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind")
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
