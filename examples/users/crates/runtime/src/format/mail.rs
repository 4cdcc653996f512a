//! Addresses of mailboxes: RFC 5321 section 4.1.2, and RFC 6531 for other scripts.

use super::host;
use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn accepts(text: &str) -> bool {
    text.is_ascii() && mailbox(text, host::accepts)
}

pub(super) fn accepts_idn(text: &str) -> bool {
    mailbox(text, host::accepts_idn)
}

fn mailbox(text: &str, host: fn(&str) -> bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let local_fits = match quoted {
        Some(quoted) => local.len() >= 2 && quoted_text(quoted),
        None => local.split('.').all(atom),
    };
    local_fits && local.len() <= 64 && (host(domain) || literal(domain))
}

fn atom(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|letter| {
            !letter.is_ascii()
                || letter.is_ascii_alphanumeric()
                || "!#$%&'*+-/=?^_`{|}~".contains(letter)
        })
}

fn quoted_text(text: &str) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let fine = match letter {
            '\\' => letters.next().is_some_and(|letter| !letter.is_control()),
            '"' => false,
            letter => !letter.is_control(),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// An address of the internet in brackets.
fn literal(domain: &str) -> bool {
    let inner = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| match inner.strip_prefix("IPv6:") {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => inner.parse::<Ipv4Addr>().is_ok(),
    })
}
