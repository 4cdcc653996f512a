//! The description's schemas, and those that planning adds (a property that two parts of an `allOf` constrain).

use crate::ir::{Schema, SchemaId, Schemas};

#[derive(Debug)]
pub struct Arena<'a> {
    given: &'a Schemas,
    added: Vec<Schema>,
}

impl<'a> Arena<'a> {
    pub fn new(given: &'a Schemas) -> Self {
        Self {
            given,
            added: Vec::new(),
        }
    }

    pub fn add(&mut self, schema: Schema) -> SchemaId {
        let index = self.given.len() + self.added.len();
        self.added.push(schema);
        SchemaId(u32::try_from(index).expect("fewer than 2^32 schemas"))
    }

    pub fn given(&self) -> &'a Schemas {
        self.given
    }
}

impl std::ops::Index<SchemaId> for Arena<'_> {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        match (id.0 as usize).checked_sub(self.given.len()) {
            Some(added) => &self.added[added],
            None => &self.given[id],
        }
    }
}
