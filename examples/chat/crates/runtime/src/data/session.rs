//! A session: what one request does with the database.
//!
//! Reads before the first write go to whichever connection is free. The first statement that writes begins a
//! transaction; everything after it is part of it. At the end of the request it is committed, before the answer is sent,
//! or rolled back.

use super::{Bind, Database, Error, Result, Row, Select, Value, database::Pools};
use crate::{http, scope::Outcome};
use serde::Serialize;
use sqlx::{
    AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite, Transaction,
    error::BoxDynError,
    postgres::{PgArguments, PgConnection},
    sqlite::{SqliteArguments, SqliteConnection},
};
use std::{fmt, sync::Arc};
use tokio::sync::Mutex;

/// What one request does with the database. Clones are the same session; statements of one session run one at a time.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    database: Database,
    state: Mutex<State>,
}

enum State {
    Reading,
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    Over,
}

impl Session {
    pub(super) fn new(database: Database) -> Self {
        let state = Mutex::new(State::Reading);
        Self(Arc::new(Inner { database, state }))
    }

    /// A statement, with `$1`, `$2`, … for its values.
    #[must_use]
    pub fn query(&self, sql: &'static str) -> Query<'_> {
        Query {
            session: self,
            sql: Sql::Constant(sql),
            values: Vec::new(),
            wrong: None,
        }
    }

    /// The rows of a list.
    #[must_use]
    pub fn select(&self, select: &Select) -> Query<'_> {
        let (sql, values) = select.clone().rows();
        Query {
            session: self,
            sql,
            values,
            wrong: None,
        }
    }

    pub(super) async fn rows(&self, select: &Select) -> Result<Vec<Row>> {
        Ok(self.select(select).run(Wanted::Rows).await?.rows)
    }

    /// How many rows a list has on all its pages.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn count(&self, select: &Select) -> Result<i64> {
        let (sql, values) = select.clone().count();
        let query = Query {
            session: self,
            sql,
            values,
            wrong: None,
        };
        query.one(|row| row.get("total")).await
    }

    /// Begins the transaction now: for reads that the writes after them depend on. SQLite lets nobody else write
    /// until it ends; in PostgreSQL, lock the rows with `FOR UPDATE`.
    ///
    /// # Errors
    /// No connection is free in time.
    pub async fn begin(&self) -> Result<()> {
        let mut state = self.0.state.lock().await;
        self.begin_in(&mut state).await
    }

    async fn begin_in(&self, state: &mut State) -> Result<()> {
        if matches!(state, State::Reading) {
            *state = match &*self.0.database.0 {
                Pools::Sqlite { write, .. } => {
                    State::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
                }
                Pools::Postgres(pool) => State::Postgres(pool.begin().await?),
            };
        }
        Ok(())
    }

    /// Makes what was written stay. A request's session is committed by itself.
    ///
    /// # Errors
    /// It can't be committed: nothing was written.
    pub async fn commit(&self) -> Result<()> {
        match self.take().await {
            State::Sqlite(transaction) => transaction.commit().await?,
            State::Postgres(transaction) => transaction.commit().await?,
            State::Reading | State::Over => {}
        }
        Ok(())
    }

    /// Takes back what was written.
    ///
    /// # Errors
    /// The connection is lost, and what was written with it.
    pub async fn rollback(&self) -> Result<()> {
        match self.take().await {
            State::Sqlite(transaction) => transaction.rollback().await?,
            State::Postgres(transaction) => transaction.rollback().await?,
            State::Reading | State::Over => {}
        }
        Ok(())
    }

    /// As the request ended, so does its session.
    pub(super) async fn end(&self, outcome: Outcome) -> std::result::Result<(), http::Error> {
        let ended = if outcome.is_success() {
            self.commit().await
        } else {
            self.rollback().await
        };
        ended.map_err(Into::into)
    }

    async fn take(&self) -> State {
        let mut state = self.0.state.lock().await;
        std::mem::replace(&mut *state, State::Over)
    }

    async fn run(&self, sql: Sql, values: Vec<Value>, wanted: Wanted) -> Result<Answer> {
        let mut state = self.0.state.lock().await;
        if sql.writes() {
            self.begin_in(&mut state).await?;
        }
        match &mut *state {
            State::Over => Err(Error::Other(sqlx::Error::protocol(
                "the session is over: the request it belonged to has been answered",
            ))),
            State::Sqlite(transaction) => in_sqlite(transaction, sql, values, wanted).await,
            State::Postgres(transaction) => in_postgres(transaction, sql, values, wanted).await,
            State::Reading => match &*self.0.database.0 {
                Pools::Sqlite { read, .. } => {
                    in_sqlite(&mut *read.acquire().await?, sql, values, wanted).await
                }
                Pools::Postgres(pool) => {
                    in_postgres(&mut *pool.acquire().await?, sql, values, wanted).await
                }
            },
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

/// The text of a statement. What is put together is put together from constants.
#[derive(Debug, Clone)]
pub(super) enum Sql {
    Constant(&'static str),
    Made(String),
}

impl Sql {
    fn text(&self) -> &str {
        match self {
            Self::Constant(text) => text,
            Self::Made(text) => text,
        }
    }

    fn into_sql_str(self) -> SqlStr {
        match self {
            Self::Constant(text) => text.into_sql_str(),
            Self::Made(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }

    /// Everything does but a `SELECT` that locks nothing.
    fn writes(&self) -> bool {
        let text = self.text().trim_start();
        let select = text
            .get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case("select"));
        !select
            || [" FOR UPDATE", " FOR SHARE", " FOR NO KEY", " FOR KEY"]
                .iter()
                .any(|lock| text.contains(lock))
    }
}

/// A statement and its values.
#[derive(Debug)]
pub struct Query<'s> {
    session: &'s Session,
    sql: Sql,
    values: Vec<Value>,
    wrong: Option<serde_json::Error>,
}

impl Query<'_> {
    /// The next value.
    #[must_use]
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.values.push(value.value());
        self
    }

    /// The next value, stored as JSON.
    #[must_use]
    pub fn bind_json(mut self, value: &impl Serialize) -> Self {
        match Value::json(value) {
            Ok(value) => self.values.push(value),
            Err(error) => self.wrong = Some(error),
        }
        self
    }

    /// The row of a statement that always has one.
    ///
    /// # Errors
    /// The statement fails, or has no row.
    pub async fn one<T>(self, read: impl Fn(&Row) -> Result<T>) -> Result<T> {
        match self.optional(read).await? {
            Some(value) => Ok(value),
            None => Err(Error::Other(sqlx::Error::RowNotFound)),
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// The statement fails.
    pub async fn optional<T>(self, read: impl Fn(&Row) -> Result<T>) -> Result<Option<T>> {
        let answer = self.run(Wanted::Rows).await?;
        answer.rows.first().map(read).transpose()
    }

    /// Every row.
    ///
    /// # Errors
    /// The statement fails.
    pub async fn all<T>(self, read: impl Fn(&Row) -> Result<T>) -> Result<Vec<T>> {
        let answer = self.run(Wanted::Rows).await?;
        answer.rows.iter().map(read).collect()
    }

    /// How many rows were changed.
    ///
    /// # Errors
    /// The statement fails.
    pub async fn execute(self) -> Result<u64> {
        Ok(self.run(Wanted::Count).await?.changed)
    }

    async fn run(self, wanted: Wanted) -> Result<Answer> {
        if let Some(wrong) = self.wrong {
            return Err(Error::Other(sqlx::Error::Encode(wrong.into())));
        }
        if self.values.contains(&Value::Beyond) {
            return Err(Error::Beyond);
        }
        self.session.run(self.sql, self.values, wanted).await
    }
}

/// What is asked of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Rows,
    Count,
}

/// What a statement gave of it.
#[derive(Debug, Default)]
struct Answer {
    rows: Vec<Row>,
    changed: u64,
}

async fn in_sqlite(
    connection: &mut SqliteConnection,
    sql: Sql,
    values: Vec<Value>,
    wanted: Wanted,
) -> Result<Answer> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        value.add_sqlite(&mut arguments).map_err(encode)?;
    }
    let query = sqlx::query_with(sql.into_sql_str(), arguments);
    Ok(match wanted {
        Wanted::Count => Answer {
            changed: query.execute(connection).await?.rows_affected(),
            ..Answer::default()
        },
        Wanted::Rows => {
            let rows = query.fetch_all(connection).await?;
            Answer {
                rows: rows.into_iter().map(Row::Sqlite).collect(),
                ..Answer::default()
            }
        }
    })
}

async fn in_postgres(
    connection: &mut PgConnection,
    sql: Sql,
    values: Vec<Value>,
    wanted: Wanted,
) -> Result<Answer> {
    let mut arguments = PgArguments::default();
    for value in values {
        value.add_postgres(&mut arguments).map_err(encode)?;
    }
    let query = sqlx::query_with(sql.into_sql_str(), arguments);
    Ok(match wanted {
        Wanted::Count => Answer {
            changed: query.execute(connection).await?.rows_affected(),
            ..Answer::default()
        },
        Wanted::Rows => {
            let rows = query.fetch_all(connection).await?;
            Answer {
                rows: rows.into_iter().map(Row::Postgres).collect(),
                ..Answer::default()
            }
        }
    })
}

fn encode(error: BoxDynError) -> sqlx::Error {
    sqlx::Error::Encode(error)
}
