//! Which check tables are used: those that readers of requests name, and those that these name in turn.

use super::model::{Check, Entry, Guard, Keyword, Model, ModelKind, Reader, Table, Unknown};
use super::route::Service;
use crate::naming::{ConstName, TypeName};
use indexmap::IndexMap;
use std::collections::BTreeSet;

pub fn prune(
    checks: &mut IndexMap<ConstName, Vec<Keyword>>,
    models: &IndexMap<TypeName, Model>,
    services: &[Service],
) {
    let mut used = BTreeSet::new();
    let mut pending = Vec::new();
    for model in models.values().filter(|model| model.decode) {
        in_model(model, &mut pending);
    }
    for operation in services.iter().flat_map(|service| &service.operations) {
        let own = operation.params.iter().flat_map(|params| &params.fields);
        let taken = operation.taken.iter().flat_map(|taken| &taken.fields);
        for field in own.chain(taken) {
            in_reader(&field.reader, &mut pending);
        }
        if let Some(messages) = &operation.messages {
            in_reader(&messages.reader, &mut pending);
        }
        for alternative in operation.body.iter().flat_map(|body| &body.alternatives) {
            in_reader(&alternative.reader, &mut pending);
        }
    }
    while let Some(name) = pending.pop() {
        if used.insert(name.clone()) {
            for keyword in checks.get(&name).into_iter().flatten() {
                in_keyword(keyword, &mut pending);
            }
        }
    }
    checks.retain(|name, _| used.contains(name));
}

fn in_model(model: &Model, out: &mut Vec<ConstName>) {
    match &model.kind {
        ModelKind::Struct(shape) => {
            in_guards(&shape.guards, out);
            for field in &shape.fields {
                in_reader(&field.reader, out);
            }
            if let Unknown::Collect { reader, .. } = &shape.unknown {
                in_reader(reader, out);
            }
        }
        ModelKind::Union(shape) => {
            in_guards(&shape.guards, out);
            for branch in &shape.branches {
                in_reader(&branch.reader, out);
            }
        }
        ModelKind::Newtype(_, reader) => in_reader(reader, out),
        ModelKind::Tuple(items) => items.iter().for_each(|(_, reader)| in_reader(reader, out)),
        ModelKind::Choice(_) | ModelKind::Alias(_) => {}
    }
}

fn in_guards(guards: &[Guard], out: &mut Vec<ConstName>) {
    for guard in guards {
        in_check(&guard.check, out);
    }
}

fn in_reader(reader: &Reader, out: &mut Vec<ConstName>) {
    match reader {
        Reader::Plain(_) | Reader::Model(_) => {}
        Reader::Table(_, table) => in_table(table, out),
        Reader::List(table, inner) | Reader::Map(table, inner) => {
            in_table(table, out);
            in_reader(inner, out);
        }
        Reader::Nullable(inner)
        | Reader::OrEmpty(inner)
        | Reader::InText(inner)
        | Reader::Boxed(inner) => {
            in_reader(inner, out);
        }
        Reader::Guarded(guard, inner) => {
            in_check(&guard.check, out);
            in_reader(inner, out);
        }
    }
}

fn in_table(table: &Table, out: &mut Vec<ConstName>) {
    for (_, entry) in &table.members {
        if let Entry::Check(check) = entry {
            in_check(check, out);
        }
    }
}

fn in_check(check: &Check, out: &mut Vec<ConstName>) {
    match check {
        Check::Named(name) => out.push(name.clone()),
        Check::Inline(keywords) => {
            for keyword in keywords {
                in_keyword(keyword, out);
            }
        }
    }
}

fn in_keyword(keyword: &Keyword, out: &mut Vec<ConstName>) {
    let mut each = |check| in_check(check, out);
    match keyword {
        Keyword::Items { prefix, rest } => prefix.iter().chain(rest).for_each(each),
        Keyword::Contains { schema, .. } => each(schema),
        Keyword::Members {
            properties,
            patterns,
            additional,
        } => {
            let properties = properties.iter().map(|(_, check)| check);
            let patterns = patterns.iter().map(|(_, check)| check);
            properties.chain(patterns).chain(additional).for_each(each);
        }
        Keyword::DependentSchemas(pairs) => pairs.iter().for_each(|(_, check)| each(check)),
        Keyword::One(_, check) => each(check),
        Keyword::Many(_, checks) => checks.iter().for_each(each),
        Keyword::If {
            condition,
            then,
            otherwise,
        } => {
            std::iter::once(condition)
                .chain(then)
                .chain(otherwise)
                .for_each(each);
        }
        _ => {}
    }
}
