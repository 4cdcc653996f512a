//! Texts that a pattern matches, made by walking its tree. Look-around is passed over, so not every text matches: the
//! caller checks.

use crate::ir::pattern::{Class, Node, Reference, parse};
use std::collections::BTreeMap;

/// Texts longer than this are not made.
const LENGTH_LIMIT: usize = 10_000;

/// Nodes visited for one text.
const STEP_LIMIT: usize = 50_000;

/// What `.` gives.
static ANYTHING: Class = Class {
    negated: true,
    members: Vec::new(),
};

/// Candidates for texts between two lengths, the shorter and plainer ones first; made as they are asked for.
pub(super) fn candidates(
    pattern: &str,
    (least, most): (u64, u64),
    salt: u32,
) -> impl Iterator<Item = String> {
    let bound = |length: u64| u32::try_from(length).unwrap_or(u32::MAX).min(4_000);
    let common = [
        1,
        0,
        2,
        3,
        4,
        6,
        8,
        12,
        16,
        24,
        36,
        64,
        bound(least),
        bound(most),
    ];
    let kinds = [
        (Variety::Plain, false),
        (Variety::Plain, true),
        (Variety::Mixed, false),
        (Variety::Mixed, true),
    ];
    let likely = kinds.into_iter().flat_map(move |(variety, everywhere)| {
        common.map(|count| Way {
            count,
            everywhere,
            variety,
        })
    });
    // To reach a length exactly.
    let rest = (1..=bound(least).min(300)).map(|count| Way {
        count,
        everywhere: false,
        variety: Variety::Plain,
    });
    let node = parse(pattern);
    let texts = likely
        .chain(rest)
        .filter_map(move |way| generate(node.as_ref()?, way, most, salt));
    texts.filter(move |text| (least..=most).contains(&(text.chars().count() as u64)))
}

/// How a pattern is walked.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// How often a repetition repeats, within its bounds.
    count: u32,
    /// Every open repetition, or only the last one.
    everywhere: bool,
    variety: Variety,
}

/// Which characters a class gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variety {
    /// Letters where they fit, else digits.
    Plain,
    /// Upper case, digits, marks and lower case in turn, for patterns that want one of each.
    Mixed,
}

struct Walk<'n> {
    /// In bytes; a longer text is given up.
    limit: usize,
    /// What was worked out for a class so far.
    letters: Vec<(&'n Class, Vec<char>)>,
    text: String,
    /// How often a repetition repeats, within its bounds.
    count: u32,
    /// Repetitions still to come; only the last one takes `count` when it is not `everywhere`.
    repetitions: usize,
    everywhere: bool,
    variety: Variety,
    salt: u32,
    /// Nodes visited so far.
    steps: usize,
    /// Characters chosen so far.
    chosen: usize,
    groups: BTreeMap<u32, String>,
    names: BTreeMap<String, String>,
}

fn generate(node: &Node, way: Way, most: u64, salt: u32) -> Option<String> {
    let Way {
        count,
        everywhere,
        variety,
    } = way;
    let mut walk = Walk {
        limit: usize::try_from(most.saturating_mul(4))
            .map_or(LENGTH_LIMIT, |most| most.min(LENGTH_LIMIT)),
        letters: Vec::new(),
        text: String::new(),
        count,
        repetitions: open_repetitions(node),
        everywhere,
        variety,
        salt,
        steps: 0,
        chosen: 0,
        groups: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    walk.node(node)?;
    Some(walk.text)
}

/// Repetitions without a fixed count, in the first branch of alternatives.
fn open_repetitions(node: &Node) -> usize {
    match node {
        Node::Repeat {
            inner, least, most, ..
        } => usize::from(Some(*least) != *most) + open_repetitions(inner),
        Node::Sequence(nodes) => nodes.iter().map(open_repetitions).sum(),
        Node::Alternatives(branches) => branches.first().map_or(0, open_repetitions),
        Node::Group { inner, .. } => open_repetitions(inner),
        _ => 0,
    }
}

impl<'n> Walk<'n> {
    fn node(&mut self, node: &'n Node) -> Option<()> {
        self.steps += 1;
        if self.text.len() > self.limit || self.steps > STEP_LIMIT {
            return None;
        }
        match node {
            Node::Char(c) => self.text.push(*c),
            Node::Any => self.choose(&ANYTHING)?,
            Node::Class(class) => self.choose(class)?,
            Node::Sequence(nodes) => {
                for node in nodes {
                    self.node(node)?;
                }
            }
            Node::Alternatives(branches) => {
                let turn = self.salt as usize % branches.len();
                self.node(&branches[turn])?;
            }
            Node::Group {
                number,
                name,
                inner,
            } => {
                let start = self.text.len();
                self.node(inner)?;
                let captured = self.text[start..].to_owned();
                self.names
                    .extend(name.clone().map(|name| (name, captured.clone())));
                self.groups.extend(number.map(|number| (number, captured)));
            }
            Node::Repeat {
                inner, least, most, ..
            } => self.repeat(inner, *least, *most)?,
            Node::BackReference(reference) => {
                let captured = match reference {
                    Reference::Number(number) => self.groups.get(number),
                    Reference::Name(name) => self.names.get(name),
                };
                let captured = captured.cloned().unwrap_or_default();
                self.text.push_str(&captured);
            }
            Node::Start | Node::End | Node::WordBoundary { .. } | Node::Look { .. } => {}
        }
        Some(())
    }

    fn repeat(&mut self, inner: &'n Node, least: u32, most: Option<u32>) -> Option<()> {
        let is_open = Some(least) != most;
        self.repetitions -= usize::from(is_open && self.repetitions > 0);
        let wanted = if self.everywhere || self.repetitions == 0 {
            self.count
        } else {
            1.min(self.count)
        };
        let count = if is_open {
            wanted.max(least).min(most.unwrap_or(u32::MAX))
        } else {
            least
        };
        let before = self.repetitions;
        for _ in 0..count {
            self.repetitions = before;
            self.node(inner)?;
        }
        Some(())
    }

    /// Adds a character of a class: a different one each time, the same ones in every run.
    fn choose(&mut self, class: &'n Class) -> Option<()> {
        let known = self
            .letters
            .iter()
            .find(|(other, _)| std::ptr::eq(*other, class));
        let turn = self.chosen + self.salt as usize;
        self.chosen += 1;
        if let Some((_, letters)) = known {
            self.text.push(*letters.get(turn % letters.len().max(1))?);
            return Some(());
        }
        let letters = letters(class, self.variety);
        self.text.push(*letters.get(turn % letters.len().max(1))?);
        self.letters.push((class, letters));
        Some(())
    }
}

/// The characters of a class to choose from.
fn letters(class: &Class, variety: Variety) -> Vec<char> {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_. /:@+,;=!#$%&()*?~'\"<>[]{}|\\^`";
    const MIXED: &str = "A1!a2#B3$b4%C5&c6*";
    let fitting =
        |alphabet: &str| -> Vec<char> { alphabet.chars().filter(|c| class.has(*c)).collect() };
    let mixed = if variety == Variety::Mixed {
        fitting(MIXED)
    } else {
        Vec::new()
    };
    let mut letters = if mixed.is_empty() {
        fitting(PLAIN)
    } else {
        mixed
    };
    if variety == Variety::Plain && letters.iter().any(char::is_ascii_alphanumeric) {
        letters.retain(char::is_ascii_alphanumeric);
    }
    if letters.is_empty() {
        starts(class)
    } else {
        letters
    }
}

/// A character or two of many scripts and categories.
const SCRIPTS: [char; 27] = [
    'é', 'я', '日', 'ß', '\t', '\n', 'α', 'Ω', 'א', 'ا', 'ก', 'अ', 'あ', 'ア', '한', 'ა', 'Ա', 'Я',
    '€', '①', 'Ⅷ', '٣', '😀', '\u{301}', '\u{a0}', '\u{2028}', '\u{200d}',
];

/// Characters to try when no common one fits: the ends of the ranges, and some of other scripts.
fn starts(class: &Class) -> Vec<char> {
    let ends = class.members.iter().flat_map(|member| match member {
        crate::ir::pattern::Member::Range(low, high) => vec![*low, *high],
        _ => SCRIPTS.to_vec(),
    });
    ends.chain(['é', '日', '\n', '\u{1}'])
        .filter(|c| class.has(*c))
        .collect()
}
