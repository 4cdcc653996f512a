//! ECMA-262 patterns as a tree. In: the text of a `pattern`. Out: its structure, to make texts that match, and the same
//! pattern for the `regex` crate where that means exactly the same. Must not know schemas.

mod parse;
mod translate;

pub use parse::parse;
pub use translate::{is_hazardous, translate};

/// A pattern or a part of one (ECMA-262 section 22.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Char(char),
    /// `.`: anything but a line terminator.
    Any,
    Class(Class),
    Sequence(Vec<Node>),
    /// `a|b`.
    Alternatives(Vec<Node>),
    /// Capturing or not; only a capturing one has a number, counted from 1.
    Group {
        number: Option<u32>,
        name: Option<String>,
        inner: Box<Node>,
    },
    Repeat {
        inner: Box<Node>,
        least: u32,
        most: Option<u32>,
        greedy: bool,
    },
    Start,
    End,
    /// `\b`, or `\B` when negated.
    WordBoundary {
        negated: bool,
    },
    Look {
        ahead: bool,
        negated: bool,
        inner: Box<Node>,
    },
    BackReference(Reference),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    Number(u32),
    Name(String),
}

/// `[…]`, or an escape that stands for a class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Class {
    pub negated: bool,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// Both ends included.
    Range(char, char),
    Digit {
        negated: bool,
    },
    Word {
        negated: bool,
    },
    Space {
        negated: bool,
    },
    /// `\p{…}`: what stands between the braces.
    Property {
        negated: bool,
        name: String,
    },
}

/// `WhiteSpace` and `LineTerminator` (ECMA-262 sections 12.2 and 12.3).
pub const SPACES: [(char, char); 9] = [
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
];

impl Class {
    /// Whether a character belongs to the class. A Unicode property is taken for letters, numbers or neither by its
    /// name, which is a guess.
    #[must_use]
    pub fn has(&self, c: char) -> bool {
        self.members.iter().any(|member| member.has(c)) != self.negated
    }
}

impl Member {
    fn has(&self, c: char) -> bool {
        match self {
            Self::Range(low, high) => (*low..=*high).contains(&c),
            Self::Digit { negated } => c.is_ascii_digit() != *negated,
            Self::Word { negated } => (c.is_ascii_alphanumeric() || c == '_') != *negated,
            Self::Space { negated } => {
                let is_space =
                    c == '\u{feff}' || SPACES.iter().any(|(low, high)| (*low..=*high).contains(&c));
                is_space != *negated
            }
            Self::Property { negated, name } => {
                let guess = match name.rsplit('=').next().unwrap_or_default() {
                    "Lu" | "Uppercase_Letter" | "Uppercase" => c.is_uppercase(),
                    "Ll" | "Lowercase_Letter" | "Lowercase" => c.is_lowercase(),
                    "N" | "Nd" | "Number" | "Decimal_Number" => c.is_numeric(),
                    "P" | "Punctuation" => c.is_ascii_punctuation(),
                    "Z" | "Zs" | "Separator" | "Space_Separator" => c == ' ',
                    "L" | "Letter" | "Alphabetic" => c.is_alphabetic(),
                    _ => has_property(name, c),
                };
                guess != *negated
            }
        }
    }
}

/// Rare enough to be asked of an engine each time.
fn has_property(name: &str, c: char) -> bool {
    let engine = regress::Regex::with_flags(&format!("\\p{{{name}}}"), "u");
    engine.is_ok_and(|engine| engine.find(c.encode_utf8(&mut [0; 4])).is_some())
}
