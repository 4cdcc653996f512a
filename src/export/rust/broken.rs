//! Entries of attributes that are too long for a line → several lines: brackets open, one member a line.

/// Columns of a line.
const WIDTH: usize = 100;

/// An entry that begins after `indent` blanks.
pub fn entry(text: &str, indent: usize) -> String {
    if text.chars().count() + indent + 8 <= WIDTH || indent > 60 {
        return text.to_owned();
    }
    let Some((open, close)) = brackets(text) else {
        return text.to_owned();
    };
    let (head, rest) = text.split_at(open + 1);
    let (inside, tail) = rest.split_at(close - open - 1);
    let members = members(inside);
    if members.is_empty() {
        return text.to_owned();
    }
    let blank = " ".repeat(indent + 4);
    let short = |member: &&str| member.len() <= 24 && brackets(member).is_none();
    let mut out = head.to_owned();
    let mut column = WIDTH;
    for (index, member) in members.iter().enumerate() {
        let comma = if index + 1 < members.len() { "," } else { "" };
        let member = if members.iter().all(short) && column + member.len() + 3 < WIDTH {
            column += member.len() + 2;
            format!(" {member}")
        } else {
            column = indent + 5 + member.len();
            format!("\n{blank}{}", entry(member, indent + 4))
        };
        out.push_str(&member);
        out.push_str(comma);
    }
    out.push_str(&format!("\n{}{tail}", " ".repeat(indent)));
    out
}

/// Where the first brackets open and close.
fn brackets(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    let mut open = None;
    for (at, sign) in signs(text) {
        match sign {
            b'{' | b'[' | b'(' => {
                open = open.or(Some(at));
                depth += 1;
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return open.map(|open| (open, at));
                }
            }
            _ => {}
        }
    }
    None
}

/// What stands between the commas that are in no brackets.
fn members(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut from = 0;
    let mut members = Vec::new();
    for (at, sign) in signs(text) {
        match sign {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                members.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    members.push(text[from..].trim());
    members.retain(|member| !member.is_empty());
    members
}

/// Every byte that is in no string, and where it stands.
fn signs(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let sign = *bytes.get(at)?;
            let here = at;
            at += 1;
            match sign {
                b'r' if raw(&text[here..]).is_some() => {
                    at = here + raw(&text[here..]).unwrap_or(1);
                }
                b'"' => {
                    while let Some(inside) = bytes.get(at) {
                        at += if *inside == b'\\' { 2 } else { 1 };
                        if *inside == b'"' {
                            break;
                        }
                    }
                }
                _ => return Some((here, sign)),
            }
        }
    })
}

/// How long the raw string is that a text begins with.
fn raw(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('r')?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let body = rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let close = body.find(&end)?;
    Some(2 + hashes + close + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_entry_opens_its_brackets() {
        let text = format!(
            "examples = {{ \"a, {{\": {{ \"summary\": \"{}\", \"value\": [1, 2] }} }}",
            "x".repeat(80)
        );
        let expected = format!(
            "examples = {{\n    \"a, {{\": {{\n        \"summary\": \"{}\",\n        \"value\": [1, 2]\n    }}\n}}",
            "x".repeat(80)
        );
        assert_eq!(entry(&text, 0), expected);
    }

    #[test]
    fn strings_are_left_alone() {
        let raw = format!("json = r#\"{{ \"a\": \"{}\" }}\"#", "x, ".repeat(40));
        assert_eq!(entry(&raw, 0), raw);
        let long = format!("description = \"({})\"", "x, ".repeat(40));
        assert_eq!(entry(&long, 0), long);
    }

    #[test]
    fn short_members_share_lines() {
        let numbers = vec!["12345"; 40].join(", ");
        let broken = entry(&format!("enum = [{numbers}]"), 0);
        assert_eq!(broken.lines().count(), 6, "{broken}");
        assert!(broken.lines().all(|line| line.len() <= WIDTH));
    }
}
