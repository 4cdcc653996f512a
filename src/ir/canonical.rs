//! Two descriptions of one API, brought to one form so that they compare equal: schemas are numbered in the order in
//! which operations and components reach them, those that say the same are one, places and the document are left out.

use super::{Api, Operation, Parameter, Schema, SchemaId, Schemas};
use crate::source::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The API without places and its document, its schemas renumbered; schemas that nothing reaches are left out.
#[must_use]
pub fn canonical(api: &Api) -> Api {
    let classes = classes(&api.schemas);
    let mut numbering = Numbering {
        old: &api.schemas,
        classes,
        new: vec![None; api.schemas.len()],
        order: Vec::new(),
    };
    let mut out = api.clone();
    out.document = Arc::default();
    for operation in &mut out.operations {
        numbering.operation(operation);
    }
    for dependency in out.dependencies.values_mut() {
        dependency.at = Place::default();
        for parameter in &mut dependency.parameters {
            numbering.parameter(parameter);
        }
    }
    let hooks = out.lifespan.startup.iter_mut();
    for hook in hooks.chain(&mut out.lifespan.shutdown) {
        hook.at = Place::default();
    }
    for id in out.schemas.named.values_mut() {
        *id = numbering.id(*id);
    }
    for scheme in out.security_schemes.values_mut() {
        scheme.at = Place::default();
    }
    let mut schemas = Schemas::default();
    let mut next = 0;
    while let Some(old) = numbering.order.get(next).copied() {
        let mut schema = api.schemas[old].clone();
        schema.at = Place::default();
        for child in children_mut(&mut schema) {
            *child = numbering.id(*child);
        }
        schemas.add(schema);
        next += 1;
    }
    schemas.named = std::mem::take(&mut out.schemas.named);
    out.schemas = schemas;
    out
}

/// For each schema the first one that says the same, all the way down. Components are told apart by their names. Schemas
/// are taken for one until something tells them apart, so that those which hold themselves are found the same, too.
fn classes(schemas: &Schemas) -> Vec<SchemaId> {
    let mut names: BTreeMap<SchemaId, &str> = BTreeMap::new();
    for (name, id) in &schemas.named {
        names.entry(*id).or_insert(name);
    }
    let mut classes = vec![0; schemas.len()];
    let mut count = 1;
    loop {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut next = Vec::with_capacity(classes.len());
        for (id, schema) in schemas.iter() {
            let mut said = schema.clone();
            said.at = Place::default();
            said.name = names.get(&id).map(|&name| name.to_owned());
            for child in children_mut(&mut said) {
                let class: usize = classes[child.0 as usize];
                *child = SchemaId(u32::try_from(class).unwrap_or(u32::MAX));
            }
            let fresh = known.len();
            next.push(*known.entry(format!("{said:?}")).or_insert(fresh));
        }
        classes = next;
        if known.len() == count {
            break;
        }
        count = known.len();
    }
    let mut first: Vec<Option<SchemaId>> = vec![None; classes.len()];
    let ids = schemas.iter().map(|(id, _)| id);
    ids.zip(&classes)
        .map(|(id, class)| *first[*class].get_or_insert(id))
        .collect()
}

struct Numbering<'a> {
    old: &'a Schemas,
    /// The first schema that says the same.
    classes: Vec<SchemaId>,
    new: Vec<Option<SchemaId>>,
    order: Vec<SchemaId>,
}

impl Numbering<'_> {
    fn id(&mut self, id: SchemaId) -> SchemaId {
        let id = self.classes[self.behind_references(id).0 as usize];
        if let Some(new) = self.new[id.0 as usize] {
            return new;
        }
        let new = SchemaId(u32::try_from(self.order.len()).unwrap_or(u32::MAX));
        self.new[id.0 as usize] = Some(new);
        self.order.push(id);
        new
    }

    /// A schema without a name that is nothing but a reference is its target.
    fn behind_references(&self, start: SchemaId) -> SchemaId {
        let mut id = start;
        for _ in 0..self.new.len() {
            let schema = &self.old[id];
            let Some(target) = schema.reference.filter(|_| schema.name.is_none()) else {
                return id;
            };
            let mut rest = schema.clone();
            rest.reference = None;
            if !super::dump::keywords(&rest).is_empty() {
                return id;
            }
            id = target;
        }
        start
    }

    fn operation(&mut self, operation: &mut Operation) {
        operation.at = Place::default();
        for parameter in &mut operation.parameters {
            self.parameter(parameter);
        }
        if let Some(messages) = &mut operation.messages {
            for id in [&mut messages.incoming, &mut messages.outgoing]
                .into_iter()
                .flatten()
            {
                *id = self.id(*id);
            }
        }
        if let Some(body) = &mut operation.body {
            body.at = Place::default();
            body.component = None;
            for media in &mut body.content {
                self.media(media);
            }
        }
        for response in &mut operation.responses {
            response.at = Place::default();
            response.component = None;
            for header in &mut response.headers {
                header.at = Place::default();
                header.component = None;
                header.schema = self.id(header.schema);
            }
            for media in &mut response.content {
                self.media(media);
            }
        }
    }

    fn parameter(&mut self, parameter: &mut Parameter) {
        parameter.at = Place::default();
        parameter.component = None;
        parameter.schema = self.id(parameter.schema);
    }

    fn media(&mut self, media: &mut super::Media) {
        media.at = Place::default();
        for id in [&mut media.schema, &mut media.item_schema]
            .into_iter()
            .flatten()
        {
            *id = self.id(*id);
        }
    }
}

/// Every schema that a schema names, in the order of the fields.
pub fn children_mut(schema: &mut Schema) -> Vec<&mut SchemaId> {
    let Schema {
        text,
        array,
        object,
        reference,
        all_of,
        any_of,
        one_of,
        not,
        if_schema,
        then_schema,
        else_schema,
        discriminator,
        ..
    } = schema;
    let mut all: Vec<&mut SchemaId> = Vec::new();
    if let Some(text) = text.get_mut() {
        all.extend(text.content_schema.as_mut());
    }
    if let Some(array) = array.get_mut() {
        all.extend(array.items.as_mut());
        all.extend(array.prefix_items.iter_mut());
        all.extend(array.contains.as_mut());
        all.extend(array.unevaluated_items.as_mut());
    }
    if let Some(object) = object.get_mut() {
        all.extend(object.properties.values_mut());
        all.extend(object.additional.as_mut());
        all.extend(object.pattern_properties.values_mut());
        all.extend(object.property_names.as_mut());
        all.extend(object.dependent_schemas.values_mut());
        all.extend(object.unevaluated_properties.as_mut());
    }
    all.extend(reference.as_mut());
    all.extend(all_of.iter_mut());
    all.extend(any_of.iter_mut());
    all.extend(one_of.iter_mut());
    let single = [not, if_schema, then_schema, else_schema];
    all.extend(single.into_iter().filter_map(Option::as_mut));
    all.extend(
        discriminator
            .iter_mut()
            .flat_map(|it| it.mapping.values_mut()),
    );
    all
}
