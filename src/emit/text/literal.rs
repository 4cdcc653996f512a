//! Texts of the description inside Rust files: comments and string literals that say what was said, whatever it was.

/// A text as one line of a doc comment: the first line, without what Rust or clippy refuse there.
pub fn comment(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let line: String = line
        .chars()
        .map(|char| {
            if char.is_control() || is_hidden(char) {
                ' '
            } else {
                char
            }
        })
        .collect();
    line.trim().to_owned()
}

/// A raw string of several lines, beginning with a line break; `None` for a text that can't stand in one.
pub fn raw_string(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n");
    if text
        .chars()
        .any(|char| is_hidden(char) || char.is_control() && char != '\n' && char != '\t')
    {
        return None;
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    Some(format!("r{hashes}\"\n{text}\n\"{hashes}"))
}

/// Characters that change the direction of text: rustc refuses them in literals and comments.
fn is_hidden(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
