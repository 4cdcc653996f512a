//! Sets of characters.

/// A set of characters: a bit for each of ASCII, and sorted ranges for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set {
    ascii: u128,
    others: Vec<(char, char)>,
}

/// `\d`
pub(super) const DIGITS: &[(char, char)] = &[('0', '9')];
/// `\w`
pub(super) const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
/// `\s`: `WhiteSpace` and `LineTerminator` (ECMA-262 sections 12.2 and 12.3).
pub(super) const SPACES: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{A0}', '\u{A0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200A}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202F}', '\u{202F}'),
    ('\u{205F}', '\u{205F}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{FEFF}', '\u{FEFF}'),
];
/// What `.` leaves out.
pub(super) const LINE_ENDS: &[(char, char)] =
    &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

impl Set {
    pub(super) fn new(mut ranges: Vec<(char, char)>) -> Self {
        ranges.sort_unstable();
        let mut set = Self {
            ascii: 0,
            others: Vec::new(),
        };
        for (first, last) in ranges {
            for code in u32::from(first)..=u32::from(last).min(127) {
                set.ascii |= 1 << code;
            }
            if last > '\u{7F}' {
                set.add(first.max('\u{80}'), last);
            }
        }
        set
    }

    /// Adds a range that begins no earlier than those before.
    fn add(&mut self, first: char, last: char) {
        match self.others.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => self.others.push((first, last)),
        }
    }

    /// Everything else.
    pub(super) fn inverted(self) -> Self {
        let mut others = Vec::new();
        let mut next = Some('\u{80}');
        for (first, last) in self.others {
            if let Some(start) = next
                && start < first
            {
                others.push((start, before(first)));
            }
            next = after(last);
        }
        others.extend(next.map(|start| (start, char::MAX)));
        Self {
            ascii: !self.ascii,
            others,
        }
    }

    #[inline]
    pub(super) fn has(&self, letter: char) -> bool {
        let code = u32::from(letter);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        let place = self.others.partition_point(|(_, last)| *last < letter);
        self.others
            .get(place)
            .is_some_and(|(first, _)| *first <= letter)
    }

    /// Whether an ASCII byte is in the set; for any other byte what it says means nothing.
    #[inline]
    pub(super) fn has_ascii(&self, byte: u8) -> bool {
        self.ascii >> (byte & 127) & 1 == 1
    }

    /// As ranges, sorted.
    pub(super) fn ranges(&self) -> Vec<(char, char)> {
        let ascii = (0..128u8).filter(|byte| self.has_ascii(*byte));
        let mut ranges: Vec<_> = ascii
            .map(|byte| (char::from(byte), char::from(byte)))
            .collect();
        ranges.extend(&self.others);
        ranges
    }
}

fn before(letter: char) -> char {
    match letter {
        '\u{E000}' => '\u{D7FF}',
        letter => char::from_u32(u32::from(letter).saturating_sub(1)).unwrap_or('\0'),
    }
}

fn after(letter: char) -> Option<char> {
    match letter {
        '\u{D7FF}' => Some('\u{E000}'),
        letter => char::from_u32(u32::from(letter) + 1),
    }
}

/// The characters that have a property (`L`, `Lu`, `Script=Greek`), by the tables of Unicode.
pub(super) fn property(name: &str) -> Option<Vec<(char, char)>> {
    use regex_syntax::hir::{Class, HirKind};
    let plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '=');
    let tree = plain
        .then(|| regex_syntax::parse(&format!("\\p{{{name}}}")).ok())
        .flatten()?;
    match tree.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(
            class
                .ranges()
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
        ),
        _ => None,
    }
}
