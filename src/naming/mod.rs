//! Identifiers: the only place that makes them.
