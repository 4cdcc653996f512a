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

#[cfg(test)]
mod tests {
    use super::Format;

    type Case = (Format, &'static [&'static str], &'static [&'static str]);

    /// Texts that are of the format, and texts that aren't.
    const CASES: &[Case] = &[
        (
            Format::Date,
            &["2024-02-29", "0001-01-01"],
            &[
                "2023-02-29",
                "2023-13-01",
                "2023-1-01",
                "2023-01-01x",
                "২023-01-01",
                "",
            ],
        ),
        (
            Format::Time,
            &[
                "23:59:60Z",
                "01:29:60+01:30",
                "08:30:06.283185z",
                "00:00:00-23:59",
            ],
            &[
                "08:30:06",
                "22:59:60Z",
                "24:00:00Z",
                "8:30:06Z",
                "08:30:06.Z",
                "08:30:06+24:00",
            ],
        ),
        (
            Format::DateTime,
            &[
                "1990-12-31T23:59:60Z",
                "1963-06-19t08:30:06.283185z",
                "1990-12-31T15:59:50.123-08:00",
            ],
            &[
                "1990-12-31 15:59:59Z",
                "1990-02-31T15:59:59Z",
                "1990-12-31T15:59:59",
                "1990-12-31T23:59:61Z",
            ],
        ),
        (
            Format::Duration,
            &["P4DT12H30M5S", "P1M", "PT36H", "P2W", "P1Y2M3D"],
            &[
                "P", "PT", "P1", "P1D2H", "P1Y2D", "P1W2D", "PT0.5S", "4DT12H", "p1d",
            ],
        ),
        (
            Format::Uuid,
            &["2EB8AA08-aa98-11ea-b4aa-73b441d16380"],
            &[
                "2eb8aa08aa9811eab4aa73b441d16380",
                "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
                "2eb8aa08-aa98-11ea-b4aa-73b441d1638x",
            ],
        ),
        (
            Format::Email,
            &[
                "a.b+c@example.com",
                "\"a b\"@example.com",
                "a@[127.0.0.1]",
                "a@[IPv6:::1]",
            ],
            &[
                "a",
                "a@",
                "@b",
                "a b@example.com",
                "a@b c",
                "a..b@c.de",
                "a@[127.0.0.300]",
                "ü@example.com",
            ],
        ),
        (
            Format::IdnEmail,
            &["실례@실례.테스트", "a@b.c"],
            &["2962", "a@"],
        ),
        (
            Format::Hostname,
            &[
                "a",
                "1.2.3.example",
                "xn--ihqwcrb4cv8a8dqg056pqjye.com",
                "a--b",
                "xn--ngba5hb2804a",
            ],
            &[
                "",
                "-a",
                "a-",
                "a_b",
                "a.",
                "xn--X",
                "xn--7a",
                "xn---9uc",
                "xn--0ca24w",
                "xn--07jt112bpxg.xn--9t4b11yi5a",
                "münchen.de",
            ],
        ),
        (
            Format::IdnHostname,
            &[
                "münchen.de",
                "실례.테스트",
                "l·l",
                "α͵β",
                "ク・イ",
                "क्‍ष",
                "ßς",
                "بي\u{200C}بي",
            ],
            &[
                "0a.\u{5D0}",
                "a\u{5D0}",
                "\u{5D0}0\u{660}",
                "ª",
                "",
                "〮실례",
                "a·l",
                "-ü",
                "ü-",
                "・",
                "aͤ b",
                "ü_b",
                "ab--ü",
            ],
        ),
        (
            Format::Decimal,
            &["0", "-12.50", "007"],
            &["", "-", "1.", ".5", "1e3", "+1", "1,5"],
        ),
        (
            Format::Ipv4,
            &["0.0.0.0", "255.255.255.255"],
            &["256.0.0.1", "1.2.3", "087.10.0.1", "1.2.3.4/24"],
        ),
        (
            Format::Ipv6,
            &["::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
            &["1::2::3", "::g", "fe80::1%eth0", "::1/64"],
        ),
        (
            Format::Uri,
            &[
                "http://a:8080/b?c#d",
                "urn:a:b",
                "mailto:a@b",
                "http://[::1]/",
                "http://u:p@h/%20",
            ],
            &[
                "/a",
                "a",
                "http://a b",
                "http://a/%2",
                "1a:b",
                "http://a/ü",
                "http://[::1",
                "http://a:b/",
                "a:b#c#d",
            ],
        ),
        (
            Format::UriReference,
            &["", "/a", "a/b:c", "?a", "#b", "//h"],
            &["\\a", "1:b", "#a\\b"],
        ),
        (
            Format::Iri,
            &["http://ƒøø.ßår/?∂=é"],
            &["/ü", "http://2001:db8::1/", "http://a b"],
        ),
        (Format::IriReference, &["/ü", "#ƒ"], &["#ƒ\\"]),
        (
            Format::UriTemplate,
            &["/a/{b}", "/{+a,b*}/{?c:3}", "a'b", ""],
            &["/{a", "/a}", "/{}", "/{a b}", "/{a:0}", "/{{a}}"],
        ),
        (
            Format::JsonPointer,
            &["", "/a~0b~1", "//"],
            &["a", "/~", "/~2", "#/a"],
        ),
        (
            Format::RelativeJsonPointer,
            &["0", "1/a", "2#", "0+1", "3-2/b"],
            &["", "/a", "-1", "01", "0##", "1+"],
        ),
        (
            Format::Regex,
            &["^a(b|c)$", r"\d+(?=x)"],
            &["^(abc]", "(", r"\p{Nope}"],
        ),
        (Format::Byte, &["", "Zm9v", "Zg=="], &["Zg", "Z", "{}"]),
    ];

    #[test]
    fn formats() {
        for (format, right, wrong) in CASES {
            for text in *right {
                assert!(format.accepts(text), "{} is {text:?}", format.name());
            }
            for text in *wrong {
                assert!(!format.accepts(text), "{} is not {text:?}", format.name());
            }
        }
    }
}
