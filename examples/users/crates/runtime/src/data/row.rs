//! Rows as both databases give them.

use super::{Error, Result};
use crate::prelude::{DateTime, Int};
use chrono::{NaiveDate, Utc};
use serde::de::DeserializeOwned;
use sqlx::{Row as _, ValueRef, postgres::PgRow, sqlite::SqliteRow, types::Json};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// One row of an answer.
#[derive(Debug)]
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// There is no such column, or it holds something else.
    pub fn get<T: Column>(&self, column: &'static str) -> Result<T> {
        T::read(self, column)
    }

    /// The value of a column that holds JSON; NULL is `null`.
    ///
    /// # Errors
    /// There is no such column, or its JSON is not that of a `T`.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        let text = match self {
            Self::Sqlite(row) => row.try_get::<Option<String>, _>(column)?,
            Self::Postgres(row) => {
                let json: Option<Json<Box<serde_json::value::RawValue>>> = row.try_get(column)?;
                json.map(|json| json.0.get().to_owned())
            }
        };
        let text = text.as_deref().unwrap_or("null");
        serde_json::from_str(text).map_err(|error| Error::decode(column, error))
    }

    fn is_null(&self, column: &str) -> Result<bool> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get_raw(column)?.is_null(),
            Self::Postgres(row) => row.try_get_raw(column)?.is_null(),
        })
    }

    /// A value that is stored as text.
    ///
    /// # Errors
    /// There is no such column, or its text is not that of a `T`.
    pub fn parse<T: FromStr<Err: fmt::Display>>(&self, column: &'static str) -> Result<T> {
        let text: String = self.get(column)?;
        text.parse()
            .map_err(|error: T::Err| Error::decode(column, format!("`{text}`: {error}")))
    }
}

/// A type that a column can hold.
pub trait Column: Sized {
    /// # Errors
    /// There is no such column, or it holds something else.
    fn read(row: &Row, column: &'static str) -> Result<Self>;
}

impl<T: Column> Column for Option<T> {
    fn read(row: &Row, column: &'static str) -> Result<Self> {
        if row.is_null(column)? {
            return Ok(None);
        }
        T::read(row, column).map(Some)
    }
}

/// For types that both drivers read.
macro_rules! plain {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            fn read(row: &Row, column: &'static str) -> Result<Self> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get(column)?,
                    Row::Postgres(row) => row.try_get(column)?,
                })
            }
        }
    )*};
}

plain!(bool, i64, f64, String);

/// For types that are stored as a wider integer.
macro_rules! narrow {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            fn read(row: &Row, column: &'static str) -> Result<Self> {
                let wide: i64 = row.get(column)?;
                Self::try_from(wide).map_err(|error| Error::decode(column, error))
            }
        }
    )*};
}

narrow!(i32, u32);

impl Column for Int {
    fn read(row: &Row, column: &'static str) -> Result<Self> {
        row.get::<i64>(column).map(Into::into)
    }
}

/// For types that SQLite keeps as text.
macro_rules! text_in_sqlite {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            fn read(row: &Row, column: &'static str) -> Result<Self> {
                match row {
                    Row::Sqlite(_) => row.parse(column),
                    Row::Postgres(row) => Ok(row.try_get(column)?),
                }
            }
        }
    )*};
}

text_in_sqlite!(Uuid, NaiveDate);

impl Column for DateTime {
    fn read(row: &Row, column: &'static str) -> Result<Self> {
        match row {
            Row::Sqlite(_) => row.parse(column),
            Row::Postgres(row) => Ok(row.try_get::<chrono::DateTime<Utc>, _>(column)?.into()),
        }
    }
}
