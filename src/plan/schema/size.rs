//! Boxes for models that are large: a struct of structs of structs would otherwise be moved, and held on the stack, as a
//! whole. In: models without cycles of values. Out: the same, with every value of a bounded size.

use super::finish::{box_model, direct, parts};
use crate::naming::TypeName;
use crate::plan::model::{Model, ModelKind, Type, Unknown};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// A model that takes more than this inside of another one gets a box. Few do: 170 texts fit.
const LIMIT: usize = 4096;

pub fn box_large(models: &mut IndexMap<TypeName, Model>) {
    let order = inner_first(models);
    let mut sizes: BTreeMap<TypeName, usize> = BTreeMap::new();
    for name in order {
        let Some(model) = models.get_mut(&name) else {
            continue;
        };
        for (ty, reader) in parts(model) {
            if size(ty, &sizes) > LIMIT {
                box_model(ty, reader);
            }
        }
        let size = size_of_model(model, &sizes);
        sizes.insert(name, size);
    }
}

/// Bytes, about; what is not known yet is behind a pointer.
fn size(ty: &Type, models: &BTreeMap<TypeName, usize>) -> usize {
    match ty {
        Type::Unit => 0,
        Type::Bool => 1,
        Type::I32 | Type::U32 | Type::Date | Type::Ipv4 => 4,
        Type::I64 | Type::U64 | Type::F64 | Type::Boxed(_) => 8,
        Type::Uuid | Type::DateTime | Type::Ipv6 => 16,
        Type::Option(inner) => size(inner, models) + 8,
        Type::Alias(_, inner) => size(inner, models),
        Type::Model(name) => models.get(name).copied().unwrap_or(8),
        Type::Value => 32,
        Type::Upload | Type::ByteStream | Type::Events(_) | Type::Items(_) => 128,
        _ => 24,
    }
}

fn size_of_model(model: &Model, models: &BTreeMap<TypeName, usize>) -> usize {
    let size = |ty: &Type| size(ty, models);
    match &model.kind {
        ModelKind::Alias(ty) | ModelKind::Newtype(ty, _) => size(ty),
        ModelKind::Choice(_) => 8,
        ModelKind::Tuple(items) => items.iter().map(|(ty, _)| size(ty)).sum(),
        ModelKind::Union(union) => {
            let branches = union.branches.iter().map(|branch| size(&branch.ty));
            8 + branches.max().unwrap_or_default()
        }
        ModelKind::Struct(shape) => {
            let fields: usize = shape.fields.iter().map(|field| size(&field.ty)).sum();
            let extra = matches!(shape.unknown, Unknown::Collect { .. });
            fields + if extra { 24 } else { 0 }
        }
    }
}

/// Every model after those that it holds; what holds itself does so behind a pointer by now. Without recursion:
/// descriptions can be long chains.
fn inner_first(models: &IndexMap<TypeName, Model>) -> Vec<TypeName> {
    let mut order = Vec::with_capacity(models.len());
    let mut seen = BTreeSet::new();
    for root in models.keys() {
        let mut work = vec![(root, false)];
        while let Some((name, done)) = work.pop() {
            if done {
                order.push(name.clone());
                continue;
            }
            if !seen.insert(name) {
                continue;
            }
            work.push((name, true));
            let mut inner = Vec::new();
            for ty in models.get(name).into_iter().flat_map(Model::types) {
                direct(ty, &mut inner);
            }
            let known = inner.iter().filter_map(|name| models.get_key_value(name));
            work.extend(known.map(|(name, _)| (name, false)));
        }
    }
    order
}
