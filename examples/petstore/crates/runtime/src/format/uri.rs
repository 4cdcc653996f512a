//! References to resources: RFC 3986, RFC 3987 for other scripts, and the templates of RFC 6570.

use std::net::Ipv6Addr;

/// A URI or IRI, with its scheme.
pub(super) fn absolute(text: &str, iri: bool) -> bool {
    scheme(text).is_some_and(|rest| parts(rest, iri))
}

/// A URI or IRI, or one relative to another.
pub(super) fn reference(text: &str, iri: bool) -> bool {
    if absolute(text, iri) {
        return true;
    }
    // Without a scheme a colon in the first segment would look like one (section 4.2).
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    !first.contains(':') && parts(text, iri)
}

/// What follows a scheme, if there is one.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let letters = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let first = scheme.bytes().next()?;
    (letters && first.is_ascii_alphabetic()).then_some(rest)
}

fn parts(text: &str, iri: bool) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let (authority, path) = match text.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", text),
    };
    self::authority(authority, iri)
        && run(path, ":@/", iri)
        && run(query, ":@/?", iri)
        && run(fragment, ":@/?", iri)
}

fn authority(text: &str, iri: bool) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else {
                return false;
            };
            if !bracketed(address) {
                return false;
            }
            ("", port)
        }
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    run(user, ":", iri) && run(host, "", iri) && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// `IP-literal` of section 3.2.2.
fn bracketed(address: &str) -> bool {
    if let Some(future) = address.strip_prefix(['v', 'V']) {
        return future.split_once('.').is_some_and(|(version, rest)| {
            let hex = version.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex && !version.is_empty()
                && !rest.is_empty()
                && run(rest, ":", false)
                && !rest.contains('%')
        });
    }
    address.parse::<Ipv6Addr>().is_ok()
}

/// Characters that may stand anywhere, those of `also`, and escapes of two hexadecimal digits.
fn run(text: &str, also: &str, iri: bool) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let fine = match letter {
            '%' => {
                let digits = [letters.next(), letters.next()];
                digits
                    .iter()
                    .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
            }
            letter if letter.is_ascii() => {
                letter.is_ascii_alphanumeric()
                    || "-._~!$&'()*+,;=".contains(letter)
                    || also.contains(letter)
            }
            letter => iri && other_script(letter),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// `ucschar` and `iprivate` of RFC 3987 section 2.2.
fn other_script(letter: char) -> bool {
    matches!(letter, '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' | '\u{10000}'..)
        && letter as u32 & 0xFFFE != 0xFFFE
}

/// RFC 6570 section 2.
pub(super) fn template(text: &str) -> bool {
    let mut rest = text;
    while let Some(brace) = rest.find(['{', '}']) {
        let (plain, tail) = rest.split_at(brace);
        let Some((expression, tail)) = tail.strip_prefix('{').and_then(|tail| tail.split_once('}'))
        else {
            return false;
        };
        if !literals(plain) || !self::expression(expression) {
            return false;
        }
        rest = tail;
    }
    literals(rest)
}

fn literals(text: &str) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let fine = match letter {
            '%' => [letters.next(), letters.next()]
                .iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '|' => false,
            letter => !letter.is_control(),
        };
        if !fine {
            return false;
        }
    }
    true
}

fn expression(text: &str) -> bool {
    let names = text
        .strip_prefix(['+', '#', '.', '/', ';', '?', '&'])
        .unwrap_or(text);
    names.split(',').all(|name| {
        let name = name.strip_suffix('*').unwrap_or(name);
        let (name, prefix) = name.split_once(':').unwrap_or((name, "1"));
        let length = (1..=4).contains(&prefix.len())
            && prefix.bytes().all(|byte| byte.is_ascii_digit())
            && !prefix.starts_with('0');
        length && name.split('.').all(variable)
    })
}

fn variable(name: &str) -> bool {
    let mut bytes = name.bytes();
    let mut any = false;
    while let Some(byte) = bytes.next() {
        any = true;
        let fine = match byte {
            b'%' => [bytes.next(), bytes.next()]
                .iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            byte => byte.is_ascii_alphanumeric() || byte == b'_',
        };
        if !fine {
            return false;
        }
    }
    any
}
