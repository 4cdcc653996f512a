//! From a place to a line and a column. Positions are not kept while loading; a file is scanned for them again when
//! the first diagnostic inside it is shown.

use super::{Location, Place, SourceFile, Sources, Syntax};
use granit_parser::{Event, Parser, Span, StrInput};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Where a value starts, and where its parts do.
#[derive(Debug)]
pub struct Mark {
    at: Position,
    parts: Parts,
}

/// Lines count from 0. In JSON the column and the length count bytes, in YAML characters: whichever the scan has at
/// hand; [`Sources::locate`] makes both the same.
#[derive(Debug, Clone, Copy)]
struct Position {
    line: usize,
    column: usize,
    length: usize,
}

#[derive(Debug)]
enum Parts {
    None,
    Members(Vec<(String, Position, Mark)>),
    Items(Vec<Mark>),
    /// An anchored value of YAML, or an alias of it.
    Shared(Arc<Mark>),
}

impl Sources {
    /// Where a place is in its file: at its key, or at its value inside an array. What does not exist (a keyword
    /// that is missing) is shown where it would be: at what is around it.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Option<Location> {
        let place = self.written(place)?;
        let file = self.file(place.file)?;
        if let Some(bytes) = place.pointer.bytes() {
            return Some(file.span(bytes));
        }
        if let Some((line, column)) = file.fault {
            let column = match file.syntax {
                Syntax::Json => characters(&file.line(line - 1), column - 1) + 1,
                Syntax::Yaml | Syntax::Rust => column,
            };
            return Some(Location {
                path: file.display.clone(),
                line,
                column,
                length: 1,
            });
        }
        let marks = file.marks.get_or_init(|| match file.syntax {
            Syntax::Json => Some(json(file.body())),
            Syntax::Yaml => yaml(&String::from_utf8_lossy(file.body())),
            Syntax::Rust => None,
        });
        let at = find(marks.as_ref()?, &place.pointer.tokens());
        let line = file.line(at.line);
        let (column, length) = match file.syntax {
            Syntax::Json => {
                let column = characters(&line, at.column);
                (column, characters(&line, at.column + at.length) - column)
            }
            Syntax::Yaml | Syntax::Rust => (at.column, at.length),
        };
        Some(Location {
            path: file.display.clone(),
            line: at.line + 1,
            column: column + 1,
            length: length.max(1),
        })
    }

    /// Where a place was written: elsewhere, when a front end made the document.
    fn written<'p>(&'p self, place: &'p Place) -> Option<&'p Place> {
        match &self.origin {
            Some(origin) if place.file.0 == 0 && place.pointer.bytes().is_none() => {
                origin.find(&place.pointer.tokens())
            }
            _ => Some(place),
        }
    }

    /// A line of the file that a place is in, counted from 1, for display.
    #[must_use]
    pub fn line(&self, place: &Place, line: usize) -> Option<String> {
        let file = self.file(self.written(place)?.file)?;
        Some(file.line(line.checked_sub(1)?).trim_end().to_owned())
    }
}

impl SourceFile {
    /// The bytes without a byte order mark.
    fn body(&self) -> &[u8] {
        self.bytes
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(&self.bytes)
    }

    /// The text without a byte order mark, where it is UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.body()).ok()
    }

    /// Where a span of bytes begins, and how much of that line it is.
    fn span(&self, bytes: Range<u32>) -> Location {
        let body = self.body();
        let start = (bytes.start as usize).min(body.len());
        let before = &body[..start];
        let index = before.split(|byte| *byte == b'\n').count() - 1;
        let first = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let line = self.line(index);
        let column = characters(&line, start - first);
        let end = (bytes.end as usize).saturating_sub(first);
        Location {
            path: self.display.clone(),
            line: index + 1,
            column: column + 1,
            length: characters(line.trim_end(), end)
                .saturating_sub(column)
                .max(1),
        }
    }

    /// A line, counted from 0.
    fn line(&self, index: usize) -> Cow<'_, str> {
        let body = self.body();
        let starts = self.lines.get_or_init(|| {
            let breaks = body.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            std::iter::once(0)
                .chain(breaks.map(|(at, _)| at + 1))
                .collect()
        });
        let start = starts.get(index).copied().unwrap_or(body.len());
        let end = starts.get(index + 1).map_or(body.len(), |next| next - 1);
        String::from_utf8_lossy(&body[start..end])
    }
}

/// How many characters the first `bytes` bytes of a line are.
fn characters(line: &str, bytes: usize) -> usize {
    line.char_indices()
        .take_while(|(at, _)| *at < bytes)
        .count()
}

fn find(root: &Mark, tokens: &[&str]) -> Position {
    let mut here = root;
    let mut at = root.at;
    let mut rest = tokens;
    loop {
        match (&here.parts, rest) {
            (Parts::Shared(inner), _) => here = inner,
            (Parts::Members(members), [token, after @ ..]) => {
                let Some((position, value)) = member(members, token) else {
                    return at;
                };
                (at, here, rest) = (position, value, after);
            }
            (Parts::Items(items), [token, after @ ..]) => {
                let Some(item) = token.parse().ok().and_then(|index: usize| items.get(index))
                else {
                    return at;
                };
                (at, here, rest) = (item.at, item, after);
            }
            _ => return at,
        }
    }
}

/// The last of several with one key, as when loading; else what a merge key (`<<`) brings in.
fn member<'m>(
    members: &'m [(String, Position, Mark)],
    token: &str,
) -> Option<(Position, &'m Mark)> {
    let own = members.iter().rev().find(|(key, ..)| key == token);
    if let Some((_, at, value)) = own {
        return Some((*at, value));
    }
    let merged = members.iter().filter(|(key, ..)| key == "<<");
    merged
        .flat_map(|(_, _, value)| sources(value))
        .find_map(|source| match &source.parts {
            Parts::Members(members) => member(members, token),
            _ => None,
        })
}

fn sources(value: &Mark) -> Vec<&Mark> {
    match &value.parts {
        Parts::Shared(inner) => sources(inner),
        Parts::Items(items) => items.iter().flat_map(sources).collect(),
        Parts::Members(_) => vec![value],
        Parts::None => Vec::new(),
    }
}

/// Scans a text that is known to be JSON no deeper than 128.
fn json(text: &[u8]) -> Mark {
    Scan {
        text,
        at: 0,
        line: 0,
        start: 0,
    }
    .value()
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
    /// Offset of the first byte of the line.
    start: usize,
}

impl Scan<'_> {
    fn peek(&mut self) -> u8 {
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.start = self.at + 1;
                }
                b' ' | b'\t' | b'\r' | b',' | b':' => {}
                other => return *other,
            }
            self.at += 1;
        }
        0
    }

    fn position(&self, from: usize) -> Position {
        Position {
            line: self.line,
            column: from - self.start,
            length: self.at - from,
        }
    }

    fn value(&mut self) -> Mark {
        match self.peek() {
            b'{' => self.container(
                b'}',
                |scan| {
                    let (key, at) = scan.string();
                    (key, at, scan.value())
                },
                Parts::Members,
            ),
            b'[' => self.container(b']', Self::value, Parts::Items),
            b'"' => Mark {
                at: self.string().1,
                parts: Parts::None,
            },
            _ => {
                let from = self.at;
                while self
                    .text
                    .get(self.at)
                    .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
                {
                    self.at += 1;
                }
                Mark {
                    at: self.position(from),
                    parts: Parts::None,
                }
            }
        }
    }

    fn container<T>(
        &mut self,
        close: u8,
        mut part: impl FnMut(&mut Self) -> T,
        parts: impl FnOnce(Vec<T>) -> Parts,
    ) -> Mark {
        let from = self.at;
        self.at += 1;
        let at = self.position(from);
        let mut found = Vec::new();
        loop {
            let next = self.peek();
            if next == close || next == 0 {
                self.at += 1;
                return Mark {
                    at,
                    parts: parts(found),
                };
            }
            let before = self.at;
            found.push(part(self));
            if self.at == before {
                self.at += 1;
            }
        }
    }

    fn string(&mut self) -> (String, Position) {
        self.peek();
        let from = self.at;
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
        let raw = self.text.get(from..self.at).unwrap_or_default();
        (
            serde_json::from_slice(raw).unwrap_or_default(),
            self.position(from),
        )
    }
}

fn yaml(text: &str) -> Option<Mark> {
    let mut scan = Yaml {
        events: Parser::new_from_str(text),
        anchors: Vec::new(),
    };
    loop {
        match scan.events.next_event()?.ok()? {
            (Event::StreamEnd, _) => return None,
            (Event::DocumentStart(..), _) => {
                let first = scan.events.next_event()?.ok()?;
                return scan.value(first, 0);
            }
            _ => {}
        }
    }
}

struct Yaml<'t> {
    events: Parser<'t, StrInput<'t>>,
    anchors: Vec<Option<Arc<Mark>>>,
}

impl<'t> Yaml<'t> {
    fn value(&mut self, (event, span): (Event<'t>, Span), depth: usize) -> Option<Mark> {
        if depth > super::yaml::DEPTH {
            return None;
        }
        let at = position(span);
        let (anchor, parts) = match event {
            Event::Alias(id) => {
                let shared = self.anchors.get(id).and_then(Clone::clone);
                (0, shared.map_or(Parts::None, Parts::Shared))
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                loop {
                    let next = self.events.next_event()?.ok()?;
                    if matches!(next.0, Event::SequenceEnd) {
                        break;
                    }
                    items.push(self.value(next, depth + 1)?);
                }
                (anchor, Parts::Items(items))
            }
            Event::MappingStart(_, anchor, _) => (anchor, self.mapping(depth)?),
            Event::Scalar(_, _, anchor, _) => (anchor, Parts::None),
            _ => (0, Parts::None),
        };
        if anchor == 0 {
            return Some(Mark { at, parts });
        }
        let shared = Arc::new(Mark { at, parts });
        if self.anchors.len() <= anchor {
            self.anchors.resize(anchor + 1, None);
        }
        self.anchors[anchor] = Some(Arc::clone(&shared));
        Some(Mark {
            at,
            parts: Parts::Shared(shared),
        })
    }

    fn mapping(&mut self, depth: usize) -> Option<Parts> {
        let mut members = Vec::new();
        loop {
            let (event, span) = self.events.next_event()?.ok()?;
            let key = match event {
                Event::MappingEnd => return Some(Parts::Members(members)),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => String::new(),
            };
            let first = self.events.next_event()?.ok()?;
            members.push((key, position(span), self.value(first, depth + 1)?));
        }
    }
}

fn position(span: Span) -> Position {
    let length = if span.start.line() == span.end.line() {
        span.end.col().saturating_sub(span.start.col())
    } else {
        1
    };
    Position {
        line: span.start.line().saturating_sub(1),
        column: span.start.col(),
        length,
    }
}
