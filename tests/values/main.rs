//! Conformance and samples over schemas: the JSON Schema suite, agreement with an independent validator, and samples
//! that fit whatever schema they are made for.

#![allow(clippy::panic, reason = "a test ends by it")]

mod agreement;
mod corpus;
mod hostile;
mod inheritance;
mod mocks;
mod read;
mod requests;
mod sampling;
mod suite;
