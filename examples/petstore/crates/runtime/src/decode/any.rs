//! Readers of values that nothing limits, as functions: `any::string` is what `|d| d.string(&Text::ANY)` would be, and
//! costs the compiler no closure for each place where it stands.

use super::{
    Decoder, Int,
    rules::{Integer, Number, Text},
};
use crate::prelude::{DateTime, NaiveDate, Uuid, Value};

macro_rules! readers {
    ($($name:ident($($rules:expr)?) -> $value:ty),* $(,)?) => {$(
        pub fn $name(d: &mut Decoder<'_>) -> Option<$value> {
            d.$name($(&$rules)?)
        }
    )*};
}

readers! {
    boolean() -> bool,
    date(Text::ANY) -> NaiveDate,
    date_time(Text::ANY) -> DateTime,
    float32(Number::ANY) -> f32,
    float64(Number::ANY) -> f64,
    int8(Integer::ANY) -> i8,
    int16(Integer::ANY) -> i16,
    int32(Integer::ANY) -> i32,
    int64(Integer::ANY) -> i64,
    integer(Integer::ANY) -> Int,
    string(Text::ANY) -> String,
    uint8(Integer::ANY) -> u8,
    uint16(Integer::ANY) -> u16,
    uint32(Integer::ANY) -> u32,
    uint64(Integer::ANY) -> u64,
    uuid(Text::ANY) -> Uuid,
    value() -> Value,
}
