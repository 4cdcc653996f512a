//! The long text of each diagnostic: what happened, why it matters, an example, what to do. One Markdown file a code,
//! under `templates/explain/`; every code that the sources use must be in this table (held by a test).

use super::Code;

macro_rules! codes {
    ($($code:literal)*) => {
        /// Every code and its text, sorted.
        pub const CODES: &[(Code, &str)] =
            &[$(($code, include_str!(concat!("../../templates/explain/", $code, ".md")))),*];
    };
}

codes! {
    "allow-empty-value"
    "ambiguous-union"
    "bad-address"
    "bad-name"
    "bad-option"
    "bad-path"
    "body-form"
    "body-without-content"
    "build-failed"
    "busy"
    "callbacks"
    "cannot-read"
    "cannot-write"
    "contradiction"
    "dangling-ref"
    "default-mismatch"
    "discriminator"
    "duplicate-key"
    "duplicate-operation"
    "duplicate-operation-id"
    "duplicate-parameter"
    "dynamic-ref"
    "endless-default"
    "enum-type"
    "example-mismatch"
    "external-example"
    "folder-not-empty"
    "format-without-type"
    "in-the-way"
    "invalid-parameter"
    "invalid-status"
    "links"
    "lock-damaged"
    "lock-format"
    "missing-description"
    "missing-file"
    "missing-info"
    "missing-paths"
    "missing-responses"
    "missing-version"
    "newer-keyword"
    "no-cache"
    "no-cargo"
    "no-project"
    "no-sample"
    "not-a-folder"
    "not-an-object"
    "not-in-3-0"
    "not-in-3-1"
    "nullable-enum"
    "older-keyword"
    "openapi-3-2"
    "optional-path-parameter"
    "parameter-content"
    "parameter-style"
    "parameter-without-schema"
    "part-headers"
    "part-type"
    "path-template"
    "path-with-query"
    "path-without-slash"
    "pattern"
    "port-taken"
    "querystring"
    "ref-cycle"
    "ref-outside-folder"
    "ref-sibling"
    "remote-ref"
    "renamed-component"
    "reserved-header"
    "response-header-type"
    "response-media"
    "schema-dialect"
    "security-not-enforced"
    "security-scheme"
    "self-branch"
    "server-failed"
    "servers-override"
    "swagger-2"
    "syntax"
    "undeclared-path-parameter"
    "undeclared-security-scheme"
    "unknown-format"
    "unknown-keyword"
    "unknown-type"
    "unknown-version"
    "unreadable-file"
    "unused-path-parameter"
    "webhooks"
    "wrong-type"
    "xml"
}

/// The long text of a code.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, text)| *text)
}
