//! Which members or items of one value were looked at: the annotations that `unevaluatedProperties` and
//! `unevaluatedItems` depend on (JSON Schema 2020-12 core, sections 11.2 and 11.3).

/// One flag for each member of an object, or each item of an array.
#[derive(Debug, Clone, Default)]
pub(super) struct Evaluated(Vec<bool>);

impl Evaluated {
    pub(super) fn none(length: usize) -> Self {
        Self(vec![false; length])
    }

    pub(super) fn has(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or(false)
    }

    pub(super) fn add(&mut self, place: usize) {
        if let Some(flag) = self.0.get_mut(place) {
            *flag = true;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (flag, other) in self.0.iter_mut().zip(&other.0) {
            *flag |= *other;
        }
    }
}
