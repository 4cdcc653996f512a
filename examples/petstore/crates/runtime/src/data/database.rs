//! The pools behind a URL, with settings that hold under load.

use super::{Error, Migration, Result, Session, migration};
use crate::context::Context;
use sqlx::{
    Connection, Executor,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};
use std::{
    fs, io,
    path::Path,
    str::FromStr,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

/// A request waits so long for a connection, then it is answered 503.
const ACQUIRE: Duration = Duration::from_secs(5);

/// A session that lasts as long as its answer's body.
struct UntilSent(Session);

/// A connection that has rested so long may be gone: the server was started again, a firewall forgot it.
const RESTED: Duration = Duration::from_secs(5);

/// An open database. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Database(pub(super) Arc<Pools>);

#[derive(Debug)]
pub(super) enum Pools {
    /// One connection writes, so that writers queue here and none is told "busy"; the others read what is committed.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// What a database is opened with.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// `sqlite:` or `postgres:`.
    pub url: String,
    /// At most so many connections of this process to PostgreSQL.
    pub connections: u32,
    /// Migrations run at start, and not by command only.
    pub migrate: bool,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self {
            url: "sqlite://data/app.db?mode=rwc".to_owned(),
            connections: 10,
            migrate: true,
        }
    }
}

/// How many connections there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    pub open: u32,
    pub idle: u32,
}

impl Database {
    /// Opens what the URL names; a file of SQLite is made where there is none.
    ///
    /// # Errors
    /// It is no URL of a database, or the database can't be opened.
    pub async fn open(options: &DatabaseOptions) -> Result<Self> {
        let url = options.url.as_str();
        let pools = if url.starts_with("sqlite:") {
            open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url, options.connections).await?
        } else {
            let said = "DATABASE_URL begins with sqlite: or postgres:";
            return Err(Error::Other(sqlx::Error::Configuration(said.into())));
        };
        Ok(Self(Arc::new(pools)))
    }

    /// A database of its own that is gone when it is dropped: for tests.
    ///
    /// # Errors
    /// It can't be opened.
    pub async fn in_memory() -> Result<Self> {
        Ok(Self(Arc::new(open_sqlite("sqlite::memory:").await?)))
    }

    /// Runs the migrations that have not run, in order; all or none of them. How many that were.
    ///
    /// # Errors
    /// One of them fails.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        Ok(migration::run(&self.0, migrations).await?)
    }

    /// The migrations that have not run.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn missing(&self, migrations: &[Migration]) -> Result<Vec<&'static str>> {
        Ok(migration::missing(&self.0, migrations).await?)
    }

    /// A session that ends when [`Session::commit`] is called, or is rolled back.
    #[must_use]
    pub fn session(&self) -> Session {
        Session::new(self.clone())
    }

    /// The session of a request: the same one whoever asks, committed before a success is sent, else rolled back.
    #[must_use]
    pub fn session_for(&self, cx: &Context) -> Session {
        let slot = cx.slot::<OnceLock<Session>>();
        let session = slot.get_or_init(|| {
            let session = self.session();
            let ending = session.clone();
            cx.on_exit(move |outcome| async move { ending.end(outcome).await });
            session
        });
        session.clone()
    }

    #[cfg(feature = "jobs")]
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(&*self.0, Pools::Postgres(_))
    }

    /// The same, but ended after the answer's body was sent: for a body that reads as it goes. By then no client can be
    /// told that it could not be committed.
    #[must_use]
    pub fn session_until_sent(&self, cx: &Context) -> Session {
        let slot = cx.slot::<OnceLock<UntilSent>>();
        let UntilSent(session) = slot.get_or_init(|| {
            let session = self.session();
            let ending = session.clone();
            cx.after_body(move |outcome| async move { ending.end(outcome).await });
            UntilSent(session)
        });
        session.clone()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<()> {
        match &*self.0 {
            Pools::Sqlite { read, .. } => read.acquire().await?.ping().await?,
            Pools::Postgres(pool) => pool.acquire().await?.ping().await?,
        }
        Ok(())
    }

    /// Whether the database takes this statement, with the schema as it is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn prepare(&self, sql: &'static str) -> Result<()> {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        match &*self.0 {
            Pools::Sqlite { write, .. } => {
                write.acquire().await?.prepare(sql).await?;
            }
            Pools::Postgres(pool) => {
                pool.acquire().await?.prepare(sql).await?;
            }
        }
        Ok(())
    }

    #[must_use]
    pub fn connections(&self) -> Connections {
        let count = |open: u32, idle: usize| Connections {
            open,
            idle: u32::try_from(idle).unwrap_or(u32::MAX),
        };
        match &*self.0 {
            Pools::Sqlite { read, write } => count(
                read.size() + write.size(),
                read.num_idle() + write.num_idle(),
            ),
            Pools::Postgres(pool) => count(pool.size(), pool.num_idle()),
        }
    }

    /// Lets go of every connection, once each is free.
    pub async fn close(&self) {
        match &*self.0 {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(url: &str) -> sqlx::Result<Pools> {
    let options = SqliteConnectOptions::from_str(url)?
        .foreign_keys(true)
        .busy_timeout(ACQUIRE);
    if url.contains(":memory:") || url.contains("mode=memory") {
        // Each connection would have a database of its own.
        let one = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE)
            .idle_timeout(None)
            .max_lifetime(None);
        let pool = one.connect_with(options).await?;
        return Ok(Pools::Sqlite {
            read: pool.clone(),
            write: pool,
        });
    }
    make_folder(options.get_filename())?;
    // Readers and the writer do not wait for each other. A transaction that was acknowledged outlives this process,
    // killed or not; with `Full` it outlives a power cut too, for one wait for the disk each.
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    // A file does not go away: nothing is asked before each statement.
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
    };
    let write = pool()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    let readers = thread::available_parallelism().map_or(4, usize::from);
    let read = pool()
        .max_connections(u32::try_from(readers.clamp(2, 16)).unwrap_or(4))
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    Ok(Pools::Sqlite { read, write })
}

fn make_folder(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(folder) if folder != Path::new("") => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

async fn open_postgres(url: &str, connections: u32) -> sqlx::Result<Pools> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        // A round trip before each statement is much; only one that nobody has used for a while is asked whether it lives.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .idle_timeout(Duration::from_mins(10))
        .max_lifetime(Duration::from_mins(30))
        .connect_with(PgConnectOptions::from_str(url)?)
        .await?;
    Ok(Pools::Postgres(pool))
}
