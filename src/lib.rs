//! specwright turns an API description into a complete async Rust service, and keeps the two in step.
//!
//! # Architecture
//!
//! ```text
//! argv + specwright.toml ─► Options
//! spec files ─► source ─► Sources            text by file id; JSON pointer → line:col, only when something is printed
//!    rustspec ─ read ─► Sources              a Rust-typed spec: the document that it means, and where each part is written
//!    openapi ─ lower ─► ir::Api              speaks HTTP and JSON: wire names, media types, constraints; refs closed
//! ir::Api, ir::Api ─ diff ─► changes             what breaks clients, and what does not
//! ir::Api ─ export ─► OpenAPI 3.1, 3.0, Rust       the description in another form
//! ir::Api ─ sample ─► values, requests        that fit (or just don't): mock answers, contract cases, checked examples
//! ir::Api + Options ─ plan ─► Plan           speaks Rust: final identifiers, modules, types, readers, routes
//! Sources ─ ledger ─► Ledger                 every keyword in use, and what becomes of it
//! Plan ─ emit ─► Tree                        path → contents + ownership; in memory
//! Tree + the folder on disk ─ write ─► Report created / updated / kept / conflict
//! every stage: fn stage(input, …, diags: &mut Diagnostics) -> output
//! ```
//!
//! The rules, each held by `tests/tidy.rs` or by clippy:
//!
//! 1. A front end knows [`source`], [`diag`] and [`ir`]; never another one, nor [`plan`] or [`emit`]. What a document
//!    means is said by [`openapi`] alone; [`rustspec`] makes documents.
//! 2. [`ir`] holds no Rust identifier, no `syn`, no `openapiv3`.
//! 3. Only [`naming`] makes identifiers; only [`plan`] calls it.
//! 4. [`emit`] never sees [`ir`]: if a fragment needs an `if` about the description, the plan lacks a field.
//! 5. Each external crate is confined to its folder.
//! 6. No file access outside [`source`] and [`write`]; no printing outside [`cli`].
//! 7. Order is the description's (`IndexMap`) or sorted (`BTreeMap`); the standard `HashMap` never reaches output.

pub mod cli;
pub mod diag;
pub mod diff;
pub mod emit;
pub mod export;
pub mod ir;
pub mod ledger;
pub mod naming;
pub mod openapi;
pub mod options;
pub mod plan;
pub mod rustspec;
pub mod sample;
pub mod source;
pub mod tree;
pub mod write;
