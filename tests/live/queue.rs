//! The queue of jobs, over an empty database: in memory, or where `TEST_DATABASE_URL` says.

use petstore::data::MIGRATIONS;
use runtime::{
    data::{Database, DatabaseOptions, now},
    jobs::{self, Job, Worker, WorkerOptions},
    prelude as rt,
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

#[derive(Debug, Serialize, Deserialize)]
struct Number(u32);

impl Job for Number {
    const NAME: &'static str = "number";
    const ATTEMPTS: u32 = 2;

    fn backoff(_failures: u32) -> Duration {
        Duration::ZERO
    }
}

/// Jobs that nobody knows how to do.
#[derive(Debug, Serialize, Deserialize)]
struct Unknown;

impl Job for Unknown {
    const NAME: &'static str = "unknown";
}

/// What a job is stored as, and how it stands.
async fn rows(database: &Database) -> Vec<(String, i64, bool, Option<String>)> {
    let session = database.session();
    let rows = session.query("SELECT name, attempts, failed_at IS NOT NULL AS failed, last_error FROM durable_jobs ORDER BY id");
    rows.all(|row| {
        Ok((
            row.get("name")?,
            row.get("attempts")?,
            row.get("failed")?,
            row.get("last_error")?,
        ))
    })
    .await
    .unwrap()
}

type Done = Arc<Mutex<Vec<u32>>>;

/// Does numbers, but for 13, which fails, and 14, which panics.
fn worker(database: &Database) -> (Worker, Done) {
    let done = Done::default();
    let noted = done.clone();
    let options = WorkerOptions {
        lease: Duration::from_millis(300),
        ..WorkerOptions::default()
    };
    let worker = Worker::new(database, options).on(move |_session, Number(number)| {
        let noted = noted.clone();
        async move {
            match number {
                13 => return Err(rt::Error::conflict("unlucky")),
                14 => panic!("worse"),
                15 => tokio::time::sleep(Duration::from_millis(800)).await,
                _ => {}
            }
            noted.lock().unwrap().push(number);
            Ok(())
        }
    });
    (worker, done)
}

async fn promise(database: &Database, numbers: &[u32]) {
    let session = database.session();
    for number in numbers {
        jobs::enqueue(&session, &Number(*number)).await.unwrap();
    }
    session.commit().await.unwrap();
}

fn taken(done: &Done) -> Vec<u32> {
    std::mem::take(&mut done.lock().unwrap())
}

#[tokio::test]
async fn the_queue_keeps_what_it_promises() {
    let database = match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => {
            let options = DatabaseOptions {
                url,
                ..DatabaseOptions::default()
            };
            Database::open(&options).await.unwrap()
        }
        Err(_) => Database::in_memory().await.unwrap(),
    };
    database.migrate(MIGRATIONS).await.unwrap();
    let (worker, done) = worker(&database);

    // In order, and removed.
    promise(&database, &[1, 2, 3]).await;
    assert_eq!(worker.run_due().await.unwrap(), 3);
    assert_eq!(taken(&done), [1, 2, 3]);
    assert_eq!(rows(&database).await, []);

    // Not before the transaction is committed, and never when it is rolled back.
    let session = database.session();
    jobs::enqueue(&session, &Number(4)).await.unwrap();
    session.rollback().await.unwrap();
    assert_eq!(worker.run_due().await.unwrap(), 0);

    // Not before its time.
    let session = database.session();
    let later = now() + Duration::from_millis(200);
    jobs::enqueue_at(&session, &Number(5), later).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(worker.run_due().await.unwrap(), 0);
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(worker.run_due().await.unwrap(), 1);
    assert_eq!(taken(&done), [5]);

    // What is not known stays for who knows it.
    let session = database.session();
    jobs::enqueue(&session, &Unknown).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(worker.run_due().await.unwrap(), 0);
    assert_eq!(
        rows(&database).await,
        [("unknown".to_owned(), 0, false, None)]
    );
    let session = database.session();
    session
        .query("DELETE FROM durable_jobs WHERE name = 'unknown'")
        .execute()
        .await
        .unwrap();
    session.commit().await.unwrap();

    // Failures are tried again, then given up, and tell why.
    promise(&database, &[13, 14]).await;
    assert_eq!(worker.run_due().await.unwrap(), 4);
    let panicked = "it panicked, or took its process with it".to_owned();
    let expected = [
        (
            "number".to_owned(),
            2,
            true,
            Some("409: \"unlucky\"".to_owned()),
        ),
        ("number".to_owned(), 2, true, Some(panicked)),
    ];
    assert_eq!(rows(&database).await, expected);
    assert_eq!(worker.run_due().await.unwrap(), 0);
    let session = database.session();
    assert_eq!(jobs::retry_failed(&session).await.unwrap(), 2);
    session.commit().await.unwrap();
    assert_eq!(worker.run_due().await.unwrap(), 4);

    // Who works on it keeps it, also for longer than a lease; nobody else gets it meanwhile.
    let session = database.session();
    session
        .query("DELETE FROM durable_jobs")
        .execute()
        .await
        .unwrap();
    session.commit().await.unwrap();
    promise(&database, &[15]).await;
    let other = worker.clone();
    let (first, second) = tokio::join!(worker.run_due(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        other.run_due().await
    });
    assert_eq!((first.unwrap(), second.unwrap()), (1, 0));
    assert_eq!(taken(&done), [15]);
}
