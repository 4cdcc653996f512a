//! The grammar of patterns: ECMA-262 section 22.2.1, with the leniency of annex B where a pattern would be none without
//! it. What the flag `u` gives a meaning (`\u{…}`, `\p{…}`) has it.

use super::set::{self, DIGITS, LINE_ENDS, SPACES, Set, WORD};
use std::collections::BTreeMap;

/// A pattern or a part of one.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    One(Set),
    Sequence(Vec<Tree>),
    Alternatives(Vec<Tree>),
    /// A group that captures, counted from 0.
    Group(usize, Box<Tree>),
    Repeat {
        inner: Box<Tree>,
        least: u32,
        most: Option<u32>,
        greedy: bool,
        /// The groups inside.
        groups: (usize, usize),
    },
    Start,
    End,
    Word {
        negated: bool,
    },
    Look {
        behind: bool,
        negated: bool,
        inner: Box<Tree>,
    },
    Back(usize),
    /// By a name that may stand further on.
    BackNamed(String),
}

/// A pattern with what its groups are called.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) tree: Tree,
    pub(super) groups: usize,
    pub(super) names: BTreeMap<String, usize>,
}

/// Groups that are nested deeper make a pattern none.
const DEPTH: usize = 100;

struct Parser<'s> {
    rest: &'s str,
    strict: bool,
    groups: usize,
    total: usize,
    names: BTreeMap<String, usize>,
    depth: usize,
}

/// `None`: no pattern, or one with modifiers or case folding. `strict`: without annex B.
pub(super) fn parse(source: &str, strict: bool) -> Option<Parsed> {
    let mut parser = Parser {
        rest: source,
        strict,
        groups: 0,
        total: groups(source),
        names: BTreeMap::new(),
        depth: 0,
    };
    let tree = parser.alternatives()?;
    if !parser.rest.is_empty() || !parser.named(&tree) {
        return None;
    }
    Some(Parsed {
        tree,
        groups: parser.groups,
        names: parser.names,
    })
}

/// How many groups capture.
fn groups(source: &str) -> usize {
    let (mut count, mut in_class) = (0, false);
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        match letter {
            '\\' => {
                let escaped = after.chars().next().map_or(0, char::len_utf8);
                rest = &after[escaped..];
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let named = after.starts_with("?<")
                    && !after.starts_with("?<=")
                    && !after.starts_with("?<!");
                count += usize::from(named || !after.starts_with('?'));
            }
            _ => {}
        }
        rest = after;
    }
    count
}

impl Parser<'_> {
    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    fn alternatives(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut branches = vec![self.sequence()?];
        while self.take("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        match branches.len() {
            1 => branches.pop(),
            _ => Some(Tree::Alternatives(branches)),
        }
    }

    fn sequence(&mut self) -> Option<Tree> {
        let mut terms = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let before = self.groups;
            let atom = self.atom()?;
            terms.push(self.quantified(atom, before)?);
        }
        Some(Tree::Sequence(terms))
    }

    fn quantified(&mut self, atom: Tree, before: usize) -> Option<Tree> {
        let Some((least, most)) = self.quantifier()? else {
            return Some(atom);
        };
        let greedy = !self.take("?");
        let repeats = match &atom {
            Tree::Start | Tree::End | Tree::Word { .. } => false,
            // Annex B lets a look ahead be repeated.
            Tree::Look { behind, .. } => !behind && !self.strict,
            _ => true,
        };
        repeats.then(|| Tree::Repeat {
            inner: Box::new(atom),
            least,
            most,
            greedy,
            groups: (before, self.groups),
        })
    }

    /// The bounds of a quantifier, if there is one; the outer `None` when it is out of order.
    #[allow(clippy::option_option, reason = "no quantifier is not a wrong one")]
    fn quantifier(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        for (sign, bounds) in [("*", (0, None)), ("+", (1, None)), ("?", (0, Some(1)))] {
            if self.take(sign) {
                return Some(Some(bounds));
            }
        }
        let Some((bounds, rest)) = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
        else {
            return Some(None);
        };
        let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let (Some(least), most) = (number(least), (most, number(most))) else {
            return Some(None);
        };
        let most = match most {
            ("", _) => None,
            (_, Some(most)) => Some(most),
            _ => return Some(None),
        };
        self.rest = rest;
        most.is_none_or(|most| least <= most)
            .then_some(Some((least, most)))
    }

    fn atom(&mut self) -> Option<Tree> {
        let tree = match self.next()? {
            '^' => Tree::Start,
            '$' => Tree::End,
            '.' => Tree::One(Set::new(LINE_ENDS.to_vec()).inverted()),
            '[' => self.class()?,
            '(' => self.group()?,
            '\\' => self.escape()?,
            '*' | '+' | '?' => return None,
            '{' | '}' | ']' if self.strict => return None,
            letter => one(letter),
        };
        Some(tree)
    }

    fn group(&mut self) -> Option<Tree> {
        let look = |behind, negated, inner| Tree::Look {
            behind,
            negated,
            inner: Box::new(inner),
        };
        let tree = if self.take("?:") {
            self.alternatives()?
        } else if self.take("?=") {
            look(false, false, self.alternatives()?)
        } else if self.take("?!") {
            look(false, true, self.alternatives()?)
        } else if self.take("?<=") {
            look(true, false, self.alternatives()?)
        } else if self.take("?<!") {
            look(true, true, self.alternatives()?)
        } else {
            let number = self.groups;
            self.groups += 1;
            if self.take("?<") {
                let name = self.name()?;
                if self.names.insert(name, number).is_some() {
                    return None;
                }
            } else if self.rest.starts_with('?') {
                return None;
            }
            Tree::Group(number, Box::new(self.alternatives()?))
        };
        self.take(")").then_some(tree)
    }

    /// What stands before `>`.
    fn name(&mut self) -> Option<String> {
        let (name, rest) = self.rest.split_once('>')?;
        let first = name.chars().next()?;
        let letters = name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '$');
        self.rest = rest;
        (letters && !first.is_numeric()).then(|| name.to_owned())
    }

    fn escape(&mut self) -> Option<Tree> {
        let letter = self.rest.chars().next()?;
        if let Some(set) = self.class_escape()? {
            return Some(Tree::One(set));
        }
        match letter {
            'b' | 'B' => {
                self.next();
                Some(Tree::Word {
                    negated: letter == 'B',
                })
            }
            '1'..='9' => {
                let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
                let number: usize = self.rest[..digits].parse().unwrap_or(usize::MAX);
                if number <= self.total {
                    self.rest = &self.rest[digits..];
                    return Some(Tree::Back(number - 1));
                }
                self.character().map(one)
            }
            'k' if self.strict || self.rest.starts_with("k<") => {
                self.next();
                self.take("<").then_some(())?;
                Some(Tree::BackNamed(self.name()?))
            }
            _ => self.character().map(one),
        }
    }

    /// `\d` and its like, without the backslash.
    #[allow(clippy::option_option, reason = "no such escape is not a wrong one")]
    fn class_escape(&mut self) -> Option<Option<Set>> {
        let letter = self.rest.chars().next()?;
        let ranges = match letter {
            'd' | 'D' => DIGITS.to_vec(),
            'w' | 'W' => WORD.to_vec(),
            's' | 'S' => SPACES.to_vec(),
            'p' | 'P' if self.strict || self.rest.get(1..2) == Some("{") => {
                let (name, rest) = self.rest.get(2..)?.split_once('}')?;
                self.rest.get(1..2).filter(|brace| *brace == "{")?;
                let ranges = set::property(name)?;
                self.rest = rest;
                let set = Set::new(ranges);
                return Some(Some(if letter == 'P' { set.inverted() } else { set }));
            }
            _ => return Some(None),
        };
        self.next();
        let set = Set::new(ranges);
        Some(Some(if letter.is_ascii_uppercase() {
            set.inverted()
        } else {
            set
        }))
    }

    /// An escape that stands for one character, without the backslash.
    fn character(&mut self) -> Option<char> {
        let letter = self.next()?;
        Some(match letter {
            't' => '\t',
            'n' => '\n',
            'v' => '\u{B}',
            'f' => '\u{C}',
            'r' => '\r',
            '0' if !self.rest.starts_with(|next: char| next.is_ascii_digit()) => '\0',
            '0'..='7' if !self.strict => self.octal(letter),
            'c' => match self.rest.chars().next() {
                Some(control) if control.is_ascii_alphabetic() => {
                    self.next();
                    char::from(u8::try_from(control).ok()? % 32)
                }
                _ if self.strict => return None,
                _ => {
                    // Annex B: the backslash is itself.
                    self.rest = self.rest.get(0..)?;
                    return None;
                }
            },
            'x' => match self.hex(2) {
                Some(code) => char::from_u32(code)?,
                None if self.strict => return None,
                None => 'x',
            },
            'u' => match self.unicode() {
                Some(code) => char::from_u32(code)?,
                None if self.strict => return None,
                None => 'u',
            },
            letter if self.strict && !"^$\\.*+?()[]{}|/".contains(letter) => return None,
            letter => letter,
        })
    }

    fn octal(&mut self, first: char) -> char {
        let mut code = first.to_digit(8).unwrap_or(0);
        while let Some(digit) = self.rest.chars().next().and_then(|next| next.to_digit(8)) {
            if code * 8 + digit > 0o377 {
                break;
            }
            code = code * 8 + digit;
            self.next();
        }
        char::from_u32(code).unwrap_or('\0')
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.rest.get(..digits)?;
        let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = hex.then(|| u32::from_str_radix(text, 16).ok()).flatten()?;
        self.rest = &self.rest[digits..];
        Some(code)
    }

    /// What follows `\u`; a pair of surrogates is one character.
    fn unicode(&mut self) -> Option<u32> {
        if let Some((code, rest)) = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
        {
            let hex = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code = hex.then(|| u32::from_str_radix(code, 16).ok()).flatten();
            let code = code.filter(|code| *code <= 0x10_FFFF)?;
            self.rest = rest;
            return Some(code);
        }
        let high = self.hex(4)?;
        if (0xD800..0xDC00).contains(&high) && self.rest.starts_with("\\u") {
            let before = self.rest;
            self.rest = &self.rest[2..];
            match self.hex(4) {
                Some(low @ 0xDC00..0xE000) => {
                    return Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                }
                _ => self.rest = before,
            }
        }
        Some(high)
    }

    fn class(&mut self) -> Option<Tree> {
        let negated = self.take("^");
        let mut ranges = Vec::new();
        while !self.take("]") {
            let first = self.class_member()?;
            if !self.rest.starts_with('-') || self.rest.starts_with("-]") {
                ranges.extend(first);
                continue;
            }
            self.next();
            let last = self.class_member()?;
            match (&first[..], &last[..]) {
                ([(from, a)], [(b, to)]) if from == a && b == to => {
                    if from > to {
                        return None;
                    }
                    ranges.push((*from, *to));
                }
                _ if self.strict => return None,
                _ => {
                    // `[\w-.]`: beside a set the hyphen is itself.
                    ranges.extend(first);
                    ranges.extend(last);
                    ranges.push(('-', '-'));
                }
            }
        }
        let set = Set::new(ranges);
        Some(Tree::One(if negated { set.inverted() } else { set }))
    }

    /// One character as a range, or the ranges of a set.
    fn class_member(&mut self) -> Option<Vec<(char, char)>> {
        let letter = self.next()?;
        if letter != '\\' {
            return Some(vec![(letter, letter)]);
        }
        if let Some(set) = self.class_escape()? {
            return Some(set.ranges());
        }
        let letter = if self.take("b") {
            '\u{8}'
        } else if self.take("-") {
            '-'
        } else {
            self.character()?
        };
        Some(vec![(letter, letter)])
    }

    /// Whether every name that is referred to is a group's.
    fn named(&self, tree: &Tree) -> bool {
        match tree {
            Tree::BackNamed(name) => self.names.contains_key(name),
            Tree::Sequence(trees) | Tree::Alternatives(trees) => {
                trees.iter().all(|tree| self.named(tree))
            }
            Tree::Group(_, inner) | Tree::Repeat { inner, .. } | Tree::Look { inner, .. } => {
                self.named(inner)
            }
            _ => true,
        }
    }
}

fn one(letter: char) -> Tree {
    Tree::One(Set::new(vec![(letter, letter)]))
}
