//! Plan → tree of files. Must not know ir.
