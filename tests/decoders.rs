//! Property test of what is emitted: for each schema of `specs/features`, random values are accepted by its decoder
//! exactly when the `jsonschema` crate accepts them, and what was decoded serialises to what decodes to the same.
//!
//! Slow: it compiles the emitted crates, into one driver that reads requests and writes answers, a line each.
//! `SPECWRIGHT_VALUES` says how many values each schema gets, `SPECWRIGHT_SEED` makes up other schemas beside those of
//! the features.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod dice;
mod oracle;
mod schema;

use dice::{Dice, Vocabulary};
use oracle::Oracle;
use serde_json::{Map, Value, json};
use specwright::diag::Diagnostics;
use specwright::ir::inherit;
use specwright::options::Options;
use specwright::sample::{Direction, Sampler};
use specwright::source::SpecInput;
use specwright::{emit, openapi, plan, source, tree};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How many schemas are made up beside those of the features.
const RANDOM: usize = 200;
const MADE_UP: &str = "made_up";

/// One file of `specs/features`, with an operation for each schema in place of its own.
struct Feature {
    name: String,
    document: Value,
    schemas: Vec<String>,
    api: specwright::ir::Api,
    tree: tree::Tree,
}

fn figure(variable: &str, usual: usize) -> usize {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn features() -> Vec<Feature> {
    let mut paths: Vec<PathBuf> = Path::new("specs/features")
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut features: Vec<Feature> = paths.iter().filter_map(|path| feature(path)).collect();
    let seed = figure("SPECWRIGHT_SEED", 1);
    features.extend(echo(MADE_UP, &schema::document(seed, RANDOM)));
    features
}

fn feature(path: &Path) -> Option<Feature> {
    let mut diags = Diagnostics::default();
    let sources = source::load(&SpecInput::from_argument(path), &mut diags);
    let name: String = path.file_stem()?.to_str()?.replace(['.', '-'], "_");
    echo(&name, sources.entry())
}

/// The schemas of a description, each with an operation that answers what it was sent.
fn echo(name: &str, given: &Value) -> Option<Feature> {
    let schemas: Vec<String> = given["components"]["schemas"]
        .as_object()?
        .keys()
        .cloned()
        .collect();
    let mut paths = Map::new();
    for (at, schema) in schemas.iter().enumerate() {
        let reference = json!({ "$ref": format!("#/components/schemas/{}", escaped(schema)) });
        let content = json!({ "application/json": { "schema": reference } });
        let operation = json!({
            "operationId": format!("echo{at}"),
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "The same.", "content": content } },
        });
        paths.insert(format!("/{at}"), json!({ "post": operation }));
    }
    let document = json!({
        "openapi": given["openapi"],
        "info": given["info"],
        "paths": paths,
        "components": { "schemas": given["components"]["schemas"] },
    });
    let bytes = serde_json::to_vec(&document).unwrap();
    let mut diags = Diagnostics::default();
    let sources = source::load(
        &SpecInput::Text {
            name: format!("{name}.json"),
            bytes,
        },
        &mut diags,
    );
    let api = openapi::lower(&sources, &mut diags)?;
    // As a service reads it.
    let api = inherit::unite(&api).map_or(api, |(united, _)| united);
    let options = Options::new(name.to_owned(), "openapi.json".to_owned());
    let plan = plan::plan(&api, &options, &mut diags).expect("a plan of a feature");
    let tree = emit::emit(&plan);
    Some(Feature {
        name: name.to_owned(),
        document,
        schemas,
        api,
        tree,
    })
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0")
        .replace('/', "~1")
        .replace('%', "%25")
        .replace(' ', "%20")
}

/// Writes `text` where it is not there already: what Cargo built stays fresh.
fn write(path: &Path, text: &[u8]) {
    if fs::read(path).is_ok_and(|known| known == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The service of a project, echoing where request and response have one type.
fn echoing(stub: &str, crate_name: &str) -> String {
    let stub = stub.replace("api::", &format!("{crate_name}::"));
    let mut out = String::new();
    for method in stub.split_inclusive("\n    }\n") {
        let between = |from: &str, to: &str| {
            let (_, rest) = method.split_once(from)?;
            rest.split_once(to)
                .map(|(found, _)| found.trim().trim_end_matches(',').to_owned())
        };
        let body = between("_body: ", ") -> ").or_else(|| between("_body: ", "\n    ) -> "));
        let answer = between("-> Result<", ", rt::Error>");
        match (body, answer) {
            (Some(body), Some(answer)) if body.trim_end_matches([',', '\n', ' ']) == answer => {
                out.push_str(&method.replace("Err(rt::Error::not_implemented())", "Ok(_body)"));
            }
            _ => out.push_str(method),
        }
    }
    out
}

const MAIN: &str = r#"
use runtime::testing;
use std::io::{BufRead, Write};

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = runtime::http::ApiOptions::default;
    let routers = [ROUTERS];
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        if line.is_empty() {
            out.flush().expect("a reader");
            continue;
        }
        let mut parts = line.splitn(3, '\t');
        let (project, path, body) = (parts.next().expect("a project"), parts.next().expect("a path"), parts.next().expect("a body"));
        let router = routers.iter().find(|(name, _)| *name == project).expect("a known project").1.clone();
        let headers = [("content-type", "application/json")].into_iter();
        let request = testing::assemble("POST", path, headers, body.to_owned()).expect("a request");
        // An answer that does not fit its description is a fault to be told with what was sent.
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(testing::send(router, request))));
        let (status, text) = match answer {
            Ok(answer) => (answer.status, answer.text()),
            Err(panic) => (599, panic.downcast_ref::<String>().cloned().unwrap_or_default()),
        };
        writeln!(out, "{status}\t{}", text.replace('\n', " ")).expect("a reader");
    }
}
"#;

/// Lays the driver out and builds it.
fn driver(features: &[Feature]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects/decoders");
    let mut manifest = "[package]\nname = \"driver\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nruntime = { package = \"specwright-runtime\", path = \"runtime\" }\ntokio = { version = \"1\", features = [\"rt\", \"time\"] }\n".to_owned();
    let mut main = String::new();
    let mut routers = String::new();
    for feature in features {
        let name = &feature.name;
        for (path, file) in feature.tree.iter() {
            if let Some(rest) = path.strip_prefix("crates/runtime/") {
                write(&dir.join("runtime").join(rest), &file.contents);
            } else if let Some(rest) = path
                .strip_prefix("crates/api/")
                .filter(|rest| !rest.starts_with("tests/"))
            {
                write(&dir.join(name).join(rest), &file.contents);
            }
        }
        let stub = feature.tree.get("src/service/operations.rs").unwrap();
        let stub = String::from_utf8_lossy(&stub.contents).into_owned();
        write(
            &dir.join(format!("src/echo_{name}.rs")),
            echoing(&stub, name).as_bytes(),
        );
        let _ = writeln!(
            manifest,
            "{name} = {{ package = \"{name}-api\", path = \"{name}\" }}"
        );
        let _ = writeln!(main, "mod echo_{name};");
        let _ = write!(
            routers,
            "(\"{name}\", {name}::Api::new().operations(echo_{name}::OperationsService).into_router(options())), "
        );
    }
    write(&dir.join("Cargo.toml"), manifest.as_bytes());
    write(
        &dir.join("src/main.rs"),
        format!("{main}{}", MAIN.replace("ROUTERS", &routers)).as_bytes(),
    );
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("builds");
    let output = Command::new(env!("CARGO"))
        .current_dir(&dir)
        .arg("build")
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    target.join("debug/driver")
}

/// The driver, asked many things at once.
struct Conversation {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Conversation {
    fn start(program: &Path) -> Self {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            input,
            output,
        }
    }

    /// Posts each body to one path; status and body of each answer.
    fn ask(&mut self, project: &str, at: usize, bodies: &[String]) -> Vec<(u16, String)> {
        let mut input = self.input.take().unwrap();
        let lines: String = bodies
            .iter()
            .map(|body| format!("{project}\t/{at}\t{body}\n"))
            .collect();
        let writer = std::thread::spawn(move || {
            input.write_all(lines.as_bytes()).unwrap();
            writeln!(input).unwrap();
            input
        });
        let answers = bodies.iter().map(|_| {
            let line = self.output.next().unwrap().unwrap();
            let (status, text) = line.split_once('\t').unwrap();
            (status.parse().unwrap(), text.to_owned())
        });
        let answers = answers.collect();
        self.input = Some(writer.join().unwrap());
        answers
    }

    fn end(mut self) {
        drop(self.input.take());
        self.child.wait().unwrap();
    }
}

/// Values near to what fits, with their verdicts.
fn values(
    count: usize,
    start: Option<Value>,
    vocabulary: &Vocabulary,
    dice: &mut Dice,
    oracle: &Oracle<'_>,
) -> Vec<(String, bool)> {
    let mut start = start;
    let mut values = Vec::with_capacity(count);
    for round in 0..count {
        let value = match &start {
            Some(start) if round == 0 => start.clone(),
            Some(start) if round % 4 > 0 => dice.changed(vocabulary, start),
            _ => dice.value(vocabulary, 3),
        };
        let text = value.to_string();
        let fits = oracle.accepts(&value);
        if fits && round % 2 == 0 && text.len() < 400 {
            start = Some(value);
        }
        values.push((text, fits));
    }
    values
}

/// What the driver says where an answer does not fit its description.
const MISFIT: u16 = 599;

/// What is wrong with the answers for one schema.
fn faults(
    conversation: &mut Conversation,
    project: &str,
    at: usize,
    values: &[(String, bool)],
    echoed: &mut usize,
) -> Vec<String> {
    let bodies: Vec<String> = values.iter().map(|(text, _)| text.clone()).collect();
    let answers = conversation.ask(project, at, &bodies);
    // Branches that overlap may change places, or both fit, when members that nobody described are gone.
    let is_exact = project != MADE_UP;
    let mut faults = Vec::new();
    let mut echoes = Vec::new();
    for ((text, fits), (status, answer)) in values.iter().zip(answers) {
        let accepted = match status {
            200 | 501 => Some(true),
            400 | 422 => Some(false),
            // Sent back without the members that nobody described, it may fit another branch as well.
            MISFIT if !is_exact && answer.contains("exactly one of") => Some(true),
            _ => None,
        };
        if accepted != Some(*fits) {
            let verdict = if *fits { "fits" } else { "does not fit" };
            faults.push(format!("{text} {verdict}, but {status} {answer}"));
        } else if status == 200 {
            echoes.push(answer);
        }
    }
    *echoed += echoes.len();
    for (text, (status, answer)) in echoes.iter().zip(conversation.ask(project, at, &echoes)) {
        let same = status == 200 && *text == answer;
        if !same && (is_exact || (status != 200 && !answer.contains("\"type\":\"one_of\""))) {
            faults.push(format!(
                "serialised to {text}, which is read as {status} {answer}"
            ));
        }
    }
    faults
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the figures are for who runs it")]
fn decoders_accept_what_fits() {
    let count = figure("SPECWRIGHT_VALUES", 1000);
    let features = features();
    let mut conversation = Conversation::start(&driver(&features));
    let mut failures: Vec<String> = Vec::new();
    let (mut schemas, mut accepted, mut echoed) = (0, 0, 0);
    for feature in &features {
        let vocabulary = Vocabulary::of(&feature.document);
        let sampler = Sampler::new(&feature.api.schemas);
        for (at, schema) in feature.schemas.iter().enumerate() {
            let id = feature.api.schemas.named[schema];
            let oracle = Oracle::new(&feature.document, schema, sampler.conformer(), id);
            let start = sampler.value(id, Direction::Request);
            let values = values(
                count,
                start,
                &vocabulary,
                &mut Dice::new(at as u64 + 1),
                &oracle,
            );
            let faults = faults(&mut conversation, &feature.name, at, &values, &mut echoed);
            schemas += 1;
            accepted += values.iter().filter(|(_, fits)| *fits).count();
            let (name, total) = (&feature.name, faults.len());
            failures.extend(
                faults
                    .into_iter()
                    .take(3)
                    .map(|fault| format!("{name} {schema} ({total} faults): {fault}")),
            );
        }
    }
    conversation.end();
    let total = schemas * count;
    eprintln!(
        "{schemas} schemas, {total} values, {accepted} fit, {echoed} came back and were read again"
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
