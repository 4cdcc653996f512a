//! The little of RFC 3986 that references need: splitting off a fragment, resolving against a base, decoding.

/// `(before, fragment)`, at the first `#`.
pub fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (reference, None),
    }
}

/// Does it name its own scheme (`https://…`, `urn:…`)? A single letter is a Windows drive, not a scheme.
pub fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// `reference` (without its fragment) as seen from `base`, an absolute URI (RFC 3986 section 5.2).
pub fn resolve(base: &str, reference: &str) -> String {
    if has_scheme(reference) {
        return reference.to_owned();
    }
    if reference.is_empty() {
        return base.to_owned();
    }
    let (scheme, rest) = base.split_once(':').unwrap_or(("", base));
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}");
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len());
            (Some(&after[..end]), &after[end..])
        }
        None => (None, rest),
    };
    let path = path.split('?').next().unwrap_or(path);
    let joined = if reference.starts_with('/') {
        reference.to_owned()
    } else {
        let folder = path.rfind('/').map_or("/", |end| &path[..=end]);
        format!("{folder}{reference}")
    };
    let path = normalise(&joined).unwrap_or(joined);
    match authority {
        Some(authority) => format!("{scheme}://{authority}{path}"),
        None => format!("{scheme}:{path}"),
    }
}

/// Takes `.` and `..` out of a path; `None` when it leaves the root.
pub fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let lead = if path.starts_with('/') { "/" } else { "" };
    Some(format!("{lead}{}", parts.join("/")))
}

/// Percent-decodes; bytes that are no UTF-8 and `%` signs that lead no escape stay as they are.
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The tokens of a pointer in a fragment (RFC 6901 section 6); `None` when it is no pointer but an anchor.
pub fn pointer_tokens(fragment: &str) -> Option<Vec<String>> {
    if fragment.is_empty() {
        return Some(Vec::new());
    }
    let decoded = decode(fragment);
    let rest = decoded.strip_prefix('/')?;
    Some(
        rest.split('/')
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_against_their_base() {
        for (base, reference, expected) in [
            ("spec:/a/b.yaml", "c.yaml", "spec:/a/c.yaml"),
            ("spec:/a/b.yaml", "../c.yaml", "spec:/c.yaml"),
            ("spec:/a/b.yaml", "./x/./c.yaml", "spec:/a/x/c.yaml"),
            ("http://h:1/a/b", "c", "http://h:1/a/c"),
            ("http://h:1/a/b", "/c", "http://h:1/c"),
            ("http://h", "c", "http://h/c"),
            ("http://h/a", "//other/c", "http://other/c"),
            ("http://h/a", "urn:x:y", "urn:x:y"),
            ("http://h/a", "", "http://h/a"),
        ] {
            assert_eq!(
                resolve(base, reference),
                expected,
                "{reference} from {base}"
            );
        }
    }

    #[test]
    fn fragments_are_decoded_and_unescaped() {
        assert_eq!(
            pointer_tokens("/paths/~1a~1%7Bid%7D/x~01"),
            Some(vec!["paths".into(), "/a/{id}".into(), "x~1".into()])
        );
        assert_eq!(pointer_tokens("/a%ZZ%"), Some(vec!["a%ZZ%".into()]));
        assert_eq!(pointer_tokens("/%FF"), Some(vec!["%FF".into()]));
        assert_eq!(pointer_tokens("anchor"), None);
    }
}
