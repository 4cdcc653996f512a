//! Parameter values as they stand in a request (OpenAPI 3.1 section 4.8.12.6, style examples; RFC 6570 where the table
//! is silent). In: a parameter and a JSON value. Out: text, percent-encoded where its place asks for it; `None` for a
//! value that the style can't express.

use super::request::form as form_body;
use crate::ir::{Encoding, Location, Parameter, ParameterEncoding, Style};
use indexmap::IndexMap;
use serde_json::Value;
use std::fmt::Write as _;

/// A value in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    Path(String),
    /// `name=value` pairs, joined by `&`.
    Query(String),
    Header(String),
    Cookie(String),
}

pub(super) fn write(parameter: &Parameter, value: &Value) -> Option<Written> {
    let text = match &parameter.encoding {
        ParameterEncoding::Content { media_type, fields } => {
            content(parameter, media_type, fields, value)?
        }
        ParameterEncoding::Style { style, explode, .. } => {
            styled(parameter, *style, *explode, value)?
        }
    };
    Some(match parameter.location {
        Location::Path => Written::Path(text).filter_path()?,
        Location::Query | Location::QueryString => Written::Query(text),
        Location::Header => Written::Header(text).filter_header()?,
        Location::Cookie => Written::Cookie(text),
    })
}

impl Written {
    /// Clients drop segments that are empty or only dots.
    fn filter_path(self) -> Option<Self> {
        let Self::Path(text) = &self else {
            return Some(self);
        };
        (!matches!(&**text, "" | "." | "..")).then_some(self)
    }

    /// RFC 9110 section 5.5, without what is trimmed on the way.
    fn filter_header(self) -> Option<Self> {
        let Self::Header(text) = &self else {
            return Some(self);
        };
        let visible = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        (visible && !text.is_empty() && text.trim() == text).then_some(self)
    }
}

fn content(
    parameter: &Parameter,
    media_type: &str,
    fields: &IndexMap<String, Encoding>,
    value: &Value,
) -> Option<String> {
    if parameter.location == Location::QueryString && !super::is_json(media_type) {
        let mut members = value.as_object()?.iter();
        return members
            .all(|(name, value)| is_flat(fields.get(name), value))
            .then(|| form_body(fields, value))
            .flatten();
    }
    let text = match value {
        Value::String(text) if !super::is_json(media_type) => text.clone(),
        _ => value.to_string(),
    };
    let name = percent(&parameter.name);
    Some(match parameter.location {
        Location::Path | Location::QueryString => percent(&text),
        Location::Query | Location::Cookie => format!("{name}={}", percent(&text)),
        Location::Header => text,
    })
}

/// Whether a form has a text for it: it has no parts that have parts, unless it is written as JSON.
fn is_flat(encoding: Option<&Encoding>, value: &Value) -> bool {
    let content = encoding.and_then(|encoding| encoding.content_type.as_deref());
    content.is_some_and(super::is_json)
        || match value {
            Value::Array(items) => items.iter().all(|item| scalar(item).is_some()),
            _ => scalar(value).is_some(),
        }
}

fn styled(parameter: &Parameter, style: Style, explode: bool, value: &Value) -> Option<String> {
    let is_header = parameter.location == Location::Header;
    let encode = |text: String| if is_header { text } else { percent(&text) };
    let name = percent(&parameter.name);
    let shape = Parts::of(value, &encode)?;
    Some(match style {
        Style::Simple => shape.joined(explode, ",", ","),
        Style::Label => format!(
            ".{}",
            shape.joined(explode, if explode { "." } else { "," }, ",")
        ),
        Style::Matrix => matrix(&name, explode, &shape),
        Style::Form if parameter.location == Location::Cookie => cookie(&name, explode, &shape)?,
        Style::Cookie => plain_cookie(&parameter.name, explode, value)?,
        Style::Form => form(&name, explode, &shape),
        Style::SpaceDelimited => delimited(&name, explode, "%20", &shape),
        Style::PipeDelimited => delimited(&name, explode, "%7C", &shape),
        Style::DeepObject => match shape {
            Parts::Object(members) => {
                let pairs = members
                    .iter()
                    .map(|(key, value)| format!("{name}%5B{key}%5D={value}"));
                pairs.collect::<Vec<_>>().join("&")
            }
            Parts::Scalar(_) | Parts::Array(_) => return None,
        },
    })
}

/// A value whose parts are text already.
enum Parts {
    Scalar(String),
    Array(Vec<String>),
    Object(Vec<(String, String)>),
}

impl Parts {
    /// `None` for values inside values, which no style describes, and for empty lists, which none can tell from absence.
    fn of(value: &Value, encode: &impl Fn(String) -> String) -> Option<Self> {
        match value {
            Value::Array(items) if items.is_empty() => None,
            Value::Object(members) if members.is_empty() => None,
            Value::Array(items) => items
                .iter()
                .map(|item| scalar(item).map(encode))
                .collect::<Option<_>>()
                .map(Self::Array),
            Value::Object(members) => {
                let pairs = members
                    .iter()
                    .map(|(key, value)| Some((encode(key.clone()), encode(scalar(value)?))));
                pairs.collect::<Option<_>>().map(Self::Object)
            }
            _ => Some(Self::Scalar(encode(scalar(value)?))),
        }
    }

    /// Exploded objects are `key=value` between the separators, others `key`, `value`, `key`, `value`.
    fn joined(&self, explode: bool, separator: &str, flat: &str) -> String {
        match self {
            Self::Scalar(text) => text.clone(),
            Self::Array(items) => items.join(separator),
            Self::Object(members) if explode => {
                let pairs = members.iter().map(|(key, value)| format!("{key}={value}"));
                pairs.collect::<Vec<_>>().join(separator)
            }
            Self::Object(members) => {
                let pairs = members
                    .iter()
                    .map(|(key, value)| format!("{key}{flat}{value}"));
                pairs.collect::<Vec<_>>().join(flat)
            }
        }
    }
}

fn matrix(name: &str, explode: bool, parts: &Parts) -> String {
    match parts {
        Parts::Scalar(text) if text.is_empty() => format!(";{name}"),
        Parts::Array(items) if explode => {
            let pairs = items.iter().map(|item| format!(";{name}={item}"));
            pairs.collect::<Vec<_>>().concat()
        }
        Parts::Object(members) if explode => {
            let pairs = members.iter().map(|(key, value)| format!(";{key}={value}"));
            pairs.collect::<Vec<_>>().concat()
        }
        _ => format!(";{name}={}", parts.joined(explode, ",", ",")),
    }
}

fn form(name: &str, explode: bool, parts: &Parts) -> String {
    match parts {
        Parts::Array(items) if explode => items
            .iter()
            .map(|item| format!("{name}={item}"))
            .collect::<Vec<_>>()
            .join("&"),
        Parts::Object(_) if explode => parts.joined(true, "&", "&"),
        _ => format!("{name}={}", parts.joined(explode, ",", ",")),
    }
}

/// A cookie holds one value; a list that is exploded would need several cookies of one name.
fn cookie(name: &str, explode: bool, parts: &Parts) -> Option<String> {
    match parts {
        Parts::Array(_) | Parts::Object(_) if explode => None,
        _ => Some(form(name, false, parts)),
    }
}

/// OpenAPI 3.2: nothing is escaped, so that nothing that ends a value can be in one.
fn plain_cookie(name: &str, explode: bool, value: &Value) -> Option<String> {
    let shape = Parts::of(value, &|text| text)?;
    let text = match &shape {
        Parts::Array(_) if explode => return None,
        Parts::Object(_) if explode => shape.joined(true, "; ", ";"),
        _ => format!("{name}={}", shape.joined(false, ",", ",")),
    };
    let joined = matches!(shape, Parts::Object(_)) && explode;
    let fits =
        |c: char| c.is_ascii_graphic() && !"\",;\\".contains(c) || joined && " ;".contains(c);
    text.chars().all(fits).then_some(text)
}

fn delimited(name: &str, explode: bool, separator: &str, parts: &Parts) -> String {
    if explode {
        return form(name, true, parts);
    }
    format!("{name}={}", parts.joined(false, separator, separator))
}

/// The text of a value without parts; `null` has none.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Everything but RFC 3986 `unreserved` as `%XX`.
pub(super) fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Location, Parameter, ParameterEncoding, Style, Written, write};
    use crate::ir::SchemaId;
    use serde_json::{Value, json};

    fn check(location: Location, style: Style, explode: bool, expected: [&str; 3]) {
        let values = [
            json!("blue"),
            json!(["blue", "black", "brown"]),
            json!({"R": 100, "G": 200, "B": 150}),
        ];
        for (value, expected) in values.iter().zip(expected) {
            let found =
                written(location, style, explode, value).unwrap_or_else(|| "n/a".to_owned());
            assert_eq!(found, expected, "{location:?} {style:?} {explode} {value}");
        }
    }

    fn written(location: Location, style: Style, explode: bool, value: &Value) -> Option<String> {
        let parameter = Parameter {
            at: crate::source::Place::default(),
            component: None,
            name: "color".to_owned(),
            location,
            required: true,
            deprecated: false,
            description: None,
            encoding: ParameterEncoding::Style {
                style,
                explode,
                allow_reserved: false,
                allow_empty: false,
            },
            schema: SchemaId(0),
            examples: Vec::new(),
            extensions: indexmap::IndexMap::new(),
        };
        Some(match write(&parameter, value)? {
            Written::Path(text)
            | Written::Query(text)
            | Written::Header(text)
            | Written::Cookie(text) => text,
        })
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table, a line a style")]
    fn the_style_table() {
        use Location::{Cookie, Header, Path, Query};
        let flat = "color=R,100,G,200,B,150";
        check(
            Path,
            Style::Matrix,
            false,
            [
                ";color=blue",
                ";color=blue,black,brown",
                ";color=R,100,G,200,B,150",
            ],
        );
        check(
            Path,
            Style::Matrix,
            true,
            [
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ],
        );
        check(
            Path,
            Style::Label,
            false,
            [".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
        );
        check(
            Path,
            Style::Label,
            true,
            [".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
        );
        check(
            Path,
            Style::Simple,
            false,
            ["blue", "blue,black,brown", "R,100,G,200,B,150"],
        );
        check(
            Path,
            Style::Simple,
            true,
            ["blue", "blue,black,brown", "R=100,G=200,B=150"],
        );
        check(
            Header,
            Style::Simple,
            false,
            ["blue", "blue,black,brown", "R,100,G,200,B,150"],
        );
        check(
            Query,
            Style::Form,
            false,
            ["color=blue", "color=blue,black,brown", flat],
        );
        check(
            Query,
            Style::Form,
            true,
            [
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        );
        check(
            Query,
            Style::SpaceDelimited,
            false,
            [
                "color=blue",
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ],
        );
        check(
            Query,
            Style::PipeDelimited,
            false,
            [
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ],
        );
        check(
            Query,
            Style::DeepObject,
            true,
            [
                "n/a",
                "n/a",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        );
        check(
            Cookie,
            Style::Form,
            false,
            ["color=blue", "color=blue,black,brown", flat],
        );
    }

    #[test]
    fn reserved_characters_are_encoded_except_in_headers() {
        let value = json!("a/b c,é");
        assert_eq!(
            written(Location::Query, Style::Form, true, &value).as_deref(),
            Some("color=a%2Fb%20c%2C%C3%A9")
        );
        assert_eq!(
            written(Location::Path, Style::Simple, false, &value).as_deref(),
            Some("a%2Fb%20c%2C%C3%A9")
        );
        assert_eq!(
            written(Location::Header, Style::Simple, false, &json!("a/b c")).as_deref(),
            Some("a/b c")
        );
        assert_eq!(
            written(Location::Header, Style::Simple, false, &value),
            None
        );
        assert_eq!(
            written(Location::Path, Style::Simple, false, &json!("..")),
            None
        );
    }
}
