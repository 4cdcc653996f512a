//! Schemas are translated from JSON as generation does it, then compared: with the JSON Schema suite, and with the
//! `jsonschema` crate on random schemas and values.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "the numbers are small and chosen here"
)]
use super::translate::Translation;
use super::*;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// A table of the schema, after what 3.0 and older drafts write is written as 2020-12 has it.
fn translate(schema: &Value, document: &Value, formats: bool) -> Option<&'static Schema> {
    let (mut schema, mut document) = (schema.clone(), document.clone());
    modern(&mut schema, formats);
    modern(&mut document, formats);
    Translation::default().of(&schema, &document)
}

fn modern(value: &mut Value, formats: bool) {
    let members = match value {
        Value::Array(items) => {
            return items.iter_mut().for_each(|item| modern(item, formats));
        }
        Value::Object(members) => members,
        _ => return,
    };
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match members.get(flag) {
            Some(Value::Bool(true)) => {
                let bound = members.remove(bound).unwrap();
                members.insert(flag.to_owned(), bound);
            }
            Some(Value::Bool(false)) => drop(members.remove(flag)),
            _ => {}
        }
    }
    if members.get("nullable") == Some(&json!(true))
        && let Some(kind @ Value::String(_)) = members.get_mut("type")
    {
        *kind = json!([kind.take(), "null"]);
    }
    if !formats && members.get("format").is_some_and(Value::is_string) {
        members.remove("format");
    }
    for (name, value) in members.iter_mut() {
        if !["enum", "const", "default", "example", "body"].contains(&name.as_str()) {
            modern(value, formats);
        }
    }
}

/// Runs the suite's cases against the schemas of its document: the ids of those that fail, and how many ran.
fn run_suite(folder: &Path, name: &str) -> Option<(Vec<String>, usize, usize)> {
    let read = |kind: &str| {
        let path = folder.join(format!("{name}.{kind}.json"));
        let text = std::fs::read_to_string(path).ok()?;
        serde_json::from_str::<Value>(&text).ok()
    };
    let (cases, document) = (read("cases")?, read("openapi")?);
    let (mut failed, mut ran, mut left_out) = (Vec::new(), 0, 0);
    for case in cases["cases"].as_array()? {
        let path = case["path"].as_str()?;
        let body = &document["paths"][path]["post"]["requestBody"];
        let schema = &body["content"]["application/json"]["schema"];
        let formats = true;
        let Some(schema) = translate(schema, &document, formats) else {
            left_out += 1;
            continue;
        };
        ran += 1;
        let body = case["body"].as_str()?;
        if accepts(schema, body).ok() != case["valid"].as_bool() {
            failed.push(format!("{} {body}", case["id"]));
        }
    }
    Some((failed, ran, left_out))
}

/// Passes without a look where the suite isn't at hand.
#[test]
fn json_schema_suite() {
    let folder =
        std::env::var("SPECWRIGHT_SUITE").unwrap_or("../shared/jsonschema/strict".to_owned());
    let folder = Path::new(&folder);
    if !folder.is_dir() {
        return;
    }
    for (name, exact) in [
        ("draft2020-12.core", true),
        ("draft2020-12.composition", true),
        ("draft2020-12.exotic", false),
        ("draft4.core", true),
        ("draft4.composition", true),
        ("draft4.exotic", false),
    ] {
        let (failed, ran, left_out) = run_suite(folder, name).unwrap();
        assert!(ran > left_out, "{name}: {ran} run, {left_out} left out");
        assert!(
            failed.is_empty() || !exact,
            "{name}:
{}",
            failed.join(
                "
"
            )
        );
    }
}

/// A small generator of numbers; the same ones at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }

    fn value(&mut self, depth: usize) -> Value {
        let kinds = if depth == 0 { 5 } else { 8 };
        match self.below(kinds) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(7) as i64 - 2),
            3 => self.pick(&[json!(1.5), json!(2.0), json!(0.1), json!(-0.5), json!(1e3)]),
            4 => json!(self.pick(&["", "a", "ab", "foo", "äöü", "7"])),
            5 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let names = ["a", "b", "foo", "bar"];
                let members = (0..self.below(4)).map(|_| {
                    let name = self.pick(&names).to_owned();
                    (name, self.value(depth - 1))
                });
                Value::Object(members.collect())
            }
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        if self.below(12) == 0 {
            return json!(self.below(3) > 0);
        }
        let mut schema = serde_json::Map::new();
        for _ in 0..=self.below(3) {
            let (name, value) = self.keyword(depth);
            schema.insert(name.to_owned(), value);
        }
        Value::Object(schema)
    }

    fn schemas(&mut self, depth: usize) -> Value {
        (0..=self.below(3)).map(|_| self.schema(depth)).collect()
    }

    fn named(&mut self, names: &[&str], depth: usize) -> Value {
        let members =
            (0..=self.below(3)).map(|_| (self.pick(names).to_owned(), self.schema(depth)));
        Value::Object(members.collect())
    }

    fn keyword(&mut self, depth: usize) -> (&'static str, Value) {
        let simple = 17;
        let limit = if depth == 0 { simple } else { simple + 19 };
        let depth = depth.saturating_sub(1);
        let few = json!(self.below(4));
        let types = [
            "null", "boolean", "object", "array", "number", "string", "integer",
        ];
        let names = ["a", "b", "foo", "bar"];
        match self.below(limit) {
            0 | 1 => ("type", json!(self.pick(&types))),
            2 => (
                "type",
                json!([self.pick(&types[..2]), self.pick(&types[2..])]),
            ),
            3 => ("enum", json!([self.value(1), self.value(1)])),
            4 => ("const", self.value(1)),
            5 => ("minimum", self.pick(&[json!(0), json!(1.5), json!(2)])),
            6 => ("maximum", self.pick(&[json!(0), json!(1.5), json!(2)])),
            7 => ("exclusiveMinimum", json!(self.below(3))),
            8 => ("exclusiveMaximum", json!(self.below(3))),
            9 => ("multipleOf", self.pick(&[json!(2), json!(0.5), json!(0.1)])),
            10 => ("minLength", few),
            11 => ("maxLength", few),
            12 => ("pattern", json!(self.pick(&["^a", "o+$", "[0-9]", "b"]))),
            13 => ("minItems", few),
            14 => ("uniqueItems", json!(true)),
            15 => ("required", json!([self.pick(&names)])),
            16 => ("maxProperties", few),
            17 => ("maxItems", few),
            18 => ("items", self.schema(depth)),
            19 => ("prefixItems", self.schemas(depth)),
            20 => ("contains", self.schema(depth)),
            21 => ("unevaluatedItems", self.schema(depth)),
            22 | 23 => ("properties", self.named(&names, depth)),
            24 => ("patternProperties", self.named(&["^a", "o", "r$"], depth)),
            25 => ("additionalProperties", self.schema(depth)),
            26 => ("propertyNames", self.schema(depth)),
            27 => ("minProperties", few),
            28 => (
                "dependentRequired",
                json!({self.pick(&names): [self.pick(&names)]}),
            ),
            29 => ("dependentSchemas", self.named(&names, depth)),
            30 => ("unevaluatedProperties", self.schema(depth)),
            31 => ("allOf", self.schemas(depth)),
            32 => ("anyOf", self.schemas(depth)),
            33 => ("oneOf", self.schemas(depth)),
            34 => ("not", self.schema(depth)),
            _ => ("if", self.schema(depth)),
        }
    }
}

#[test]
fn random_schemas_agree_with_another_validator() {
    let mut random = Random(0x5EED);
    let (mut accepted, mut report) = (0, String::new());
    for _ in 0..1500 {
        let mut schema = random.schema(3);
        if let Some(members) = schema.as_object_mut() {
            if members.contains_key("if") {
                members.insert("then".to_owned(), random.schema(2));
                members.insert("else".to_owned(), random.schema(2));
            }
            if members.contains_key("contains") {
                members.insert("minContains".to_owned(), json!(random.below(3)));
                members.insert("maxContains".to_owned(), json!(1 + random.below(3)));
            }
        }
        let Ok(other) = jsonschema::draft202012::new(&schema) else {
            panic!("no schema: {schema}");
        };
        let table = translate(&schema, &schema, false).unwrap();
        for _ in 0..12 {
            let value = random.value(3);
            let expected = other.is_valid(&value);
            let ours = accepts(table, &value.to_string()).unwrap();
            accepted += usize::from(ours);
            if ours != expected {
                let _ = writeln!(report, "{schema}\n    {value} should be valid: {expected}");
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(
        (4000..16000).contains(&accepted),
        "{accepted} of 18000 accepted"
    );
}

static A: Schema = Schema(&[Keyword::Ref(&B)]);
static B: Schema = Schema(&[Keyword::Ref(&A), Keyword::Types(Kinds::INTEGER)]);
static TREE: Schema = Schema(&[Keyword::AllOf(&[&BRANCH])]);
static BRANCH: Schema = Schema(&[Keyword::Ref(&EITHER)]);
static EITHER: Schema = Schema(&[Keyword::AnyOf(&[&LEAVES, &LEAVES])]);
static LEAVES: Schema = Schema(&[Keyword::Items {
    prefix: &[],
    rest: Some(&TREE),
}]);
static LIST: Schema = Schema(&[Keyword::OneOf(&[&LEFT, &RIGHT])]);
static LEFT: Schema = Schema(&[
    Keyword::MaxItems(1),
    Keyword::Items {
        prefix: &[],
        rest: Some(&Schema(&[Keyword::Ref(&LIST)])),
    },
]);
static RIGHT: Schema = Schema(&[
    Keyword::MinItems(2),
    Keyword::Items {
        prefix: &[],
        rest: Some(&Schema(&[Keyword::Ref(&LIST)])),
    },
]);

#[test]
fn circles_and_depth_end() {
    assert_eq!(accepts(&A, "1"), Ok(true));
    assert_eq!(accepts(&A, "\"x\""), Ok(false));

    let nested =
        |depth: usize, inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(accepts(&TREE, &nested(128, "")), Ok(true));

    // Two alternatives that are alike at every level: each level is looked at once.
    assert_eq!(accepts(&LIST, &nested(120, "")), Ok(true));
    assert_eq!(accepts(&LIST, &nested(120, "1")), Ok(false));
}
