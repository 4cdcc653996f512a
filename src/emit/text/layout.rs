//! rustfmt's line breaks (style edition 2024, widths as they are by default), for the few lines whose length depends on
//! names of the description.

const MAX_WIDTH: usize = 100;
const CHAIN_WIDTH: usize = 60;
/// The last line of a signature that is broken: narrower than it has to be, and wider than it may be (rustfmt 1.8, as
/// seen).
const LAST_WIDTH: usize = 96;
const LAST_WIDTH_WITHOUT_BRACE: usize = 104;

/// How a method begins.
pub fn head(blocking: bool) -> &'static str {
    if blocking { "fn" } else { "async fn" }
}

/// The signature of a method up to its brace, indented by four.
pub fn signature(head: &str, function: &str, arguments: &[String], output: &str) -> String {
    let line = format!(
        "    {head} {function}({}) -> {output} {{",
        arguments.join(", ")
    );
    if line.chars().count() <= MAX_WIDTH {
        return line;
    }
    let mut text = format!("    {head} {function}(\n");
    for argument in arguments {
        text += &format!("        {argument},\n");
    }
    let last = format!("    ) -> {output} {{");
    let width = last.chars().count();
    if width <= LAST_WIDTH {
        return text + &last;
    }
    if width <= LAST_WIDTH_WITHOUT_BRACE {
        return format!("{text}    ) -> {output}\n    {{");
    }
    // `Result<A, B>`: one argument per line.
    match output
        .split_once('<')
        .and_then(|(name, inner)| Some((name, inner.strip_suffix('>')?)))
    {
        Some((name, inner)) => {
            let inner: String = split_arguments(inner)
                .iter()
                .map(|argument| format!("        {argument},\n"))
                .collect();
            format!("{text}    ) -> {name}<\n{inner}    > {{")
        }
        None => text + &last,
    }
}

/// `use path::{names};`, with the names in rustfmt's order.
pub fn import(path: &str, names: &[String]) -> String {
    let mut names = names.to_vec();
    names.sort_by_key(|name| {
        (
            name.chars().next().is_some_and(char::is_uppercase),
            name.clone(),
        )
    });
    names.dedup();
    let list = names.join(", ");
    if let [name] = names.as_slice() {
        return format!("use {path}::{name};");
    }
    let line = format!("use {path}::{{{list}}};");
    let nested = names.iter().any(|name| name.contains('{'));
    // Paths in the list take one more, as seen.
    let paths = usize::from(list.contains("::"));
    if line.chars().count() + paths < MAX_WIDTH && !nested {
        return line;
    }
    if nested {
        let lines: String = names.iter().map(|name| format!("    {name},\n")).collect();
        return format!("use {path}::{{\n{lines}}};");
    }
    let mut lines = vec![String::from("   ")];
    for name in &names {
        let mut last = lines.pop().unwrap_or_default();
        if last.chars().count() + name.chars().count() + 2 > MAX_WIDTH {
            lines.push(last);
            last = String::from("   ");
        }
        lines.push(format!("{last} {name},"));
    }
    format!("use {path}::{{\n{}\n}};", lines.join("\n"))
}

/// Type arguments, at the commas that are not inside brackets.
fn split_arguments(inner: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut arguments = Vec::new();
    for (at, char) in inner.char_indices() {
        match char {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                arguments.push(inner[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    arguments.push(inner[from..].trim());
    arguments
}

/// `first.a().b()` as the last expression of a function.
pub fn chain(first: &str, calls: &[String]) -> String {
    let line = format!("{first}{}", calls.concat());
    if line.chars().count() <= CHAIN_WIDTH || calls.is_empty() {
        return format!("    {line}");
    }
    let calls: String = calls
        .iter()
        .map(|call| format!("\n        {call}"))
        .collect();
    format!("    {first}{calls}")
}

/// A function's head up to its brace, not indented.
pub fn function(head: &str, arguments: &[String], output: &str) -> String {
    let line = format!("{head}({}) -> {output} {{", arguments.join(", "));
    if line.chars().count() <= MAX_WIDTH {
        return line;
    }
    let arguments: String = arguments
        .iter()
        .map(|argument| format!("    {argument},\n"))
        .collect();
    format!("{head}(\n{arguments}) -> {output} {{")
}

/// `prefix first.a().b() suffix`; the prefix carries the indentation.
pub fn chained(prefix: &str, first: &str, calls: &[String], suffix: &str) -> String {
    let line = format!("{prefix}{first}{}{suffix}", calls.concat());
    let chain = line.chars().count() - prefix.chars().count() - suffix.matches(';').count();
    // rustfmt counts a `?` at the end twice.
    let tried = usize::from(suffix.starts_with('?'));
    let fits = line.chars().count() + tried <= MAX_WIDTH;
    let lines = calls.iter().any(|call| call.contains('\n'));
    if fits && !lines && (calls.len() == 1 || chain + tried <= CHAIN_WIDTH) {
        return line;
    }
    let indent = " ".repeat(indent_of(prefix) + 4);
    let calls: String = calls
        .iter()
        .map(|call| format!("\n{indent}{call}"))
        .collect();
    format!("{prefix}{first}{calls}{suffix}")
}

/// `.name(arguments)` in a chain that stands in a function, broken where the arguments are too wide (`fn_call_width`).
pub fn call(name: &str, arguments: &[String], tail: &str) -> String {
    let joined = arguments.join(", ");
    if joined.chars().count() <= CHAIN_WIDTH && !joined.contains('\n') {
        return format!(".{name}({joined}){tail}");
    }
    let arguments: String = arguments
        .iter()
        .map(|argument| format!("            {argument},\n"))
        .collect();
    format!(".{name}(\n{arguments}        ){tail}")
}

/// `prefix value suffix`, the value on a line of its own where it is too long.
pub fn statement(prefix: &str, value: &str, suffix: &str) -> String {
    let line = format!("{prefix}{value}{suffix}");
    if line.chars().count() <= MAX_WIDTH {
        return line;
    }
    let indent = " ".repeat(indent_of(prefix) + 4);
    format!("{}\n{indent}{value}{suffix}", prefix.trim_end())
}

fn indent_of(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
