//! Migrations: SQL files, one per step and database, embedded in the program and run in order, each once.

use super::database::Pools;
use sqlx::{AssertSqlSafe, Executor, Row as _, postgres::PgPool, sqlite::SqlitePool};

/// One step of the schema, for each database.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_init`.
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// The migration of this name: `migrations/sqlite/NAME.sql` and `migrations/postgres/NAME.sql`.
#[macro_export]
macro_rules! migration {
    ($name:literal) => {
        $crate::data::Migration {
            name: $name,
            sqlite: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/migrations/sqlite/",
                $name,
                ".sql"
            )),
            postgres: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/migrations/postgres/",
                $name,
                ".sql"
            )),
        }
    };
}

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, run_at TEXT NOT NULL)";
const KNOWN: &str = "SELECT name FROM schema_migrations";
const DONE: &str = "INSERT INTO schema_migrations (name, run_at) VALUES ($1, $2)";
/// Replicas that start together take turns. Any number that nobody else locks.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7266309582841950)";

/// Runs those that have not run; all or none of them.
pub(super) async fn run(pools: &Pools, migrations: &[Migration]) -> sqlx::Result<usize> {
    match pools {
        Pools::Sqlite { write, .. } => in_sqlite(write, migrations).await,
        Pools::Postgres(pool) => in_postgres(pool, migrations).await,
    }
}

/// Those that have not run.
pub(super) async fn missing(
    pools: &Pools,
    migrations: &[Migration],
) -> sqlx::Result<Vec<&'static str>> {
    let known: Vec<String> = match pools {
        Pools::Sqlite { read, .. } => {
            let rows = sqlx::query(KNOWN).fetch_all(read).await.unwrap_or_default();
            rows.iter().map(|row| row.get(0)).collect()
        }
        Pools::Postgres(pool) => {
            let rows = sqlx::query(KNOWN).fetch_all(pool).await.unwrap_or_default();
            rows.iter().map(|row| row.get(0)).collect()
        }
    };
    let names = migrations.iter().map(|migration| migration.name);
    Ok(names
        .filter(|name| !known.iter().any(|known| known == name))
        .collect())
}

macro_rules! in_order {
    ($transaction:expr, $migrations:expr, $text:ident) => {{
        let transaction = &mut *$transaction;
        transaction.execute(TABLE).await?;
        let rows = sqlx::query(KNOWN).fetch_all(&mut *transaction).await?;
        let known: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let mut count = 0;
        for migration in $migrations {
            if known.iter().any(|name| name == migration.name) {
                continue;
            }
            let sql = sqlx::raw_sql(AssertSqlSafe(migration.$text));
            transaction.execute(sql).await?;
            sqlx::query(DONE)
                .bind(migration.name)
                .bind(super::now().to_rfc3339())
                .execute(&mut *transaction)
                .await?;
            count += 1;
        }
        count
    }};
}

async fn in_sqlite(pool: &SqlitePool, migrations: &[Migration]) -> sqlx::Result<usize> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let count = in_order!(transaction, migrations, sqlite);
    transaction.commit().await?;
    Ok(count)
}

async fn in_postgres(pool: &PgPool, migrations: &[Migration]) -> sqlx::Result<usize> {
    let mut transaction = pool.begin().await?;
    transaction.execute(LOCK).await?;
    let count = in_order!(transaction, migrations, postgres);
    transaction.commit().await?;
    Ok(count)
}
