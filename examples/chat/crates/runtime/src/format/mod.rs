//! The formats of JSON Schema (2020-12 validation, section 7.3) and OpenAPI, as assertions on strings.

mod duration;
mod host;
mod mail;
pub mod moment;
mod pointer;
mod script;
mod uri;

/// A format that is asserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Email,
    IdnEmail,
    Hostname,
    IdnHostname,
    Ipv4,
    Ipv6,
    Uri,
    UriReference,
    Iri,
    IriReference,
    UriTemplate,
    JsonPointer,
    RelativeJsonPointer,
    Regex,
    /// Base64 (OpenAPI 3.0).
    Byte,
    /// A fixed-point number (the registry of OpenAPI formats).
    Decimal,
}

impl Format {
    pub const ALL: [Self; 21] = [
        Self::Date,
        Self::Time,
        Self::DateTime,
        Self::Duration,
        Self::Uuid,
        Self::Email,
        Self::IdnEmail,
        Self::Hostname,
        Self::IdnHostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Uri,
        Self::UriReference,
        Self::Iri,
        Self::IriReference,
        Self::UriTemplate,
        Self::JsonPointer,
        Self::RelativeJsonPointer,
        Self::Regex,
        Self::Byte,
        Self::Decimal,
    ];

    /// As a description names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "date-time",
            Self::Duration => "duration",
            Self::Uuid => "uuid",
            Self::Email => "email",
            Self::IdnEmail => "idn-email",
            Self::Hostname => "hostname",
            Self::IdnHostname => "idn-hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::UriTemplate => "uri-template",
            Self::JsonPointer => "json-pointer",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Regex => "regex",
            Self::Byte => "byte",
            Self::Decimal => "decimal",
        }
    }

    /// Whether `text` is of the format.
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Date => moment::date(text).is_ok(),
            Self::Time => moment::time(text).is_ok(),
            Self::DateTime => moment::date_time(text).is_ok(),
            Self::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Regex => crate::pattern::is_strict(text),
            Self::Byte => crate::decode::Base64::parse(text).is_some(),
            Self::Decimal => fixed_point(text),
            Self::Duration => duration::accepts(text),
            Self::Email => mail::accepts(text),
            Self::IdnEmail => mail::accepts_idn(text),
            Self::Hostname => host::accepts(text),
            Self::IdnHostname => host::accepts_idn(text),
            Self::Uri => uri::absolute(text, false),
            Self::UriReference => uri::reference(text, false),
            Self::Iri => uri::absolute(text, true),
            Self::IriReference => uri::reference(text, true),
            Self::UriTemplate => uri::template(text),
            Self::JsonPointer => pointer::absolute(text),
            Self::RelativeJsonPointer => pointer::relative(text),
        }
    }
}

/// Digits on both sides of a point, or no point; perhaps a minus.
fn fixed_point(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = text.strip_prefix('-').unwrap_or(text);
    match digits.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(digits),
    }
}
