//! The way from the root to the value that is read: one step for each open array or object. The first ones are held in
//! place, so that an ordinary body needs no memory for it.

use crate::json::Quoted;

/// Bodies are seldom nested deeper.
const NEAR: usize = 6;

#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Name(&'static str),
    Key(Quoted<'a>),
    Index(usize),
}

#[derive(Debug)]
pub(super) struct Path<'a> {
    near: [Step<'a>; NEAR],
    len: usize,
    /// What is deeper than [`NEAR`].
    far: Vec<Step<'a>>,
}

impl<'a> Path<'a> {
    pub(super) const fn root() -> Self {
        Self {
            near: [Step::Index(0); NEAR],
            len: 0,
            far: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub(super) fn push(&mut self, step: Step<'a>) {
        match self.near.get_mut(self.len) {
            Some(place) => *place = step,
            None => self.far.push(step),
        }
        self.len += 1;
    }

    #[inline]
    pub(super) fn pop(&mut self) {
        self.truncate(self.len.saturating_sub(1));
    }

    #[inline]
    pub(super) fn truncate(&mut self, len: usize) {
        if self.len > NEAR {
            self.far.truncate(len.saturating_sub(NEAR));
        }
        self.len = self.len.min(len);
    }

    pub(super) fn last(&self) -> Option<&Step<'a>> {
        self.far
            .last()
            .or_else(|| self.near[..self.nearby()].last())
    }

    /// Names the member or item that is read now.
    #[inline]
    pub(super) fn set(&mut self, step: Step<'a>) {
        let Some(at) = self.len.checked_sub(1) else {
            return;
        };
        if let Some(place) = self.near.get_mut(at) {
            *place = step;
        } else if let Some(place) = self.far.last_mut() {
            *place = step;
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Step<'a>> {
        self.near[..self.nearby()].iter().chain(&self.far)
    }

    fn nearby(&self) -> usize {
        self.len.min(NEAR)
    }
}
