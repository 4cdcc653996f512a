//! The runtime crate, copied out of `templates/runtime/`, which is compiled and tested here: its tests stay here.

use crate::tree::{Owner, Tree};

macro_rules! files {
    ($($path:literal)*) => {
        &[$(($path, include_bytes!(concat!("../../templates/runtime/", $path)))),*]
    };
}

/// Every file below `templates/runtime/` but tests; a test keeps the list complete.
static FILES: &[(&str, &[u8])] = files![
    "Cargo.toml.txt"
    "assets/LICENSE-redoc"
    "assets/LICENSE-swagger-ui"
    "assets/NOTICE-swagger-ui"
    "assets/README.md"
    "assets/docs.js"
    "assets/favicon.png"
    "assets/oauth2-redirect.js"
    "assets/redoc.js"
    "assets/redoc.standalone.LICENSE.txt"
    "assets/redoc.standalone.js.gz"
    "assets/swagger-ui-bundle.LICENSE.txt"
    "assets/swagger-ui-bundle.js.gz"
    "assets/swagger-ui.css.gz"
    "src/auth/base64.rs"
    "src/auth/clients.rs"
    "src/auth/command.rs"
    "src/auth/issuer.rs"
    "src/auth/jwks.rs"
    "src/auth/keys.rs"
    "src/auth/mod.rs"
    "src/auth/passwords.rs"
    "src/auth/tokens.rs"
    "src/check/assertion.rs"
    "src/check/evaluate.rs"
    "src/check/evaluated.rs"
    "src/check/mod.rs"
    "src/check/translate.rs"
    "src/client/call.rs"
    "src/client/error.rs"
    "src/client/mod.rs"
    "src/client/network.rs"
    "src/context.rs"
    "src/data/database.rs"
    "src/data/error.rs"
    "src/data/migration.rs"
    "src/data/mod.rs"
    "src/data/order.rs"
    "src/data/page.rs"
    "src/data/row.rs"
    "src/data/select.rs"
    "src/data/session.rs"
    "src/data/start.rs"
    "src/data/value.rs"
    "src/data/version.rs"
    "src/decode/any.rs"
    "src/decode/array.rs"
    "src/decode/bytes.rs"
    "src/decode/choice.rs"
    "src/decode/decimal.rs"
    "src/decode/empty.rs"
    "src/decode/integer.rs"
    "src/decode/lax/decimal.rs"
    "src/decode/lax/duration.rs"
    "src/decode/lax/email.rs"
    "src/decode/lax/form.rs"
    "src/decode/lax/mod.rs"
    "src/decode/lax/moment.rs"
    "src/decode/lax/number.rs"
    "src/decode/lax/text.rs"
    "src/decode/lax/union.rs"
    "src/decode/lax/url.rs"
    "src/decode/mod.rs"
    "src/decode/object.rs"
    "src/decode/path.rs"
    "src/decode/rules.rs"
    "src/decode/scalar.rs"
    "src/decode/text.rs"
    "src/decode/union.rs"
    "src/decode/upload.rs"
    "src/decode/value.rs"
    "src/encode.rs"
    "src/encode/json.rs"
    "src/fault/kind.rs"
    "src/fault/mod.rs"
    "src/format/duration.rs"
    "src/format/host.rs"
    "src/format/mail.rs"
    "src/format/mod.rs"
    "src/format/moment.rs"
    "src/format/pointer.rs"
    "src/format/script.rs"
    "src/format/uri.rs"
    "src/http/accept.rs"
    "src/http/answer.rs"
    "src/http/body.rs"
    "src/http/call.rs"
    "src/http/error.rs"
    "src/http/events.rs"
    "src/http/fastapi/find.rs"
    "src/http/fastapi/form.rs"
    "src/http/fastapi/loads.rs"
    "src/http/fastapi/mod.rs"
    "src/http/fastapi/routing.rs"
    "src/http/form.rs"
    "src/http/guard.rs"
    "src/http/handle.rs"
    "src/http/matcher.rs"
    "src/http/media.rs"
    "src/http/mock.rs"
    "src/http/mod.rs"
    "src/http/multipart.rs"
    "src/http/nested.rs"
    "src/http/parameter.rs"
    "src/http/percent.rs"
    "src/http/promise.rs"
    "src/http/query.rs"
    "src/http/reply.rs"
    "src/http/route.rs"
    "src/http/router.rs"
    "src/http/security.rs"
    "src/http/socket.rs"
    "src/http/spool.rs"
    "src/http/stream.rs"
    "src/http/style.rs"
    "src/jobs/mod.rs"
    "src/jobs/queue.rs"
    "src/jobs/worker.rs"
    "src/json/decimal.rs"
    "src/json/mod.rs"
    "src/json/node.rs"
    "src/json/scan.rs"
    "src/lib.rs"
    "src/macros.rs"
    "src/pattern/compile.rs"
    "src/pattern/mod.rs"
    "src/pattern/parse.rs"
    "src/pattern/run.rs"
    "src/pattern/set.rs"
    "src/prelude.rs"
    "src/scope/exit.rs"
    "src/scope/mod.rs"
    "src/scope/sent.rs"
    "src/scope/slot.rs"
    "src/scope/slots.rs"
    "src/scope/tasks.rs"
    "src/server/cors.rs"
    "src/server/docs.rs"
    "src/server/health.rs"
    "src/server/layer.rs"
    "src/server/listen.rs"
    "src/server/logs.rs"
    "src/server/metrics.rs"
    "src/server/mod.rs"
    "src/server/pulse.rs"
    "src/server/quiet.rs"
    "src/server/rate.rs"
    "src/server/request_id.rs"
    "src/server/settings.rs"
    "src/server/stop.rs"
    "src/server/tls.rs"
    "src/server/traces.rs"
    "src/testing.rs"
    "src/testing/socket.rs"
];

/// Where a file's own tests begin, at its end.
const TESTS: &[u8] = b"\n#[cfg(test)]\nmod tests";

/// Adds `crates/runtime/`.
pub fn emit(tree: &mut Tree) {
    for (path, content) in FILES {
        // A folder with a `Cargo.toml` of its own would be left out of our package.
        let path = if *path == "Cargo.toml.txt" {
            "Cargo.toml"
        } else {
            path
        };
        tree.add(
            format!("crates/runtime/{path}"),
            Owner::Generated,
            without_tests(path, content),
        );
    }
}

fn without_tests<'c>(path: &str, content: &'c [u8]) -> &'c [u8] {
    if !path.starts_with("src/") {
        return content;
    }
    let tests = content
        .windows(TESTS.len())
        .position(|window| window == TESTS);
    &content[..tests.unwrap_or(content.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn collect(folder: &Path, prefix: &str, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                if !path.ends_with("/tests") {
                    collect(&entry.path(), &format!("{path}/"), into);
                }
            } else if !path.ends_with("/tests.rs") {
                into.push(path);
            }
        }
    }

    #[test]
    fn every_file_of_the_runtime_is_listed() {
        let mut found = Vec::new();
        collect(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/runtime"),
            "",
            &mut found,
        );
        found.sort();
        let listed: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(listed, found, "src/emit/runtime.rs lists what is emitted");
    }

    #[test]
    fn tests_stay_at_home() {
        let mut tree = Tree::default();
        emit(&mut tree);
        for (path, file) in tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let text = String::from_utf8_lossy(&file.contents);
            assert!(
                !text.contains("cfg(test)"),
                "{path}: tests go to the end of a file, as `mod tests`"
            );
            assert!(text.ends_with('\n'), "{path}");
        }
    }
}
