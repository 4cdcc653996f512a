//! Addresses as the crate `url` reads them (WHATWG URL, section 4.4), as far as accepting and refusing goes.

use crate::fault::Kind;
use crate::fault::kind;
use std::net::Ipv6Addr;

/// Schemes whose addresses have a host.
const SPECIAL: &[&str] = &["http", "https", "ws", "wss", "ftp"];

/// `web`: only `http` and `https` will do.
pub fn check(text: &str, web: bool) -> Result<(), Kind> {
    let wrong = |error: &str| Err(kind::parsing("url_parsing", "a valid URL", error));
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    if text.is_empty() {
        return wrong("input is empty");
    }
    let Some((scheme, rest)) = trimmed
        .split_once(':')
        .filter(|(scheme, _)| is_scheme(scheme))
    else {
        return wrong("relative URL without a base");
    };
    let scheme = scheme.to_ascii_lowercase();
    let special = SPECIAL.contains(&scheme.as_str());
    let authority = if special {
        Some(rest.trim_start_matches(['/', '\\']))
    } else {
        rest.strip_prefix("//")
    };
    if let Some(authority) = authority {
        let ends: &[char] = if special {
            &['/', '\\', '?', '#']
        } else {
            &['/', '?', '#']
        };
        let authority = authority.split(ends).next().unwrap_or_default();
        if let Err(error) = check_authority(authority, special) {
            return wrong(error);
        }
    }
    if web && !matches!(scheme.as_str(), "http" | "https") {
        return Err(kind::url_scheme("'http' or 'https'"));
    }
    Ok(())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn check_authority(authority: &str, special: bool) -> Result<(), &'static str> {
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, after)) => {
            inside
                .parse::<Ipv6Addr>()
                .map_err(|_| "invalid IPv6 address")?;
            ("ipv6", after.strip_prefix(':').unwrap_or_default())
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    if special && host.is_empty() {
        return Err("empty host");
    }
    if !port.is_empty() && port.parse::<u16>().is_err() || port.starts_with('+') {
        return Err("invalid port number");
    }
    if special && host.contains(forbidden) {
        return Err("invalid international domain name");
    }
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let numeric = special && parts.last().is_some_and(|last| number(last));
    if numeric && (parts.len() > 4 || parts.iter().any(|part| !number(part) || part.len() > 10)) {
        return Err("invalid IPv4 address");
    }
    if numeric && parts.len() == 4 && parts.iter().any(|part| part.parse::<u8>().is_err()) {
        return Err("invalid IPv4 address");
    }
    Ok(())
}

/// WHATWG URL, section 3.4, "forbidden domain code point".
fn forbidden(c: char) -> bool {
    c <= ' ' || c == '\u{7f}' || "#/:<>?@[\\]^|%".contains(c) && c != '%'
}
