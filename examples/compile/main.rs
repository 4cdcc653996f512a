//! Measures what generated decoders cost to compile: CPU seconds of `cargo check`, a debug and a release build of 500
//! schemas, against the same structs with serde's derive and straight-line validators. In: nothing, or another number.
//! Out: a table. Dependencies are built beforehand and do not count.
//!
//! ```text
//! cargo run --example compile
//! cargo run --example compile -- --schemas 100
//! ```

#[path = "../corpus/measure.rs"]
#[expect(
    dead_code,
    reason = "the corpus measures its own generation and memory too"
)]
mod measure;
mod typed;

use clap::Parser;
use serde_json::{Map, Value, json};
use specwright::diag::Diagnostics;
use specwright::options::Options;
use specwright::source::{self, SpecInput};
use specwright::{emit, openapi, plan};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Measures what decoders cost to compile.
#[derive(Debug, Parser)]
#[command(name = "compile")]
struct Arguments {
    /// How many structs of ten fields
    #[arg(long, default_value_t = 500)]
    schemas: usize,
    /// Where to work
    #[arg(long, value_name = "DIR", default_value = "target/compile")]
    target: PathBuf,
}

/// What is run, and what may cost at most how much of what serde's derive costs.
const STAGES: [(&str, &[&str], Option<f64>); 3] = [
    ("check", &["check"], Some(0.4)),
    ("debug build", &["build"], None),
    ("release build", &["build", "--release"], Some(0.3)),
];

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every stage keeps within its budget.
fn run(arguments: &Arguments) -> io::Result<bool> {
    let dir = std::path::absolute(arguments.target.join("workspace"))?;
    lay_out(&dir, arguments.schemas)?;
    let mut out = io::stdout();
    writeln!(
        out,
        "{} schemas of 10 fields\n{:14} {:>10} {:>10} {:>7} {:>7}",
        arguments.schemas, "CPU seconds", "specwright", "serde", "ratio", "budget"
    )?;
    let mut fine = true;
    for (name, stage, budget) in STAGES {
        let ours = cost(&dir, "bench-api", "crates/api/src/lib.rs", stage)?;
        let theirs = cost(&dir, "typed", "typed/src/lib.rs", stage)?;
        let ratio = ours / theirs;
        let limit = budget.map_or(String::new(), |budget| format!("{budget:.1}"));
        writeln!(
            out,
            "{name:14} {ours:>10.1} {theirs:>10.1} {ratio:>7.2} {limit:>7}"
        )?;
        out.flush()?;
        fine &= budget.is_none_or(|budget| ratio <= budget);
    }
    Ok(fine)
}

/// CPU seconds of one package, with everything that it depends on in place.
fn cost(dir: &Path, package: &str, source: &str, stage: &[&str]) -> io::Result<f64> {
    let cargo = || {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(dir)
            .args(stage)
            .args(["-p", package])
            .env("CARGO_TARGET_DIR", dir.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS");
        command
    };
    // With nothing in it first, which builds what lies below.
    let path = dir.join(source);
    let text = fs::read(&path)?;
    let mut cpu = 0.0;
    for text in [b"//! Nothing yet.\n".as_slice(), &text] {
        fs::write(&path, text)?;
        let run = measure::run(&mut cargo())?;
        if !run.status.success() {
            return Err(io::Error::other(run.text));
        }
        cpu = run.cpu.unwrap_or(f64::NAN);
    }
    Ok(cpu)
}

/// One workspace with both: `crates/api` and `crates/runtime` as every project has them, and `typed`.
fn lay_out(dir: &Path, schemas: usize) -> io::Result<()> {
    if dir.join("crates").is_dir() {
        fs::remove_dir_all(dir.join("crates"))?;
    }
    let document = document(schemas);
    let mut diags = Diagnostics::default();
    let sources = source::load(
        &SpecInput::Text {
            name: "openapi.json".to_owned(),
            bytes: serde_json::to_vec(&document)?,
        },
        &mut diags,
    );
    let options = Options::new("bench".to_owned(), "openapi.json".to_owned());
    let tree = openapi::lower(&sources, &mut diags)
        .and_then(|api| plan::plan(&api, &options, &mut diags))
        .map(|plan| emit::emit(&plan))
        .ok_or_else(|| io::Error::other(format!("{:?}", diags.items())))?;
    for (path, file) in tree
        .iter()
        .filter(|(path, _)| path.starts_with("crates/") && !path.contains("/tests/"))
    {
        write(&dir.join(path), &file.contents)?;
    }
    write(
        &dir.join("typed/src/lib.rs"),
        typed::module(&document).as_bytes(),
    )?;
    write(&dir.join("typed/Cargo.toml"), typed::MANIFEST.as_bytes())?;
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/api\", \"crates/runtime\", \"typed\"]\n";
    write(&dir.join("Cargo.toml"), workspace.as_bytes())
}

fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, contents)
}

/// Schemas of ten fields, in groups of 25, each of which an operation takes. One root above them all would favour what
/// is emitted: of serde's derive the compiler makes a single function then, since all of it is called from one place.
fn document(schemas: usize) -> Value {
    let mut all = Map::new();
    let mut paths = Map::new();
    let names: Vec<usize> = (0..schemas).collect();
    for (at, group) in names.chunks(25).enumerate() {
        let mut members = Map::new();
        for &number in group {
            all.insert(format!("Model{number}"), model(number));
            members.insert(format!("m{number}"), reference(&format!("Model{number}")));
        }
        let name = format!("Group{at}");
        let content = json!({"application/json": {"schema": reference(&name)}});
        let take = json!({
            "operationId": format!("take{at}"),
            "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "Taken"}}
        });
        paths.insert(format!("/{at}"), json!({ "post": take }));
        all.insert(name, json!({"type": "object", "properties": members}));
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Compile cost", "version": "1"},
        "paths": paths,
        "components": {"schemas": all}
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Names differ from model to model, as they do in descriptions; what is asked of them is ordinary.
fn model(number: usize) -> Value {
    let field = |name: &str| format!("{name}_{}", number % 7);
    json!({
        "type": "object",
        "required": [field("id"), field("name"), field("kind"), field("amount")],
        "properties": {
            field("id"): {"type": "integer", "format": "int64", "minimum": 1},
            field("name"): {"type": "string", "minLength": 1, "maxLength": 64},
            field("kind"): {"type": "string", "maxLength": 16},
            field("amount"): {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000},
            field("note"): {"type": "string", "maxLength": 1000},
            field("count"): {"type": "integer", "format": "int32", "minimum": 0, "maximum": 100},
            field("active"): {"type": "boolean"},
            field("ratio"): {"type": "number", "minimum": 0, "maximum": 1},
            field("tags"): {"type": "array", "maxItems": 10, "items": {"type": "string", "maxLength": 32}},
            field("codes"): {"type": "array", "minItems": 1, "items": {"type": "integer", "format": "int32"}}
        }
    })
}
