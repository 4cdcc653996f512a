//! One value of each type, made when it is first asked for.

use std::{any::Any, sync::OnceLock};

/// A list, since one or two types ask: an allocation for each and no lock.
#[derive(Default)]
pub struct Slots(OnceLock<Box<Node<dyn Any + Send + Sync>>>);

struct Node<T: ?Sized> {
    next: Slots,
    value: T,
}

impl Slots {
    pub fn get<S: Default + Send + Sync + 'static>(&self) -> &S {
        let mut slots = self;
        loop {
            let node = slots.0.get_or_init(|| {
                Box::new(Node {
                    next: Slots::default(),
                    value: S::default(),
                })
            });
            match node.value.downcast_ref() {
                Some(value) => return value,
                None => slots = &node.next,
            }
        }
    }
}
