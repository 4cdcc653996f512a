//! Rust-typed specs: what each of `specs/rust/` means, that it means what its twin in OpenAPI does, that FastAPI says
//! the same of the applications that `specs/rust/fastapi/` is written after, and that broken ones end in a place.

#![allow(
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test that is skipped says so"
)]

mod twin;

use specwright::diag::{Diagnostics, Severity, View, render};
use specwright::ir::Api;
use specwright::source::{Sources, SpecInput};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn specs(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Path::new(folder)
        .read_dir()
        .expect("a folder of specs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect();
    found.sort();
    found
}

fn read(input: &SpecInput) -> (Sources, Option<Api>, Diagnostics) {
    let mut diags = Diagnostics::default();
    let mut sources = specwright::source::load(input, &mut diags);
    specwright::rustspec::read(&mut sources, &mut diags);
    let api = if diags.has_errors() {
        None
    } else {
        specwright::openapi::lower(&sources, &mut diags)
    };
    (sources, api, diags)
}

/// A spec that has nothing wrong with it.
fn sound(path: &Path) -> Api {
    let (sources, api, diags) = read(&SpecInput::from_argument(path));
    let faults = diags
        .items()
        .iter()
        .any(|item| matches!(item.severity, Severity::Error | Severity::Warning));
    assert!(
        !faults,
        "{}: {}",
        path.display(),
        render(&diags, &sources, View::default())
    );
    api.expect("an api")
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

#[test]
fn what_specs_mean() {
    for path in specs("specs/rust") {
        let api = sound(&path);
        let document = format!("{:#}", api.document);
        insta::with_settings!({
            snapshot_path => "../snapshots/rust",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(stem(&path), document);
        });
    }
}

/// Models as people have them, with the attributes of serde, `validator` and `garde`: what is taken over, and what is said
/// of the rest.
#[test]
fn models_of_ordinary_code() {
    for path in specs("specs/rust/models") {
        let (sources, api, diags) = read(&SpecInput::from_argument(&path));
        let view = View {
            verbose: true,
            ..View::default()
        };
        let said = render(&diags, &sources, view);
        let api = api.unwrap_or_else(|| panic!("{}: {said}", path.display()));
        let schemas = &api.document["components"]["schemas"];
        insta::with_settings!({
            snapshot_path => "../snapshots/rust/models",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(stem(&path), format!("{schemas:#}\n--------------------\n{said}"));
        });
    }
}

/// A spec in Rust and one in OpenAPI for the same API give the same API.
#[test]
fn both_front_ends_agree() {
    for path in specs("specs/rust/features") {
        let other = Path::new("specs/features").join(format!("{}.yaml", stem(&path)));
        let ours = reached(&specwright::ir::dump(&sound(&path)));
        let theirs = reached(&specwright::ir::dump(&sound(&other)));
        let differences: Vec<String> = ours
            .lines()
            .zip(theirs.lines())
            .filter(|(ours, theirs)| ours != theirs)
            .map(|(ours, theirs)| format!("rust:    {ours}\nopenapi: {theirs}"))
            .collect();
        assert!(
            ours == theirs,
            "{}: {} lines and {}\n{}",
            path.display(),
            ours.lines().count(),
            theirs.lines().count(),
            differences.join("\n")
        );
    }
}

/// A dump in which schemas stand where they are used: components by name, others in full. Whether two places share a
/// schema makes no difference, and one that nothing reaches (a parameter that another goes before) is not seen.
fn reached(dump: &str) -> String {
    let (schemas, rest): (Vec<&str>, Vec<&str>) =
        dump.lines().partition(|line| line.starts_with('#'));
    let schemas: BTreeMap<&str, &str> = schemas
        .into_iter()
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .collect();
    let mut names = BTreeMap::new();
    for line in &rest {
        if let Some((name, id)) = line
            .strip_prefix("component ")
            .and_then(|it| it.split_once(" = "))
        {
            names.insert(id, name);
        }
    }
    let mut out: Vec<String> = Vec::new();
    for line in rest {
        out.push(match line.split_once(" = ") {
            Some((component, id)) if component.starts_with("component ") => {
                let keywords = schemas.get(id).copied().unwrap_or_default();
                format!("{component} = {}", in_place(keywords, &schemas, &names))
            }
            _ => in_place(line, &schemas, &names),
        });
    }
    out.join("\n")
}

fn in_place(line: &str, schemas: &BTreeMap<&str, &str>, names: &BTreeMap<&str, &str>) -> String {
    let number = regex::Regex::new(r"#\d+").expect("a pattern");
    let replaced = number.replace_all(line, |found: &regex::Captures<'_>| {
        let id = &found[0];
        match names.get(id) {
            Some(name) => format!("#{name}"),
            None => {
                let keywords = schemas.get(id).copied().unwrap_or_default();
                format!("({})", in_place(keywords, schemas, names))
            }
        }
    });
    replaced.into_owned()
}

/// All twins are one spec, and each is one.
#[test]
fn twins_are_sound() {
    let all = sound(Path::new("specs/rust/fastapi/mod.rs"));
    let mut operations = 0;
    for path in specs("specs/rust/fastapi") {
        if stem(&path) != "mod" {
            operations += sound(&path).operations.len();
        }
    }
    assert_eq!(all.operations.len(), operations);
}

/// The document of a twin is the one that FastAPI wrote, apart from titles and ids that it makes up.
#[test]
fn twins_are_what_fastapi_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fastapi/cases");
    if !folder.is_dir() {
        eprintln!("skipped: there are no recordings of FastAPI beside the repository");
        return;
    }
    let cases = twin::cases(&folder);
    let mut faults = Vec::new();
    let mut equal = 0;
    for path in specs("specs/rust/fastapi") {
        let Some(theirs) = cases.get(&stem(&path)) else {
            continue;
        };
        let ours = twin::normal(&sound(&path).document);
        match twin::difference(theirs, &ours, "") {
            None => equal += 1,
            Some(difference) => faults.push(format!("{}: {difference}", path.display())),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(equal >= 60, "only {equal} twins");
}

/// A xorshift generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap_or_default()
    }
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    ",",
    ";",
    ":",
    "::",
    "=",
    "#",
    "!",
    "&",
    "'",
    "\"",
    "-> ",
    "Option<",
    "Vec<",
    "Result<",
    "pub ",
    "struct ",
    "enum ",
    "trait ",
    "mod x;",
    "fn ",
    "Self",
    "dyn X",
    "impl X",
    "0",
    "-1",
    "1e9",
    "\"\"",
    "r#\"{\"#",
    "null",
    "true",
    "default",
    "#[schema(",
    "#[schema(inline)]",
    "#[serde(flatten)]",
    "#[serde(tag = \"t\")]",
    "#[query]",
    "#[get(\"/{a}\")]",
    "#[status(404)]",
    "#[resource(\"/x\")]",
    "#[key]",
    "#[body]",
    "#[file]",
    "json = ",
    "items = ",
    "é",
    "\u{1F600}",
    "\u{0}",
    "/*",
    "//",
    "///",
    "<T>",
    "<T = A<T>>",
    "A<A<A>>",
    "[u8; 4]",
    "()",
    "!",
    "&&&&",
    "x-y = 1",
    "_",
    "r#type",
];

fn mutated(text: &str, random: &mut Random) -> String {
    let mut out: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(out.len() + 1);
        let end = (at + random.below(30)).min(out.len());
        match random.below(4) {
            0 => drop(out.drain(at..end)),
            1 => {
                let piece: Vec<char> = out[at..end].to_vec();
                let to = random.below(out.len() + 1);
                out.splice(to..to, piece);
            }
            kind => {
                let piece = PIECES[random.below(PIECES.len())].chars();
                let upto = if kind == 2 { at } else { end };
                out.splice(at..upto, piece);
            }
        }
    }
    out.into_iter().collect()
}

#[test]
fn mutations_end_in_a_place() {
    let count: usize = std::env::var("SPECWRIGHT_MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(60);
    let mut random = Random(0x5EED_CAFE);
    let mut refused = 0;
    for path in specs("specs/rust")
        .into_iter()
        .chain(specs("specs/broken"))
        .chain(specs("specs/rust/features"))
    {
        let text = std::fs::read_to_string(&path).expect("a spec");
        for _ in 0..count {
            let text = mutated(&text, &mut random);
            let input = SpecInput::Text {
                name: "api.rs".to_owned(),
                bytes: text.clone().into_bytes(),
            };
            let (sources, api, diags) = read(&input);
            assert!(api.is_some() || diags.has_errors(), "{text}");
            refused += usize::from(api.is_none());
            for item in diags.items() {
                let place = item.place.as_ref().and_then(|place| sources.locate(place));
                assert!(place.is_some(), "`{}` has no place:\n{text}", item.message);
            }
            let _ = render(&diags, &sources, View::default());
        }
    }
    assert!(refused > 100, "mutations break something: {refused}");
}

/// What would take a parser's stack is refused.
#[test]
fn hostile_specs_end_in_a_fault() {
    let head = "//! # Deep\npub trait A { #[get(\"/\")] async fn a() -> ";
    for (name, text) in [
        (
            "types",
            format!("{head}{}u8{};}}", "Vec<".repeat(5_000), ">".repeat(5_000)),
        ),
        (
            "brackets",
            format!("{head}{}u8{};}}", "(".repeat(50_000), ")".repeat(50_000)),
        ),
        ("references", format!("{head}{}u8;}}", "&".repeat(100_000))),
        (
            "values",
            format!(
                "#[schema(default = {}1{})] struct A;",
                "[".repeat(9_000),
                "]".repeat(9_000)
            ),
        ),
        (
            "generic",
            format!("{head}G<u8>;}} struct G<T> {{ next: Box<G<G<T>>> }}"),
        ),
        ("alias", format!("{head}T;}} type T = Vec<T>;")),
        ("aliases", format!("{head}A;}} type A = B; type B = A;")),
        (
            "flattened",
            format!("{head}A;}} struct A {{ #[serde(flatten)] a: Box<A> }}"),
        ),
        (
            "transparent",
            format!("{head}A;}} #[schema(inline)] struct A(Box<A>);"),
        ),
        ("unclosed", "pub struct A {".to_owned()),
        ("quote", "pub struct A { a: \"".to_owned()),
        ("empty", String::new()),
        ("blank", "\n\n".to_owned()),
        ("not text", "\u{0}\u{1}".to_owned()),
    ] {
        let input = SpecInput::Text {
            name: "api.rs".to_owned(),
            bytes: text.into_bytes(),
        };
        let (sources, api, diags) = read(&input);
        if api.is_none() {
            let shown = render(&diags, &sources, View::default());
            assert!(shown.contains("-->"), "{name}: {shown}");
        }
        assert!(
            api.is_none() || name == "flattened",
            "{name} is no spec that means anything"
        );
    }
}
