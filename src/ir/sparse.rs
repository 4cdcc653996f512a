//! Keywords of one kind, of which most schemas have none. A description has tens of thousands of schemas; without this
//! most of the memory for them holds nothing.

use super::schema::{Array, Number, Object, Text};
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

/// Reads like a `T`, and takes no room until something is written into it.
#[derive(Debug, Clone)]
pub struct Sparse<T>(Option<Box<T>>);

/// What there is to read where nothing was written.
pub trait Absent: Default + 'static {
    fn absent() -> &'static Self;
}

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Sparse<T> {
    /// What was written, if anything was.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }
}

impl<T> From<T> for Sparse<T> {
    fn from(keywords: T) -> Self {
        Self(Some(Box::new(keywords)))
    }
}

impl<T: Absent> Deref for Sparse<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(keywords) => keywords,
            None => T::absent(),
        }
    }
}

impl<T: Absent> DerefMut for Sparse<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

macro_rules! absent {
    ($($keywords:ty),*) => {$(
        impl Absent for $keywords {
            fn absent() -> &'static Self {
                static NONE: LazyLock<$keywords> = LazyLock::new(Default::default);
                &NONE
            }
        }
    )*};
}

absent!(Array, Number, Object, Text);
