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
    static SEEDS: LazyLock<[u64; 2]> =
        LazyLock::new(|| [(); 2].map(|()| RandomState::new().hash_one(0)));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut text = [0; 32];
    for (half, seed) in text.chunks_exact_mut(16).zip(*SEEDS) {
        let mut bits = mixed(seed, count);
        for digit in half.iter_mut().rev() {
            *digit = b"0123456789abcdef"[(bits & 15) as usize];
            bits >>= 4;
        }
    }
    str::from_utf8(&text).unwrap_or_default().into()
}

/// The number of this count in a sequence that never repeats itself: `SplitMix64` (Steele, Lea and Flood, 2014).
fn mixed(seed: u64, count: u64) -> u64 {
    let mut bits = seed.wrapping_add(count.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
