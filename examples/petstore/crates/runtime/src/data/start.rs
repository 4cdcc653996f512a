//! From settings to a database that requests can use: opened, migrated, watched by `/readyz` and `/metrics`.

use super::{Database, DatabaseOptions, Migration};
use crate::server::Server;
use std::{error, fmt};

/// Why a service can't start with its database.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for StartError {}

/// Opens the database and runs the migrations that have not run, or, where they are run by command, refuses to start
/// without them. From then on `/readyz` asks the database, and `/metrics` counts its connections.
///
/// # Errors
/// The database can't be opened, a migration fails, or one has not run.
pub async fn start(
    options: &DatabaseOptions,
    migrations: &[Migration],
    server: &Server,
) -> Result<Database, StartError> {
    let database = open(options).await?;
    if options.migrate {
        run(&database, migrations).await?;
    } else {
        let missing = database.missing(migrations).await;
        let missing = missing.map_err(|fault| said("the database can't be asked", &fault))?;
        if !missing.is_empty() {
            let names = missing.join(", ");
            return Err(StartError(format!(
                "these migrations have not run: {names}; run them with the command `migrate`"
            )));
        }
    }
    watch(&database, server);
    Ok(database)
}

/// Runs the migrations that have not run, and nothing else.
///
/// # Errors
/// The database can't be opened, or a migration fails.
pub async fn migrate(
    options: &DatabaseOptions,
    migrations: &[Migration],
) -> Result<(), StartError> {
    let database = open(options).await?;
    run(&database, migrations).await?;
    database.close().await;
    Ok(())
}

async fn open(options: &DatabaseOptions) -> Result<Database, StartError> {
    let database = Database::open(options).await;
    database.map_err(|fault| said("the database can't be opened (DATABASE_URL)", &fault))
}

async fn run(database: &Database, migrations: &[Migration]) -> Result<(), StartError> {
    let count = database.migrate(migrations).await;
    let count = count.map_err(|fault| said("a migration failed", &fault))?;
    if count > 0 {
        tracing::info!(count, "ran migrations");
    }
    Ok(())
}

fn watch(database: &Database, server: &Server) {
    let asked = database.clone();
    server.health().check("database", move || {
        let database = asked.clone();
        async move { database.ping().await.map_err(|fault| fault.to_string()) }
    });
    let counted = database.clone();
    server.metrics().gauge(
        "database_connections_open",
        "Connections to the database.",
        move || counted.connections().open.into(),
    );
    let counted = database.clone();
    server.metrics().gauge(
        "database_connections_idle",
        "Connections to the database that nothing uses.",
        move || counted.connections().idle.into(),
    );
}

fn said(what: &str, fault: &super::Error) -> StartError {
    StartError(format!("{what}: {fault}"))
}
