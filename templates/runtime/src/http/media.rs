//! Media types (RFC 9110, section 8.3.1): which documented one a `Content-Type` means.

/// The media type of an urlencoded form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The index of the documented media type that a `Content-Type` is, the most specific one first: the same type and
/// parameters, the same type, JSON by another name (`application/problem+json` for `application/json`), `text/*`, `*/*`.
#[must_use]
pub fn select(content_type: &str, documented: &[&str]) -> Option<usize> {
    let (essence, parameters) = split(content_type);
    let place = |accepts: &dyn Fn(&str) -> bool| documented.iter().position(|media| accepts(media));
    place(&|media| {
        split(media).0.eq_ignore_ascii_case(essence)
            && split(media).1.eq_ignore_ascii_case(parameters)
    })
    .or_else(|| place(&|media| split(media).0.eq_ignore_ascii_case(essence)))
    .or_else(|| {
        place(&|media| split(media).0.eq_ignore_ascii_case("application/json") && is_json(essence))
    })
    .or_else(|| place(&|media| in_range(essence, split(media).0)))
}

/// `application/json`, `application/anything+json`; parameters are no matter.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let (essence, _) = split(media_type);
    let Some((main, sub)) = essence.split_once('/') else {
        return false;
    };
    let suffix = sub.len().checked_sub(5).and_then(|at| sub.get(at..));
    main.eq_ignore_ascii_case("application")
        && (sub.eq_ignore_ascii_case("json")
            || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json")))
}

/// Whether it is of a type such as `multipart/form-data`, parameters aside.
#[must_use]
pub fn is(media_type: &str, essence: &str) -> bool {
    split(media_type).0.eq_ignore_ascii_case(essence)
}

/// A parameter's value, without its quotes: `boundary`, `charset`.
#[must_use]
pub fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = if let Some(quoted) = after.strip_prefix('"') {
            quoted_text(quoted)
        } else {
            let (value, next) = after.split_once(';').unwrap_or((after, ""));
            (value.trim_end().to_owned(), next)
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = next;
    }
}

/// The text up to the closing quote, and what follows the next `;`. A backslash escapes a quote or a backslash alone:
/// browsers write file names of Windows paths as they are.
fn quoted_text(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => {
                return (
                    text,
                    quoted[at + 1..]
                        .split_once(';')
                        .map_or("", |(_, next)| next),
                );
            }
            '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => text.push(escaped),
                None => text.push('\\'),
            },
            _ => text.push(char),
        }
    }
    (text, "")
}

fn split(media_type: &str) -> (&str, &str) {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    (essence.trim(), parameters.trim())
}

fn in_range(essence: &str, range: &str) -> bool {
    match range.split_once('/') {
        Some(("*", "*")) => true,
        Some((main, "*")) => essence
            .split_once('/')
            .is_some_and(|(known, _)| known.eq_ignore_ascii_case(main)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_documented_type_is_meant() {
        let documented = [
            "application/json",
            "text/*",
            "application/x;v=2",
            "application/x",
            "text/csv",
        ];
        for (sent, index) in [
            ("application/json", Some(0)),
            ("Application/JSON; charset=utf-8", Some(0)),
            ("application/merge-patch+json", Some(0)),
            ("text/plain", Some(1)),
            ("text/csv", Some(4)),
            ("application/x", Some(3)),
            ("application/x; v=2", Some(2)),
            ("image/png", None),
            ("", None),
            ("json", None),
        ] {
            assert_eq!(select(sent, &documented), index, "{sent}");
        }
        assert_eq!(select("image/png", &["*/*"]), Some(0));
    }

    #[test]
    fn parameters_may_be_quoted() {
        for (header, name, value) in [
            ("multipart/form-data; boundary=abc", "boundary", Some("abc")),
            (
                "multipart/form-data;charset=utf-8; Boundary=\"a b;c\" ; x=1",
                "boundary",
                Some("a b;c"),
            ),
            (
                "form-data; filename=\"a\\\"b.txt\"; name=\"f\"",
                "filename",
                Some("a\"b.txt"),
            ),
            (
                "form-data; filename=\"C:\\x\\y.txt\"; name=\"f\"",
                "filename",
                Some("C:\\x\\y.txt"),
            ),
            ("form-data; filename=\"a\"; name=\"f\"", "name", Some("f")),
            ("multipart/form-data", "boundary", None),
            ("multipart/form-data; boundary", "boundary", None),
        ] {
            assert_eq!(parameter(header, name).as_deref(), value, "{header}");
        }
    }
}
