//! Schemas → the assertion-only tables of the runtime's checker, for what a typed reader does not enforce.
//!
//! A schema with a name, and one that contains itself, becomes a static; the rest stands inline.

use super::Planner;
use super::table;
use crate::ir::format::integer_range;
use crate::ir::{Schema, SchemaId, Type};
use crate::naming::{ConstName, Scope};
use crate::options::FormatType;
use crate::plan::model::{Check, Keyword};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// What `checks.rs` will hold.
#[derive(Debug, Default)]
pub struct Tables {
    scope: Scope,
    names: BTreeMap<SchemaId, ConstName>,
    pub statics: IndexMap<ConstName, Vec<Keyword>>,
    /// Inline schemas being written right now.
    open: Vec<SchemaId>,
    /// They are for what the service says, not for what it hears.
    answering: bool,
}

impl Planner<'_, '_> {
    /// What `work` makes of schemas, in tables of their own: those of what the service says, of which `writeOnly` members
    /// are no part (OpenAPI 3.1 section 4.8.24).
    pub fn answering<R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> R,
    ) -> (R, IndexMap<ConstName, Vec<Keyword>>) {
        let own = Tables {
            answering: true,
            ..Tables::default()
        };
        let before = std::mem::replace(&mut self.checks, own);
        let done = work(self);
        let made = std::mem::replace(&mut self.checks, before);
        (done, made.statics)
    }

    /// The table of a schema, for what the service says.
    pub fn promised(&mut self, id: SchemaId) -> Check {
        self.check(id)
    }

    /// Whether planning looks at answers, where nothing is reported: it is, where their types are planned.
    pub(super) fn is_answering(&self) -> bool {
        self.checks.answering
    }

    /// The table of a schema.
    pub(super) fn check(&mut self, id: SchemaId) -> Check {
        if let Some(name) = self.checks.names.get(&id) {
            return Check::Named(name.clone());
        }
        let own = self.arena[id].name.clone();
        if own.is_some() || self.checks.open.contains(&id) {
            let text = own.unwrap_or_else(|| "recursive".to_owned());
            let name: ConstName = self.checks.scope.claim(&text, crate::naming::Name::make);
            self.checks.names.insert(id, name.clone());
            self.checks.statics.insert(name.clone(), Vec::new()); // its place in the order
            let keywords = self.keywords(id);
            self.checks.statics.insert(name.clone(), keywords);
            return Check::Named(name);
        }
        self.checks.open.push(id);
        let keywords = self.keywords(id);
        self.checks.open.pop();
        match self.checks.names.get(&id) {
            Some(name) => Check::Named(name.clone()),
            None => Check::Inline(keywords),
        }
    }

    fn checks(&mut self, ids: &[SchemaId]) -> Vec<Check> {
        ids.iter().map(|&id| self.check(id)).collect()
    }

    fn keywords(&mut self, id: SchemaId) -> Vec<Keyword> {
        let schema = self.arena[id].clone_keywords();
        let mut out = Vec::new();
        if schema.never {
            out.push(Keyword::Never);
        }
        out.extend(schema.types.map(Keyword::Types));
        out.extend(schema.enumeration.clone().map(Keyword::Enum));
        out.extend(
            schema
                .constant
                .as_deref()
                .map(|value| Keyword::Enum(vec![value.clone()])),
        );
        self.scalar_keywords(&schema, &mut out);
        self.array_keywords(&schema, &mut out);
        self.object_keywords(&schema, &mut out);
        self.applicators(&schema, &mut out);
        // Last: they look at what everything beside them has evaluated.
        if let Some(rest) = schema.array.unevaluated_items {
            let check = self.check(rest);
            out.push(Keyword::One("UnevaluatedItems", check));
        }
        if let Some(rest) = schema.object.unevaluated_properties {
            let check = self.check(rest);
            out.push(Keyword::One("UnevaluatedProperties", check));
        }
        out
    }

    fn scalar_keywords(&mut self, schema: &Schema, out: &mut Vec<Keyword>) {
        let number = &schema.number;
        for (name, value) in [
            ("Minimum", &number.minimum),
            ("Maximum", &number.maximum),
            ("ExclusiveMinimum", &number.exclusive_minimum),
            ("ExclusiveMaximum", &number.exclusive_maximum),
            ("MultipleOf", &number.multiple_of),
        ] {
            out.extend(value.clone().map(|value| Keyword::Decimal(name, value)));
        }
        if schema.types.is_some_and(|types| types.has(Type::Integer))
            && let Some((least, most)) = self.format_of(schema).and_then(integer_range)
        {
            for (name, bound) in [("Minimum", least), ("Maximum", most)] {
                out.extend(
                    bound
                        .to_string()
                        .parse()
                        .ok()
                        .map(|bound| Keyword::Decimal(name, bound)),
                );
            }
        }
        out.extend(
            schema
                .text
                .min_length
                .map(|n| Keyword::Count("MinLength", n)),
        );
        out.extend(
            schema
                .text
                .max_length
                .map(|n| Keyword::Count("MaxLength", n)),
        );
        if let Some(source) = &schema.text.pattern {
            out.extend(self.pattern_at(source, &schema.at).map(Keyword::Pattern));
        }
        out.extend(
            self.format_of(schema)
                .and_then(table::asserted)
                .map(Keyword::Format),
        );
    }

    /// The format, unless it is turned off.
    fn format_of<'s>(&self, schema: &'s Schema) -> Option<&'s str> {
        let is_on = |format: &&str| self.options.formats.get(*format) != Some(&FormatType::Off);
        schema.format.as_deref().filter(is_on)
    }

    fn array_keywords(&mut self, schema: &Schema, out: &mut Vec<Keyword>) {
        let array = &schema.array;
        out.extend(array.min_items.map(|n| Keyword::Count("MinItems", n)));
        out.extend(array.max_items.map(|n| Keyword::Count("MaxItems", n)));
        if array.unique_items {
            out.push(Keyword::UniqueItems);
        }
        if array.items.is_some() || !array.prefix_items.is_empty() {
            let prefix = self.checks(&array.prefix_items);
            let rest = array.items.map(|items| self.check(items));
            out.push(Keyword::Items { prefix, rest });
        }
        if let Some(contains) = array.contains {
            let schema = self.check(contains);
            out.push(Keyword::Contains {
                schema,
                min: array.min_contains.unwrap_or(1),
                max: array.max_contains,
            });
        }
    }

    fn object_keywords(&mut self, schema: &Schema, out: &mut Vec<Keyword>) {
        let object = &schema.object;
        if !object.properties.is_empty()
            || !object.pattern_properties.is_empty()
            || object.additional.is_some()
        {
            let properties = object
                .properties
                .iter()
                .map(|(name, &id)| (name.clone(), self.check(id)))
                .collect();
            let mut patterns = Vec::new();
            for (source, &id) in &object.pattern_properties {
                if let Some(pattern) = self.pattern_at(source, &schema.at) {
                    patterns.push((pattern, self.check(id)));
                }
            }
            let additional = object.additional.map(|id| self.check(id));
            out.push(Keyword::Members {
                properties,
                patterns,
                additional,
            });
        }
        let mut required = object.required.clone();
        if self.checks.answering {
            required.retain(|name| {
                let property = object.properties.get(name);
                property.is_none_or(|&property| !self.is_write_only(property))
            });
        }
        if !required.is_empty() {
            out.push(Keyword::Required(required));
        }
        out.extend(
            object
                .min_properties
                .map(|n| Keyword::Count("MinProperties", n)),
        );
        out.extend(
            object
                .max_properties
                .map(|n| Keyword::Count("MaxProperties", n)),
        );
        if let Some(names) = object.property_names {
            let check = self.check(names);
            out.push(Keyword::One("PropertyNames", check));
        }
        if !object.dependent_required.is_empty() {
            let pairs = object
                .dependent_required
                .iter()
                .map(|(name, names)| (name.clone(), names.clone()));
            out.push(Keyword::DependentRequired(pairs.collect()));
        }
        if !object.dependent_schemas.is_empty() {
            let pairs = object
                .dependent_schemas
                .iter()
                .map(|(name, &id)| (name.clone(), self.check(id)))
                .collect();
            out.push(Keyword::DependentSchemas(pairs));
        }
    }

    fn is_write_only(&self, property: SchemaId) -> bool {
        let schema = &self.arena[property];
        let target = schema.reference.map(|target| &self.arena[target]);
        schema.meta.write_only || target.is_some_and(|target| target.meta.write_only)
    }

    fn applicators(&mut self, schema: &Schema, out: &mut Vec<Keyword>) {
        if let Some(target) = schema.reference {
            let check = self.check(target);
            out.push(Keyword::One("Ref", check));
        }
        // What the service says by a discriminator may fit other branches as well: members that tell them apart may be
        // left out. Requests are held to the letter.
        let one_of = match schema.discriminator {
            Some(_) if self.checks.answering => "AnyOf",
            _ => "OneOf",
        };
        for (name, ids) in [
            ("AllOf", &schema.all_of),
            ("AnyOf", &schema.any_of),
            (one_of, &schema.one_of),
        ] {
            if !ids.is_empty() {
                let checks = self.checks(ids);
                out.push(Keyword::Many(name, checks));
            }
        }
        if let Some(not) = schema.not {
            let check = self.check(not);
            out.push(Keyword::One("Not", check));
        }
        if let Some(condition) = schema.if_schema {
            let condition = self.check(condition);
            let then = schema.then_schema.map(|id| self.check(id));
            let otherwise = schema.else_schema.map(|id| self.check(id));
            out.push(Keyword::If {
                condition,
                then,
                otherwise,
            });
        }
    }
}
