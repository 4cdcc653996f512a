//! What forms and object-shaped parameters ask of schemas: their properties, and which of them are files.

use super::{Planner, flat};
use crate::ir::{SchemaId, Type as JsonType};
use crate::naming::{Name, TypeName};
use crate::plan::model::{Model, ModelKind, Presence, Reader, Table, Type};
use indexmap::IndexMap;

impl Planner<'_, '_> {
    /// Takes the first free one of some names.
    pub fn claim_one_of(
        &mut self,
        candidates: impl IntoIterator<Item = TypeName>,
        text: &str,
    ) -> TypeName {
        self.names
            .claim_first(candidates)
            .unwrap_or_else(|| self.names.claim(text, TypeName::make))
    }

    /// The properties of an object schema, those of union branches included, and whether others are kept.
    pub fn properties(&self, id: SchemaId) -> (Vec<(String, SchemaId)>, bool) {
        let mut found: IndexMap<String, SchemaId> = IndexMap::new();
        let others = self.collect_properties(id, &mut found, 0);
        (found.into_iter().collect(), others)
    }

    /// The lists that an object has to have and that may be without items. A form has no pair for such a list, as RFC
    /// 6570 (section 2.3) has none: it takes it for undefined.
    pub fn unbounded_lists(&self, id: SchemaId) -> Vec<String> {
        let flat = flat::flatten(&self.arena, id);
        let may_be_empty = |schemas: &Vec<SchemaId>| {
            schemas.iter().all(|&schema| {
                let least = flat::flatten(&self.arena, schema).array.min_items;
                least.unwrap_or_default() == 0
            })
        };
        let is_list = |schema: SchemaId| {
            let kinds = self.kinds(schema, 0).without(JsonType::Null);
            kinds.single() == Some(JsonType::Array)
        };
        flat.properties
            .iter()
            .filter(|(name, _)| flat.required.contains(*name))
            .filter(|(_, schemas)| schemas.first().is_some_and(|&schema| is_list(schema)))
            .filter(|(_, schemas)| may_be_empty(schemas))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The title of a schema that is no reference.
    pub fn title(&self, id: SchemaId) -> Option<&str> {
        self.arena[id].meta.title.as_deref()
    }

    /// The component that a schema is or refers to.
    pub fn component(&self, id: SchemaId) -> Option<&str> {
        let schema = &self.arena[id];
        schema
            .name
            .as_deref()
            .or_else(|| self.arena[schema.reference?].name.as_deref())
    }

    fn collect_properties(
        &self,
        id: SchemaId,
        found: &mut IndexMap<String, SchemaId>,
        depth: usize,
    ) -> bool {
        let flat = flat::flatten(&self.arena, id);
        for (name, schemas) in &flat.properties {
            if let Some(&schema) = schemas.first() {
                found.entry(name.clone()).or_insert(schema);
            }
        }
        // A closed object still gets its further members, so that they can be refused by name.
        let mut others = flat.object.additional.is_some()
            || (flat.properties.is_empty() && flat.unions.is_empty());
        if depth < 4 {
            for branch in flat.unions.iter().flat_map(|union| &union.branches) {
                others |= self.collect_properties(*branch, found, depth + 1);
            }
        }
        others
    }

    /// `type: string, format: binary`, a `contentMediaType` without encoding, or a list of such.
    pub fn is_binary(&self, id: SchemaId) -> bool {
        let flat = flat::flatten(&self.arena, id);
        if let [union] = flat.unions.as_slice() {
            let mut others = union
                .branches
                .iter()
                .filter(|&&branch| !self.kinds(branch, 0).without(JsonType::Null).is_empty());
            return matches!((others.next(), others.next()), (Some(&only), None) if self.is_binary(only));
        }
        if let Some(items) = flat.array.items {
            return self.arena[items].array.items.is_none() && self.is_binary(items);
        }
        let is_text = flat
            .types
            .is_none_or(|types| types.without(JsonType::Null).single() == Some(JsonType::String));
        let content = flat.text.content_media_type.as_deref();
        is_text
            && (flat.format.as_deref() == Some("binary")
                || (flat.text.content_encoding.is_none()
                    && content.is_some_and(|media| {
                        !media.starts_with("text/") && !media.contains("json")
                    })))
    }

    /// The model with its file fields as uploads. A model that JSON bodies use too gets a copy of its own.
    pub fn with_uploads(&mut self, name: &TypeName, files: &[&str]) -> Option<TypeName> {
        self.settle();
        let model = self.models.get(name)?.clone();
        let mut shape = match model.kind.clone() {
            ModelKind::Struct(shape) => shape,
            ModelKind::Union(mut union) => {
                for branch in &mut union.branches {
                    if let Type::Model(name) = branch.ty.bare().clone()
                        && let Some(name) = self.with_uploads(&name, files)
                    {
                        branch.ty = Type::Model(name.clone());
                        branch.reader = Reader::Model(name);
                    }
                }
                return Some(self.upload_copy(name, &model, ModelKind::Union(union)));
            }
            _ => return None,
        };
        if !shape
            .fields
            .iter()
            .any(|field| files.contains(&field.wire.as_str()))
        {
            return None;
        }
        for field in shape
            .fields
            .iter_mut()
            .filter(|field| files.contains(&field.wire.as_str()))
        {
            let list = matches!(strip_option(&field.ty), Type::List(_));
            let one = Reader::Table("upload", lengths(&field.reader));
            let (ty, reader) = if list {
                let items = list_table(&field.reader).unwrap_or(Table {
                    kind: "Items",
                    members: Vec::new(),
                });
                (Type::Upload.list(), Reader::List(items, Box::new(one)))
            } else {
                (Type::Upload, one)
            };
            // A part of a form is a file or is not there; no file is null, and none stands in a default.
            field.ty = match field.presence {
                Presence::Required => ty,
                _ => ty.option(),
            };
            if !matches!(field.presence, Presence::Required) {
                field.presence = Presence::Optional;
            }
            field.reader = reader;
        }
        Some(self.upload_copy(name, &model, ModelKind::Struct(shape)))
    }

    fn upload_copy(&mut self, name: &TypeName, model: &Model, kind: ModelKind) -> TypeName {
        let form = self.claim_one_of(
            [
                name.join("form"),
                name.join("multipart form"),
                name.join("upload form"),
            ],
            name.as_str(),
        );
        let copy = Model {
            name: form.clone(),
            kind,
            ..model.clone()
        };
        self.models.insert(form.clone(), copy);
        form
    }
}

fn strip_option(ty: &Type) -> &Type {
    match ty {
        Type::Option(inner) | Type::Alias(_, inner) => strip_option(inner),
        other => other,
    }
}

/// The bounds on the length of a text, or of each in a list: those of a file are in bytes (OpenAPI 3.1 section 4.8.14.2).
fn lengths(reader: &Reader) -> Table {
    let members = match reader {
        Reader::Table("string", table) => table.members.clone(),
        Reader::Nullable(inner) | Reader::Guarded(_, inner) | Reader::List(_, inner) => {
            lengths(inner).members
        }
        _ => Vec::new(),
    };
    let is_length = |(name, _): &(&str, _)| matches!(*name, "min_length" | "max_length");
    Table {
        kind: "Text",
        members: members.into_iter().filter(is_length).collect(),
    }
}

fn list_table(reader: &Reader) -> Option<Table> {
    match reader {
        Reader::List(table, _) => Some(table.clone()),
        Reader::Nullable(inner) | Reader::Guarded(_, inner) => list_table(inner),
        _ => None,
    }
}
