//! JSON text → value tree, with the keys that stand twice in one object.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// How `serde_json` passes a number whose text it keeps (its feature `arbitrary_precision`): as an object of one
/// member under this name.
const NUMBER: &str = "$serde_json::private::Number";

/// A parsed text, and the pointer tokens of every key that came a second time in its object.
pub struct Parsed {
    pub value: Value,
    pub duplicates: Vec<Vec<String>>,
}

/// Why a text is not JSON: 1-based line and column.
pub struct Fault {
    pub message: String,
    pub line: usize,
    pub column: usize,
}

/// Parses one JSON document. The depth is limited to 128 by `serde_json`.
pub fn parse(text: &str) -> Result<Parsed, Fault> {
    let duplicates = RefCell::default();
    let mut input = serde_json::Deserializer::from_str(text);
    let value = Tree(&duplicates)
        .deserialize(&mut input)
        .and_then(|value| input.end().map(|()| value));
    match value {
        Ok(value) => {
            let mut duplicates: Vec<Vec<String>> = duplicates.into_inner();
            for path in &mut duplicates {
                path.reverse();
            }
            Ok(Parsed { value, duplicates })
        }
        Err(error) => Err(Fault {
            message: message(&error),
            line: error.line().max(1),
            column: error.column().max(1),
        }),
    }
}

/// The error's text without its ` at line 1 column 2`, which is shown apart.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Reads one value. Paths of duplicates are built from the leaf up, on the way out, so that the usual document,
/// which has none, pays nothing for them.
#[derive(Clone, Copy)]
struct Tree<'d>(&'d RefCell<Vec<Vec<String>>>);

impl Tree<'_> {
    fn found(self) -> usize {
        self.0.borrow().len()
    }

    /// Adds a step to the paths that were found below it.
    fn below(self, before: usize, step: impl Fn() -> String) {
        for path in &mut self.0.borrow_mut()[before..] {
            path.push(step());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            let before = self.found();
            let Some(item) = items.next_element_seed(self)? else {
                return Ok(Value::Array(array));
            };
            self.below(before, || array.len().to_string());
            array.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut next = members.next_key::<String>()?;
        if next.as_deref() == Some(NUMBER) {
            let text: String = members.next_value()?;
            let number: Number = text.parse().map_err(serde::de::Error::custom)?;
            return Ok(Value::Number(number));
        }
        while let Some(key) = next {
            let before = self.found();
            let value = members.next_value_seed(self)?;
            self.below(before, || key.clone());
            match object.entry(key) {
                Entry::Vacant(slot) => {
                    slot.insert(value);
                }
                Entry::Occupied(mut slot) => {
                    self.0.borrow_mut().push(vec![slot.key().clone()]);
                    slot.insert(value);
                }
            }
            next = members.next_key()?;
        }
        Ok(Value::Object(object))
    }
}
