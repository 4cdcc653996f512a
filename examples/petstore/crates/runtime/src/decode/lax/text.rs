//! Strings that stand for something else.

use super::{Leaf, email, url};
use crate::decode::rules::{Members, Text};
use crate::decode::{Decoder, Mode, Options, Read};
use crate::fault::Kind;
use crate::fault::kind;
use crate::format::Format;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use uuid::Uuid;

/// What is wrong with a text of a format that stands for something else; `None` when the format is none of these.
#[allow(
    clippy::option_option,
    reason = "a format that is read as text, a text that is fine and a fault are three things"
)]
pub(super) fn fault_of(format: Format, text: &str) -> Option<Option<Kind>> {
    let mut quoted = String::new();
    crate::json::quote(text, &mut quoted);
    let options = Options {
        mode: Mode::Lax,
        ..Options::STRICT
    };
    let mut d = Decoder::of(&quoted, &options);
    match format {
        Format::Date => drop(d.lax_date()),
        Format::DateTime => drop(d.lax_date_time()),
        Format::Time => drop(d.lax_time()),
        Format::Duration => drop(d.lax_duration()),
        Format::Uuid => drop(d.lax_uuid()),
        Format::Ipv4 => drop(d.lax_ipv4()),
        Format::Ipv6 => drop(d.lax_ipv6()),
        _ => return None,
    }
    let fault = d
        .finish()
        .err()
        .and_then(|mut faults| faults.list_mut().pop());
    Some(fault.map(|fault| fault.kind))
}

impl Decoder<'_> {
    /// Reads a string that stands for bytes.
    pub fn byte_string(&mut self, rules: &'static Text) -> Option<String> {
        if !self.is_lax() {
            return self.string(rules);
        }
        let (least, most) = (rules.min_length, rules.max_length);
        self.lax_parsed(kind::BYTES_TYPE, |text| match text.len() as u64 {
            length if length < least => Err(kind::bytes_too_short(least)),
            length if length > most => Err(kind::bytes_too_long(most)),
            _ => Ok(text.to_owned()),
        })
    }

    /// Reads a string that stands for an IP address of either version, or the number of one.
    pub fn ip_string(&mut self, rules: &'static Text) -> Option<String> {
        if !self.is_lax() {
            return self.string(rules);
        }
        let of_number = |number: u128| match u32::try_from(number) {
            Ok(number) => Some(Ipv4Addr::from(number).to_string()),
            Err(_) => Some(Ipv6Addr::from(number).to_string()),
        };
        let of_text = |text: &str| text.parse::<IpAddr>().ok().map(|_| text.to_owned());
        self.lax_address(kind::IP_ANY_ADDRESS, of_text, of_number)
    }

    /// Reads a value out of JSON that stands in a string.
    pub fn in_text<T>(&mut self, read: Read<T>) -> Option<T> {
        if self.scan.peek() != b'"' {
            return self.wrong(kind::JSON_TYPE);
        }
        let start = self.scan.at();
        let text = self.leaf()?.text();
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            return self.behind(kind::json_text_invalid(&error.to_string()), start);
        }
        let options = Options {
            mode: self.mode(),
            max_faults: self.faults_left(),
            ..Options::STRICT
        };
        let mut inner = Decoder::of(&text, &options);
        let value = read(&mut inner);
        let Err(mut faults) = inner.finish() else {
            return value;
        };
        let outer = self.loc();
        for mut fault in faults.list_mut().drain(..) {
            fault.loc.splice(0..0, outer.iter().cloned());
            self.record(fault);
        }
        None
    }

    /// Reads an object without a single known member.
    pub fn empty_model(&mut self) -> Option<BTreeMap<String, Value>> {
        if self.scan.peek() != b'{' {
            return self.wrong(kind::MODEL_ATTRIBUTES_TYPE);
        }
        self.map(&Members::ANY, |d| d.value())
    }

    #[allow(
        clippy::option_option,
        reason = "a format without rules, a wrong value and a value are three things"
    )]
    /// A string of a format; `None` when the format is one that changes nothing.
    pub(in crate::decode) fn lax_format(&mut self, rules: &'static Text) -> Option<Option<String>> {
        match rules.format? {
            Format::Time => Some(self.lax_time().map(|time| time.to_string())),
            Format::Duration => Some(self.lax_duration()),
            Format::Uri => Some(self.lax_url(rules)),
            Format::Email => Some(self.lax_parsed(kind::STRING_TYPE, |text| {
                email::check(text).map_err(|reason| kind::email(&reason))
            })),
            _ => None,
        }
    }

    fn lax_url(&mut self, rules: &'static Text) -> Option<String> {
        let most = rules.max_length;
        let (leaf, start) = self.lax_leaf()?;
        let url = match leaf {
            Leaf::Text(text) if text.len() as u64 > most => Err(kind::url_too_long(most)),
            // The limit is what tells a web address from any other.
            Leaf::Text(text) => url::check(&text, most < u64::MAX).map(|()| text.into_owned()),
            Leaf::Number(_) | Leaf::Boolean(_) | Leaf::Other => Err(kind::URL_TYPE),
        };
        match url {
            Ok(url) => Some(url),
            Err(kind) => self.behind(kind, start),
        }
    }

    /// Simple, hyphenated, braced or as a URN.
    pub(in crate::decode) fn lax_uuid(&mut self) -> Option<Uuid> {
        self.lax_parsed(kind::UUID_TYPE, |text| {
            // `try_parse` does not say what is wrong.
            Uuid::parse_str(text)
                .map_err(|error| kind::parsing("uuid_parsing", "a valid UUID", &error.to_string()))
        })
    }

    pub(in crate::decode) fn lax_ipv4(&mut self) -> Option<Ipv4Addr> {
        self.lax_address(
            kind::IP_V4_ADDRESS,
            |text| text.parse().ok(),
            |number| u32::try_from(number).ok().map(Ipv4Addr::from),
        )
    }

    pub(in crate::decode) fn lax_ipv6(&mut self) -> Option<Ipv6Addr> {
        self.lax_address(
            kind::IP_V6_ADDRESS,
            |text| text.parse().ok(),
            |number| Some(Ipv6Addr::from(number)),
        )
    }

    /// An address, or its number.
    fn lax_address<T>(
        &mut self,
        otherwise: Kind,
        parse: fn(&str) -> Option<T>,
        of_number: fn(u128) -> Option<T>,
    ) -> Option<T> {
        let (leaf, start) = self.lax_leaf()?;
        let address = match leaf {
            Leaf::Text(text) => parse(&text),
            Leaf::Number(text) => text.parse().ok().and_then(of_number),
            Leaf::Boolean(value) => of_number(value.into()),
            Leaf::Other => None,
        };
        match address {
            Some(address) => Some(address),
            None => self.behind(otherwise, start),
        }
    }

    fn lax_parsed<T>(
        &mut self,
        otherwise: Kind,
        parse: impl FnOnce(&str) -> Result<T, Kind>,
    ) -> Option<T> {
        let (leaf, start) = self.lax_leaf()?;
        let value = match leaf {
            Leaf::Text(text) => parse(&text),
            Leaf::Number(_) | Leaf::Boolean(_) | Leaf::Other => Err(otherwise),
        };
        match value {
            Ok(value) => Some(value),
            Err(kind) => self.behind(kind, start),
        }
    }
}
