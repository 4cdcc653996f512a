//! YAML text → value tree, by the core schema of YAML 1.2 (section 10.3): `on`, `y` and timestamps are strings.
//! Keys become strings (`200:`), numbers keep their digits, merge keys (`<<`) are applied, aliases are copied within
//! a budget. It works on the parser's events itself, so that every fault has a place and nothing expands unbounded.

use super::json::{Fault, Parsed};
use granit_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use std::borrow::Cow;

/// As deep as `serde_json` reads JSON.
pub const DEPTH: usize = 128;

/// Values that aliases may add to one document: as much as the largest published descriptions hold in all. An alias
/// bomb gets there in milliseconds.
const ALIAS_BUDGET: usize = 500_000;

/// Parses one YAML document; an empty one is `Null`.
pub fn parse(text: &str) -> Result<Parsed, Fault> {
    let mut composer = Composer {
        events: Parser::new_from_str(text),
        anchors: Vec::new(),
        budget: ALIAS_BUDGET,
        duplicates: Vec::new(),
    };
    let value = composer.document()?;
    let mut duplicates = composer.duplicates;
    for path in &mut duplicates {
        path.reverse();
    }
    Ok(Parsed { value, duplicates })
}

struct Composer<'t> {
    events: Parser<'t, StrInput<'t>>,
    /// By anchor id: the value and how many values it holds. `None` while it is being read.
    anchors: Vec<Option<(Value, usize)>>,
    budget: usize,
    duplicates: Vec<Vec<String>>,
}

type Composed<T> = Result<T, Fault>;

impl<'t> Composer<'t> {
    fn next(&mut self) -> Composed<(Event<'t>, Span)> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(fault(*error.marker(), &error.info())),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn document(&mut self) -> Composed<Value> {
        let mut value = Value::Null;
        let mut seen = false;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(value),
                Event::DocumentStart(..) if seen => {
                    return Err(fault(
                        span.start,
                        "a second YAML document starts here; a description is one document",
                    ));
                }
                Event::DocumentStart(..) => {
                    seen = true;
                    let first = self.next()?;
                    value = self.value(first, 0)?.0;
                }
                _ => {}
            }
        }
    }

    /// The value that starts with `event`, and how many values it holds.
    fn value(
        &mut self,
        (event, span): (Event<'t>, Span),
        depth: usize,
    ) -> Composed<(Value, usize)> {
        if depth >= DEPTH {
            return Err(fault(span.start, "nested deeper than 128 levels"));
        }
        match event {
            Event::Alias(id) => self.alias(id, span.start),
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(text, style, tag.as_deref());
                self.anchor(anchor, || (value.clone(), 1));
                Ok((value, 1))
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(anchor);
                let sequence = self.sequence(depth)?;
                self.anchor(anchor, || sequence.clone());
                Ok(sequence)
            }
            Event::MappingStart(_, anchor, _) => {
                self.open(anchor);
                let mapping = self.mapping(depth)?;
                self.anchor(anchor, || mapping.clone());
                Ok(mapping)
            }
            _ => Ok((Value::Null, 1)),
        }
    }

    fn alias(&mut self, id: usize, at: Marker) -> Composed<(Value, usize)> {
        match self.anchors.get(id).and_then(Option::as_ref) {
            None => Err(fault(
                at,
                "an alias stands inside the value that it repeats",
            )),
            Some((_, size)) if *size > self.budget => Err(fault(
                at,
                "the aliases of this document expand to more than 500,000 values",
            )),
            Some((value, size)) => {
                self.budget -= size;
                Ok((value.clone(), *size))
            }
        }
    }

    fn open(&mut self, anchor: usize) {
        if anchor > 0 && self.anchors.len() <= anchor {
            self.anchors.resize_with(anchor + 1, || None);
        }
    }

    fn anchor(&mut self, anchor: usize, value: impl FnOnce() -> (Value, usize)) {
        if anchor > 0 {
            self.open(anchor);
            self.anchors[anchor] = Some(value());
        }
    }

    fn sequence(&mut self, depth: usize) -> Composed<(Value, usize)> {
        let (mut items, mut size) = (Vec::new(), 1);
        loop {
            let event = self.next()?;
            if matches!(event.0, Event::SequenceEnd) {
                return Ok((Value::Array(items), size));
            }
            let before = self.duplicates.len();
            let (item, inner) = self.value(event, depth + 1)?;
            self.below(before, || items.len().to_string());
            items.push(item);
            size += inner;
        }
    }

    fn mapping(&mut self, depth: usize) -> Composed<(Value, usize)> {
        let (mut members, mut size) = (Map::new(), 1);
        let mut merged: Vec<Value> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                for source in merged {
                    merge(&mut members, source);
                }
                return Ok((Value::Object(members), size));
            }
            let is_merge =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let key = self.key(event, span)?;
            let before = self.duplicates.len();
            let first = self.next()?;
            let (value, inner) = self.value(first, depth + 1)?;
            size += inner;
            if is_merge {
                merged.push(value);
                continue;
            }
            self.below(before, || key.clone());
            match members.entry(key) {
                Entry::Vacant(slot) => {
                    slot.insert(value);
                }
                Entry::Occupied(mut slot) => {
                    self.duplicates.push(vec![slot.key().clone()]);
                    slot.insert(value);
                }
            }
        }
    }

    /// A key as text: `200` and `true` as they are written.
    fn key(&mut self, event: Event<'t>, span: Span) -> Composed<String> {
        match event {
            Event::Scalar(text, _, anchor, _) => {
                self.anchor(anchor, || (Value::String(text.to_string()), 1));
                Ok(text.into_owned())
            }
            Event::Alias(id) => match self.alias(id, span.start)?.0 {
                Value::String(text) => Ok(text),
                other if !other.is_object() && !other.is_array() => Ok(other.to_string()),
                _ => Err(fault(
                    span.start,
                    "a key must be a plain value, not a mapping or a sequence",
                )),
            },
            _ => Err(fault(
                span.start,
                "a key must be a plain value, not a mapping or a sequence",
            )),
        }
    }

    fn below(&mut self, before: usize, step: impl Fn() -> String) {
        for path in &mut self.duplicates[before..] {
            path.push(step());
        }
    }
}

/// What a `<<` key brings in: members that the mapping does not have itself; of several sources the first wins.
fn merge(members: &mut Map<String, Value>, source: Value) {
    match source {
        Value::Object(object) => {
            for (key, value) in object {
                members.entry(key).or_insert(value);
            }
        }
        Value::Array(sources) => sources
            .into_iter()
            .for_each(|source| merge(members, source)),
        _ => {}
    }
}

fn fault(at: Marker, message: &str) -> Fault {
    Fault {
        message: message.to_owned(),
        line: at.line().max(1),
        column: at.col() + 1,
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let core = tag
        .filter(|tag| tag.is_yaml_core_schema())
        .map(granit_parser::Tag::suffix);
    let plain = style == ScalarStyle::Plain && tag.is_none();
    let resolved = match core {
        _ if plain => resolve(&text),
        Some("int" | "float" | "bool" | "null") => resolve(&text),
        _ => None,
    };
    resolved.unwrap_or_else(|| Value::String(text.into_owned()))
}

/// YAML 1.2.2 section 10.3.2, tag resolution; `None`: a string. A number with leading zeros stays a string, as it is
/// nearly always a code or a date; so do `.inf` and `.nan`, which JSON cannot say.
fn resolve(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(Value::from);
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    json_number(text)?.parse::<Number>().ok().map(Value::Number)
}

/// The JSON spelling of a YAML number: `+1`, `.5` and `1.` are numbers in YAML alone.
fn json_number(text: &str) -> Option<Cow<'_, str>> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent_digits = exponent
        .get(1..)
        .map(|digits| digits.trim_start_matches(['+', '-']));
    let fits = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && mantissa != "."
        && exponent_digits.is_none_or(|part| {
            !part.is_empty() && digits(part) && exponent.len() - part.len() <= 2
        })
        && !(whole.len() > 1 && whole.starts_with('0'));
    if !fits || mantissa.is_empty() {
        return None;
    }
    if whole.is_empty() || mantissa.ends_with('.') || text.starts_with('+') {
        let whole = if whole.is_empty() { "0" } else { whole };
        let fraction = match mantissa.split_once('.') {
            Some((_, "")) => ".0".to_owned(),
            Some((_, fraction)) => format!(".{fraction}"),
            None => String::new(),
        };
        return Some(Cow::Owned(format!("{sign}{whole}{fraction}{exponent}")));
    }
    Some(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(text: &str) -> Value {
        match parse(text) {
            Ok(parsed) => parsed.value,
            Err(fault) => panic!("{text}: {}", fault.message),
        }
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        for (text, expected) in [
            ("yes", json!("yes")),
            ("on", json!("on")),
            ("2024-01-01", json!("2024-01-01")),
            ("12:30:45", json!("12:30:45")),
            ("007", json!("007")),
            ("1.0.0", json!("1.0.0")),
            ("+1", json!(1)),
            ("-0.5", json!(-0.5)),
            (".5", json!(0.5)),
            (".", json!(".")),
            ("-", json!([null])),
            ("0x1F", json!(31)),
            (
                "1e3",
                "1e3"
                    .parse::<Number>()
                    .map(Value::Number)
                    .unwrap_or_default(),
            ),
            ("1e", json!("1e")),
            ("'5'", json!("5")),
            ("!!str 5", json!("5")),
            ("!!int '5'", json!(5)),
            (".nan", json!(".nan")),
            ("", Value::Null),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
        assert_eq!(value("x: 1.10")["x"].to_string(), "1.10");
        assert_eq!(
            value("x: 123456789012345678901234567890")["x"].to_string(),
            "123456789012345678901234567890"
        );
    }

    #[test]
    fn keys_merges_and_aliases() {
        assert_eq!(value("200: ok\ntrue: 1\n"), json!({"200": "ok", "true": 1}));
        assert_eq!(
            value("base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\n"),
            json!({"base": {"x": 1, "y": 2}, "mine": {"y": 3, "x": 1}})
        );
        let duplicates = parse("a:\n  - {b: 1, b: 2}\n")
            .map(|parsed| parsed.duplicates)
            .unwrap_or_default();
        assert_eq!(duplicates, [["a", "0", "b"]]);
    }

    #[test]
    fn hostile_documents_end_in_a_fault() {
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..60 {
            bomb.push_str(&format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1));
        }
        for text in [
            bomb,
            "[".repeat(100_000),
            "- ".repeat(100_000),
            "a: &a [*a]".to_owned(),
            "{a: ".repeat(5_000),
            "? {a: b}\n: c".to_owned(),
            "a: 1\n---\nb: 2".to_owned(),
        ] {
            assert!(parse(&text).is_err(), "{}", &text[..20.min(text.len())]);
        }
    }
}
