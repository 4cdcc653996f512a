//! Text → words: what a character means in a name.

/// Spells out characters that no identifier can hold, where leaving them out would lose the meaning: `+1` is
/// `plus 1`, `-1` is `minus 1`, `.` alone is `dot`. Between letters a separator only separates.
pub fn spell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(at + 1).copied();
        match word(c, before, after, chars.len()) {
            Some(word) => {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
            }
            None if c == '\'' => {}
            None if unicode_ident::is_xid_continue(c) && c != '_' => out.push(c),
            None => out.push(' '),
        }
    }
    if out.trim().is_empty() {
        return spell_all(text);
    }
    out
}

/// Every character that is no letter or digit by its name: tells `a-b` from `a_b` when both are in one place.
pub fn spell_all(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if c != '_' && unicode_ident::is_xid_continue(c) {
            out.push(c);
        } else {
            out.push(' ');
            match symbol(c) {
                Some(name) => out.push_str(name),
                None => out.push_str(&format!("u{:x}", c as u32)),
            }
            out.push(' ');
        }
    }
    out
}

/// An identifier starts with a letter (or a script's own start character), not with a digit.
pub fn lead_with_letter(name: &str, lead: &str) -> String {
    match name.chars().next() {
        Some(c) if unicode_ident::is_xid_start(c) => name.to_owned(),
        Some(_) => format!("{lead}{name}"),
        None => format!("{lead}empty"),
    }
}

fn word(c: char, before: Option<char>, after: Option<char>, length: usize) -> Option<&'static str> {
    let starts_number = after.is_some_and(|c| c.is_ascii_digit());
    let after_word = before.is_some_and(char::is_alphanumeric);
    match c {
        '-' if starts_number && !after_word => Some("minus"),
        '+' => Some("plus"),
        '.' if before.is_some_and(|c| c.is_ascii_digit()) && starts_number => Some("dot"),
        '<' if after == Some('=') => Some("less equal"),
        '>' if after == Some('=') => Some("greater equal"),
        '!' if after == Some('=') => Some("not equal"),
        '=' if matches!(before, Some('<' | '>' | '!')) => Some(" "),
        '<' | '>' | '=' | '!' | '*' | '%' | '&' | '|' | '~' | '^' if length <= 3 => symbol(c),
        '$' | '@' | '#' if !after_word => symbol(c),
        _ => None,
    }
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "dash",
        '_' => "underscore",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '/' => "slash",
        '\\' => "backslash",
        ' ' => "space",
        '*' => "star",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '|' => "pipe",
        '!' => "not",
        '?' => "question",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '~' => "tilde",
        '^' => "caret",
        '(' => "open",
        ')' => "close",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        '\'' => "quote",
        '"' => "double quote",
        '`' => "backtick",
        '\n' => "newline",
        '\t' => "tab",
        _ => return None,
    })
}
