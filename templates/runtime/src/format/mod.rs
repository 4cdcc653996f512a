//! The formats of JSON Schema (2020-12 validation, section 7.3) and OpenAPI, as assertions on strings.

pub mod moment;

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
}

impl Format {
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
            Self::Regex => crate::pattern::ecma(text).is_some(),
            Self::Byte => crate::decode::Base64::parse(text).is_some(),
            _ => true,
        }
    }
}
