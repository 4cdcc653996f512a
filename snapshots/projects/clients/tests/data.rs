//! Every statement fits the tables that the migrations make, in both databases.

use ::clients::data::{MIGRATIONS, STATEMENTS};

use runtime::data::{Database, DatabaseOptions};

async fn prepare_all(database: &Database) {
    database
        .migrate(MIGRATIONS)
        .await
        .expect("the migrations run");
    let mut faults = Vec::new();
    for sql in STATEMENTS.iter().copied().flatten() {
        if let Err(fault) = database.prepare(sql).await {
            faults.push(format!("{sql}\n{fault}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[tokio::test]
async fn sqlite_takes_every_statement() {
    let database = Database::in_memory().await.expect("a database");
    prepare_all(&database).await;
}

/// With `TEST_DATABASE_URL=postgres://…`: an empty database, or one that this test has used before.
#[tokio::test]
async fn postgresql_takes_every_statement() {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        return;
    };
    let options = DatabaseOptions {
        url,
        ..DatabaseOptions::default()
    };
    let database = Database::open(&options).await.expect("a database");
    prepare_all(&database).await;
}
