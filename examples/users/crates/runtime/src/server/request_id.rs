//! The name of a request in logs and answers: the client's `x-request-id` when it is harmless, else one made here.

use axum::http::{HeaderMap, HeaderName};
use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const MAX_LENGTH: usize = 128;

/// The id of a request. Visible ASCII and no longer than 128 bytes, so that a client can't forge log lines.
pub fn request_id(headers: &HeaderMap) -> Box<str> {
    let given = headers
        .get(X_REQUEST_ID)
        .and_then(|value| value.to_str().ok());
    let harmless = |id: &&str| {
        (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    given.filter(harmless).map_or_else(make, Into::into)
}

/// 128 bits that no other request of any process is likely to have; no secret.
fn make() -> Box<str> {
    static SEEDS: LazyLock<(RandomState, RandomState)> = LazyLock::new(Default::default);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut text = String::with_capacity(32);
    for seed in [&SEEDS.0, &SEEDS.1] {
        for byte in seed.hash_one(count).to_be_bytes() {
            text.push(hex(byte >> 4));
            text.push(hex(byte & 15));
        }
    }
    text.into()
}

fn hex(digit: u8) -> char {
    char::from(b"0123456789abcdef"[usize::from(digit & 15)])
}
