//! Tables made of JSON Schema while a service runs, for what only builds for development look at. What is made stays
//! for ever, as the tables of generated code do.

use super::{Keyword, Named, Schema};
use crate::{decode::rules::Kinds, format::Format, pattern::Pattern};
use serde_json::Value;
use std::{collections::BTreeMap, sync::OnceLock};

/// The tables of one document; a reference in it leads to another part of it: `#/schemas/Pet`.
#[derive(Debug, Default)]
pub(crate) struct Translation {
    known: BTreeMap<String, &'static OnceLock<Schema>>,
    /// References that were met and not followed yet, so that long chains of them cost no stack.
    open: Vec<String>,
}

impl Translation {
    /// The table of a schema; `None` when it holds a keyword that no table has.
    pub(crate) fn of(&mut self, schema: &Value, document: &Value) -> Option<&'static Schema> {
        let table = self.schema(schema)?;
        while let Some(target) = self.open.pop() {
            let schema = document.pointer(target.strip_prefix('#')?)?;
            let keywords = self.keywords(schema)?;
            let _ = self.known.get(&target)?.set(Schema(keywords));
        }
        Some(table)
    }

    fn schema(&mut self, schema: &Value) -> Option<&'static Schema> {
        match schema {
            Value::Bool(true) => Some(&Schema::ANY),
            _ => Some(leak(Schema(self.keywords(schema)?))),
        }
    }

    fn keywords(&mut self, schema: &Value) -> Option<&'static [Keyword]> {
        let mut keywords = Vec::new();
        match schema {
            Value::Bool(true) => {}
            Value::Bool(false) => keywords.push(Keyword::Never),
            Value::Object(members) => {
                for (name, value) in members {
                    keywords.extend(self.keyword(name, value, schema)?);
                }
            }
            _ => return None,
        }
        Some(leak_all(keywords))
    }

    fn reference(&mut self, target: &str) -> Keyword {
        let known = self.known.entry(target.to_owned()).or_insert_with(|| {
            self.open.push(target.to_owned());
            leak(OnceLock::new())
        });
        Keyword::Late(known)
    }

    fn list(&mut self, schemas: &Value) -> Option<&'static [&'static Schema]> {
        let schemas = schemas.as_array()?.iter().map(|schema| self.schema(schema));
        Some(leak_all(schemas.collect::<Option<_>>()?))
    }

    fn named(&mut self, schemas: &Value) -> Option<Named> {
        let schemas = schemas.as_object()?.iter();
        let schemas = schemas.map(|(name, schema)| Some((text(name), self.schema(schema)?)));
        Some(leak_all(schemas.collect::<Option<_>>()?))
    }

    /// `None`: no table has the keyword.
    #[allow(
        clippy::option_option,
        reason = "beyond a table, nothing to assert, and an assertion are three things"
    )]
    fn keyword(&mut self, name: &str, value: &Value, all: &Value) -> Option<Option<Keyword>> {
        let number = || text(&value.to_string());
        Some(Some(match name {
            "type" => Keyword::Types(types(value)),
            "enum" => Keyword::Enum(constants(value.as_array()?)),
            "const" => Keyword::Enum(constants(std::slice::from_ref(value))),
            "minimum" => Keyword::Minimum(number()),
            "maximum" => Keyword::Maximum(number()),
            "exclusiveMinimum" => Keyword::ExclusiveMinimum(number()),
            "exclusiveMaximum" => Keyword::ExclusiveMaximum(number()),
            "multipleOf" => Keyword::MultipleOf(number()),
            "minLength" => Keyword::MinLength(count(value)?),
            "maxLength" => Keyword::MaxLength(count(value)?),
            "pattern" => Keyword::Pattern(leak(Pattern::new(text(value.as_str()?)))),
            "format" => {
                let format = Format::ALL.into_iter();
                let mut format = format.filter(|format| Some(format.name()) == value.as_str());
                return Some(format.next().map(Keyword::Format));
            }
            "minItems" => Keyword::MinItems(count(value)?),
            "maxItems" => Keyword::MaxItems(count(value)?),
            "uniqueItems" if value == true => Keyword::UniqueItems,
            "prefixItems" => Keyword::Items {
                prefix: self.list(value)?,
                rest: None,
            },
            // Beside `prefixItems` the items before are any.
            "items" => {
                let prefix = all["prefixItems"].as_array().map_or(0, Vec::len);
                Keyword::Items {
                    prefix: leak_all(vec![&Schema::ANY; prefix]),
                    rest: Some(self.schema(value)?),
                }
            }
            "contains" => Keyword::Contains {
                schema: self.schema(value)?,
                min: count(&all["minContains"]).unwrap_or(1),
                max: count(&all["maxContains"]),
            },
            "properties" | "patternProperties" | "additionalProperties" => {
                return self.members(name, all);
            }
            "required" => Keyword::Required(strings(value)?),
            "minProperties" => Keyword::MinProperties(count(value)?),
            "maxProperties" => Keyword::MaxProperties(count(value)?),
            "dependentRequired" => {
                let table = value.as_object()?.iter();
                let table = table.map(|(name, names)| Some((text(name), strings(names)?)));
                Keyword::DependentRequired(leak_all(table.collect::<Option<_>>()?))
            }
            "dependentSchemas" => Keyword::DependentSchemas(self.named(value)?),
            _ => return self.applicator(name, value, all),
        }))
    }

    #[allow(
        clippy::option_option,
        reason = "beyond a table, nothing to assert, and an assertion are three things"
    )]
    fn applicator(&mut self, name: &str, value: &Value, all: &Value) -> Option<Option<Keyword>> {
        Some(Some(match name {
            "$ref" => self.reference(value.as_str()?),
            "allOf" => Keyword::AllOf(self.list(value)?),
            "anyOf" => Keyword::AnyOf(self.list(value)?),
            "oneOf" => Keyword::OneOf(self.list(value)?),
            "not" => Keyword::Not(self.schema(value)?),
            "if" => Keyword::If {
                condition: self.schema(value)?,
                then: match all.get("then") {
                    Some(then) => Some(self.schema(then)?),
                    None => None,
                },
                otherwise: match all.get("else") {
                    Some(otherwise) => Some(self.schema(otherwise)?),
                    None => None,
                },
            },
            "propertyNames" => Keyword::PropertyNames(self.schema(value)?),
            "unevaluatedItems" => Keyword::UnevaluatedItems(self.schema(value)?),
            "unevaluatedProperties" => Keyword::UnevaluatedProperties(self.schema(value)?),
            "$id" | "$anchor" | "$dynamicRef" | "$dynamicAnchor" | "$recursiveRef" | "$schema" => {
                return None;
            }
            _ => return Some(None),
        }))
    }

    /// The three keywords are one, which stands where the first of them does.
    #[allow(
        clippy::option_option,
        reason = "beyond a table, nothing to assert, and an assertion are three things"
    )]
    fn members(&mut self, name: &str, all: &Value) -> Option<Option<Keyword>> {
        let names = ["properties", "patternProperties", "additionalProperties"];
        let first = names.iter().find(|name| all.get(**name).is_some())?;
        if *first != name {
            return Some(None);
        }
        let properties = match all.get("properties") {
            Some(schemas) => self.named(schemas)?,
            None => &[],
        };
        let mut patterns = Vec::new();
        if let Some(schemas) = all.get("patternProperties") {
            for (pattern, schema) in schemas.as_object()? {
                let pattern: &'static Pattern = leak(Pattern::new(text(pattern)));
                patterns.push((pattern, self.schema(schema)?));
            }
        }
        let additional = match all.get("additionalProperties") {
            Some(schema) => Some(self.schema(schema)?),
            None => None,
        };
        Some(Some(Keyword::Members {
            properties,
            patterns: leak_all(patterns),
            additional,
        }))
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn leak_all<T>(values: Vec<T>) -> &'static [T] {
    Box::leak(values.into_boxed_slice())
}

fn text(value: &str) -> &'static str {
    Box::leak(value.to_owned().into_boxed_str())
}

/// `2.0` is a count too.
fn count(value: &Value) -> Option<u64> {
    let whole = || value.to_string().strip_suffix(".0")?.parse().ok();
    value.as_u64().or_else(whole)
}

fn types(value: &Value) -> Kinds {
    let names = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut kinds = Kinds::NONE;
    for name in names {
        kinds = kinds.or(match name.as_str().unwrap_or_default() {
            "null" => Kinds::NULL,
            "boolean" => Kinds::BOOLEAN,
            "object" => Kinds::OBJECT,
            "array" => Kinds::ARRAY,
            "number" => Kinds::NUMBER,
            "string" => Kinds::STRING,
            _ => Kinds::INTEGER,
        });
    }
    kinds
}

fn constants(values: &[Value]) -> &'static [&'static str] {
    let texts = values.iter().map(|value| text(&value.to_string()));
    leak_all(texts.collect())
}

fn strings(values: &Value) -> Option<&'static [&'static str]> {
    let values = values.as_array()?.iter();
    let texts = values.map(|value| Some(text(value.as_str()?)));
    Some(leak_all(texts.collect::<Option<_>>()?))
}
