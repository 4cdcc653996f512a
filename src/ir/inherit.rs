//! Inheritance by `allOf`: a schema with a discriminator and no `oneOf` or `anyOf` stands for the schemas that build
//! on it ("the discriminator MAY be added to a parent schema definition, and all schemas comprising the parent schema
//! in an `allOf` construct may be used as an alternate schema", OpenAPI 3.0 section 4.7.25). In: the schemas as they
//! are written. Out: the same, each such parent a choice among its children, and what the parent says a schema of its
//! own, which the children include; and what was found, for diagnostics.

use super::conform::constants;
use super::{Api, Discriminator, Schema, SchemaId, Schemas};
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeMap;

/// What became of a parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    pub parent: SchemaId,
    /// Value of the discriminator's property → the schema; empty when the discriminator chooses nothing.
    pub tags: IndexMap<String, SchemaId>,
    /// Schemas that the mapping names and that don't build on the parent.
    pub strangers: Vec<SchemaId>,
}

/// `None` when no schema is a parent.
#[must_use]
pub fn unite(api: &Api) -> Option<(Api, Vec<Family>)> {
    let kin = Kin::of(&api.schemas);
    let families: Vec<Family> = parents(&api.schemas)
        .map(|(id, discriminator)| kin.family(id, discriminator))
        .collect();
    if families.is_empty() {
        return None;
    }
    let choices = || families.iter().filter(|family| !family.tags.is_empty());
    let mut united = api.clone();
    let schemas = &mut united.schemas;
    let plain = part(schemas, choices().map(|family| family.parent));
    for family in choices() {
        include(schemas, family.parent, &plain, &kin.heirs(family.parent));
    }
    for family in choices() {
        choose(schemas, family, &plain);
    }
    Some((united, families))
}

fn parents(schemas: &Schemas) -> impl Iterator<Item = (SchemaId, &Discriminator)> {
    schemas.iter().filter_map(|(id, schema)| {
        let is_union = !schema.one_of.is_empty() || !schema.any_of.is_empty();
        let discriminator = schema.discriminator.as_deref()?;
        (!is_union).then_some((id, discriminator))
    })
}

/// Which named schemas include which.
struct Kin<'a> {
    schemas: &'a Schemas,
    children: BTreeMap<SchemaId, Vec<SchemaId>>,
}

impl<'a> Kin<'a> {
    fn of(schemas: &'a Schemas) -> Self {
        let mut children: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        let named = schemas.named.values().copied();
        let others = schemas.iter().filter(|(_, schema)| schema.name.is_some());
        let in_order: IndexSet<SchemaId> = named.chain(others.map(|(id, _)| id)).collect();
        for child in in_order {
            let schema = &schemas[child];
            for parent in schema.all_of.iter().chain(&schema.reference) {
                children.entry(*parent).or_default().push(child);
            }
        }
        Self { schemas, children }
    }

    /// Children, their children, and so on; in the order of the description.
    fn heirs(&self, parent: SchemaId) -> IndexSet<SchemaId> {
        let mut heirs: IndexSet<SchemaId> = self.own(parent).iter().copied().collect();
        let mut next = 0;
        while let Some(&heir) = heirs.get_index(next) {
            heirs.extend(self.own(heir).iter().copied());
            next += 1;
        }
        heirs.shift_remove(&parent);
        heirs
    }

    fn own(&self, parent: SchemaId) -> &[SchemaId] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// A tag is what the mapping says, else the values that a child leaves for the property, else the child's name.
    fn family(&self, parent: SchemaId, discriminator: &Discriminator) -> Family {
        let heirs = self.heirs(parent);
        let mapping = &discriminator.mapping;
        let listed = constants(self.schemas, parent, &discriminator.property);
        let allowed = |tag: &String| listed.is_empty() || listed.contains(tag);
        let mut tags: IndexMap<String, SchemaId> = mapping
            .iter()
            .filter(|(tag, target)| allowed(tag) && (**target == parent || heirs.contains(*target)))
            .map(|(tag, target)| (tag.clone(), *target))
            .collect();
        let is_mapped = |id: SchemaId| mapping.values().any(|target| *target == id);
        for &heir in &heirs {
            // With a mapping, one that only others build on is no choice by itself.
            let is_between = !mapping.is_empty() && !self.own(heir).is_empty();
            if is_mapped(heir) || is_between {
                continue;
            }
            let own = constants(self.schemas, heir, &discriminator.property);
            let own = if own == listed { Vec::new() } else { own };
            let name = self.schemas[heir].name.clone().filter(|_| own.is_empty());
            for tag in own.into_iter().chain(name).filter(allowed) {
                tags.entry(tag).or_insert(heir);
            }
        }
        let has_children = tags.values().any(|id| *id != parent);
        if !has_children {
            tags.clear();
        } else if !listed.is_empty() {
            for tag in listed {
                tags.entry(tag).or_insert(parent);
            }
        } else if mapping.is_empty()
            && let Some(name) = &self.schemas[parent].name
        {
            tags.entry(name.clone()).or_insert(parent);
        }
        let is_stranger = |id: &SchemaId| *id != parent && !heirs.contains(id);
        let strangers: IndexSet<SchemaId> = mapping.values().copied().filter(is_stranger).collect();
        Family {
            parent,
            tags,
            strangers: strangers.into_iter().collect(),
        }
    }
}

/// Parent → what it says itself.
type Plain = BTreeMap<SchemaId, SchemaId>;

/// Makes a schema of what each parent says.
fn part(schemas: &mut Schemas, parents: impl Iterator<Item = SchemaId>) -> Plain {
    let mut plain = Plain::new();
    for parent in parents {
        let mut own = schemas[parent].clone();
        own.discriminator = None;
        own.name = own.name.map(|name| plain_name(schemas, &name));
        plain.insert(parent, schemas.add(own));
    }
    plain
}

/// What builds on the parent includes what the parent says, and not the choice.
fn include(schemas: &mut Schemas, parent: SchemaId, plain: &Plain, heirs: &IndexSet<SchemaId>) {
    let own = plain[&parent];
    let plain_heirs = heirs.iter().filter_map(|heir| plain.get(heir));
    let heirs: IndexSet<SchemaId> = heirs.iter().chain(plain_heirs).copied().collect();
    let ids: Vec<SchemaId> = schemas.iter().map(|(id, _)| id).collect();
    for id in ids {
        let schema = schemas.get_mut(id);
        if heirs.contains(&id) || is_extension(schema) {
            let parts = schema.all_of.iter_mut().chain(&mut schema.reference);
            parts
                .filter(|part| **part == parent)
                .for_each(|part| *part = own);
        }
    }
}

/// Whether a schema written in place adds something to what it includes: no use of that, but another child.
fn is_extension(schema: &Schema) -> bool {
    let parts = schema.all_of.len() + usize::from(schema.reference.is_some());
    schema.name.is_none() && (parts > 1 || !schema.object.properties.is_empty())
}

/// Makes the parent a choice.
fn choose(schemas: &mut Schemas, family: &Family, plain: &Plain) {
    let branch = |id: &SchemaId| plain.get(id).copied().unwrap_or(*id);
    let branches: IndexSet<SchemaId> = family.tags.values().map(branch).collect();
    let tags = family.tags.iter();
    let mapping = tags.map(|(tag, id)| (tag.clone(), branch(id))).collect();
    let schema = schemas.get_mut(family.parent);
    let mut discriminator = schema.discriminator.take();
    if let Some(known) = &mut discriminator {
        known.mapping = mapping;
    }
    *schema = Schema {
        at: schema.at.clone(),
        name: schema.name.take(),
        meta: schema.meta.clone(),
        any_of: branches.into_iter().collect(),
        discriminator,
        ..Schema::default()
    };
}

/// `PetBase`, unless there is one or that reads badly.
fn plain_name(schemas: &Schemas, name: &str) -> String {
    let candidate = format!("{name}Base");
    if name.ends_with("Base") || schemas.named.contains_key(&candidate) {
        format!("Plain{name}")
    } else {
        candidate
    }
}
