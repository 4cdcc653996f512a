//! The text of a pattern → [`Node`]. As lenient as ECMA-262 Annex B: what can't be an operator is itself.

use super::{Class, Member, Node, Reference};
use std::iter::Peekable;
use std::str::Chars;

/// Groups inside one another.
const DEPTH_LIMIT: usize = 200;

/// Reads a pattern; `None` for one that is broken or beyond this reader.
#[must_use]
pub fn parse(pattern: &str) -> Option<Node> {
    let mut parser = Parser {
        chars: pattern.chars().peekable(),
        groups: 0,
        depth: 0,
    };
    let node = parser.alternatives()?;
    parser.chars.next().is_none().then_some(node)
}

struct Parser<'p> {
    chars: Peekable<Chars<'p>>,
    groups: u32,
    depth: usize,
}

impl Parser<'_> {
    fn eat(&mut self, c: char) -> bool {
        self.chars.next_if_eq(&c).is_some()
    }

    /// Takes a whole text off the front, or nothing.
    fn eat_all(&mut self, text: &str) -> bool {
        let mut ahead = self.chars.clone();
        let found = text.chars().all(|c| ahead.next() == Some(c));
        if found {
            self.chars = ahead;
        }
        found
    }

    fn alternatives(&mut self) -> Option<Node> {
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        if branches.len() > 1 {
            Some(Node::Alternatives(branches))
        } else {
            branches.pop()
        }
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while let Some(c) = self.chars.peek().copied() {
            if c == '|' || c == ')' {
                break;
            }
            self.chars.next();
            let node = self.atom(c)?;
            nodes.push(self.quantified(node)?);
        }
        if nodes.len() == 1 {
            nodes.pop()
        } else {
            Some(Node::Sequence(nodes))
        }
    }

    fn atom(&mut self, c: char) -> Option<Node> {
        Some(match c {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Any,
            '(' => return self.group(),
            '[' => Node::Class(self.class()?),
            '\\' => return self.escape(),
            '*' | '+' | '?' => return None,
            _ => Node::Char(c),
        })
    }

    fn group(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return None;
        }
        let look = [
            ("?=", true, false),
            ("?!", true, true),
            ("?<=", false, false),
            ("?<!", false, true),
        ];
        for (opening, ahead, negated) in look {
            if self.eat_all(opening) {
                let inner = Box::new(self.closed()?);
                return Some(Node::Look {
                    ahead,
                    negated,
                    inner,
                });
            }
        }
        if self.eat_all("?:") {
            let inner = Box::new(self.closed()?);
            return Some(Node::Group {
                number: None,
                name: None,
                inner,
            });
        }
        let name = if self.eat_all("?<") {
            Some(self.until('>')?)
        } else {
            None
        };
        if self.chars.peek() == Some(&'?') {
            return None;
        }
        self.groups += 1;
        let number = Some(self.groups);
        let inner = Box::new(self.closed()?);
        Some(Node::Group {
            number,
            name,
            inner,
        })
    }

    fn closed(&mut self) -> Option<Node> {
        let node = self.alternatives()?;
        self.depth -= 1;
        self.eat(')').then_some(node)
    }

    fn until(&mut self, end: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.chars.next()? {
                c if c == end => return Some(text),
                c => text.push(c),
            }
        }
    }

    fn quantified(&mut self, node: Node) -> Option<Node> {
        let (least, most) = match self.chars.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts() {
                Some(counts) => {
                    let greedy = !self.eat('?');
                    return repeat(node, counts, greedy);
                }
                None => return Some(node),
            },
            _ => return Some(node),
        };
        self.chars.next();
        let greedy = !self.eat('?');
        repeat(node, (least, most), greedy)
    }

    /// `{3}`, `{3,}`, `{3,5}`; anything else is left as it is.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let mut ahead = self.chars.clone();
        ahead.next();
        let text: String = ahead.by_ref().take_while(|c| *c != '}').collect();
        if !self.chars.clone().any(|c| c == '}') {
            return None;
        }
        let (least, most) = match text.split_once(',') {
            None => (text.parse().ok()?, Some(text.parse().ok()?)),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        self.chars = ahead;
        Some((least, most))
    }

    fn escape(&mut self) -> Option<Node> {
        let c = self.chars.next()?;
        Some(match c {
            'b' => Node::WordBoundary { negated: false },
            'B' => Node::WordBoundary { negated: true },
            'k' if self.eat('<') => Node::BackReference(Reference::Name(self.until('>')?)),
            '1'..='9' => {
                let mut number = c.to_digit(10)?;
                while let Some(digit) = self.chars.peek().and_then(|c| c.to_digit(10)) {
                    self.chars.next();
                    number = number.checked_mul(10)?.checked_add(digit)?;
                }
                Node::BackReference(Reference::Number(number))
            }
            _ => match self.class_escape(c)? {
                Ok(member) => Node::Class(Class {
                    negated: false,
                    members: vec![member],
                }),
                Err(c) => Node::Char(c),
            },
        })
    }

    /// What follows a backslash, inside a class or outside: a set or one character.
    fn class_escape(&mut self, c: char) -> Option<Result<Member, char>> {
        Some(Ok(match c {
            'd' | 'D' => Member::Digit { negated: c == 'D' },
            'w' | 'W' => Member::Word { negated: c == 'W' },
            's' | 'S' => Member::Space { negated: c == 'S' },
            'p' | 'P' if self.eat('{') => Member::Property {
                negated: c == 'P',
                name: self.until('}')?,
            },
            _ => return Some(Err(self.character_escape(c)?)),
        }))
    }

    fn character_escape(&mut self, c: char) -> Option<char> {
        Some(match c {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'f' => '\u{c}',
            '0' => '\0',
            'x' => self.hexadecimal(2).unwrap_or('x'),
            'u' if self.eat('{') => {
                let digits = self.until('}')?;
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
            }
            'u' => match self.code_unit() {
                // A pair of surrogates is one character.
                Some(high @ 0xd800..=0xdbff) if self.eat_all("\\u") => {
                    let low = self
                        .code_unit()
                        .filter(|low| (0xdc00..=0xdfff).contains(low))?;
                    char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?
                }
                Some(unit) => char::from_u32(unit)?,
                None => 'u',
            },
            'c' => {
                let letter = self.chars.next_if(char::is_ascii_alphabetic)?;
                char::from_u32(u32::from(letter) % 32)?
            }
            _ => c,
        })
    }

    fn code_unit(&mut self) -> Option<u32> {
        let mut ahead = self.chars.clone();
        let digits: String = ahead.by_ref().take(4).collect();
        let fits = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let unit = u32::from_str_radix(&digits, 16).ok().filter(|_| fits)?;
        self.chars = ahead;
        Some(unit)
    }

    fn hexadecimal(&mut self, count: usize) -> Option<char> {
        let mut ahead = self.chars.clone();
        let digits: String = ahead.by_ref().take(count).collect();
        let fits = digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let c = u32::from_str_radix(&digits, 16)
            .ok()
            .filter(|_| fits)
            .and_then(char::from_u32)?;
        self.chars = ahead;
        Some(c)
    }

    fn class(&mut self) -> Option<Class> {
        let mut class = Class {
            negated: self.eat('^'),
            members: Vec::new(),
        };
        loop {
            let c = self.chars.next()?;
            if c == ']' {
                return Some(class);
            }
            let low = self.class_atom(c)?;
            let mut ahead = self.chars.clone();
            let is_range = ahead.next() == Some('-') && !matches!(ahead.peek(), None | Some(']'));
            match low {
                Err(low) if is_range => {
                    self.chars.next();
                    let c = self.chars.next()?;
                    match self.class_atom(c)? {
                        Err(high) if low <= high => class.members.push(Member::Range(low, high)),
                        Err(_) => return None,
                        Ok(member) => class.members.extend([single(low), single('-'), member]),
                    }
                }
                Err(low) => class.members.push(single(low)),
                Ok(member) => class.members.push(member),
            }
        }
    }

    fn class_atom(&mut self, c: char) -> Option<Result<Member, char>> {
        match c {
            '\\' => match self.chars.next()? {
                'b' => Some(Err('\u{8}')),
                c => self.class_escape(c),
            },
            _ => Some(Err(c)),
        }
    }
}

fn single(c: char) -> Member {
    Member::Range(c, c)
}

fn repeat(node: Node, (least, most): (u32, Option<u32>), greedy: bool) -> Option<Node> {
    let fits = most.is_none_or(|most| least <= most);
    fits.then(|| Node::Repeat {
        inner: Box::new(node),
        least,
        most,
        greedy,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{parse, translate};

    /// The translation agrees with an ECMA-262 engine on every text.
    fn check(pattern: &str, texts: &[&str]) {
        let node = parse(pattern).unwrap_or_else(|| panic!("{pattern} is not read"));
        let translated = translate(&node).unwrap_or_else(|| panic!("{pattern} is not translated"));
        let linear = regex::Regex::new(&translated)
            .unwrap_or_else(|error| panic!("{pattern} {translated} {error}"));
        let ecma = regress::Regex::with_flags(pattern, "u")
            .or_else(|_| regress::Regex::new(pattern))
            .expect("compiles");
        for text in texts {
            assert_eq!(
                linear.is_match(text),
                ecma.find(text).is_some(),
                "{pattern} {translated} {text:?}"
            );
        }
    }

    #[test]
    fn a_translation_means_the_same() {
        let texts = [
            "",
            "a",
            "abc",
            "ABC",
            "0",
            "٣",
            "a-b",
            "a\nb",
            "a\u{2028}b",
            "é",
            "日本",
            "x_1",
            "{",
            "a{2}",
            "aa",
            "\u{feff}",
            "\u{a0}",
            "foo.bar",
            "-",
            "]",
            "2024-01-15",
            "a b",
            "\u{85}",
            "\u{1f600}",
            "K",
            "\u{212a}",
            "\0",
            "^",
            "\\",
        ];
        for pattern in [
            "^a+$",
            "^[a-z]{2,3}$",
            "\\d",
            "^\\d+$",
            "\\D",
            "\\w",
            "^\\W$",
            "\\s",
            "^\\S+$",
            "a.b",
            "^.$",
            "[^a]",
            "[^\\d]",
            "[\\D]",
            "^(?:a|b)*c$",
            "\\bab?c\\b",
            "\\B",
            "[-a]",
            "[a-]",
            "[\\w-]",
            "\\-",
            "\\/",
            "a{2}",
            "^[]$",
            "[^]",
            "\\u0041",
            "\\x41",
            "^\\u{1f600}$",
            "^\\p{L}+$",
            "\\P{L}",
            "\\p{Script=Han}",
            "(a)(b)?",
            "(?<n>a)",
            "^$",
            "[\\b]",
            "\\cA",
            "\\0",
            "[\\^\\]]",
            "[&&a]",
            "[+--]",
            "[[a]",
            "x*?",
            "^a??$",
            "\\\\",
            "~",
            "#",
            "a b",
        ] {
            check(pattern, &texts);
        }
    }

    #[test]
    fn look_around_and_back_references_have_no_translation() {
        for pattern in [
            "(?=a)",
            "(?!a)b",
            "(?<=a)b",
            "(?<!a)b",
            "(a)\\1",
            "(?<n>a)\\k<n>",
        ] {
            assert_eq!(
                translate(&parse(pattern).expect("readable")),
                None,
                "{pattern}"
            );
        }
    }

    #[test]
    fn broken_patterns_are_refused() {
        for pattern in ["(", ")", "[", "a**", "*", "[z-a]", "a{3,2}", "(?<n", "\\"] {
            assert_eq!(parse(pattern), None, "{pattern}");
        }
    }
}
