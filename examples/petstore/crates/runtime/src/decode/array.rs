//! Arrays: as lists, and item by item for tuples.

use super::rules::Items;
use super::{Decoder, Mode, Read, Step};
use crate::fault::{Fault, Input, Loc, kind};
use crate::json::{Body, Node, Scanner};
use std::collections::BTreeSet;

/// An array that is being read. Every one that [`Decoder::array`] gives has to go to [`Decoder::close`].
#[derive(Debug)]
#[must_use]
pub struct Array {
    rules: &'static Items,
    start: usize,
    /// How many items were met.
    pub length: usize,
    /// How many faults there were before.
    faults: usize,
}

/// With more items than this, equality is looked up and not compared pair by pair.
const FEW: usize = 8;

impl Decoder<'_> {
    /// Opens an array.
    pub fn array(&mut self, rules: &'static Items) -> Option<Array> {
        if self.form {
            self.form_list();
        }
        if self.scan.peek() != b'[' {
            // What lists no value twice is a set to pydantic.
            return self.wrong(match self.mode {
                Mode::Lax if rules.tuple => kind::TUPLE_TYPE,
                Mode::Lax if rules.unique => kind::SET_TYPE,
                _ => kind::LIST_TYPE,
            });
        }
        let start = self.scan.at();
        if let Err(broken) = self.scan.enter() {
            self.syntax(broken);
            return None;
        }
        self.path.push(Step::Index(0));
        Some(Array {
            rules,
            start,
            length: 0,
            faults: self.faults.len(),
        })
    }

    /// Moves to the next item and gives its position.
    pub fn item(&mut self, array: &mut Array) -> Option<usize> {
        match self.scan.item(array.length == 0) {
            Ok(true) => {
                let index = array.length;
                self.step(Step::Index(index));
                array.length += 1;
                Some(index)
            }
            Ok(false) => None,
            Err(broken) => {
                self.syntax(broken);
                None
            }
        }
    }

    /// Closes an array: whether its length is right and, where that is asked, no two items are equal.
    #[allow(clippy::needless_pass_by_value, reason = "an array is closed once")]
    pub fn close(&mut self, array: Array) -> bool {
        self.path.pop();
        self.scan.leave();
        if self.halted {
            return false;
        }
        let length = array.length as u64;
        let (start, end) = (array.start, self.scan.at());
        if self.mode == Mode::Lax {
            return self.lax_length(&array, end);
        }
        if length < array.rules.min {
            self.fault(kind::too_short("List", array.rules.min, length), start, end);
            return false;
        }
        if length > array.rules.max {
            self.fault(
                kind::too_long("List", array.rules.max, Some(length)),
                start,
                end,
            );
            return false;
        }
        if array.rules.unique && length > 1 && !self.all_differ(start) {
            self.fault(kind::UNIQUE_ITEMS, start, end);
            return false;
        }
        true
    }

    /// Pydantic gives up as soon as there are too many items, and asks whether there are enough when none was wrong. The
    /// items of a tuple are fields of their own; those of a set count once.
    fn lax_length(&mut self, array: &Array, end: usize) -> bool {
        let rules = array.rules;
        let length = array.length as u64;
        if (rules.min..=rules.max).contains(&length) && !(rules.unique && rules.min > 1) {
            return true;
        }
        if rules.tuple && length < rules.max {
            return self.tuple_rest(array, end);
        }
        let wrong = self.faults.len() > array.faults;
        let distinct = if rules.unique {
            self.count_distinct(array.start) as u64
        } else {
            length
        };
        let kind = if length > rules.max && (wrong || distinct > rules.max) {
            match (rules.tuple, rules.unique) {
                (true, _) => kind::too_long("Tuple", rules.max, Some(length)),
                (_, true) => kind::too_long("Set", rules.max, None),
                _ => kind::too_long("List", rules.max, Some(length)),
            }
        } else if !wrong && distinct < rules.min {
            let noun = if rules.unique { "Set" } else { "List" };
            kind::too_short(noun, rules.min, distinct)
        } else {
            return !wrong;
        };
        self.faults.truncate(array.faults);
        self.fault(kind, array.start, end);
        false
    }

    #[cold]
    fn tuple_rest(&mut self, array: &Array, end: usize) -> bool {
        for place in array.length..usize::try_from(array.rules.max).unwrap_or(array.length) {
            let mut loc = self.loc();
            loc.push(Loc::Index(place));
            let input = Input::Span {
                start: array.start,
                end,
            };
            self.record(Fault::new(kind::MISSING, loc, input));
        }
        false
    }

    /// How many items of the array that was just read are different ones.
    #[cold]
    fn count_distinct(&self, start: usize) -> usize {
        let text = self.scan.slice(start, self.scan.at());
        let node = Node::read(&mut Scanner::new(text, crate::json::MAX_DEPTH));
        let Ok(Body::Array(items)) = node.map(|node| node.body) else {
            return 0;
        };
        let texts = items.iter().map(|item| {
            let mut text = String::new();
            item.canonical(&mut text);
            text
        });
        texts.collect::<BTreeSet<_>>().len()
    }

    fn all_differ(&self, start: usize) -> bool {
        let text = self.scan.slice(start, self.scan.at());
        let node = Node::read(&mut Scanner::new(text, crate::json::MAX_DEPTH));
        match node.map(|node| node.body) {
            Ok(Body::Array(items)) => all_differ(&items),
            _ => true,
        }
    }

    /// Reads an array whose items are all of one kind.
    pub fn list<T>(&mut self, rules: &'static Items, read: Read<T>) -> Option<Vec<T>> {
        let mut array = self.array(rules)?;
        let mut items = Vec::new();
        let mut complete = true;
        while self.item(&mut array).is_some() {
            match read(self) {
                Some(item) => items.push(item),
                None => complete = false,
            }
        }
        (self.close(array) && complete).then_some(items)
    }
}

/// Whether no two values are equal as JSON values.
pub(crate) fn all_differ(items: &[Node<'_>]) -> bool {
    if items.len() <= FEW {
        let pairs = items.iter().enumerate();
        return pairs
            .flat_map(|(i, a)| items[i + 1..].iter().map(move |b| (a, b)))
            .all(|(a, b)| !a.equals(b));
    }
    let mut known = BTreeSet::new();
    items.iter().all(|item| {
        let mut text = String::new();
        item.canonical(&mut text);
        known.insert(text)
    })
}
