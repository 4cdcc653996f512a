//! [`Node`] → the same pattern for the `regex` crate, whose time is linear in the text.

use super::{Class, Member, Node, SPACES};
use std::fmt::Write as _;

/// The pattern in the syntax of the `regex` crate, meaning exactly the same; `None` where it has look-around or
/// back-references, which that crate can't run.
#[must_use]
pub fn translate(node: &Node) -> Option<String> {
    let mut text = String::new();
    write(node, &mut text)?;
    Some(text)
}

fn write(node: &Node, text: &mut String) -> Option<()> {
    match node {
        Node::Char(c) => write_char(*c, text),
        Node::Any => text.push_str(r"[^\n\r\x{2028}\x{2029}]"),
        Node::Class(class) => write_class(class, text),
        Node::Sequence(nodes) => {
            for node in nodes {
                write(node, text)?;
            }
        }
        Node::Alternatives(branches) => {
            for (index, branch) in branches.iter().enumerate() {
                if index > 0 {
                    text.push('|');
                }
                write(branch, text)?;
            }
        }
        Node::Group { inner, .. } => {
            text.push_str("(?:");
            write(inner, text)?;
            text.push(')');
        }
        Node::Repeat {
            inner,
            least,
            most,
            greedy,
        } => {
            text.push_str("(?:");
            write(inner, text)?;
            text.push(')');
            let _ = match (least, most) {
                (0, None) => write!(text, "*"),
                (1, None) => write!(text, "+"),
                (0, Some(1)) => write!(text, "?"),
                (least, None) => write!(text, "{{{least},}}"),
                (least, Some(most)) if least == most => write!(text, "{{{least}}}"),
                (least, Some(most)) => write!(text, "{{{least},{most}}}"),
            };
            if !greedy {
                text.push('?');
            }
        }
        Node::Start => text.push('^'),
        // Without flags the crate's `$` is the end of the text, as ECMA-262's is.
        Node::End => text.push('$'),
        Node::WordBoundary { negated } => {
            text.push_str(if *negated { r"(?-u:\B)" } else { r"(?-u:\b)" });
        }
        Node::Look { .. } | Node::BackReference(_) => return None,
    }
    Some(())
}

fn write_char(c: char, text: &mut String) {
    match c {
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$'
        | '#' | '&' | '-' | '~' => {
            text.push('\\');
            text.push(c);
        }
        ' '..='~' => text.push(c),
        _ if c.is_alphanumeric() => text.push(c),
        _ => {
            let _ = write!(text, r"\x{{{:x}}}", u32::from(c));
        }
    }
}

fn write_class(class: &Class, text: &mut String) {
    if let [member] = &*class.members
        && let Some(short) = short_form(member, class.negated)
    {
        text.push_str(short);
        return;
    }
    if class.members.is_empty() {
        // Nothing, or everything when negated.
        text.push_str(if class.negated {
            r"[\x{0}-\x{10FFFF}]"
        } else {
            r"[^\x{0}-\x{10FFFF}]"
        });
        return;
    }
    text.push_str(if class.negated { "[^" } else { "[" });
    for member in &class.members {
        write_member(member, text);
    }
    text.push(']');
}

fn short_form(member: &Member, class_negated: bool) -> Option<&'static str> {
    match member {
        Member::Digit { negated } => Some(if *negated == class_negated {
            "[0-9]"
        } else {
            "[^0-9]"
        }),
        Member::Word { negated } => Some(if *negated == class_negated {
            "[0-9A-Za-z_]"
        } else {
            "[^0-9A-Za-z_]"
        }),
        _ => None,
    }
}

fn write_member(member: &Member, text: &mut String) {
    match member {
        Member::Range(low, high) => {
            write_char(*low, text);
            if low != high {
                text.push('-');
                write_char(*high, text);
            }
        }
        Member::Digit { negated: false } => text.push_str("0-9"),
        Member::Digit { negated: true } => text.push_str("[^0-9]"),
        Member::Word { negated: false } => text.push_str("0-9A-Za-z_"),
        Member::Word { negated: true } => text.push_str("[^0-9A-Za-z_]"),
        Member::Space { negated } => {
            text.push_str(if *negated { "[^" } else { "[" });
            for (low, high) in SPACES {
                let _ = write!(
                    text,
                    r"\x{{{:x}}}-\x{{{:x}}}",
                    u32::from(low),
                    u32::from(high)
                );
            }
            text.push_str(r"\x{feff}]");
        }
        Member::Property { negated, name } => {
            let _ = write!(text, r"\{}{{{name}}}", if *negated { 'P' } else { 'p' });
        }
    }
}

/// Repetitions up to this often don't count as repetition.
const FEW: u32 = 4;

/// Repetitions inside repetitions that a pattern may ask for in all.
const MANY: u64 = 100_000;

/// Whether an engine that backtracks could take exponential time, or nearly so: a repetition of something that can
/// itself match in more than one way, or counts that multiply.
#[must_use]
pub fn is_hazardous(node: &Node) -> bool {
    repeats_ambiguously(node) || rounds(node) > MANY
}

fn repeats_ambiguously(node: &Node) -> bool {
    match node {
        Node::Repeat { inner, most, .. } => {
            let often = most.is_none_or(|most| most > FEW);
            (often && is_ambiguous(inner)) || repeats_ambiguously(inner)
        }
        Node::Sequence(nodes) | Node::Alternatives(nodes) => nodes.iter().any(repeats_ambiguously),
        Node::Group { inner, .. } | Node::Look { inner, .. } => repeats_ambiguously(inner),
        _ => false,
    }
}

fn is_ambiguous(node: &Node) -> bool {
    match node {
        Node::Repeat { least, most, .. } => Some(*least) != *most,
        Node::Alternatives(_) | Node::BackReference(_) => true,
        Node::Sequence(nodes) => nodes.iter().any(is_ambiguous),
        Node::Group { inner, .. } | Node::Look { inner, .. } => is_ambiguous(inner),
        _ => false,
    }
}

/// How often the innermost part is gone through at least; a part that repeats without end counts once.
fn rounds(node: &Node) -> u64 {
    match node {
        Node::Repeat {
            inner, least, most, ..
        } => {
            let count = u64::from(most.unwrap_or(*least)).max(1);
            rounds(inner).saturating_mul(count)
        }
        Node::Sequence(nodes) | Node::Alternatives(nodes) => {
            nodes.iter().map(rounds).fold(1, u64::max)
        }
        Node::Group { inner, .. } | Node::Look { inner, .. } => rounds(inner),
        _ => 1,
    }
}
