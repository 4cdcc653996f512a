//! Notes
//!
//! `api` is the description as Rust; `service` is what the operations do, `deps` what they depend on; `app` puts all of
//! it behind one router.

pub mod app;
pub mod deps;
pub mod service;
pub mod settings;
