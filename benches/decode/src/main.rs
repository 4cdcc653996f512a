//! Time and peak memory per body of three decoders of the same model: the runtime's pull decoder, serde typed deserialisation with the
//! same checks by hand (which stops at the first fault), and `serde_json::Value` with the `jsonschema` crate.

use runtime::prelude::*;
use serde::Deserialize;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

static SKU_PATTERN: Pattern = Pattern::new("^[A-Z]{3}-[0-9]{4}$");
static SKU: Text = Text {
    pattern: Some(&SKU_PATTERN),
    ..Text::ANY
};
static NAME: Text = Text {
    min_length: 1,
    max_length: 64,
    ..Text::ANY
};
static QUANTITY: Integer = Integer {
    minimum: Bound::Included(1),
    maximum: Bound::Included(1000),
    ..Integer::ANY
};
static PRICE: Number = Number {
    minimum: Bound::Included("0"),
    ..Number::ANY
};
static STATUS: Choices = Choices {
    values: &["\"new\"", "\"paid\"", "\"sent\""],
    ..Choices::NONE
};
static TAGS: Items = Items {
    max: 10,
    ..Items::ANY
};
static LINES: Items = Items {
    min: 1,
    max: 100_000,
    ..Items::ANY
};
static LINE: Fields = Fields {
    names: &["sku", "name", "quantity", "price", "gift", "tags"],
    required: &[0, 1, 2, 3],
    ..Fields::NONE
};
static CUSTOMER: Fields = Fields {
    names: &["id", "name", "email", "phone"],
    required: &[0, 1],
    ..Fields::NONE
};
static ORDER: Fields = Fields {
    names: &["id", "status", "customer", "note", "lines", "total"],
    required: &[0, 1, 2, 4],
    ..Fields::NONE
};

#[derive(Debug, PartialEq, Deserialize)]
struct Line {
    sku: String,
    name: String,
    quantity: i32,
    price: f64,
    gift: Option<bool>,
    tags: Option<Vec<String>>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Customer {
    id: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    New,
    Paid,
    Sent,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Order {
    id: i64,
    status: Status,
    customer: Customer,
    note: Option<String>,
    lines: Vec<Line>,
    total: Option<f64>,
}

impl Line {
    fn decode(d: &mut Decoder<'_>) -> Option<Self> {
        let (mut sku, mut name, mut quantity, mut price, mut gift, mut tags) =
            (None, None, None, None, None, None);
        let mut object = d.object(&LINE)?;
        while let Some(field) = d.field(&mut object) {
            match field {
                0 => sku = d.string(&SKU),
                1 => name = d.string(&NAME),
                2 => quantity = d.int32(&QUANTITY),
                3 => price = d.float64(&PRICE),
                4 => gift = d.boolean(),
                5 => tags = d.list(&TAGS, |d| d.string(&Text::ANY)),
                _ => d.skip(),
            }
        }
        let complete = d.end(object);
        complete.then_some(())?;
        Some(Self {
            sku: sku?,
            name: name?,
            quantity: quantity?,
            price: price?,
            gift,
            tags,
        })
    }

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

impl Customer {
    fn decode(d: &mut Decoder<'_>) -> Option<Self> {
        let (mut id, mut name, mut email, mut phone) = (None, None, None, None);
        let mut object = d.object(&CUSTOMER)?;
        while let Some(field) = d.field(&mut object) {
            match field {
                0 => id = d.int64(&Integer::ANY),
                1 => name = d.string(&NAME),
                2 => email = d.string(&Text::ANY),
                3 => phone = d.string(&Text::ANY),
                _ => d.skip(),
            }
        }
        d.end(object).then_some(())?;
        Some(Self {
            id: id?,
            name: name?,
            email,
            phone,
        })
    }
}

impl Order {
    fn decode(d: &mut Decoder<'_>) -> Option<Self> {
        let (mut id, mut status, mut customer, mut note, mut lines, mut total) =
            (None, None, None, None, None, None);
        let mut object = d.object(&ORDER)?;
        while let Some(field) = d.field(&mut object) {
            match field {
                0 => id = d.int64(&Integer::ANY),
                1 => {
                    status = d.choice(&STATUS).map(|choice| match choice {
                        0 => Status::New,
                        1 => Status::Paid,
                        _ => Status::Sent,
                    });
                }
                2 => customer = Customer::decode(d),
                3 => note = d.string(&NAME),
                4 => lines = d.list(&LINES, Line::decode),
                5 => total = d.float64(&PRICE),
                _ => d.skip(),
            }
        }
        d.end(object).then_some(())?;
        Some(Self {
            id: id?,
            status: status?,
            customer: customer?,
            note,
            lines: lines?,
            total,
        })
    }

    fn fits(&self) -> bool {
        let name = |name: &str| (1..=64).contains(&name.chars().count());
        name(&self.customer.name)
            && self.note.as_deref().is_none_or(name)
            && (1..=100_000).contains(&self.lines.len())
            && self.lines.iter().all(Line::fits)
            && self.total.is_none_or(|total| total >= 0.0)
    }
}

const SCHEMA: &str = r#"{
    "type": "object", "required": ["id", "status", "customer", "lines"],
    "properties": {
        "id": {"type": "integer"},
        "status": {"enum": ["new", "paid", "sent"]},
        "customer": {"type": "object", "required": ["id", "name"], "properties": {
            "id": {"type": "integer"}, "name": {"type": "string", "minLength": 1, "maxLength": 64},
            "email": {"type": "string"}, "phone": {"type": "string"}}},
        "note": {"type": "string", "minLength": 1, "maxLength": 64},
        "lines": {"type": "array", "minItems": 1, "maxItems": 100000, "items": {
            "type": "object", "required": ["sku", "name", "quantity", "price"], "properties": {
                "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
                "name": {"type": "string", "minLength": 1, "maxLength": 64},
                "quantity": {"type": "integer", "minimum": 1, "maximum": 1000},
                "price": {"type": "number", "minimum": 0},
                "gift": {"type": "boolean"},
                "tags": {"type": "array", "maxItems": 10, "items": {"type": "string"}}}}},
        "total": {"type": "number", "minimum": 0}
    }
}"#;

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
    let schema = serde_json::from_str(SCHEMA).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    println!(
        "{:>9}  {:>10}  {:>10}  {:>5}  {:>12}  {:>9}  {:>9}",
        "bytes", "runtime", "serde", "ratio", "jsonschema", "runtime", "serde"
    );
    for lines in [1, 2, 6, 7_000] {
        let body = body(lines);
        let bytes = body.as_bytes();
        let ours = decode_slice(bytes, &Options::STRICT, Order::decode).expect("a good body");
        assert_eq!(
            ours,
            serde_json::from_slice::<Order>(bytes).expect("a good body")
        );
        let runtime = time(|| {
            black_box(decode_slice(
                black_box(bytes),
                &Options::STRICT,
                Order::decode,
            ))
            .is_ok()
        });
        let serde = time(|| {
            let order = serde_json::from_slice::<Order>(black_box(bytes));
            black_box(order).is_ok_and(|order| order.fits())
        });
        let value = time(|| {
            let value = serde_json::from_slice::<serde_json::Value>(black_box(bytes));
            let value = value.expect("a good body");
            validator.is_valid(&value) && serde_json::from_value::<Order>(value).is_ok()
        });
        let ours = peak(|| decode_slice(bytes, &Options::STRICT, Order::decode).is_ok());
        let theirs =
            peak(|| serde_json::from_slice::<Order>(bytes).is_ok_and(|order| order.fits()));
        println!(
            "{:>9}  {runtime:>7.0} ns  {serde:>7.0} ns  {:>5.2}  {value:>9.0} ns  {ours:>7} B  {theirs:>7} B",
            body.len(),
            runtime / serde
        );
    }
}
