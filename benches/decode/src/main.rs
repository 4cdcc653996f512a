//! Time and peak memory per body of three decoders of the same model: the one that specwright emits, serde typed
//! deserialisation with the same checks by hand (which stops at the first fault), and `serde_json::Value` with the
//! `jsonschema` crate.

mod order;

use runtime::prelude::{Options, decode_slice};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

#[derive(Debug, Deserialize, Serialize)]
struct Line {
    sku: String,
    name: String,
    quantity: i32,
    price: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    gift: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Customer {
    id: i64,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    New,
    Paid,
    Sent,
}

#[derive(Debug, Deserialize, Serialize)]
struct Order {
    id: i64,
    status: Status,
    customer: Customer,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    lines: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<f64>,
}

impl Line {
    fn fits(&self) -> bool {
        static SKU: LazyLock<regex::Regex> =
            LazyLock::new(|| regex::Regex::new("^[A-Z]{3}-[0-9]{4}$").expect("a pattern"));
        SKU.is_match(&self.sku)
            && (1..=64).contains(&self.name.chars().count())
            && (1..=1000).contains(&self.quantity)
            && self.price >= 0.0
            && self.tags.as_ref().is_none_or(|tags| tags.len() <= 10)
    }
}

impl Order {
    fn fits(&self) -> bool {
        let name = |name: &str| (1..=64).contains(&name.chars().count());
        name(&self.customer.name)
            && self.note.as_deref().is_none_or(name)
            && (1..=100_000).contains(&self.lines.len())
            && self.lines.iter().all(Line::fits)
            && self.total.is_none_or(|total| total >= 0.0)
    }
}

/// What `order.rs` is emitted from; a test of specwright's holds the two together.
const DESCRIPTION: &str = include_str!("../order.json");

fn body(lines: usize) -> String {
    let line = |i: usize| {
        format!(
            r#"{{"sku":"ABC-{:04}","name":"A thing of some use, number {i}","quantity":{},"price":{}.95,"gift":{},"tags":["red","large"]}}"#,
            i % 10_000,
            1 + i % 1000,
            i % 97,
            i % 3 == 0
        )
    };
    let lines: Vec<String> = (0..lines).map(line).collect();
    format!(
        r#"{{"id":8154711,"status":"paid","customer":{{"id":42,"name":"Maria Musterfrau","email":"maria@example.com","phone":"+49 30 1234567"}},"note":"ring twice","lines":[{}],"total":1234.5}}"#,
        lines.join(",")
    )
}

/// The least nanoseconds per call over several rounds.
fn time(mut call: impl FnMut() -> bool) -> f64 {
    let mut best = f64::MAX;
    let mut calls = 1u32;
    for _ in 0..40 {
        let start = Instant::now();
        for _ in 0..calls {
            assert!(call());
        }
        let elapsed = start.elapsed().as_secs_f64();
        if elapsed < 0.01 {
            calls *= 2;
        } else {
            best = best.min(elapsed * 1e9 / f64::from(calls));
        }
    }
    best
}

/// The system's allocator, which knows how much is taken and how much was at most.
struct Counting;

static TAKEN: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let taken = TAKEN.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(taken, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that a call takes at most at one time; what it returns counts.
fn peak<T>(call: impl FnOnce() -> T) -> usize {
    let before = TAKEN.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let value = black_box(call());
    let most = MOST.load(Ordering::Relaxed);
    drop(value);
    most - before
}

fn main() {
    let mut schema: Value = serde_json::from_str(DESCRIPTION).expect("a description");
    schema["$ref"] = "#/components/schemas/Order".into();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    println!(
        "{:>9}  {:>10}  {:>10}  {:>5}  {:>12}  {:>9}  {:>9}",
        "bytes", "runtime", "serde", "ratio", "jsonschema", "runtime", "serde"
    );
    for lines in [1, 2, 6, 7_000] {
        let body = body(lines);
        let bytes = body.as_bytes();
        let ours = decode_slice(bytes, &Options::STRICT, order::Order::decode).expect("a good body");
        let theirs: Order = serde_json::from_slice(bytes).expect("a good body");
        let written = [serde_json::to_value(ours), serde_json::to_value(theirs)];
        let [ours, theirs] = written.map(|value| value.expect("JSON"));
        assert_eq!(ours, theirs);
        let runtime = time(|| {
            black_box(decode_slice(
                black_box(bytes),
                &Options::STRICT,
                order::Order::decode,
            ))
            .is_ok()
        });
        let serde = time(|| {
            let order = serde_json::from_slice::<Order>(black_box(bytes));
            black_box(order).is_ok_and(|order| order.fits())
        });
        let value = time(|| {
            let value = serde_json::from_slice::<Value>(black_box(bytes));
            let value = value.expect("a good body");
            validator.is_valid(&value) && serde_json::from_value::<Order>(value).is_ok()
        });
        let ours = peak(|| decode_slice(bytes, &Options::STRICT, order::Order::decode).is_ok());
        let theirs =
            peak(|| serde_json::from_slice::<Order>(bytes).is_ok_and(|order| order.fits()));
        println!(
            "{:>9}  {runtime:>7.0} ns  {serde:>7.0} ns  {:>5.2}  {value:>9.0} ns  {ours:>7} B  {theirs:>7} B",
            body.len(),
            runtime / serde
        );
    }
}
