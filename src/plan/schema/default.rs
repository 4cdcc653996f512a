//! Defaults: which hold, and how Rust writes them down.

use super::Planner;
use super::flat;
use super::shape::Shape;
use super::union;
use crate::diag::Diagnostic;
use crate::ir::SchemaId;
use crate::ir::conform::Direction;
use crate::naming::TypeName;
use crate::plan::model::{Constant, ModelKind, Type};
use serde_json::Value;
use std::collections::BTreeSet;

impl Planner<'_, '_> {
    /// The schema's default, when it fits the schema; one that does not is no default (and a warning elsewhere).
    pub fn default_of(&mut self, id: SchemaId) -> Option<Value> {
        let mut here = id;
        for _ in 0..16 {
            let schema = &self.arena[here];
            if let Some(value) = &schema.meta.default {
                return self.fits(id, value).then(|| Value::clone(value));
            }
            match schema.reference.or(schema
                .all_of
                .first()
                .copied()
                .filter(|_| schema.all_of.len() == 1))
            {
                Some(next) => here = next,
                None => return None,
            }
        }
        None
    }

    /// Whether a default has an object in it that would get the same default again, and so on: a schema such as
    /// `{properties: {inner: {$ref: '#', default: {}}}}`. Says so.
    pub(super) fn holds_itself(&mut self, id: SchemaId, value: &Value) -> bool {
        if !has_object(value) || !self.reaches_itself(id) {
            return false;
        }
        if self.endless.insert(id) {
            let message = "this default would get itself as a default, without an end";
            self.diags.push(
                Diagnostic::warning("endless-default", message)
                    .at(&self.arena[id].at.at("default"))
                    .help("it is not applied"),
            );
        }
        true
    }

    fn reaches_itself(&self, id: SchemaId) -> bool {
        let mut seen = BTreeSet::new();
        let mut queue = vec![id];
        while let Some(here) = queue.pop() {
            for child in super::children(&self.arena[here]) {
                if child == id {
                    return true;
                }
                if seen.insert(child) {
                    queue.push(child);
                }
            }
        }
        false
    }

    pub(super) fn fits(&self, id: SchemaId, value: &Value) -> bool {
        if (id.0 as usize) < self.arena.given().len() {
            return self.conformer.accepts(id, value, Direction::Request);
        }
        // A schema that planning put together is the conjunction of its parts.
        let schema = &self.arena[id];
        !schema.all_of.is_empty() && schema.all_of.iter().all(|&part| self.fits(part, value))
    }

    /// A JSON default as a Rust constant of the type.
    pub fn constant(&mut self, value: &Value, ty: &Type) -> Option<Constant> {
        match (ty.bare(), value) {
            (Type::Option(_), Value::Null) => Some(Constant::Null),
            (Type::Bool, Value::Bool(flag)) => Some(Constant::Boolean(*flag)),
            (Type::Int, Value::Number(number)) => number.as_i64().map(Constant::Int),
            (Type::I32 | Type::I64 | Type::U32 | Type::U64, Value::Number(number)) => number
                .as_i64()
                .map(i128::from)
                .or(number.as_u64().map(i128::from))
                .map(Constant::Integer),
            (Type::F64, Value::Number(number)) => number
                .as_f64()
                .filter(|n| n.is_finite())
                .map(Constant::Number),
            (Type::String, Value::String(text)) => Some(Constant::String(text.clone())),
            (Type::List(_), Value::Array(items)) if items.is_empty() => Some(Constant::EmptyList),
            (Type::Model(name), value) => {
                let name = name.clone();
                self.settle_one(&name);
                match &self.models.get(&name)?.kind {
                    ModelKind::Choice(choice) => choice
                        .variants
                        .iter()
                        .find(|variant| flat::same(&variant.value, value))
                        .map(|variant| Constant::Variant(name.clone(), variant.name.clone())),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Plans one queued enum ahead of its turn: a default names its variant.
    pub(super) fn settle_one(&mut self, name: &TypeName) {
        let Some(at) = self.queue.iter().position(|(_, queued)| queued == name) else {
            return;
        };
        let id = self.queue[at].0.0;
        let formed = self.form(id);
        let named = self.arena[id].name.is_some();
        if let Shape::Choice(values) = &formed.0.shape {
            if let Some(model) = self.models.get_mut(name) {
                model.kind = ModelKind::Choice(union::choice(values, named));
            }
            self.queue.remove(at);
        }
    }
}

fn has_object(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().any(has_object),
        _ => false,
    }
}
