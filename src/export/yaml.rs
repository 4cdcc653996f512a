//! A value tree → YAML 1.2 text, in block style, as a person would write it. Every YAML reader, of 1.1 too, reads the
//! same values from it.

use serde_json::Value;
use std::fmt::Write as _;

/// The text of a document, with a line end at its end.
#[must_use]
pub fn print(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(members) if !members.is_empty() => block(&mut out, value, 0),
        Value::Array(items) if !items.is_empty() => block(&mut out, value, 0),
        scalar => {
            // Indented: a line of its own could be a mark between documents.
            inline(&mut out, scalar, 1);
            out.push('\n');
        }
    }
    out
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// The members or items of a value that has some, each on a line of its own.
fn block(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(members) => {
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 || !out.ends_with("- ") {
                    indent(out, depth);
                }
                scalar(out, key);
                out.push(':');
                nested(out, member, depth + 1);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 || !out.ends_with("- ") {
                    indent(out, depth);
                }
                out.push_str("- ");
                if is_block(item) {
                    block(out, item, depth + 1);
                } else {
                    inline(out, item, depth + 1);
                    out.push('\n');
                }
            }
        }
        _ => {}
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// What follows a `key:`.
fn nested(out: &mut String, value: &Value, depth: usize) {
    if is_block(value) {
        out.push('\n');
        block(out, value, depth);
    } else {
        out.push(' ');
        inline(out, value, depth);
        out.push('\n');
    }
}

fn inline(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::String(text) if is_literal(text) => literal(out, text, depth),
        Value::String(text) => scalar(out, text),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

/// Is a text one that reads best as lines of its own?
fn is_literal(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    body.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && text.chars().all(|c| c == '\n' || is_plain_char(c))
}

fn literal(out: &mut String, text: &str, depth: usize) {
    let body = text.trim_end_matches('\n');
    out.push_str(match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    });
    // With `|+` the line ends of the text itself follow, the last one is the caller's.
    let lines = if text.len() - body.len() > 1 {
        &text[..text.len() - 1]
    } else {
        body
    };
    for line in lines.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(out, depth);
            out.push_str(line);
        }
    }
}

fn is_plain_char(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn scalar(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else if text.chars().all(is_plain_char) && !text.contains('\'') {
        let _ = write!(out, "'{text}'");
    } else {
        quoted(out, text);
    }
}

/// Double quotes; JSON's escapes are YAML's too.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_plain_char(c) => out.push(c),
            c if u32::from(c) <= 0xff => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
        }
    }
    out.push('"');
}

/// Is a text a plain scalar that reads as a string, in YAML 1.1 and 1.2, wherever it stands?
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let starts = first.is_alphabetic() || matches!(first, '/' | '_' | '$' | '(' | '^');
    // `3.1.0` is no number, in any version.
    let is_version = text.split('.').count() > 2
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let safe = (starts || is_version)
        && text.chars().all(is_plain_char)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #");
    safe && !is_word_of_yaml(text)
}

/// Words that some version of YAML reads as something other than a string.
fn is_word_of_yaml(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "nan" | "inf"
    )
}

#[cfg(test)]
mod tests {
    use super::print;
    use serde_json::{Value, json};

    fn again(text: &str) -> Value {
        serde_yaml::from_str(text).expect("what is printed is YAML")
    }

    #[test]
    fn reads_as_a_person_would_write_it() {
        let value = json!({
            "openapi": "3.1.0",
            "info": { "title": "Pets: all of them", "version": "1", "description": "One\n\nTwo\n" },
            "tags": [{ "name": "no" }, { "name": "pets", "x": [] }],
            "paths": { "/pets/{id}": { "200": [[1, 2.5], {}], "a": null } },
        });
        insta::assert_snapshot!(print(&value), @r"
        openapi: 3.1.0
        info:
          title: 'Pets: all of them'
          version: '1'
          description: |
            One

            Two
        tags:
          - name: 'no'
          - name: pets
            x: []
        paths:
          /pets/{id}:
            '200':
              - - 1
                - 2.5
              - {}
            a: null
        ");
        assert_eq!(again(&print(&value)), value);
    }

    #[test]
    fn every_text_survives() {
        let texts = [
            "",
            " ",
            "a",
            "a b",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "'",
            "\"",
            "it's",
            "a\nb",
            "a\nb\n",
            "a\nb\n\n\n",
            "\n",
            "\n\n",
            " a\nb",
            "a\n  b",
            "a \nb",
            "\ta\nb",
            "a\tb",
            "\u{0}",
            "\u{7f}",
            "\u{85}x",
            "\u{2028}",
            "\u{feff}",
            "💡",
            "[a]",
            "{a}",
            "a, b",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "~",
            "null",
            "True",
            "NO",
            "1",
            "1.5",
            "0x1",
            "1e3",
            ".5",
            "-1",
            "+1",
            "1.2.3",
            "1..2",
            "1.2.",
            "2001-01-01",
            "1:30",
            "?",
            "? a",
            ":",
            ":a",
            "=",
            "<<",
            "a:",
            "a\r\nb",
            "---",
            "...",
            "--- a\nb",
            "a\n--- b",
            "a\n#b",
            "é",
            "$ref",
            "(a)",
            "^a$",
            "a\n\n",
            "/x: y",
            ".inf",
        ];
        for text in texts {
            for value in [
                json!(text),
                json!([text]),
                json!({ "k": text }),
                json!({ text: 1 }),
                json!([[{ text: [text] }]]),
            ] {
                let printed = print(&value);
                assert_eq!(again(&printed), value, "{text:?}:\n{printed}");
            }
        }
    }
}
