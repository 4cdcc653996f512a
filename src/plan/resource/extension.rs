//! What `x-specwright-…` members of a schema say.

use super::Look;
use crate::ir::{Schema, SchemaId};
use serde_json::Value;

impl Look<'_> {
    /// An extension of a component, by the component's name.
    pub fn of_schema(&self, title: &str, key: &str) -> Option<&Value> {
        let id = self.api.schemas.named.get(title)?;
        self.api.schemas[*id].meta.extensions.get(key)
    }

    /// An extension of a property of a component.
    pub fn of_property(&self, title: &str, property: &str, key: &str) -> Option<&Value> {
        let id = self.api.schemas.named.get(title)?;
        let schema = self.property(*id, property, 0)?;
        schema.meta.extensions.get(key)
    }

    fn property(&self, id: SchemaId, property: &str, depth: usize) -> Option<&Schema> {
        if depth > 16 {
            return None;
        }
        let schema = &self.api.schemas[id];
        if let Some(&found) = schema.object.properties.get(property) {
            return Some(&self.api.schemas[found]);
        }
        schema
            .reference
            .iter()
            .chain(&schema.all_of)
            .find_map(|&id| self.property(id, property, depth + 1))
    }
}

/// Whether an extension is switched on.
pub fn is_true(value: Option<&Value>) -> bool {
    value.and_then(Value::as_bool).unwrap_or_default()
}
