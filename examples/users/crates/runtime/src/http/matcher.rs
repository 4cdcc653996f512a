//! Finds the operation a path belongs to. In: OpenAPI path templates at start, raw paths per request. Out: what was
//! inserted under the matching template, and where the parameters' values are. Knows no HTTP beyond the path.
//!
//! A trie over path segments. Within a segment, literals come before templates that mix literals and parameters
//! (`{id}:cancel`, `{name}.json`, `{a}-{b}`; most literal bytes first), these before a whole parameter, that before a
//! parameter for the rest of the path; when a branch leads nowhere the next is tried (OpenAPI 3.1, section 4.8.8.2:
//! concrete paths before templated ones). Segments are matched while still percent-encoded: an encoded `/` or `:` is
//! data. Every node is visited at most once per path, and no template is refused.

use super::percent;

/// A trie of path templates, with a `T` for each template that was inserted.
#[derive(Debug)]
pub struct Matcher<T> {
    nodes: Vec<Node<T>>,
    take: Take,
}

/// How much a parameter takes of a segment that has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Take {
    /// As little as it can, from left to right.
    #[default]
    Least,
    /// As much as it can, from left to right, as a regular expression does.
    Most,
}

#[derive(Debug)]
struct Node<T> {
    /// Sorted, for binary search.
    literals: Vec<(Box<str>, usize)>,
    /// Sorted by preference.
    mixed: Vec<(Mixed, usize)>,
    whole: Option<usize>,
    rest: Option<usize>,
    leaf: Vec<T>,
}

/// Where a parameter's raw value is in the path: from, to (bytes).
pub type Range = (usize, usize);

/// A template in its parts: what [`Matcher::insert`] keyed it by, and the names of its parameters in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'t> {
    Literal(&'t str),
    Parameter(&'t str),
}

/// A segment of literals and parameters: the literals in order, an empty one standing for two parameters in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mixed {
    /// Before the first parameter.
    prefix: Box<str>,
    /// After each parameter; the last is the suffix.
    after: Vec<Box<str>>,
}

impl<T> Default for Matcher<T> {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
            take: Take::Least,
        }
    }
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self {
            literals: Vec::new(),
            mixed: Vec::new(),
            whole: None,
            rest: None,
            leaf: Vec::new(),
        }
    }
}

impl<T> Matcher<T> {
    pub fn taking(take: Take) -> Self {
        Self {
            take,
            ..Self::default()
        }
    }

    /// Adds a template. `value` is told the names of its parameters, in the order of [`Matcher::find`]'s ranges.
    pub fn insert<'t>(&mut self, template: &'t str, value: impl FnOnce(Vec<&'t str>) -> T) {
        let template = template.split(['?', '#']).next().unwrap_or_default();
        let mut names = Vec::new();
        let mut at = 0;
        let mut segments = template.trim_start_matches('/').split('/').peekable();
        while let Some(segment) = segments.next() {
            let mut parts = parts(segment);
            let mut rest = false;
            if let [Part::Parameter(name)] = parts.as_mut_slice()
                && segments.peek().is_none()
                && let Some(plain) = name.strip_suffix('*')
            {
                rest = true;
                *name = plain;
            }
            names.extend(parts.iter().filter_map(|part| match part {
                Part::Parameter(name) => Some(*name),
                Part::Literal(_) => None,
            }));
            at = match parts.as_slice() {
                [Part::Parameter(_)] if rest => self.rest(at),
                [Part::Parameter(_)] => self.whole(at),
                [] | [Part::Literal(_)] => self.literal(at, segment),
                several => self.mixed(at, Mixed::new(several)),
            };
        }
        self.nodes[at].leaf.push(value(names));
    }

    /// What was inserted under the template that matches, and the parameters' places in `path`. Of several matching
    /// templates the first, in the order of preference, for which `accept` says yes.
    pub fn find<'m>(
        &'m self,
        path: &str,
        mut accept: impl FnMut(&'m [T]) -> bool,
    ) -> Option<Vec<Range>> {
        let mut ranges = Vec::new();
        if !path.starts_with('/') {
            return None;
        }
        self.descend(0, path, 1, &mut ranges, &mut accept)
            .then_some(ranges)
    }

    fn descend<'m>(
        &'m self,
        at: usize,
        path: &str,
        from: usize,
        ranges: &mut Vec<Range>,
        accept: &mut impl FnMut(&'m [T]) -> bool,
    ) -> bool {
        let node = &self.nodes[at];
        let slash = path.bytes().skip(from).position(|byte| byte == b'/');
        let to = slash.map_or(path.len(), |length| from + length);
        let segment = &path[from..to];
        let kept = ranges.len();
        let mut go_on = |next: usize, ranges: &mut Vec<Range>| {
            let found = if to == path.len() {
                let leaf = &self.nodes[next].leaf;
                !leaf.is_empty() && accept(leaf)
            } else {
                self.descend(next, path, to + 1, ranges, accept)
            };
            if !found {
                ranges.truncate(kept);
            }
            found
        };
        if let Some(next) = node.literal(segment)
            && go_on(next, ranges)
        {
            return true;
        }
        for (mixed, next) in &node.mixed {
            if mixed.find(self.take, segment, from, ranges) && go_on(*next, ranges) {
                return true;
            }
            ranges.truncate(kept);
        }
        if let Some(next) = node.whole
            && !segment.is_empty()
        {
            ranges.push((from, to));
            if go_on(next, ranges) {
                return true;
            }
        }
        if let Some(next) = node.rest
            && from < path.len()
            && accept(&self.nodes[next].leaf)
        {
            ranges.push((from, path.len()));
            return true;
        }
        false
    }

    fn literal(&mut self, at: usize, segment: &str) -> usize {
        match self.nodes[at]
            .literals
            .binary_search_by(|(known, _)| (**known).cmp(segment))
        {
            Ok(found) => self.nodes[at].literals[found].1,
            Err(place) => {
                let new = self.add_node();
                self.nodes[at].literals.insert(place, (segment.into(), new));
                new
            }
        }
    }

    fn mixed(&mut self, at: usize, mixed: Mixed) -> usize {
        if let Some((_, next)) = self.nodes[at]
            .mixed
            .iter()
            .find(|(known, _)| *known == mixed)
        {
            return *next;
        }
        let new = self.add_node();
        let siblings = &mut self.nodes[at].mixed;
        let place = siblings.partition_point(|(known, _)| known.preference() >= mixed.preference());
        siblings.insert(place, (mixed, new));
        new
    }

    fn whole(&mut self, at: usize) -> usize {
        let next = self.nodes[at].whole.unwrap_or_else(|| self.add_node());
        self.nodes[at].whole = Some(next);
        next
    }

    fn rest(&mut self, at: usize) -> usize {
        let next = self.nodes[at].rest.unwrap_or_else(|| self.add_node());
        self.nodes[at].rest = Some(next);
        next
    }

    fn add_node(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }
}

impl<T> Node<T> {
    fn literal(&self, segment: &str) -> Option<usize> {
        if self.literals.is_empty() {
            return None;
        }
        let search = |wanted: &str| {
            let found = self
                .literals
                .binary_search_by(|(known, _)| (**known).cmp(wanted))
                .ok()?;
            Some(self.literals[found].1)
        };
        search(segment).or_else(|| {
            let escaped = segment.bytes().any(|byte| byte == b'%');
            let decoded = escaped.then(|| percent::decode(segment).ok())??;
            search(&decoded)
        })
    }
}

impl Mixed {
    fn new(parts: &[Part<'_>]) -> Self {
        let mut prefix = String::new();
        let mut after: Vec<Box<str>> = Vec::new();
        for part in parts {
            match (part, after.last_mut()) {
                (Part::Parameter(_), _) => after.push("".into()),
                (Part::Literal(text), Some(last)) => *last = as_sent(text).into(),
                (Part::Literal(text), None) => prefix = as_sent(text),
            }
        }
        Self {
            prefix: prefix.into(),
            after,
        }
    }

    /// Most literal bytes first, then the longest suffix.
    fn preference(&self) -> (usize, usize) {
        let literal = self.prefix.len() + self.after.iter().map(|text| text.len()).sum::<usize>();
        (literal, self.after.last().map_or(0, |suffix| suffix.len()))
    }

    /// Each parameter takes at least one character, and the last what is left.
    fn find(&self, take: Take, segment: &str, offset: usize, ranges: &mut Vec<Range>) -> bool {
        let Some((suffix, between)) = self.after.split_last() else {
            return false;
        };
        let Some(inner) = segment
            .strip_prefix(&*self.prefix)
            .and_then(|rest| rest.strip_suffix(&**suffix))
        else {
            return false;
        };
        let mut from = self.prefix.len();
        let end = from + inner.len();
        if take == Take::Most {
            return find_most(segment, (from, end), between, offset, ranges);
        }
        for literal in between {
            let Some(first) = segment[from..end].chars().next() else {
                return false;
            };
            let start = from + first.len_utf8();
            let Some(length) = segment[start..end].find(&**literal) else {
                return false;
            };
            ranges.push((offset + from, offset + start + length));
            from = start + length + literal.len();
        }
        ranges.push((offset + from, offset + end));
        from < end
    }
}

/// From right to left, each literal as far to the right as what follows it allows: then the first parameter is as long as
/// it can be, and of what is left the second.
fn find_most(
    segment: &str,
    (from, end): Range,
    between: &[Box<str>],
    offset: usize,
    ranges: &mut Vec<Range>,
) -> bool {
    let first = ranges.len();
    let mut to = end;
    for literal in between.iter().rev() {
        // One character stays for the parameter behind the literal.
        let Some((last, _)) = segment[from..to].char_indices().next_back() else {
            return false;
        };
        let Some(start) = segment[from..from + last].rfind(&**literal) else {
            return false;
        };
        let behind = from + start + literal.len();
        ranges.insert(first, (offset + behind, offset + to));
        to = from + start;
    }
    ranges.insert(first, (offset + from, offset + to));
    from < to
}

/// Literal text as it stands in a request: what a path can't hold as it is, percent-encoded (RFC 3986, section 3.3).
fn as_sent(text: &str) -> String {
    let mut sent = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_ascii_graphic() && !"\"<>\\^`{|}".contains(char) {
            sent.push(char);
        } else {
            let mut bytes = [0; 4];
            for byte in char.encode_utf8(&mut bytes).bytes() {
                sent.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    sent
}

/// Splits a template's segment at its `{name}`s; a brace without a partner, or a pair with nothing in it, is literal.
fn parts(segment: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    // Where the literal starts, and from where on a brace is looked for.
    let (mut literal, mut from) = (0, 0);
    while let Some(open) = segment[from..].find('{').map(|open| from + open)
        && let Some(length) = segment[open + 1..].find('}')
    {
        from = open + 1;
        if length == 0 {
            continue;
        }
        if literal < open {
            parts.push(Part::Literal(&segment[literal..open]));
        }
        parts.push(Part::Parameter(&segment[from..from + length]));
        from += length + 1;
        literal = from;
    }
    if literal < segment.len() {
        parts.push(Part::Literal(&segment[literal..]));
    }
    parts
}
