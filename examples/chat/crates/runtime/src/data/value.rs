//! How values of Rust are stored. Each value knows its type when it is absent too: PostgreSQL wants to know.
//!
//! | Rust | SQLite | PostgreSQL |
//! |---|---|---|
//! | `bool` | INTEGER | BOOLEAN |
//! | `i32`, `u32`, `i64`, `Int` | INTEGER | BIGINT |
//! | `f64` | REAL | DOUBLE PRECISION |
//! | `String`, enums, addresses | TEXT | TEXT |
//! | `Uuid` | TEXT | UUID |
//! | `NaiveDate` | TEXT | DATE |
//! | `DateTime` | TEXT, in UTC, so that its order is that of time | TIMESTAMPTZ |
//! | everything else, as JSON | TEXT | JSONB |

use crate::prelude::{DateTime, Int};
use chrono::{NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::{
    Arguments, error::BoxDynError, postgres::PgArguments, sqlite::SqliteArguments, types::Json,
};
use std::net::{Ipv4Addr, Ipv6Addr};
use uuid::Uuid;

/// A value on its way to the database.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Boolean(Option<bool>),
    Integer(Option<i64>),
    /// An integer that no column holds.
    Beyond,
    Number(Option<f64>),
    Text(Option<String>),
    Uuid(Option<Uuid>),
    Date(Option<NaiveDate>),
    Moment(Option<DateTime>),
    Json(Option<serde_json::Value>),
}

impl Value {
    /// A value of any type, as JSON; `null` is stored as NULL.
    ///
    /// # Errors
    /// The type can't be written as JSON.
    pub fn json(value: &impl Serialize) -> serde_json::Result<Self> {
        let value = serde_json::to_value(value)?;
        Ok(Self::Json((!value.is_null()).then_some(value)))
    }

    pub(super) fn is_null(&self) -> bool {
        match self {
            Self::Boolean(value) => value.is_none(),
            Self::Integer(value) => value.is_none(),
            Self::Beyond => false,
            Self::Number(value) => value.is_none(),
            Self::Text(value) => value.is_none(),
            Self::Uuid(value) => value.is_none(),
            Self::Date(value) => value.is_none(),
            Self::Moment(value) => value.is_none(),
            Self::Json(value) => value.is_none(),
        }
    }

    pub(super) fn add_sqlite(self, to: &mut SqliteArguments) -> Result<(), BoxDynError> {
        let text = |moment: DateTime| {
            let moment = moment.with_timezone(&Utc);
            moment.to_rfc3339_opts(SecondsFormat::Micros, true)
        };
        match self {
            Self::Boolean(value) => Arguments::add(to, value),
            Self::Integer(value) => Arguments::add(to, value),
            Self::Beyond => Err("an integer that no column holds".into()),
            Self::Number(value) => Arguments::add(to, value),
            Self::Text(value) => Arguments::add(to, value),
            Self::Uuid(value) => Arguments::add(to, value.map(|uuid| uuid.to_string())),
            Self::Date(value) => Arguments::add(to, value.map(|date| date.to_string())),
            Self::Moment(value) => Arguments::add(to, value.map(text)),
            Self::Json(value) => Arguments::add(to, value.map(|json| json.to_string())),
        }
    }

    pub(super) fn add_postgres(self, to: &mut PgArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Boolean(value) => Arguments::add(to, value),
            Self::Integer(value) => Arguments::add(to, value),
            Self::Beyond => Err("an integer that no column holds".into()),
            Self::Number(value) => Arguments::add(to, value),
            Self::Text(value) => Arguments::add(to, value),
            Self::Uuid(value) => Arguments::add(to, value),
            Self::Date(value) => Arguments::add(to, value),
            Self::Moment(value) => Arguments::add(to, value),
            Self::Json(value) => Arguments::add(to, value.map(Json)),
        }
    }
}

/// A type that statements take as a value.
pub trait Bind {
    fn value(self) -> Value;

    /// What stands for an absent one.
    fn null() -> Value;
}

impl<T: Bind> Bind for Option<T> {
    fn value(self) -> Value {
        self.map_or_else(T::null, T::value)
    }

    fn null() -> Value {
        T::null()
    }
}

/// What is only looked at is copied.
impl<T: Bind + Clone> Bind for &T {
    fn value(self) -> Value {
        self.clone().value()
    }

    fn null() -> Value {
        T::null()
    }
}

macro_rules! bind {
    ($($ty:ty => $variant:ident),* $(,)?) => {$(
        impl Bind for $ty {
            fn value(self) -> Value {
                Value::$variant(Some(self.into()))
            }

            fn null() -> Value {
                Value::$variant(None)
            }
        }
    )*};
}

bind!(
    bool => Boolean,
    i32 => Integer,
    u32 => Integer,
    i64 => Integer,
    f64 => Number,
    String => Text,
    &str => Text,
    Uuid => Uuid,
    NaiveDate => Date,
    DateTime => Moment,
);

impl Bind for Int {
    fn value(self) -> Value {
        self.as_i64()
            .map_or(Value::Beyond, |value| Value::Integer(Some(value)))
    }

    fn null() -> Value {
        Value::Integer(None)
    }
}

/// Types whose text is what is stored: addresses here, the enums of the description in the generated code.
#[macro_export]
macro_rules! text_column {
    ($($ty:ty),* $(,)?) => {$(
        impl $crate::data::Bind for $ty {
            fn value(self) -> $crate::data::Value {
                $crate::data::Value::Text(Some(self.to_string()))
            }

            fn null() -> $crate::data::Value {
                $crate::data::Value::Text(None)
            }
        }

        impl $crate::data::Column for $ty {
            fn read(row: &$crate::data::Row, column: &'static str) -> $crate::data::Result<Self> {
                row.parse(column)
            }
        }
    )*};
}

/// The same for an enum whose values are texts.
#[macro_export]
macro_rules! text_enum_column {
    ($name:ty) => {
        $crate::text_column!($name);
    };
}

text_column!(Ipv4Addr, Ipv6Addr);
