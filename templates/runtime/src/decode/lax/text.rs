//! Strings that stand for something else.

use super::{Leaf, email, url};
use crate::decode::Decoder;
use crate::decode::rules::Text;
use crate::fault::Kind;
use crate::fault::kind;
use crate::format::Format;
use std::net::{Ipv4Addr, Ipv6Addr};
use uuid::Uuid;

impl Decoder<'_> {
    /// A string of a format; `None` when the format is one that changes nothing.
    pub(in crate::decode) fn lax_format(&mut self, rules: &'static Text) -> Option<Option<String>> {
        match rules.format? {
            Format::Time => Some(self.lax_moment_text(false)),
            Format::Duration => Some(self.lax_moment_text(true)),
            Format::Uri => Some(self.lax_url(rules)),
            Format::Email => Some(self.lax_parsed(kind::STRING_TYPE, |text| email::check(text).map_err(|reason| kind::email(&reason)))),
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
            Uuid::try_parse(text)
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
            Leaf::Boolean(_) | Leaf::Other => None,
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
