//! Values of no particular form.

use super::Decoder;
use crate::check::Schema;
use crate::fault::kind;
use crate::json::Node;
use serde_json::Value;

impl Decoder<'_> {
    /// Reads any value. A number that fits no 64 bits becomes the nearest float; one beyond all floats is a fault.
    pub fn value(&mut self) -> Option<Value> {
        let before = self.scan;
        let node = match Node::read(&mut self.scan) {
            Ok(node) => node,
            Err(broken) => {
                self.syntax(broken);
                return None;
            }
        };
        let value = node.to_finite_value();
        if value.is_none() {
            self.scan = before;
            return self.wrong(kind::FINITE_NUMBER);
        }
        value
    }

    /// Reads any value that `schema` accepts.
    pub fn any_value(&mut self, schema: &'static Schema) -> Option<Value> {
        let accepted = self.check(schema);
        let value = self.value();
        value.filter(|_| accepted)
    }
}
