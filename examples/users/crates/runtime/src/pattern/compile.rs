//! Patterns as programs for [`run`](super::run).

use super::parse::{Parsed, Tree};
use super::set::Set;
use std::collections::BTreeMap;

/// One step. Positions are those of steps in the program.
#[derive(Debug)]
pub(super) enum Op {
    /// One character of the set.
    One {
        set: usize,
        back: bool,
    },
    /// So many characters of the set as there are, or fewer.
    Run {
        set: usize,
        least: u32,
        most: u32,
        back: bool,
    },
    /// Both ways, the first one first.
    Split(usize, usize),
    Jump(usize),
    Start,
    End,
    Word {
        negated: bool,
    },
    /// The steps up to `end` have to match here, or must not; then on at `end`.
    Look {
        negated: bool,
        end: usize,
    },
    /// A group begins or ends.
    Save(usize),
    /// Forgets what the groups between two were.
    Forget(usize, usize),
    /// What the group was, once more.
    Back {
        group: usize,
        back: bool,
    },
    /// Remembers the position in a slot.
    Mark(usize),
    /// Fails where the position is the one of the slot: the body of a loop was empty.
    Moved(usize),
    Match,
}

#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) sets: Vec<Set>,
    /// Slots for positions; none unless there are back-references.
    pub(super) slots: usize,
    /// It can match at the start of a text only.
    pub(super) anchored: bool,
}

/// Programs that would be longer are none.
const LONGEST: usize = 50_000;

struct Compiler {
    ops: Vec<Op>,
    sets: Vec<Set>,
    names: BTreeMap<String, usize>,
    /// Groups are remembered.
    saves: bool,
    slots: usize,
}

/// `None`: the program would be too long.
pub(super) fn compile(parsed: &Parsed) -> Option<Program> {
    let saves = refers(&parsed.tree);
    let mut compiler = Compiler {
        ops: Vec::new(),
        sets: Vec::new(),
        names: parsed.names.clone(),
        saves,
        slots: if saves { parsed.groups * 2 } else { 0 },
    };
    compiler.tree(&parsed.tree, false)?;
    compiler.ops.push(Op::Match);
    Some(Program {
        ops: compiler.ops,
        sets: compiler.sets,
        slots: compiler.slots,
        anchored: anchored(&parsed.tree),
    })
}

fn refers(tree: &Tree) -> bool {
    match tree {
        Tree::Back(_) | Tree::BackNamed(_) => true,
        Tree::Sequence(trees) | Tree::Alternatives(trees) => trees.iter().any(refers),
        Tree::Group(_, inner) | Tree::Repeat { inner, .. } | Tree::Look { inner, .. } => {
            refers(inner)
        }
        _ => false,
    }
}

fn anchored(tree: &Tree) -> bool {
    match tree {
        Tree::Start => true,
        Tree::Sequence(trees) => {
            let mut terms = trees
                .iter()
                .skip_while(|tree| matches!(tree, Tree::Look { .. }));
            terms.next().is_some_and(anchored)
        }
        Tree::Alternatives(trees) => trees.iter().all(anchored),
        Tree::Group(_, inner) => anchored(inner),
        _ => false,
    }
}

impl Compiler {
    fn push(&mut self, op: Op) -> Option<usize> {
        self.ops.push(op);
        (self.ops.len() < LONGEST).then(|| self.ops.len() - 1)
    }

    fn set(&mut self, set: &Set) -> usize {
        let known = self.sets.iter().position(|known| known == set);
        known.unwrap_or_else(|| {
            self.sets.push(set.clone());
            self.sets.len() - 1
        })
    }

    /// `back`: inside of a look behind, which reads from right to left.
    fn tree(&mut self, tree: &Tree, back: bool) -> Option<()> {
        match tree {
            Tree::One(set) => {
                let set = self.set(set);
                self.push(Op::One { set, back })?;
            }
            Tree::Sequence(trees) if back => {
                for tree in trees.iter().rev() {
                    self.tree(tree, back)?;
                }
            }
            Tree::Sequence(trees) => {
                for tree in trees {
                    self.tree(tree, back)?;
                }
            }
            Tree::Alternatives(trees) => self.alternatives(trees, back)?,
            Tree::Group(number, inner) if self.saves => {
                let (first, last) = if back { (1, 0) } else { (0, 1) };
                self.push(Op::Save(number * 2 + first))?;
                self.tree(inner, back)?;
                self.push(Op::Save(number * 2 + last))?;
            }
            Tree::Group(_, inner) => self.tree(inner, back)?,
            Tree::Repeat { .. } => self.repeat(tree, back)?,
            Tree::Start => drop(self.push(Op::Start)?),
            Tree::End => drop(self.push(Op::End)?),
            Tree::Word { negated } => drop(self.push(Op::Word { negated: *negated })?),
            Tree::Look {
                behind,
                negated,
                inner,
            } => {
                let look = self.push(Op::Match)?;
                self.tree(inner, *behind)?;
                let end = self.push(Op::Match)? + 1;
                self.ops[look] = Op::Look {
                    negated: *negated,
                    end,
                };
            }
            Tree::Back(group) => {
                let group = *group;
                self.push(Op::Back { group, back })?;
            }
            Tree::BackNamed(name) => {
                let group = self.names.get(name).copied()?;
                self.push(Op::Back { group, back })?;
            }
        }
        Some(())
    }

    fn alternatives(&mut self, trees: &[Tree], back: bool) -> Option<()> {
        let mut ends = Vec::new();
        for (place, tree) in trees.iter().enumerate() {
            if place + 1 == trees.len() {
                self.tree(tree, back)?;
                break;
            }
            let split = self.push(Op::Match)?;
            self.tree(tree, back)?;
            ends.push(self.push(Op::Match)?);
            self.ops[split] = Op::Split(split + 1, self.ops.len());
        }
        let after = self.ops.len();
        for end in ends {
            self.ops[end] = Op::Jump(after);
        }
        Some(())
    }

    fn repeat(&mut self, tree: &Tree, back: bool) -> Option<()> {
        let Tree::Repeat {
            inner,
            least,
            most,
            greedy,
            groups,
        } = tree
        else {
            return None;
        };
        if let Tree::One(set) = &**inner
            && (*greedy || !self.saves)
        {
            let (least, most) = (*least, most.unwrap_or(u32::MAX));
            let set = self.set(set);
            self.push(Op::Run {
                set,
                least,
                most,
                back,
            })?;
            return Some(());
        }
        for _ in 0..*least {
            self.body(inner, *groups, back)?;
        }
        match most {
            None => self.endless(inner, *groups, *greedy, back),
            Some(most) => self.at_most(inner, *groups, most - least, *greedy, back),
        }
    }

    fn body(&mut self, inner: &Tree, groups: (usize, usize), back: bool) -> Option<()> {
        if self.saves && groups.0 < groups.1 {
            self.push(Op::Forget(groups.0 * 2, groups.1 * 2))?;
        }
        self.tree(inner, back)
    }

    fn endless(
        &mut self,
        inner: &Tree,
        groups: (usize, usize),
        greedy: bool,
        back: bool,
    ) -> Option<()> {
        let split = self.push(Op::Match)?;
        // Without back-references a position that was seen is not tried again, which ends empty loops too.
        let slot = self.saves.then_some(self.slots);
        if let Some(slot) = slot {
            self.slots += 1;
            self.push(Op::Mark(slot))?;
        }
        self.body(inner, groups, back)?;
        if let Some(slot) = slot {
            self.push(Op::Moved(slot))?;
        }
        self.push(Op::Jump(split))?;
        self.ops[split] = either(split + 1, self.ops.len(), greedy);
        Some(())
    }

    fn at_most(
        &mut self,
        inner: &Tree,
        groups: (usize, usize),
        times: u32,
        greedy: bool,
        back: bool,
    ) -> Option<()> {
        let mut splits = Vec::new();
        for _ in 0..times {
            splits.push(self.push(Op::Match)?);
            self.body(inner, groups, back)?;
        }
        let after = self.ops.len();
        for split in splits {
            self.ops[split] = either(split + 1, after, greedy);
        }
        Some(())
    }
}

/// Both ways of a loop: the body first, when it is greedy.
fn either(body: usize, after: usize, greedy: bool) -> Op {
    if greedy {
        Op::Split(body, after)
    } else {
        Op::Split(after, body)
    }
}
