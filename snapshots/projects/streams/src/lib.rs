//! Streams
//!
//! `api` is the description as Rust; `service` is what the operations do; `app` puts both behind one router.

pub mod app;
pub mod service;
pub mod settings;
