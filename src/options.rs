//! What the user may choose, from `specwright.toml` and the command line.
