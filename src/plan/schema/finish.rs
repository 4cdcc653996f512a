//! The last passes over the models: boxes where a type would contain itself, decode functions where requests need them.

use super::{Planner, size};
use crate::diag::Diagnostic;
use crate::naming::{ConstName, TypeName};
use crate::plan::model::{Keyword, Model, ModelKind, Reader, Type, Unknown};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Every model, and the check tables they refer to.
#[derive(Debug, Default)]
pub struct Models {
    pub models: IndexMap<TypeName, Model>,
    pub checks: IndexMap<ConstName, Vec<Keyword>>,
}

impl Models {
    /// Gives decoders to types that are read from elsewhere than requests.
    pub fn decode(&mut self, roots: &[Type]) {
        mark_decoded(&mut self.models, roots);
    }
}

impl Planner<'_, '_> {
    /// Ends planning. `request_roots` are the types that requests carry.
    pub fn finish(mut self, request_roots: &[Type]) -> Models {
        self.settle();
        let mut models = std::mem::take(&mut self.models);
        box_cycles(&mut models);
        size::box_large(&mut models);
        mark_decoded(&mut models, request_roots);
        mark_incoming(&mut models);
        self.report_findings(|name| models.get(name).is_some_and(|model| model.decode));
        for (format, count) in &self.unknown_formats {
            let times = if *count == 1 {
                String::new()
            } else {
                format!(" ({count} times)")
            };
            self.diags.push(
                Diagnostic::note(
                    "unknown-format",
                    format!("the format `{format}` is not known{times}"),
                )
                .help("its values are plain strings; the format stays in the served description"),
            );
        }
        Models {
            models,
            checks: self.checks.statics,
        }
    }
}

/// Marks every model with a file inside of another model.
fn mark_incoming(models: &mut IndexMap<TypeName, Model>) {
    let holds = |model: &Model, name: &TypeName| {
        let mut found = Vec::new();
        for ty in model.types() {
            models_in(ty, &mut found);
        }
        found.contains(name)
    };
    let mut pending: Vec<TypeName> = models
        .values()
        .filter(|model| model.has_uploads())
        .map(|model| model.name.clone())
        .collect();
    while let Some(inner) = pending.pop() {
        for model in models.values_mut().filter(|model| !model.incoming) {
            if holds(model, &inner) {
                model.incoming = true;
                pending.push(model.name.clone());
            }
        }
    }
}

/// The models a type holds without a pointer between.
pub(super) fn direct(ty: &Type, out: &mut Vec<TypeName>) {
    match ty {
        Type::Model(name) => out.push(name.clone()),
        Type::Option(inner) | Type::Alias(_, inner) => direct(inner, out),
        _ => {}
    }
}

pub(super) fn parts(model: &mut Model) -> Vec<(&mut Type, &mut Reader)> {
    match &mut model.kind {
        ModelKind::Struct(shape) => shape
            .fields
            .iter_mut()
            .map(|field| (&mut field.ty, &mut field.reader))
            .collect(),
        ModelKind::Union(union) => union
            .branches
            .iter_mut()
            .map(|branch| (&mut branch.ty, &mut branch.reader))
            .collect(),
        ModelKind::Newtype(ty, reader) => vec![(ty, reader)],
        ModelKind::Tuple(items) => items.iter_mut().map(|(ty, reader)| (ty, reader)).collect(),
        ModelKind::Choice(_) | ModelKind::Alias(_) => Vec::new(),
    }
}

/// Boxes every field that leads back to its own model.
fn box_cycles(models: &mut IndexMap<TypeName, Model>) {
    let mut edges: BTreeMap<TypeName, Vec<TypeName>> = BTreeMap::new();
    for (name, model) in models.iter_mut() {
        let targets = edges.entry(name.clone()).or_default();
        for (ty, _) in parts(model) {
            direct(ty, targets);
        }
    }
    let component = components(&edges);
    for (name, model) in models.iter_mut() {
        for (ty, reader) in parts(model) {
            let mut targets = Vec::new();
            direct(ty, &mut targets);
            if targets.iter().any(|target| {
                component.get(target) == component.get(name) && cyclic(&edges, name, target)
            }) {
                box_model(ty, reader);
            }
        }
    }
}

/// An edge inside one component is part of a cycle; a component of one needs an edge to itself.
fn cyclic(edges: &BTreeMap<TypeName, Vec<TypeName>>, from: &TypeName, to: &TypeName) -> bool {
    from != to || edges.get(from).is_some_and(|targets| targets.contains(to))
}

pub(super) fn box_model(ty: &mut Type, reader: &mut Reader) {
    match ty {
        Type::Option(inner) => match reader {
            Reader::Nullable(inner_reader) => box_model(inner, inner_reader),
            Reader::Guarded(_, inner_reader) => match inner_reader.as_mut() {
                Reader::Nullable(inner_reader) => box_model(inner, inner_reader),
                other => box_model(inner, other),
            },
            other => box_model(inner, other),
        },
        Type::Alias(_, inner) => {
            let mut bare = std::mem::replace(inner.as_mut(), Type::Unit);
            box_model(&mut bare, reader);
            *ty = bare;
        }
        Type::Model(_) => {
            *ty = Type::Boxed(Box::new(std::mem::replace(ty, Type::Unit)));
            *reader = Reader::Boxed(Box::new(std::mem::replace(reader, Reader::Plain("value"))));
        }
        _ => {}
    }
}

/// Strongly connected components (Tarjan), without recursion: descriptions can be long chains.
fn components(edges: &BTreeMap<TypeName, Vec<TypeName>>) -> BTreeMap<TypeName, usize> {
    let names: Vec<&TypeName> = edges.keys().collect();
    let index: BTreeMap<&TypeName, usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let targets: Vec<Vec<usize>> = names
        .iter()
        .map(|name| {
            edges[*name]
                .iter()
                .filter_map(|target| index.get(target).copied())
                .collect()
        })
        .collect();
    let mut order = vec![usize::MAX; names.len()];
    let mut low = vec![0; names.len()];
    let mut on_stack = vec![false; names.len()];
    let mut component = vec![usize::MAX; names.len()];
    let (mut stack, mut next, mut count) = (Vec::new(), 0, 0);
    for root in 0..names.len() {
        if order[root] != usize::MAX {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&target) = targets[node].get(edge) {
                work.push((node, edge + 1));
                if order[target] == usize::MAX {
                    work.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    component[member] = count;
                    if member == node {
                        break;
                    }
                }
                count += 1;
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    names.into_iter().cloned().zip(component).collect()
}

/// Marks every model that a request can carry.
fn mark_decoded(models: &mut IndexMap<TypeName, Model>, roots: &[Type]) {
    let mut pending = Vec::new();
    for root in roots {
        models_in(root, &mut pending);
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let Some(model) = models.get_mut(&name) else {
            continue;
        };
        model.decode = true;
        for (ty, _) in parts(model) {
            models_in(ty, &mut pending);
        }
        if let ModelKind::Struct(shape) = &model.kind
            && let Unknown::Collect { ty, .. } = &shape.unknown
        {
            models_in(ty, &mut pending);
        }
        if let ModelKind::Alias(ty) = &model.kind {
            models_in(ty, &mut pending);
        }
    }
}

fn models_in(ty: &Type, out: &mut Vec<TypeName>) {
    ty.walk(&mut |ty| {
        if let Type::Model(name) | Type::Alias(name, _) = ty {
            out.push(name.clone());
        }
    });
}
