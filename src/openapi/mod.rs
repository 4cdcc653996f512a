//! OpenAPI documents → ir.
