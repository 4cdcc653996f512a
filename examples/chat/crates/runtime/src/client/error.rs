//! Why a call has no answer, and what clients are told of it.

use crate::http::Error;
use axum::http::StatusCode;
use std::{error, fmt};

type Cause = Box<dyn error::Error + Send + Sync>;

/// Why a call has no answer that is of use. It converts into the general error of a service with `?`: 504 where there was
/// none in time, else 502; 500 for a call that could not even be made.
#[derive(Debug)]
pub enum CallError {
    /// The call itself is wrong: its URL, a header, its body.
    Request(String),
    /// There is no connection, or it broke.
    Connection(Cause),
    /// There was no whole answer in time.
    Timeout,
    /// The answer is longer than `CLIENT_BODY_LIMIT`.
    TooLong,
    /// The answer is no success.
    Status(StatusCode),
    /// The answer is not what was expected.
    Answer(Cause),
}

impl From<CallError> for Error {
    #[cold]
    fn from(error: CallError) -> Self {
        let status = match &error {
            CallError::Request(_) => StatusCode::INTERNAL_SERVER_ERROR,
            CallError::Timeout => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::BAD_GATEWAY,
        };
        Self::from_status(status).with_source(error.to_string())
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(fault) => f.write_str(fault),
            Self::Connection(cause) | Self::Answer(cause) => {
                write!(f, "{cause}")?;
                let mut inner = cause.source();
                while let Some(cause) = inner {
                    write!(f, ": {cause}")?;
                    inner = cause.source();
                }
                Ok(())
            }
            Self::Timeout => f.write_str("there was no answer in time"),
            Self::TooLong => f.write_str("the answer is too long"),
            Self::Status(status) => write!(f, "the answer is {status}"),
        }
    }
}
