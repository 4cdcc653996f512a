//! The statements over the table of jobs. A job that is taken is due again after a while (its lease): whoever works on
//! it moves that moment on, and when its process has died, somebody else takes it then. `attempts` tells one lease of a
//! job from the next.

use crate::{
    data::{Database, Result, Row, Session, now},
    prelude::DateTime,
};
use serde::Serialize;
use std::time::Duration;

const ADD: &str = "INSERT INTO durable_jobs (name, payload, created_at, run_at) VALUES ($1, $2, $3, $4) RETURNING id";
const IS_DUE: &str = "SELECT id FROM durable_jobs WHERE failed_at IS NULL AND run_at <= $1 LIMIT 1";
/// SQLite lets one write at a time.
const TAKE_IN_SQLITE: &str =
    "UPDATE durable_jobs SET attempts = attempts + 1, run_at = $1 WHERE id IN (
    SELECT id FROM durable_jobs
    WHERE failed_at IS NULL AND run_at <= $2 AND name IN (SELECT value FROM json_each($3))
    ORDER BY run_at, id LIMIT $4
) RETURNING id, name, payload, attempts";
/// Those that another worker is just taking are passed over.
const TAKE_IN_POSTGRES: &str =
    "UPDATE durable_jobs SET attempts = attempts + 1, run_at = $1 WHERE id IN (
    SELECT id FROM durable_jobs
    WHERE failed_at IS NULL AND run_at <= $2 AND name IN (SELECT jsonb_array_elements_text($3))
    ORDER BY run_at, id LIMIT $4 FOR UPDATE SKIP LOCKED
) RETURNING id, name, payload, attempts";
const EXTEND: &str =
    "UPDATE durable_jobs SET run_at = $1 WHERE id = $2 AND attempts = $3 AND failed_at IS NULL";
const REMOVE: &str =
    "DELETE FROM durable_jobs WHERE id = $1 AND attempts = $2 AND failed_at IS NULL";
const PUT_OFF: &str = "UPDATE durable_jobs SET run_at = $1, last_error = $2 WHERE id = $3 AND attempts = $4 AND failed_at IS NULL";
const GIVE_UP: &str = "UPDATE durable_jobs SET failed_at = $1, last_error = $2 WHERE id = $3 AND attempts = $4 AND failed_at IS NULL";
const RETRY_FAILED: &str = "UPDATE durable_jobs SET failed_at = NULL, attempts = 0, run_at = $1 WHERE failed_at IS NOT NULL";
const COUNT: &str = "SELECT COUNT(*) AS all_jobs, COUNT(failed_at) AS failed FROM durable_jobs";

/// A job that this process has taken.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub id: i64,
    pub name: String,
    pub payload: serde_json::Value,
    /// This one included.
    pub attempts: u32,
}

/// How many are in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub waiting: i64,
    pub failed: i64,
}

pub(super) async fn add(
    session: &Session,
    name: &str,
    payload: &impl Serialize,
    at: DateTime,
) -> Result<i64> {
    session
        .query(ADD)
        .bind(name.to_owned())
        .bind_json(payload)
        .bind(now())
        .bind(at)
        .one(|row| row.get("id"))
        .await
}

/// Takes up to so many jobs of these kinds, those first that are due for longest.
pub(super) async fn take(
    database: &Database,
    names: &[&str],
    most: usize,
    lease: Duration,
) -> Result<Vec<Taken>> {
    let now = now();
    let session = database.session();
    // Without the lock that writing takes: most of the time there is nothing.
    let due = session.query(IS_DUE).bind(now);
    if due.optional(|row| row.get::<i64>("id")).await?.is_none() {
        return Ok(Vec::new());
    }
    let take = if database.is_postgres() {
        TAKE_IN_POSTGRES
    } else {
        TAKE_IN_SQLITE
    };
    let mut taken = session
        .query(take)
        .bind(now + lease)
        .bind(now)
        .bind_json(&names)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .all(read)
        .await?;
    session.commit().await?;
    // `RETURNING` has no order.
    taken.sort_by_key(|job| job.id);
    Ok(taken)
}

fn read(row: &Row) -> Result<Taken> {
    Ok(Taken {
        id: row.get("id")?,
        name: row.get("name")?,
        payload: row.json("payload")?,
        attempts: u32::try_from(row.get::<i64>("attempts")?).unwrap_or(u32::MAX),
    })
}

/// Whether the job is still this worker's; then it is, for so long.
pub(super) async fn extend(database: &Database, job: &Taken, lease: Duration) -> Result<bool> {
    let session = database.session();
    let extend = session.query(EXTEND).bind(now() + lease).bind(job.id);
    let changed = extend.bind(i64::from(job.attempts)).execute().await?;
    session.commit().await?;
    Ok(changed > 0)
}

/// Removes a job that is done, in the transaction of what it has written. Whether it was still this worker's.
pub(super) async fn remove(session: &Session, job: &Taken) -> Result<bool> {
    let remove = session.query(REMOVE).bind(job.id);
    Ok(remove.bind(i64::from(job.attempts)).execute().await? > 0)
}

/// Says why a job failed, and when it is tried again; `None`: never.
pub(super) async fn fail(
    database: &Database,
    job: &Taken,
    error: String,
    again: Option<Duration>,
) -> Result<()> {
    let session = database.session();
    let (sql, at) = match again {
        Some(wait) => (PUT_OFF, now() + wait),
        None => (GIVE_UP, now()),
    };
    let fail = session.query(sql).bind(at).bind(error).bind(job.id);
    fail.bind(i64::from(job.attempts)).execute().await?;
    session.commit().await
}

pub(super) async fn retry_failed(session: &Session) -> Result<u64> {
    session.query(RETRY_FAILED).bind(now()).execute().await
}

pub(super) async fn count(database: &Database) -> Result<Count> {
    let session = database.session();
    let count = session.query(COUNT);
    count
        .one(|row| {
            let (all, failed): (i64, i64) = (row.get("all_jobs")?, row.get("failed")?);
            Ok(Count {
                waiting: all - failed,
                failed,
            })
        })
        .await
}
