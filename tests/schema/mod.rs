//! Made-up schemas that look like those people write: objects, lists, unions and references, with a constraint here and
//! there. The same in every run.

use serde_json::{Map, Value, json};

/// A description with so many component schemas.
pub fn document(seed: usize, count: usize) -> Value {
    let mut maker = Maker {
        state: 0x2545_F491_4F6C_DD1D_u64.wrapping_mul(seed as u64 * 2 + 1),
        count,
    };
    let schemas: Map<String, Value> = (0..count)
        .map(|at| (format!("R{at}"), maker.schema(at, 3)))
        .collect();
    json!({ "openapi": "3.1.0", "info": { "title": "Random", "version": "1" }, "components": { "schemas": schemas } })
}

struct Maker {
    state: u64,
    count: usize,
}

impl Maker {
    fn roll(&mut self, sides: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).expect("31 bits") % sides.max(1)
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn name(&mut self) -> &'static str {
        self.pick(&["a", "b", "c", "kind", "x-1"])
    }

    /// References lead to later schemas: what is recursive has a place of its own among the features.
    fn schema(&mut self, at: usize, depth: usize) -> Value {
        match self.roll(if depth == 0 { 5 } else { 12 }) {
            0 => self.text(),
            1 => self.number(),
            2 => self.constants(),
            3 if at + 1 < self.count => {
                let target = at + 1 + self.roll((self.count - at - 1).min(12));
                json!({ "$ref": format!("#/components/schemas/R{target}") })
            }
            3 | 4 => self.pick(&[
                json!({ "type": "boolean" }),
                json!({ "type": ["string", "null"] }),
                json!({}),
                json!(true),
                json!({ "type": ["integer", "string"] }),
            ]),
            5 | 6 => self.list(at, depth),
            7..=9 => self.object(at, depth),
            _ => self.composed(at, depth),
        }
    }

    fn text(&mut self) -> Value {
        let mut schema = json!({ "type": "string" });
        match self.roll(6) {
            0 => schema["minLength"] = self.roll(3).into(),
            1 => schema["maxLength"] = self.roll(4).into(),
            2 => schema["pattern"] = self.pick(&["^a", "[0-9]$", "^[a-z-]+$", "é"]).into(),
            3 => schema["format"] = self.pick(&["uuid", "ipv4", "ipv6"]).into(),
            _ => {}
        }
        self.nullable(schema)
    }

    fn number(&mut self) -> Value {
        let kind = self.pick(&["integer", "number"]);
        let mut schema = json!({ "type": kind });
        for _ in 0..self.roll(3) {
            let (keyword, value) = self.pick(&[
                ("minimum", json!(0)),
                ("minimum", json!(0.5)),
                ("maximum", json!(10)),
                ("exclusiveMinimum", json!(1)),
                ("exclusiveMaximum", json!(9.5)),
                ("multipleOf", json!(2)),
                ("multipleOf", json!(0.5)),
            ]);
            schema[keyword] = value;
        }
        if kind == "integer" && self.one_in(4) {
            schema["format"] = self.pick(&["int32", "int64", "uint8"]).into();
        }
        self.nullable(schema)
    }

    fn nullable(&mut self, mut schema: Value) -> Value {
        if self.one_in(6) {
            schema["type"] = json!([schema["type"], "null"]);
        }
        schema
    }

    fn constants(&mut self) -> Value {
        self.pick(&[
            json!({ "enum": ["a", "b", "A"] }),
            json!({ "enum": [1, 2.5, "a", null] }),
            json!({ "type": "string", "enum": ["a", "b"] }),
            json!({ "const": "a" }),
            json!({ "const": 1 }),
            json!({ "const": { "a": 1 } }),
            json!({ "enum": [[1], { "a": "b" }, true] }),
        ])
    }

    fn list(&mut self, at: usize, depth: usize) -> Value {
        let mut schema = json!({ "type": "array" });
        if !self.one_in(6) {
            schema["items"] = self.schema(at, depth - 1);
        }
        match self.roll(9) {
            0 => schema["minItems"] = self.roll(3).into(),
            1 => schema["maxItems"] = self.roll(4).into(),
            2 => {
                // Members that are not described are not kept: objects that differ may become the same.
                schema["items"] = self.number();
                schema["uniqueItems"] = true.into();
            }
            3 => schema["contains"] = self.schema(at, 0),
            4 => schema["prefixItems"] = json!([self.schema(at, depth - 1)]),
            5 => {
                schema["prefixItems"] = json!([self.schema(at, 0), self.schema(at, 0)]);
                schema["unevaluatedItems"] = false.into();
                schema
                    .as_object_mut()
                    .expect("an object")
                    .shift_remove("items");
            }
            _ => {}
        }
        schema
    }

    fn properties(&mut self, at: usize, depth: usize) -> Map<String, Value> {
        (0..=self.roll(3))
            .map(|_| (self.name().to_owned(), self.schema(at, depth - 1)))
            .collect()
    }

    fn object(&mut self, at: usize, depth: usize) -> Value {
        let mut schema = json!({ "type": "object" });
        if !self.one_in(6) {
            schema["properties"] = self.properties(at, depth).into();
        }
        if self.one_in(2) {
            schema["required"] = json!([self.name()]);
        }
        match self.roll(14) {
            0 | 1 => schema["additionalProperties"] = false.into(),
            2 => schema["additionalProperties"] = self.schema(at, depth - 1),
            3 => schema["minProperties"] = self.roll(3).into(),
            4 => schema["maxProperties"] = self.roll(3).into(),
            5 => schema["patternProperties"] = json!({ "^x-": self.schema(at, depth - 1) }),
            6 => schema["propertyNames"] = json!({ "pattern": "^[a-z]" }),
            7 => schema["dependentRequired"] = json!({ "a": ["b"] }),
            8 if depth > 1 => {
                schema["dependentSchemas"] = json!({ "a": self.object(at, depth - 1) });
            }
            9 => schema["unevaluatedProperties"] = false.into(),
            10 => drop(
                schema
                    .as_object_mut()
                    .expect("an object")
                    .shift_remove("type"),
            ),
            _ => {}
        }
        schema
    }

    fn composed(&mut self, at: usize, depth: usize) -> Value {
        let parts = |maker: &mut Self| -> Value {
            (0..2 + maker.roll(2))
                .map(|_| maker.schema(at, depth - 1))
                .collect()
        };
        let mut schema = match self.roll(9) {
            0 | 1 => json!({ "oneOf": parts(self) }),
            2 | 3 => json!({ "anyOf": parts(self) }),
            4 => json!({ "allOf": [self.object(at, depth), self.object(at, depth)] }),
            5 => json!({ "allOf": [self.schema(at, depth - 1), self.schema(at, depth - 1)] }),
            6 => json!({ "not": self.schema(at, depth - 1) }),
            7 => {
                json!({ "if": self.schema(at, depth - 1), "then": self.schema(at, depth - 1), "else": self.schema(at, depth - 1) })
            }
            _ => {
                let mut tagged = |value: Value| {
                    let mut branch = self.object(at, depth);
                    branch["properties"]["kind"] = json!({ "const": value });
                    branch["required"] = json!(["kind"]);
                    branch
                };
                let branches = [tagged(json!("a")), tagged(json!("b")), tagged(json!(3))];
                json!({ "oneOf": branches })
            }
        };
        if self.one_in(5) {
            let base = self.object(at, depth);
            for (keyword, value) in base.as_object().expect("an object") {
                schema[keyword] = value.clone();
            }
        }
        schema
    }
}
