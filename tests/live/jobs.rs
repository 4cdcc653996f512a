//! Every pet that is made is greeted, by a job: exactly once, whatever dies meanwhile.

use crate::{data, deps::Deps};
use runtime::{
    data::{Database, Session},
    jobs::{Job, Worker, WorkerOptions},
    prelude as rt,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Debug, Serialize, Deserialize)]
pub struct Greet {
    pub pet: i64,
}

impl Job for Greet {
    const NAME: &'static str = "greet";

    fn backoff(_failures: u32) -> Duration {
        Duration::from_millis(100)
    }
}

pub fn worker(_deps: &Deps, database: &Database, options: WorkerOptions) -> Worker {
    let database = database.clone();
    Worker::new(&database, options).on(move |session, job| greet(database.clone(), session, job))
}

async fn greet(
    database: Database,
    session: Session,
    Greet { pet }: Greet,
) -> Result<(), rt::Error> {
    // Some fail at first.
    let known = data::pets::find(&session, pet).await?;
    if pet % 7 == 0 && known.is_some_and(|pet| pet.weight.is_none()) {
        let other = database.session();
        let weigh = other.query("UPDATE pets SET weight = 1.5 WHERE id = $1");
        weigh.bind(pet).execute().await?;
        other.commit().await?;
        return Err(rt::Error::conflict("too shy"));
    }
    let greet = session.query("UPDATE pets SET name = name || '!' WHERE id = $1");
    greet.bind(pet).execute().await?;
    // Long enough for a kill to find some under way.
    tokio::time::sleep(Duration::from_millis(5)).await;
    Ok(())
}
