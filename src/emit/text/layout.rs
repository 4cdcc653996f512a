//! rustfmt's line breaks (style edition 2024, widths as they are by default), for the few lines whose length depends on
//! names of the description.

const MAX_WIDTH: usize = 100;
const CHAIN_WIDTH: usize = 60;
/// The last line of a signature that is broken: narrower than it has to be, and wider than it may be (rustfmt 1.8, as
/// seen).
const LAST_WIDTH: usize = 96;
const LAST_WIDTH_WITHOUT_BRACE: usize = 104;

/// The signature of a method up to its brace, indented by four.
pub fn signature(function: &str, arguments: &[String], output: &str) -> String {
    let line = format!(
        "    async fn {function}({}) -> {output} {{",
        arguments.join(", ")
    );
    if line.chars().count() <= MAX_WIDTH {
        return line;
    }
    let mut text = format!("    async fn {function}(\n");
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
