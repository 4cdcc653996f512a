//! Random schemas and random values: the verdict must be that of the `jsonschema` crate, and whatever has a sample
//! must have one that the crate accepts too.

use super::read;
use serde_json::{Map, Value, json};
use specwright::ir::conform::{Direction, conforms};
use specwright::sample;

/// A small generator of its own (xorshift), so that a failure is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.roll(if depth == 0 { 5 } else { 8 }) {
            0 => Value::Null,
            1 => self.one_in(2).into(),
            2 => self.pick(&[json!(0), json!(1), json!(2), json!(3), json!(-1), json!(10)]),
            3 => self.pick(&[json!(1.0), json!(0.5), json!(2.5), json!(-0.0), json!(1e3)]),
            4 => self.pick(&["", "a", "b", "ab", "abc", "A1", "é"]).into(),
            5 => (0..self.roll(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let mut members = Map::new();
                for _ in 0..self.roll(4) {
                    members.insert(self.name(), self.value(depth - 1));
                }
                members.into()
            }
        }
    }

    fn name(&mut self) -> String {
        self.pick(&["a", "b", "c", "ab", "x1"]).to_owned()
    }

    fn schema(&mut self, depth: usize) -> Value {
        if self.one_in(12) {
            return self.one_in(2).into();
        }
        let mut schema = Map::new();
        for _ in 0..=self.roll(3) {
            let (keyword, value) = self.keyword(depth);
            schema.insert(keyword.to_owned(), value);
        }
        if depth == 0 && schema.is_empty() {
            schema.insert("type".to_owned(), "string".into());
        }
        schema.into()
    }

    fn keyword(&mut self, depth: usize) -> (&'static str, Value) {
        let types = [
            "null", "boolean", "object", "array", "number", "string", "integer",
        ];
        let pattern = self.pick(&["^a", "b$", "[0-9]", "^.{2}$", "a|b"]);
        let shallow = |dice: &mut Self| match dice.roll(19) {
            0..=3 => ("type", dice.pick(&types).into()),
            4 => ("type", json!([dice.pick(&types[1..]), "null"])),
            5 => ("enum", (0..=dice.roll(3)).map(|_| dice.value(1)).collect()),
            6 => ("const", dice.value(1)),
            7 => ("minimum", dice.pick(&[json!(0), json!(1), json!(1.5)])),
            8 => ("maximum", dice.pick(&[json!(2), json!(2.5), json!(10)])),
            9 => ("exclusiveMinimum", dice.pick(&[json!(0), json!(1)])),
            10 => ("exclusiveMaximum", dice.pick(&[json!(3), json!(2.5)])),
            11 => ("multipleOf", dice.pick(&[json!(2), json!(0.5), json!(3)])),
            12 => ("minLength", dice.roll(3).into()),
            13 => ("maxLength", dice.roll(4).into()),
            14 => ("pattern", pattern.into()),
            15 => ("minItems", dice.roll(3).into()),
            16 => ("uniqueItems", true.into()),
            17 => ("required", json!([dice.name()])),
            _ => ("minProperties", dice.roll(3).into()),
        };
        if depth == 0 || self.one_in(2) {
            return shallow(self);
        }
        let depth = depth - 1;
        let list =
            |dice: &mut Self| -> Value { (0..=dice.roll(2)).map(|_| dice.schema(depth)).collect() };
        match self.roll(22) {
            0..=2 => (
                "properties",
                json!({self.name(): self.schema(depth), self.name(): self.schema(depth)}),
            ),
            3 => ("additionalProperties", self.schema(depth)),
            4 => ("patternProperties", json!({pattern: self.schema(depth)})),
            5 => ("propertyNames", self.schema(0)),
            6 => ("items", self.schema(depth)),
            7 => ("prefixItems", list(self)),
            8 => ("contains", self.schema(depth)),
            9 => ("allOf", list(self)),
            10 => ("anyOf", list(self)),
            11 => ("oneOf", list(self)),
            12 => ("not", self.schema(depth)),
            13 => ("if", self.schema(depth)),
            14 => ("then", self.schema(depth)),
            15 => ("else", self.schema(depth)),
            16 => ("dependentRequired", json!({self.name(): [self.name()]})),
            17 => ("dependentSchemas", json!({self.name(): self.schema(depth)})),
            18 => ("unevaluatedProperties", self.schema(0)),
            19 => ("unevaluatedItems", self.schema(0)),
            20 => ("maxItems", self.roll(4).into()),
            _ => ("maxProperties", self.roll(4).into()),
        }
    }
}

#[test]
fn verdicts_agree_with_an_independent_validator() {
    let mut dice = Dice(0x5eed_5eed_5eed);
    let mut without_sample = 0;
    let mut satisfiable = 0;
    for _ in 0..3_000 {
        let schema = dice.schema(3);
        let validator = jsonschema::draft202012::new(&schema)
            .unwrap_or_else(|error| panic!("{schema}: {error}"));
        let (schemas, id) = read::schema(&schema);
        let mut fits_some = false;
        for _ in 0..30 {
            let value = dice.value(3);
            let expected = validator.is_valid(&value);
            let found = conforms(&schemas, id, &value, Direction::Response);
            assert_eq!(found.is_ok(), expected, "{schema}\n{value}\n{found:?}");
            fits_some |= expected;
        }
        let sample = sample::value(&schemas, id, Direction::Response);
        if let Some(sample) = &sample {
            assert!(validator.is_valid(sample), "{schema}\n{sample}");
        }
        satisfiable += usize::from(fits_some);
        without_sample += usize::from(fits_some && sample.is_none());
    }
    // Random schemas are stranger than any description; nearly all that can be met are.
    assert!(
        without_sample * 50 < satisfiable,
        "{without_sample} of {satisfiable} have no sample"
    );
}
