//! The search for a match: depth first, remembering which choices failed at which positions. No choice is made twice at
//! a position, so that the time grows with the length of the text and not faster.

use super::compile::{Op, Program};

/// How many steps a search may take. It counts where failures can't be remembered.
const STEPS: u64 = 10_000_000;
/// How many bits may be spent on remembering failures.
const MEMORY: usize = 1 << 27;
/// How many bits need no allocation.
const SMALL: usize = 512;

/// Whether the program matches anywhere in `text`. A search that takes too long ends with `false`.
pub(super) fn occurs(program: &Program, text: &str) -> bool {
    let bits = program.ops.len().saturating_mul(text.len() + 1);
    let mut search = Search {
        program,
        text,
        steps: STEPS,
        remembers: program.slots == 0 && bits <= MEMORY,
        small: [0; SMALL / 64],
        large: if bits > SMALL && bits <= MEMORY && program.slots == 0 {
            vec![0; bits.div_ceil(64)]
        } else {
            Vec::new()
        },
        ran: [(0, 0, 0); 4],
        slots: vec![None; program.slots],
        looking: false,
        trail: Vec::new(),
    };
    let mut at = 0;
    loop {
        if search.matches(0, at) {
            return true;
        }
        if program.anchored || search.steps == 0 {
            return false;
        }
        match search.letter(at, false) {
            Some((_, next)) => at = next,
            None => return false,
        }
    }
}

struct Search<'p> {
    program: &'p Program,
    text: &'p str,
    steps: u64,
    remembers: bool,
    /// One bit for each step and position from which no match can be reached.
    small: [u64; SMALL / 64],
    /// The same, when they are more.
    large: Vec<u64>,
    /// The last runs, with their steps: what begins inside of one ends where it did.
    ran: [(usize, usize, usize); 4],
    slots: Vec<Option<usize>>,
    /// Inside of a look around.
    looking: bool,
    /// The bits that were set inside of it.
    trail: Vec<usize>,
}

/// What is left to try.
enum Way {
    Step {
        op: usize,
        at: usize,
    },
    /// The run of a step may end at `end`, and at every character from there to `nearest`.
    Ends {
        op: usize,
        end: usize,
        nearest: usize,
    },
    /// What a slot was, before it was overwritten.
    Slot {
        slot: usize,
        was: Option<usize>,
    },
}

impl Search<'_> {
    /// Whether the steps from `op` lead to a match from `at`.
    fn matches(&mut self, op: usize, at: usize) -> bool {
        let mut ways = Vec::new();
        let mut next = Some((op, at));
        while self.steps > 0 {
            let Some((op, at)) = next.take().or_else(|| self.other_way(&mut ways)) else {
                return false;
            };
            if let Op::Match = self.program.ops[op] {
                return true;
            }
            self.steps -= 1;
            next = self.step(op, at, &mut ways);
        }
        false
    }

    /// The way to try next, when one has failed.
    fn other_way(&mut self, ways: &mut Vec<Way>) -> Option<(usize, usize)> {
        loop {
            match ways.pop()? {
                Way::Step { op, at } => return Some((op, at)),
                Way::Slot { slot, was } => self.slots[slot] = was,
                Way::Ends { op, end, nearest } => {
                    if end != nearest {
                        // One character less of a run that goes to the right, one more of one that goes to the left.
                        let (_, end) = self.letter(end, nearest < end)?;
                        ways.push(Way::Ends { op, end, nearest });
                    }
                    return Some((op + 1, end));
                }
            }
        }
    }

    /// Takes one step; what else could be done goes to `ways`.
    fn step(&mut self, op: usize, at: usize, ways: &mut Vec<Way>) -> Option<(usize, usize)> {
        let on = |fine: bool| fine.then_some((op + 1, at));
        match &self.program.ops[op] {
            Op::Match => on(true),
            Op::One { set, back } => {
                let (letter, to) = self.letter(at, *back)?;
                self.program.sets[*set].has(letter).then_some((op + 1, to))
            }
            Op::Run { .. } => self.run(op, at, ways),
            Op::Jump(to) => Some((*to, at)),
            Op::Split(first, second) => {
                if self.seen(op, at) {
                    return None;
                }
                ways.push(Way::Step { op: *second, at });
                Some((*first, at))
            }
            Op::Start => on(at == 0),
            Op::End => on(at == self.text.len()),
            Op::Word { negated } => on(self.at_word_edge(at) != *negated),
            Op::Look { negated, end } => {
                let found = self.look(op, at, *negated, ways);
                (found != *negated).then_some((*end, at))
            }
            Op::Save(slot) | Op::Mark(slot) => {
                self.save(*slot, Some(at), ways);
                on(true)
            }
            Op::Forget(first, last) => {
                for slot in *first..*last {
                    self.save(slot, None, ways);
                }
                on(true)
            }
            Op::Moved(slot) => on(self.slots[*slot] != Some(at)),
            Op::Back { group, back } => Some((op + 1, self.again(*group, at, *back)?)),
        }
    }

    fn save(&mut self, slot: usize, value: Option<usize>, ways: &mut Vec<Way>) {
        let was = std::mem::replace(&mut self.slots[slot], value);
        ways.push(Way::Slot { slot, was });
    }

    #[inline]
    fn letter(&self, at: usize, back: bool) -> Option<(char, usize)> {
        if back {
            let letter = self.text.get(..at)?.chars().next_back()?;
            return Some((letter, at - letter.len_utf8()));
        }
        let letter = self.text.get(at..)?.chars().next()?;
        Some((letter, at + letter.len_utf8()))
    }

    /// Takes as many characters as there are, and leaves the shorter runs for later.
    fn run(&mut self, op: usize, at: usize, ways: &mut Vec<Way>) -> Option<(usize, usize)> {
        let Op::Run {
            set,
            least,
            most,
            back,
        } = &self.program.ops[op]
        else {
            return None;
        };
        let (least, most, back) = (*least, *most, *back);
        let covers = most == u32::MAX && self.remembers && !back;
        if covers && self.ran_past(op, at) || self.seen(op, at) {
            return None;
        }
        let set = &self.program.sets[*set];
        let (mut end, mut nearest, mut count) = (at, at, 0);
        let mut last = None;
        while count < most {
            if covers && count >= least && least < 2 {
                // Into a run that was taken before: its ends are tried already, or will be.
                last = self.ran_from(op, end);
                if last.is_some() {
                    break;
                }
            }
            match self.letter(end, back) {
                Some((letter, to)) if set.has(letter) => end = to,
                _ => break,
            }
            count += 1;
            if count == least {
                nearest = end;
            }
        }
        self.steps = self.steps.saturating_sub(u64::from(count) / 4);
        if count < least {
            return None;
        }
        if covers {
            self.ran[op % self.ran.len()] = (op, at, last.unwrap_or(end));
        }
        ways.push(Way::Ends { op, end, nearest });
        self.other_way(ways)
    }

    /// Whether a run from here ends where one did whose ends are tried already, or will be.
    fn ran_past(&self, op: usize, at: usize) -> bool {
        let (known, from, to) = self.ran[op % self.ran.len()];
        known == op && from < at && at <= to
    }

    /// Where the last run of a step ended, when it began here.
    fn ran_from(&self, op: usize, at: usize) -> Option<usize> {
        let (known, from, to) = self.ran[op % self.ran.len()];
        (known == op && from == at && from != to).then_some(to)
    }

    /// Whether a choice was made here before; from now on it was.
    fn seen(&mut self, op: usize, at: usize) -> bool {
        if !self.remembers {
            return false;
        }
        let place = op * (self.text.len() + 1) + at;
        let bits = if self.large.is_empty() {
            &mut self.small[..]
        } else {
            &mut self.large[..]
        };
        let Some(word) = bits.get_mut(place / 64) else {
            return false;
        };
        let seen = *word >> (place % 64) & 1 == 1;
        *word |= 1 << (place % 64);
        if self.looking && !seen {
            self.trail.push(place);
        }
        seen
    }

    /// Whether what a look around asks for is here. Its groups stay, unless it is negated.
    fn look(&mut self, op: usize, at: usize, negated: bool, ways: &mut Vec<Way>) -> bool {
        let before = self.slots.clone();
        let found = self.look_at(op, at);
        if found && negated {
            self.slots = before;
        } else if found {
            let changed = before.into_iter().enumerate();
            let changed = changed.filter(|(slot, was)| self.slots[*slot] != *was);
            ways.extend(changed.map(|(slot, was)| Way::Slot { slot, was }));
        }
        found
    }

    /// What was gone through on the way to a match did not fail.
    fn look_at(&mut self, op: usize, at: usize) -> bool {
        let outside = std::mem::replace(&mut self.looking, true);
        let trail = self.trail.len();
        let found = self.matches(op + 1, at);
        if found {
            let bits = if self.large.is_empty() {
                &mut self.small[..]
            } else {
                &mut self.large[..]
            };
            for place in self.trail.drain(trail..) {
                bits[place / 64] &= !(1 << (place % 64));
            }
            self.ran = [(0, 0, 0); 4];
        }
        self.looking = outside;
        if !outside {
            self.trail.clear();
        }
        found
    }

    fn at_word_edge(&self, at: usize) -> bool {
        let word = |letter: Option<(char, usize)>| {
            letter.is_some_and(|(letter, _)| letter.is_ascii_alphanumeric() || letter == '_')
        };
        word(self.letter(at, true)) != word(self.letter(at, false))
    }

    /// Where what the group was ends, if it stands here again. A group that took no part is empty.
    fn again(&self, group: usize, at: usize, back: bool) -> Option<usize> {
        let (Some(start), Some(end)) = (self.slots[group * 2], self.slots[group * 2 + 1]) else {
            return Some(at);
        };
        let text = self.text.get(start..end)?;
        if back {
            return self
                .text
                .get(..at)?
                .ends_with(text)
                .then(|| at - text.len());
        }
        self.text
            .get(at..)?
            .starts_with(text)
            .then(|| at + text.len())
    }
}
