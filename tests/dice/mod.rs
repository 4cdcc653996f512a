//! Random JSON that is near to what a description speaks of: its names, constants and bounds, and values that fit, changed
//! a little. The same in every run.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What values are made of: the words and numbers of a description.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<String>,
    constants: Vec<Value>,
}

impl Vocabulary {
    pub fn of(document: &Value) -> Self {
        let mut words = BTreeSet::new();
        let mut constants = Vec::new();
        collect(
            &document["components"]["schemas"],
            &mut words,
            &mut constants,
        );
        Self {
            words: words.into_iter().collect(),
            constants,
        }
    }
}

fn collect(value: &Value, words: &mut BTreeSet<String>, constants: &mut Vec<Value>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if key == "properties" {
                    words.extend(value.as_object().into_iter().flat_map(Map::keys).cloned());
                }
                if let ("const" | "default", value) = (key.as_str(), value) {
                    constants.push(value.clone());
                }
                collect(value, words, constants);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect(item, words, constants)),
        Value::String(text) => {
            words.insert(text.clone());
        }
        Value::Number(_) => constants.push(value.clone()),
        _ => {}
    }
}

/// A small generator of its own (xorshift), so that a failure is the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % sides.max(1)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn word(&mut self, words: &Vocabulary) -> String {
        if words.words.is_empty() || self.roll(5) == 0 {
            return self
                .pick(&[
                    "a",
                    "b",
                    "x-1",
                    "é",
                    "",
                    "1",
                    "true",
                    "null",
                    "2020-01-01",
                    "a text that is longer",
                    "S_1",
                    "I_a",
                ])
                .to_owned();
        }
        self.pick(&words.words)
    }

    pub fn value(&mut self, words: &Vocabulary, depth: usize) -> Value {
        match self.roll(if depth == 0 { 7 } else { 12 }) {
            0 => Value::Null,
            1 => Value::Bool(self.roll(2) == 0),
            2 => json!(self.roll(12)),
            3 => self.pick(&[
                json!(1.0),
                json!(0.5),
                json!(-3),
                json!(1e3),
                json!(-0.0),
                json!(4_000_000_000_u64),
                json!(1.1),
                json!(2.01),
            ]),
            4 if !words.constants.is_empty() => self.pick(&words.constants),
            4..=6 => self.word(words).into(),
            7 | 8 => (0..self.roll(5))
                .map(|_| self.value(words, depth - 1))
                .collect(),
            _ => {
                let mut members = Map::new();
                for _ in 0..self.roll(6) {
                    members.insert(self.word(words), self.value(words, depth - 1));
                }
                members.into()
            }
        }
    }

    /// The value with one to three changes.
    pub fn changed(&mut self, words: &Vocabulary, value: &Value) -> Value {
        let mut value = value.clone();
        for _ in 0..=self.roll(3) {
            self.change(words, &mut value);
        }
        value
    }

    fn change(&mut self, words: &Vocabulary, value: &mut Value) {
        let inside = match value {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        if inside > 0 && self.roll(3) > 0 {
            let at = self.roll(inside);
            match value {
                Value::Array(items) => return self.change(words, &mut items[at]),
                Value::Object(members) => {
                    return self.change(words, members.values_mut().nth(at).expect("one of them"));
                }
                _ => {}
            }
        }
        if self.roll(5) == 0 {
            *value = self.value(words, 2);
            return;
        }
        match value {
            Value::Array(items) => match self.roll(4) {
                0 if inside > 0 => {
                    items.remove(self.roll(inside));
                }
                1 if inside > 0 => items.push(items[self.roll(inside)].clone()),
                2 if inside > 1 => items.swap(0, inside - 1),
                _ => items.push(self.value(words, 1)),
            },
            Value::Object(members) => match self.roll(3) {
                0 if inside > 0 => {
                    let key = members
                        .keys()
                        .nth(self.roll(inside))
                        .expect("one of them")
                        .clone();
                    members.remove(&key);
                }
                _ => {
                    let (name, value) = (self.word(words), self.value(words, 1));
                    members.insert(name, value);
                }
            },
            Value::Number(number) => {
                let step = self.pick(&[1.0, -1.0, 0.5, 10.0, -100.0, 0.01]);
                let next = number.as_f64().unwrap_or_default() + step;
                *value = if next.fract() == 0.0 && next.abs() < 1e15 && self.roll(4) > 0 {
                    serde_json::from_str(&format!("{next:.0}")).expect("a whole number")
                } else {
                    json!(next)
                };
            }
            Value::String(text) => match self.roll(4) {
                0 => *text = self.word(words),
                1 => {
                    let more = self.pick(&["a", "1", "é", "-", "\n"]);
                    let times = self.pick(&[1, 1, 2, 9, 200]);
                    text.push_str(&more.repeat(times));
                }
                2 => {
                    text.pop();
                }
                _ => *text = text.to_uppercase(),
            },
            _ => *value = self.value(words, 1),
        }
    }
}
