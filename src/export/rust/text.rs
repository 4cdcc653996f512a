//! The spelling of the language: literals, attributes, doc comments. In: values and texts. Out: Rust source. It must not
//! know what is described.

use super::broken;
use proc_macro2::Literal;
use serde_json::Value;

/// Columns that the entries of an attribute may have on one line: rustfmt's limit.
const WIDTH: usize = 70;

/// A string literal.
pub fn string(text: &str) -> String {
    Literal::string(text).to_string()
}

/// A value as attributes take it: `{ "a": [1, null] }`.
pub fn value(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(self::value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, member)| format!("{}: {}", string(key), self::value(member)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// `json = r#"…"#`, with lines where one would be long.
pub fn json(value: &Value) -> String {
    let text = value.to_string();
    let text = match serde_json::to_string_pretty(value) {
        Ok(pretty) if text.len() > WIDTH => pretty,
        _ => text,
    };
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("json = r{hashes}\"{text}\"{hashes}")
}

/// `x-name = value`, in quotes where the name is no Rust.
pub fn extension(name: &str, value: &Value) -> String {
    let plain = name.split('-').all(|part| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let name = if plain { name.to_owned() } else { string(name) };
    match value {
        Value::Bool(true) => name,
        value => format!("{name} = {}", self::value(value)),
    }
}

/// `#[name(entries)]` on lines of its own, each indented by `indent` blanks.
pub fn attribute(out: &mut String, indent: usize, mark: &str, name: &str, entries: &[String]) {
    let blank = " ".repeat(indent);
    if entries.is_empty() {
        out.push_str(&format!("{blank}{mark}[{name}]\n"));
        return;
    }
    let line = entries.join(", ");
    if line.chars().count() <= WIDTH {
        out.push_str(&format!("{blank}{mark}[{name}({line})]\n"));
        return;
    }
    if let [only] = entries {
        let only = broken::entry(only, indent);
        out.push_str(&format!("{blank}{mark}[{name}({only})]\n"));
        return;
    }
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| broken::entry(entry, indent + 4))
        .collect();
    let lines = lines.join(&format!(",\n{blank}    "));
    out.push_str(&format!(
        "{blank}{mark}[{name}(\n{blank}    {lines}\n{blank})]\n"
    ));
}

/// A doc comment; `mark` is `///` or `//!`.
pub fn docs(out: &mut String, indent: usize, mark: &str, text: &str) {
    let blank = " ".repeat(indent);
    for line in text.trim().lines() {
        out.push_str(format!("{blank}{mark} {line}").trim_end());
        out.push('\n');
    }
}

/// Can a text be a doc comment, apart from blanks at the ends of its lines?
pub fn is_doc(text: &str) -> bool {
    !text.trim().is_empty()
        && text
            .chars()
            .all(|c| c == '\n' || c == '\r' || !c.is_control() || c == '\t')
        && !text.trim_end().replace("\r\n", "\n").contains('\r')
}

/// Is a text the same when it is read back from a doc comment?
pub fn is_exact_doc(text: &str) -> bool {
    is_doc(text) && text.trim() == text && text.lines().all(|line| line.trim_end() == line)
}
