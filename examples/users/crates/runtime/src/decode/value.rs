//! Values of no particular form.

use super::Decoder;
use crate::check::Schema;
use crate::json::Node;
use serde_json::Value;

impl Decoder<'_> {
    /// Reads any value. A number that fits no 64 bits becomes the nearest float there is.
    pub fn value(&mut self) -> Option<Value> {
        match Node::read(&mut self.scan) {
            Ok(node) => Some(node.to_value()),
            Err(broken) => {
                self.syntax(broken);
                None
            }
        }
    }

    /// Reads any value that `schema` accepts.
    pub fn any_value(&mut self, schema: &'static Schema) -> Option<Value> {
        let accepted = self.check(schema);
        let value = self.value();
        value.filter(|_| accepted)
    }
}
