//! The tags of a discriminated union (OpenAPI 3.1 section 4.8.25): which text names which branch.

use crate::ir::schema::{Schema, SchemaId, Schemas};
use serde_json::Value;

/// How far references and `allOf` are followed to find a branch's constants.
const DEPTH: usize = 8;

/// The property and, for each text it may have, the branch. `None` unless every branch has a text that no other has:
/// by `mapping`, else by the constants of the property, else by the branch's name.
pub fn tags<'a>(
    schemas: &Schemas,
    schema: &'a Schema,
) -> Option<(&'a str, Vec<(String, SchemaId)>)> {
    let discriminator = schema.discriminator.as_ref()?;
    let union = if schema.one_of.is_empty() {
        &schema.any_of
    } else {
        &schema.one_of
    };
    let branches: Vec<SchemaId> = union
        .iter()
        .copied()
        .filter(|id| !is_null(schemas, *id))
        .collect();
    if branches.len() < 2 {
        return None;
    }
    let mut tags: Vec<(String, SchemaId)> = Vec::new();
    for (text, target) in &discriminator.mapping {
        let branch = branches.iter().find(|id| leads_to(schemas, **id, *target));
        tags.extend(branch.map(|id| (text.clone(), *id)));
    }
    for &branch in &branches {
        if tags.iter().any(|(_, known)| *known == branch) {
            continue;
        }
        let texts = constants(schemas, branch, &discriminator.property);
        if texts.is_empty() {
            tags.push((name(schemas, branch)?, branch));
        } else {
            tags.extend(texts.into_iter().map(|text| (text, branch)));
        }
    }
    let is_distinct = |at: usize| tags[..at].iter().all(|(text, _)| *text != tags[at].0);
    (0..tags.len())
        .all(is_distinct)
        .then_some((discriminator.property.as_str(), tags))
}

fn is_null(schemas: &Schemas, id: SchemaId) -> bool {
    let kinds = schemas[id].types.and_then(super::super::TypeSet::single);
    kinds == Some(super::super::Type::Null)
}

fn leads_to(schemas: &Schemas, branch: SchemaId, target: SchemaId) -> bool {
    branch == target || schemas[branch].reference == Some(target)
}

fn name(schemas: &Schemas, branch: SchemaId) -> Option<String> {
    let schema = &schemas[branch];
    let referred = schema.reference.and_then(|id| schemas[id].name.clone());
    schema.name.clone().or(referred)
}

/// The texts that `enum` or `const` leave for a property.
pub fn constants(schemas: &Schemas, branch: SchemaId, property: &str) -> Vec<String> {
    constants_within(schemas, branch, property, DEPTH)
}

fn constants_within(
    schemas: &Schemas,
    branch: SchemaId,
    property: &str,
    depth: usize,
) -> Vec<String> {
    let schema = &schemas[branch];
    if let Some(&id) = schema.object.properties.get(property) {
        let mut here = id;
        for _ in 0..DEPTH {
            let values = schemas[here].enumeration.as_deref();
            let constant = schemas[here].constant.as_deref().map(std::slice::from_ref);
            if let Some(values) = constant.or(values) {
                return values
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
            }
            match schemas[here].reference {
                Some(next) => here = next,
                None => break,
            }
        }
    }
    if depth == 0 {
        return Vec::new();
    }
    let parts = schema.reference.iter().chain(&schema.all_of);
    parts
        .map(|id| constants_within(schemas, *id, property, depth - 1))
        .find(|texts| !texts.is_empty())
        .unwrap_or_default()
}
