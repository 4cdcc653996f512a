//! What a statement can fail with, and what clients are told of it.

use crate::http;
use axum::http::StatusCode;
use serde_json::json;
use std::fmt;

const BEYOND: &str = "an integer is too large to be kept";
const LETTER: &str = "a text has a character that can't be kept";
/// PostgreSQL's codes for U+0000, in a text and in JSON: no column of its holds that, though JSON and forms can say it.
const LETTERS: [&str; 2] = ["22021", "22P05"];

pub type Result<T> = std::result::Result<T, Error>;

/// Why a statement, or a transaction, failed. It converts into the general error of a service with `?`: 409 for what is
/// there already or is in use, 503 when the database can't be reached in time, else 500.
#[derive(Debug)]
pub enum Error {
    /// A value that has to be unique is there already.
    Duplicate(sqlx::Error),
    /// It names a row that does not exist, or other rows name it.
    Reference(sqlx::Error),
    /// A value that the table does not take.
    Check(sqlx::Error),
    /// An integer that no column holds.
    Beyond,
    /// A character that no column holds.
    Letter(sqlx::Error),
    /// A parameter of the request that a list can't go by.
    Asked {
        parameter: &'static str,
        message: &'static str,
        input: String,
    },
    /// No connection was free, or none could be made.
    Unavailable(sqlx::Error),
    Other(sqlx::Error),
}

impl Error {
    /// Whether a value that has to be unique is there already.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }

    /// Whether a row is named that does not exist, or one is to go that others name.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        matches!(self, Self::Reference(_))
    }

    pub(super) fn decode(column: &str, source: impl Into<sqlx::error::BoxDynError>) -> Self {
        Self::Other(sqlx::Error::ColumnDecode {
            index: column.to_owned(),
            source: source.into(),
        })
    }

    fn cause(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Duplicate(cause)
            | Self::Reference(cause)
            | Self::Check(cause)
            | Self::Letter(cause)
            | Self::Unavailable(cause)
            | Self::Other(cause) => Some(cause),
            Self::Beyond | Self::Asked { .. } => None,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                    Self::Unavailable(error)
                }
                other => Self::Other(other),
            };
        };
        match database.kind() {
            sqlx::error::ErrorKind::UniqueViolation => Self::Duplicate(error),
            sqlx::error::ErrorKind::ForeignKeyViolation => Self::Reference(error),
            sqlx::error::ErrorKind::CheckViolation | sqlx::error::ErrorKind::NotNullViolation => {
                Self::Check(error)
            }
            _ if database
                .code()
                .is_some_and(|code| LETTERS.contains(&&*code)) =>
            {
                Self::Letter(error)
            }
            _ => Self::Other(error),
        }
    }
}

impl From<Error> for http::Error {
    #[cold]
    fn from(error: Error) -> Self {
        match error {
            Error::Duplicate(_) => Self::conflict("it exists already"),
            Error::Reference(_) => {
                Self::conflict("it names something that does not exist, or is still in use")
            }
            Error::Beyond => Self::new(StatusCode::UNPROCESSABLE_ENTITY, BEYOND),
            Error::Letter(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, LETTER),
            Error::Asked {
                parameter,
                message,
                input,
            } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                json!([{
                    "type": "value_error",
                    "loc": ["query", parameter],
                    "msg": message,
                    "input": input,
                }]),
            ),
            Error::Unavailable(cause) => {
                Self::from_status(StatusCode::SERVICE_UNAVAILABLE).with_source(cause)
            }
            Error::Check(cause) | Error::Other(cause) => {
                Self::from_status(StatusCode::INTERNAL_SERVER_ERROR).with_source(cause)
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.cause()) {
            (_, Some(cause)) => write!(f, "{cause}"),
            (
                Self::Asked {
                    parameter, message, ..
                },
                _,
            ) => write!(f, "`{parameter}`: {message}"),
            _ => f.write_str(BEYOND),
        }
    }
}
