//! Descriptions that are broken at random: diagnostics come out, never a panic, and never a hang. The mutations are
//! the same on every run; `SPECWRIGHT_MUTATIONS` sets how many there are of each spec.

use specwright::diag::{Diagnostics, Format, View, render};
use specwright::source::SpecInput;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A xorshift generator: enough to break things with.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap_or_default()
    }
}

/// Pieces that mean something to one of the parsers or readers.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "\n",
    "\n  ",
    "- ",
    "#",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "|",
    ">",
    "\t",
    "%",
    "~",
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "1e999",
    "0.1",
    "$ref: '#'",
    "\"$ref\": \"#\"",
    "$ref: '#/components/schemas/Pet'",
    "$ref: nothing.yaml",
    "$ref: ../x",
    "type: array",
    "allOf",
    "\u{0}",
    "\u{FEFF}",
    "é",
    "\u{1F600}",
    "~1",
    "%7B",
    "/",
    "{x}",
    "?",
    "--- ",
    "... ",
    "type: [null]",
    "enum: []",
    "properties:",
    "nullable: true",
    "minimum: 5",
    "$id: x",
    "$anchor: a",
];

fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(out.len());
        let end = (at + random.below(40)).min(out.len());
        match random.below(6) {
            0 => out.truncate(at),
            1 => {
                out.drain(at..end);
            }
            2 => {
                let copy = out[at..end].to_vec();
                let to = random.below(out.len());
                out.splice(to..to, copy);
            }
            3 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap_or_default();
                }
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())].bytes();
                let upto = if random.below(2) == 0 { at } else { end };
                out.splice(at..upto, piece);
            }
        }
    }
    out
}

fn specs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().expect("a folder of specs").flatten() {
        let path = entry.path();
        if path.is_dir() {
            specs(&path, found);
        } else if path.extension().is_none_or(|it| it != "rs" && it != "md") {
            found.push(path);
        }
    }
}

fn run(name: &str, bytes: Vec<u8>) {
    let mut diags = Diagnostics::default();
    let input = SpecInput::Text {
        name: name.to_owned(),
        bytes,
    };
    let sources = specwright::source::load(&input, &mut diags);
    // Rust-typed specs have mutations of their own, in `rust_specs.rs`.
    let api = specwright::openapi::lower(&sources, &mut diags);
    if let Some(api) = &api {
        let _ = specwright::ir::dump(api);
    }
    assert!(api.is_some() || diags.has_errors());
    for format in [Format::Text, Format::Json] {
        let _ = render(
            &diags,
            &sources,
            View {
                format,
                ..View::default()
            },
        );
    }
}

#[test]
fn nothing_panics() {
    let count = std::env::var("SPECWRIGHT_MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(40);
    let mut paths = Vec::new();
    specs(Path::new("specs"), &mut paths);
    paths.sort();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for path in paths {
        let bytes = std::fs::read(&path).expect("a spec");
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        for _ in 0..count {
            let mutated = mutate(&bytes, &mut random);
            let started = Instant::now();
            let kept = mutated.clone();
            let outcome = std::panic::catch_unwind(|| run(&name, mutated));
            let text = String::from_utf8_lossy(&kept);
            assert!(outcome.is_ok(), "{name} panicked:\n{text}");
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "{name} took {:?}:\n{text}",
                started.elapsed()
            );
        }
    }
}

#[test]
fn hostile_documents_end_soon() {
    let deep = 100_000;
    let mut bomb = "openapi: 3.1.0\na0: &a0 [x, x]\n".to_owned();
    for level in 1..100 {
        bomb.push_str(&format!(
            "a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n",
            level - 1
        ));
    }
    let long_chain: String = (0..10_000)
        .map(|index| {
            format!(
                "    S{index}: {{ properties: {{ a: {{ $ref: '#/components/schemas/S{}' }} }} }}\n",
                index + 1
            )
        })
        .collect();
    let pure_chain: String = (0..2_000)
        .map(|index| {
            format!(
                "    S{index}: {{ $ref: '#/components/schemas/S{}' }}\n",
                index + 1
            )
        })
        .collect();
    let head =
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n";
    for (name, text) in [
        (
            "deep.json",
            format!(
                "{{\"openapi\": \"3.1.0\", \"x\": {}{}}}",
                "[".repeat(deep),
                "]".repeat(deep)
            ),
        ),
        (
            "deep-objects.json",
            format!(
                "{{\"openapi\": \"3.1.0\", \"x\": {}1{}}}",
                "{\"a\":".repeat(deep),
                "}".repeat(deep)
            ),
        ),
        (
            "deep.yaml",
            format!(
                "openapi: 3.1.0\nx: {}{}\n",
                "[".repeat(deep),
                "]".repeat(deep)
            ),
        ),
        (
            "deep-flow.yaml",
            format!("openapi: 3.1.0\nx: {}\n", "{a: ".repeat(deep)),
        ),
        (
            "deep-block.yaml",
            format!("openapi: 3.1.0\nx:\n  {}1\n", "- ".repeat(deep)),
        ),
        ("bomb.yaml", bomb),
        ("quotes.yaml", format!("openapi: \"{}", "\\\"".repeat(deep))),
        (
            "long-key.yaml",
            format!("openapi: 3.1.0\n{}: 1\n", "k".repeat(deep)),
        ),
        (
            "chain.yaml",
            format!("{head}{long_chain}    S10000: {{}}\n"),
        ),
        (
            "pure-chain.yaml",
            format!("{head}{pure_chain}    S2000: {{}}\n"),
        ),
        (
            "pure-cycle.yaml",
            format!("{head}{pure_chain}    S2000: {{ $ref: '#/components/schemas/S0' }}\n"),
        ),
        (
            "self.yaml",
            format!("{head}    $ref: '#/components/schemas/a/b/c/d/e'\n"),
        ),
    ] {
        let started = Instant::now();
        run(name, text.into_bytes());
        assert!(
            started.elapsed() < Duration::from_mins(1),
            "{name} took {:?}",
            started.elapsed()
        );
    }
}

/// The other YAML parser agrees on what the documents say.
#[test]
fn yaml_means_what_it_says() {
    let mut paths = Vec::new();
    specs(Path::new("specs/features"), &mut paths);
    paths.push(PathBuf::from("specs/petstore.yaml"));
    for path in paths {
        let bytes = std::fs::read(&path).expect("a spec");
        let text = String::from_utf8(bytes.clone()).expect("text");
        if text.contains("<<") {
            continue;
        }
        let other: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
        let mut diags = Diagnostics::default();
        let input = SpecInput::Text {
            name: "a.yaml".to_owned(),
            bytes,
        };
        let sources = specwright::source::load(&input, &mut diags);
        assert_eq!(
            numbers(sources.entry()),
            numbers(&other),
            "{}",
            path.display()
        );
    }
}

/// Numbers by value, not by their digits.
fn numbers(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => Value::String(
            number
                .as_f64()
                .map_or(String::new(), |float| float.to_string()),
        ),
        Value::Array(items) => items.iter().map(numbers).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), numbers(value)))
            .collect(),
        other => other.clone(),
    }
}
