//! Constraints → the runtime's tables, for schemas of one scalar type, lists and maps.

use super::Read;
use super::flat::Flat;
use crate::ir::Number;
use crate::ir::format::integer_range;
use crate::options::{FormatType, Types};
use crate::plan::model::{Check, Entry, Guard, Keyword, Reader, Table, Type};
use serde_json::Number as Decimal;

/// Formats of strings that become types: format, type, decoder method.
const TYPED: &[(&str, Type, &str)] = &[
    ("uuid", Type::Uuid, "uuid"),
    ("date", Type::Date, "date"),
    ("date-time", Type::DateTime, "date_time"),
    ("ipv4", Type::Ipv4, "ipv4"),
    ("ipv6", Type::Ipv6, "ipv6"),
    ("byte", Type::Base64, "bytes"),
];

/// Formats of strings that stay strings and are asserted: format, variant of the runtime's `Format`.
const ASSERTED: &[(&str, &str)] = &[
    ("email", "Email"),
    ("idn-email", "IdnEmail"),
    ("hostname", "Hostname"),
    ("idn-hostname", "IdnHostname"),
    ("uri", "Uri"),
    ("url", "Uri"),
    ("uri-reference", "UriReference"),
    ("iri", "Iri"),
    ("iri-reference", "IriReference"),
    ("uri-template", "UriTemplate"),
    ("json-pointer", "JsonPointer"),
    ("relative-json-pointer", "RelativeJsonPointer"),
    ("regex", "Regex"),
    ("time", "Time"),
    ("duration", "Duration"),
    ("decimal", "Decimal"),
];

/// Formats that describe without constraining a string's text.
const DESCRIPTIVE: &[&str] = &["password", "binary", "int32", "int64", "float", "double"];

/// The runtime's name of a format that it asserts, typed or not.
pub fn asserted(format: &str) -> Option<&'static str> {
    let typed = match format {
        "uuid" => Some("Uuid"),
        "date" => Some("Date"),
        "date-time" => Some("DateTime"),
        "ipv4" => Some("Ipv4"),
        "ipv6" => Some("Ipv6"),
        "byte" => Some("Byte"),
        _ => None,
    };
    typed.or_else(|| {
        ASSERTED
            .iter()
            .find(|(name, _)| *name == format)
            .map(|(_, variant)| *variant)
    })
}

/// Whether texts that do not have the format are refused.
#[must_use]
pub fn asserts_format(format: &str) -> bool {
    asserted(format).is_some()
}

/// Whether anything is generated from the format.
#[must_use]
pub fn knows_format(format: &str) -> bool {
    asserted(format).is_some() || DESCRIPTIVE.contains(&format)
}

pub fn text(flat: &Flat, pattern: Option<String>, options: &Types) -> Read {
    let mut members = Vec::new();
    if let Some(min) = flat.text.min_length.filter(|&min| min > 0) {
        members.push(("min_length", Entry::Count(min)));
    }
    if let Some(max) = flat.text.max_length {
        members.push(("max_length", Entry::Count(max)));
    }
    if let Some(pattern) = pattern {
        members.push(("pattern", Entry::Pattern(pattern)));
    }
    let format = flat.format.as_deref().unwrap_or_default();
    let chosen = options.formats.get(format);
    if let Some(FormatType::Path(path)) = chosen {
        members.extend(asserted(format).map(|variant| ("format", Entry::Format(variant))));
        return Read {
            ty: Type::Custom(path.clone()),
            reader: Reader::Table(
                "parse",
                Table {
                    kind: "Text",
                    members,
                },
            ),
        };
    }
    if chosen.is_some() {
        let variant = asserted(format).filter(|_| chosen == Some(&FormatType::String));
        members.extend(variant.map(|variant| ("format", Entry::Format(variant))));
        return Read {
            ty: Type::String,
            reader: Reader::Table(
                "string",
                Table {
                    kind: "Text",
                    members,
                },
            ),
        };
    }
    if format == "password" {
        members.push(("secret", Entry::Flag(true)));
        return Read {
            ty: Type::Secret,
            reader: Reader::Table(
                "secret",
                Table {
                    kind: "Text",
                    members,
                },
            ),
        };
    }
    if let Some((_, ty, method)) = TYPED.iter().find(|(name, ..)| *name == format) {
        return Read {
            ty: ty.clone(),
            reader: Reader::Table(
                method,
                Table {
                    kind: "Text",
                    members,
                },
            ),
        };
    }
    if let Some((_, variant)) = ASSERTED.iter().find(|(name, _)| *name == format) {
        members.push(("format", Entry::Format(variant)));
    }
    Read {
        ty: Type::String,
        reader: Reader::Table(
            "string",
            Table {
                kind: "Text",
                members,
            },
        ),
    }
}

/// `any_size`: an integer that nothing limits is not limited to `i64` either.
pub fn integer(flat: &Flat, any_size: bool, options: &Types) -> Read {
    let chosen = flat
        .format
        .as_ref()
        .and_then(|format| options.formats.get(format));
    let off = Flat {
        format: None,
        ..flat.clone()
    };
    let flat = match chosen {
        Some(FormatType::Off) => &off,
        _ => flat,
    };
    let (ty, method) = match chosen {
        Some(FormatType::Path(path)) => (Type::Custom(path.clone()), "parse_integer"),
        _ => integer_type(flat, any_size),
    };
    let (minimum, maximum) = (minimum_of(&flat.number), maximum_of(&flat.number));
    // Formats without a type of their own are bounds on the next larger one.
    let narrow = flat
        .format
        .as_deref()
        .filter(|format| matches!(*format, "int8" | "int16" | "uint8" | "uint16"));
    let (least, most) = narrow.and_then(integer_range).unzip();
    let minimum = [minimum, least.map(|least| (least, false))]
        .into_iter()
        .flatten()
        .max();
    let maximum = [maximum, most.map(|most| (most, false))]
        .into_iter()
        .flatten()
        .min_by_key(|&(value, exclusive)| (value, !exclusive));
    let mut members = Vec::new();
    if let Some((value, exclusive)) = minimum {
        members.push(("minimum", Entry::IntegerBound(value, exclusive)));
    }
    if let Some((value, exclusive)) = maximum {
        members.push(("maximum", Entry::IntegerBound(value, exclusive)));
    }
    let step = flat.number.multiple_of.as_ref().and_then(whole);
    members.extend(step.map(|step| ("multiple_of", Entry::Integer(step))));
    let reader = Reader::Table(
        method,
        Table {
            kind: "Integer",
            members,
        },
    );
    let exact = exact_keywords(&flat.number);
    let reader = if exact.is_empty() {
        reader
    } else {
        let guard = Guard {
            check: Check::Inline(exact),
            whole: false,
        };
        Reader::Guarded(guard, Box::new(reader))
    };
    Read { ty, reader }
}

/// What no table of integers says: 0.5 divides every integer and 2.5 does not, and bounds may lie beyond 128 bits. The
/// checker compares decimals.
fn exact_keywords(number: &Number) -> Vec<Keyword> {
    let step = number
        .multiple_of
        .iter()
        .filter(|step| whole(step).is_none());
    let bounds = [
        ("Minimum", &number.minimum),
        ("Maximum", &number.maximum),
        ("ExclusiveMinimum", &number.exclusive_minimum),
        ("ExclusiveMaximum", &number.exclusive_maximum),
    ];
    let far = bounds.into_iter().filter_map(|(name, bound)| {
        let bound = bound.as_ref()?;
        integer_bound(bound, f64::round)
            .is_none()
            .then_some((name, bound))
    });
    step.map(|step| ("MultipleOf", step))
        .chain(far)
        .map(|(name, value)| Keyword::Decimal(name, value.clone()))
        .collect()
}

/// By format; else by the bounds.
fn integer_type(flat: &Flat, any_size: bool) -> (Type, &'static str) {
    match flat.format.as_deref() {
        Some("int32" | "int16" | "int8") => return (Type::I32, "int32"),
        Some("uint32" | "uint16" | "uint8") => return (Type::U32, "uint32"),
        Some("uint64" | "uint") => return (Type::U64, "uint64"),
        Some("int64") => return (Type::I64, "int64"),
        _ => {}
    }
    let least = minimum_of(&flat.number).map(|(value, _)| value);
    let most = maximum_of(&flat.number).map(|(value, _)| value);
    let (i64_range, u64_range) = (
        i128::from(i64::MIN)..=i128::from(i64::MAX),
        0..=i128::from(u64::MAX),
    );
    let inside = |range: &std::ops::RangeInclusive<i128>, bound: Option<i128>| {
        bound.is_none_or(|bound| range.contains(&bound))
    };
    if inside(&i64_range, least) && inside(&i64_range, most) {
        let is_open = least.is_none() || most.is_none();
        return if any_size && is_open {
            (Type::Int, "integer")
        } else {
            (Type::I64, "int64")
        };
    }
    if least.is_some() && inside(&u64_range, least) && inside(&u64_range, most) {
        return (Type::U64, "uint64");
    }
    (Type::Int, "integer")
}

/// The tighter of `minimum` and `exclusiveMinimum`, as an integer bound; a fractional bound is rounded inwards.
fn minimum_of(number: &Number) -> Option<(i128, bool)> {
    let inclusive = number
        .minimum
        .as_ref()
        .and_then(|n| integer_bound(n, f64::ceil))
        .map(|n| (n, false));
    let exclusive = number
        .exclusive_minimum
        .as_ref()
        .and_then(|n| match whole(n) {
            Some(n) => Some((n, true)),
            None => integer_bound(n, f64::ceil).map(|n| (n, false)),
        });
    [inclusive, exclusive]
        .into_iter()
        .flatten()
        .max_by_key(|&(value, exclusive)| (value, exclusive))
}

fn maximum_of(number: &Number) -> Option<(i128, bool)> {
    let inclusive = number
        .maximum
        .as_ref()
        .and_then(|n| integer_bound(n, f64::floor))
        .map(|n| (n, false));
    let exclusive = number
        .exclusive_maximum
        .as_ref()
        .and_then(|n| match whole(n) {
            Some(n) => Some((n, true)),
            None => integer_bound(n, f64::floor).map(|n| (n, false)),
        });
    [inclusive, exclusive]
        .into_iter()
        .flatten()
        .min_by_key(|&(value, exclusive)| (value, !exclusive))
}

/// The bound as an integer; `None` when it is out of sight of those.
fn integer_bound(number: &Decimal, round: fn(f64) -> f64) -> Option<i128> {
    #[expect(clippy::cast_possible_truncation, reason = "within what a float holds")]
    whole(number).or_else(|| {
        number
            .as_f64()
            .filter(|n| n.abs() < 9e15)
            .map(|n| round(n) as i128)
    })
}

/// The value when it has no fraction: `3`, `3.0`, `1e3`.
fn whole(number: &Decimal) -> Option<i128> {
    crate::ir::decimal::Decimal::of(number).to_i128()
}

pub fn number(flat: &Flat, options: &Types) -> Read {
    let number = &flat.number;
    let mut members = Vec::new();
    let tightest = |inclusive: &Option<Decimal>, exclusive: &Option<Decimal>, larger: bool| match (
        inclusive, exclusive,
    ) {
        (Some(a), Some(b)) => {
            let (x, y) = (a.as_f64().unwrap_or(0.0), b.as_f64().unwrap_or(0.0));
            let exclusive_wins = if larger { y >= x } else { y <= x };
            Some(if exclusive_wins {
                Entry::NumberBound(b.clone(), true)
            } else {
                Entry::NumberBound(a.clone(), false)
            })
        }
        (Some(a), None) => Some(Entry::NumberBound(a.clone(), false)),
        (None, Some(b)) => Some(Entry::NumberBound(b.clone(), true)),
        (None, None) => None,
    };
    members.extend(
        tightest(&number.minimum, &number.exclusive_minimum, true).map(|bound| ("minimum", bound)),
    );
    members.extend(
        tightest(&number.maximum, &number.exclusive_maximum, false).map(|bound| ("maximum", bound)),
    );
    members.extend(
        number
            .multiple_of
            .clone()
            .map(|step| ("multiple_of", Entry::Decimal(step))),
    );
    let format = flat.format.as_deref().unwrap_or_default();
    let (ty, method) = match options.formats.get(format) {
        Some(FormatType::Path(path)) => (Type::Custom(path.clone()), "parse_number"),
        None if format == "decimal" => (Type::Decimal, "parse_number"),
        _ => (Type::F64, "float64"),
    };
    Read {
        ty,
        reader: Reader::Table(
            method,
            Table {
                kind: "Number",
                members,
            },
        ),
    }
}

pub fn items(flat: &Flat) -> Table {
    let mut members = Vec::new();
    members.extend(
        flat.array
            .min_items
            .filter(|&min| min > 0)
            .map(|min| ("min", Entry::Count(min))),
    );
    members.extend(flat.array.max_items.map(|max| ("max", Entry::Count(max))));
    if flat.array.unique_items {
        members.push(("unique", Entry::Flag(true)));
    }
    Table {
        kind: "Items",
        members,
    }
}

pub fn members(flat: &Flat, names: Option<Check>) -> Table {
    let mut members = Vec::new();
    members.extend(
        flat.object
            .min_properties
            .filter(|&min| min > 0)
            .map(|min| ("min", Entry::Count(min))),
    );
    members.extend(
        flat.object
            .max_properties
            .map(|max| ("max", Entry::Count(max))),
    );
    members.extend(names.map(|names| ("names", Entry::Check(names))));
    Table {
        kind: "Members",
        members,
    }
}
