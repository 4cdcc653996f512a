//! Stock
//!
//! `api` is the description as Rust; `service` is what the operations do, `data` what they keep, `deps` what they depend
//! on; `app` puts all of it behind one router.

pub mod account;
pub mod app;
pub mod client;
pub mod data;
pub mod deps;
pub mod service;
pub mod settings;
