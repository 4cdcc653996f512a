//! The worst that a text can do to a pattern. In: files of descriptions (JSON) or of one pattern per line. Out: the
//! patterns that take longest, and how their time grows when the text is twice as long.
//!
//! ```text
//! cargo run --release --manifest-path benches/decode/Cargo.toml --bin patterns -- FILE…
//! ```

use runtime::prelude::Pattern;
use serde_json::Value;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;

/// Letters of the hostile text; its double tells how time grows.
const LENGTH: usize = 50_000;
/// How many are shown.
const WORST: usize = 10;

fn main() {
    let mut patterns = BTreeSet::new();
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).expect("a file that can be read");
        match serde_json::from_str(&text) {
            Ok(document) => collect(&document, &mut patterns),
            Err(_) => patterns.extend(text.lines().map(str::to_owned)),
        }
    }
    let count = patterns.len();
    let mut measured: Vec<(f64, f64, String)> = patterns
        .into_iter()
        .filter(|pattern| Pattern::is_supported(pattern))
        .map(|pattern| {
            let (half, whole) = (worst(&pattern, LENGTH), worst(&pattern, 2 * LENGTH));
            (whole, whole / half, pattern)
        })
        .collect();
    measured.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "{} of {count} patterns run; the slowest on hostile texts of {} letters:",
        measured.len(),
        2 * LENGTH
    );
    for (seconds, growth, pattern) in measured.iter().take(WORST) {
        println!("{:>8.1} ms  × {growth:>4.1}  {pattern}", seconds * 1e3);
    }
}

fn collect(value: &Value, patterns: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let pattern = members.get("pattern").and_then(Value::as_str);
            patterns.extend(pattern.map(str::to_owned));
            let named = members.get("patternProperties").and_then(Value::as_object);
            patterns.extend(named.into_iter().flat_map(|named| named.keys().cloned()));
            members
                .values()
                .for_each(|member| collect(member, patterns));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, patterns)),
        _ => {}
    }
}

/// The longest time over texts of one letter, of two in turn, and of the pattern's own letters; each spoilt at its end.
fn worst(pattern: &str, length: usize) -> f64 {
    let pattern: &'static str = pattern.to_owned().leak();
    let pattern: &'static Pattern = Box::leak(Box::new(Pattern::new(pattern)));
    let mut units: Vec<String> = [
        "a", "A", "0", "-", ".", "/", " ", "@", ":", "é", "a-", "a.", "0.", "aA0", "ab",
    ]
    .map(str::to_owned)
    .to_vec();
    let own: String = pattern
        .source()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || "-_./:@ ".contains(*letter))
        .take(12)
        .collect();
    units.extend((!own.is_empty()).then_some(own));
    let times = units.iter().map(|unit| {
        let mut text: String = unit.chars().cycle().take(length).collect();
        text.push('\u{7F}');
        let start = Instant::now();
        black_box(pattern.matches(black_box(&text)));
        start.elapsed().as_secs_f64()
    });
    times.fold(0.0, f64::max)
}
