//! The kinds of faults. Types and messages are pydantic's wherever pydantic has one (`pydantic_core` 2.50); keywords
//! of JSON Schema that pydantic doesn't know have a type of their own in the same spirit.

use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write as _;

/// The `type`, `msg` and `ctx` of a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    pub name: Cow<'static, str>,
    pub message: Cow<'static, str>,
    pub context: Vec<(&'static str, Value)>,
}

impl Kind {
    /// One without context.
    #[must_use]
    pub const fn plain(name: &'static str, message: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            message: Cow::Borrowed(message),
            context: Vec::new(),
        }
    }

    /// One of another crate's own.
    pub fn custom(
        name: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            context: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.context.push((name, value.into()));
        self
    }

    fn said(name: &'static str, message: String) -> Self {
        Self {
            name: Cow::Borrowed(name),
            message: Cow::Owned(message),
            context: Vec::new(),
        }
    }
}

// Any value
pub const MISSING: Kind = Kind::plain("missing", "Field required");
pub const NONE_REQUIRED: Kind = Kind::plain("none_required", "Input should be None");
pub const NEVER: Kind = Kind::plain("never", "No value is allowed here");
pub const NOT: Kind = Kind::plain("not", "Input should not match the schema that is forbidden");
pub const ANY_OF: Kind = Kind::plain("any_of", "Input should match at least one of the schemas");
pub const ONE_OF_NONE: Kind = Kind::plain(
    "one_of",
    "Input should match exactly one of the schemas, not none",
);
pub const ONE_OF_MANY: Kind = Kind::plain(
    "one_of",
    "Input should match exactly one of the schemas, not more than one",
);
pub const TOO_COMPLEX: Kind = Kind::plain("too_complex", "Input takes too long to validate");

// Strings
pub const STRING_TYPE: Kind = Kind::plain("string_type", "Input should be a valid string");
pub const UUID_TYPE: Kind = Kind::plain(
    "uuid_type",
    "UUID input should be a string, bytes or UUID object",
);
pub const DATE_TYPE: Kind = Kind::plain("date_type", "Input should be a valid date");
pub const DATETIME_TYPE: Kind = Kind::plain("datetime_type", "Input should be a valid datetime");
pub const TIME_TYPE: Kind = Kind::plain("time_type", "Input should be a valid time");
pub const TIME_DELTA_TYPE: Kind =
    Kind::plain("time_delta_type", "Input should be a valid timedelta");
pub const URL_TYPE: Kind = Kind::plain("url_type", "URL input should be a string or URL");
pub const BYTES_TYPE: Kind = Kind::plain("bytes_type", "Input should be a valid bytes");
pub const IP_V4_ADDRESS: Kind = Kind::plain("ip_v4_address", "Input is not a valid IPv4 address");
pub const IP_V6_ADDRESS: Kind = Kind::plain("ip_v6_address", "Input is not a valid IPv6 address");
pub const IP_ANY_ADDRESS: Kind = Kind::plain(
    "ip_any_address",
    "value is not a valid IPv4 or IPv6 address",
);
pub const BASE64_DECODE: Kind = Kind::plain("base64_decode", "Base64 decoding error");
pub const DATE_FROM_DATETIME_INEXACT: Kind = Kind::plain(
    "date_from_datetime_inexact",
    "Datetimes provided to dates should have zero time - e.g. be exact dates",
);

pub const JSON_TYPE: Kind = Kind::plain(
    "json_type",
    "JSON input should be string, bytes or bytearray",
);

// Numbers
pub const INT_TYPE: Kind = Kind::plain("int_type", "Input should be a valid integer");
pub const INT_PARSING: Kind = Kind::plain(
    "int_parsing",
    "Input should be a valid integer, unable to parse string as an integer",
);
pub const INT_FROM_FLOAT: Kind = Kind::plain(
    "int_from_float",
    "Input should be a valid integer, got a number with a fractional part",
);
pub const INT_PARSING_SIZE: Kind = Kind::plain(
    "int_parsing_size",
    "Unable to parse input string as an integer, exceeded maximum size",
);
pub const FLOAT_TYPE: Kind = Kind::plain("float_type", "Input should be a valid number");
pub const FLOAT_PARSING: Kind = Kind::plain(
    "float_parsing",
    "Input should be a valid number, unable to parse string as a number",
);
pub const FINITE_NUMBER: Kind = Kind::plain("finite_number", "Input should be a finite number");
pub const DECIMAL_TYPE: Kind = Kind::plain(
    "decimal_type",
    "Decimal input should be an integer, float, string or Decimal object",
);
pub const DECIMAL_PARSING: Kind = Kind::plain("decimal_parsing", "Input should be a valid decimal");

// Booleans
pub const BOOL_TYPE: Kind = Kind::plain("bool_type", "Input should be a valid boolean");
pub const BOOL_PARSING: Kind = Kind::plain(
    "bool_parsing",
    "Input should be a valid boolean, unable to interpret input",
);

// Arrays and objects
pub const LIST_TYPE: Kind = Kind::plain("list_type", "Input should be a valid list");
pub const SET_TYPE: Kind = Kind::plain("set_type", "Input should be a valid set");
pub const TUPLE_TYPE: Kind = Kind::plain("tuple_type", "Input should be a valid tuple");
pub const UNIQUE_ITEMS: Kind = Kind::plain("unique_items", "List should have no two equal items");
pub const DICT_TYPE: Kind = Kind::plain("dict_type", "Input should be a valid dictionary");
pub const MODEL_ATTRIBUTES_TYPE: Kind = Kind::plain(
    "model_attributes_type",
    "Input should be a valid dictionary or object to extract fields from",
);
pub const EXTRA_FORBIDDEN: Kind = Kind::plain("extra_forbidden", "Extra inputs are not permitted");

/// A string holds no JSON.
#[must_use]
pub fn json_text_invalid(error: &str) -> Kind {
    Kind::said("json_invalid", format!("Invalid JSON: {error}")).with("error", error)
}

/// A file of another media type than those that are described.
pub fn media_type(expected: &[&str]) -> Kind {
    let expected = expected.join(" or ");
    let message = format!("Input should be of the media type {expected}");
    Kind::said("media_type", message).with("expected", expected)
}

/// A text stands where a file is expected.
#[must_use]
pub fn upload() -> Kind {
    let message = "Value error, Expected UploadFile, received: <class 'str'>";
    Kind::plain("value_error", message).with("error", Value::Object(serde_json::Map::new()))
}

#[must_use]
pub fn url_too_long(most: u64) -> Kind {
    let message = format!("URL should have at most {}", counted(most, "character"));
    Kind::said("url_too_long", message).with("max_length", most)
}

#[must_use]
pub fn url_scheme(expected: &str) -> Kind {
    let message = format!("URL scheme should be {expected}");
    Kind::said("url_scheme", message).with("expected_schemes", expected)
}

/// `singular` or its plural, by the number before it.
fn counted(count: u64, singular: &str) -> String {
    format!("{count} {singular}{}", if count == 1 { "" } else { "s" })
}

#[must_use]
pub fn json_invalid(error: &'static str) -> Kind {
    Kind::plain("json_invalid", "JSON decode error").with("error", error)
}

#[must_use]
pub fn string_too_short(least: u64) -> Kind {
    let message = format!(
        "String should have at least {}",
        counted(least, "character")
    );
    Kind::said("string_too_short", message).with("min_length", least)
}

#[must_use]
pub fn string_too_long(most: u64) -> Kind {
    let message = format!("String should have at most {}", counted(most, "character"));
    Kind::said("string_too_long", message).with("max_length", most)
}

#[must_use]
pub fn bytes_too_short(least: u64) -> Kind {
    let message = format!("Data should have at least {}", counted(least, "byte"));
    Kind::said("bytes_too_short", message).with("min_length", least)
}

#[must_use]
pub fn bytes_too_long(most: u64) -> Kind {
    let message = format!("Data should have at most {}", counted(most, "byte"));
    Kind::said("bytes_too_long", message).with("max_length", most)
}

#[must_use]
pub fn string_pattern_mismatch(pattern: &str) -> Kind {
    let message = format!("String should match pattern '{pattern}'");
    Kind::said("string_pattern_mismatch", message).with("pattern", pattern)
}

/// For a format without a type of its own in pydantic.
#[must_use]
pub fn string_format(format: &str) -> Kind {
    Kind::said("string_format", format!("Input should be a valid {format}")).with("format", format)
}

/// `subject` is what the input should be ("UUID", "datetime"), `error` what it is not.
#[must_use]
pub fn parsing(name: &'static str, subject: &str, error: &str) -> Kind {
    Kind::said(name, format!("Input should be {subject}, {error}")).with("error", error)
}

#[must_use]
pub fn email(reason: &str) -> Kind {
    let message = format!("value is not a valid email address: {reason}");
    Kind::said("value_error", message).with("reason", reason)
}

/// The four bounds of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// `limit` is a decimal text; `float` tells that the field is one, whose context pydantic shows as a float.
#[must_use]
pub fn out_of_bounds(limit: Limit, text: &str, float: bool) -> Kind {
    let (name, words, key) = match limit {
        Limit::Greater => ("greater_than", "greater than", "gt"),
        Limit::GreaterOrEqual => ("greater_than_equal", "greater than or equal to", "ge"),
        Limit::Less => ("less_than", "less than", "lt"),
        Limit::LessOrEqual => ("less_than_equal", "less than or equal to", "le"),
    };
    Kind::said(name, format!("Input should be {words} {}", whole(text)))
        .with(key, number(text, float))
}

impl Kind {
    /// Shows the numbers of the context without a fraction of zeros.
    pub(crate) fn show_whole(&mut self) {
        for (_, value) in &mut self.context {
            let number = value.as_f64().filter(|number| number.fract() == 0.0);
            if let Some(whole) =
                number.and_then(|number| format!("{number:.0}").parse::<i64>().ok())
            {
                *value = whole.into();
            }
        }
    }
}

#[must_use]
pub fn multiple_of(text: &str, float: bool) -> Kind {
    let message = format!("Input should be a multiple of {}", whole(text));
    Kind::said("multiple_of", message).with("multiple_of", number(text, float))
}

/// A limit as messages show it: `0` for `0.0`.
fn whole(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

fn number(text: &str, float: bool) -> Value {
    let as_float = || text.parse::<f64>().map_or(Value::Null, Value::from);
    if float {
        return as_float();
    }
    text.parse::<i64>().map_or_else(|_| as_float(), Value::from)
}

/// The value is none of the constants, given as JSON texts. `named` tells an enum that is a component.
#[must_use]
pub fn not_a_choice(values: &[&str], named: bool) -> Kind {
    let name = if named { "enum" } else { "literal_error" };
    let expected = listed(values.iter().map(|text| python(text)), " or ");
    Kind::said(name, format!("Input should be {expected}")).with("expected", expected)
}

/// A JSON text as pydantic shows it.
fn python(text: &str) -> String {
    match text {
        "null" => "None".to_owned(),
        "true" => "True".to_owned(),
        "false" => "False".to_owned(),
        _ => match serde_json::from_str::<Value>(text) {
            Ok(Value::String(value)) => repr(&value),
            _ => text.to_owned(),
        },
    }
}

/// `repr` of Python: in single quotes, unless the text has some and no double ones.
#[must_use]
pub fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            _ if c == quote => shown.extend(['\\', c]),
            _ if c.is_ascii_control() => {
                let _ = write!(shown, "\\x{:02x}", u32::from(c));
            }
            _ => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

fn listed(items: impl Iterator<Item = String>, last: &str) -> String {
    let items: Vec<_> = items.collect();
    let mut text = String::new();
    for (i, item) in items.iter().enumerate() {
        let before = match i {
            0 => "",
            _ if i + 1 == items.len() => last,
            _ => ", ",
        };
        let _ = write!(text, "{before}{item}");
    }
    text
}

/// `noun`: what has too few items, `List` for example.
#[must_use]
pub fn too_short(noun: &'static str, least: u64, actual: u64) -> Kind {
    let message = format!(
        "{noun} should have at least {} after validation, not {actual}",
        counted(least, "item")
    );
    Kind::said("too_short", message)
        .with("field_type", noun)
        .with("min_length", least)
        .with("actual_length", actual)
}

/// `actual`: how many there are, when they were counted to the end.
#[must_use]
pub fn too_long(noun: &'static str, most: u64, actual: Option<u64>) -> Kind {
    let counted = counted(most, "item");
    let shown = actual.map_or_else(|| "more".to_owned(), |actual| actual.to_string());
    let message = format!("{noun} should have at most {counted} after validation, not {shown}");
    Kind::said("too_long", message)
        .with("field_type", noun)
        .with("max_length", most)
        .with("actual_length", actual)
}

#[must_use]
pub fn too_few_properties(least: u64, actual: u64) -> Kind {
    let words = if least == 1 { "property" } else { "properties" };
    let message = format!("Dictionary should have at least {least} {words}, not {actual}");
    Kind::said("too_few_properties", message)
        .with("min_properties", least)
        .with("actual", actual)
}

#[must_use]
pub fn too_many_properties(most: u64, actual: u64) -> Kind {
    let words = if most == 1 { "property" } else { "properties" };
    let message = format!("Dictionary should have at most {most} {words}, not {actual}");
    Kind::said("too_many_properties", message)
        .with("max_properties", most)
        .with("actual", actual)
}

#[must_use]
pub fn contains(least: u64, most: Option<u64>, actual: u64) -> Kind {
    let bounds = match most {
        Some(most) if actual > most => format!("at most {}", counted(most, "item")),
        _ => format!("at least {}", counted(least, "item")),
    };
    let message = format!("List should have {bounds} that match, not {actual}");
    let kind = Kind::said("contains", message)
        .with("min_contains", least)
        .with("actual", actual);
    match most {
        Some(most) => kind.with("max_contains", most),
        None => kind,
    }
}

#[must_use]
pub fn dependent_required(property: &str) -> Kind {
    let message = format!("Field required when '{property}' is present");
    Kind::said("dependent_required", message).with("property", property)
}

/// For a schema's list of types where no single type's message fits.
#[must_use]
pub fn wrong_type(expected: &str) -> Kind {
    Kind::said("type", format!("Input should be of type {expected}")).with("expected", expected)
}

#[must_use]
pub fn union_tag_not_found(property: &str) -> Kind {
    let message = format!("Unable to extract tag using discriminator '{property}'");
    Kind::said("union_tag_not_found", message).with("discriminator", format!("'{property}'"))
}

pub fn union_tag_invalid<'t>(
    property: &str,
    tag: &str,
    known: impl Iterator<Item = &'t str>,
) -> Kind {
    let known = listed(known.map(|tag| format!("'{tag}'")), ", ");
    let message = format!(
        "Input tag '{tag}' found using '{property}' does not match any of the expected tags: {known}"
    );
    Kind::said("union_tag_invalid", message)
        .with("discriminator", format!("'{property}'"))
        .with("tag", tag)
        .with("expected_tags", known)
}
