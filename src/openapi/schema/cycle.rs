//! Schemas that apply themselves to the same value again (JSON Schema 2020-12 core section 9.4.1): no value can be
//! checked against them in finite time. A schema that contains itself one level down, as a tree does, is fine.

use super::super::reader::Reader;
use crate::diag::Diagnostic;
use crate::ir::{Schema, SchemaId, Schemas};

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Walks the schemas in depth, with a stack of its own: chains may be long.
pub fn check(reader: &mut Reader<'_, '_>) {
    let schemas = &reader.api.schemas;
    let mut states = vec![State::New; schemas.len()];
    let mut faults = Vec::new();
    for (start, _) in schemas.iter() {
        if states[index(start)] == State::New {
            visit(schemas, start, &mut states, &mut faults);
        }
    }
    for (from, to) in faults {
        if !drop_branch(reader, from, to) {
            let at = reader.api.schemas[to].at.clone();
            let message = "the schema applies itself to the same value, without end";
            let help = "a schema may contain itself in a property or in its items, not in `$ref`, `allOf` and the like alone";
            reader.report(Diagnostic::error("ref-cycle", message).at(&at).help(help));
        }
    }
}

/// A union that is a branch of itself: the branch accepts nothing that the others do not, so it can be left out.
fn drop_branch(reader: &mut Reader<'_, '_>, from: SchemaId, to: SchemaId) -> bool {
    let schema = reader.api.schemas.get_mut(from);
    let branches = schema.any_of.len() + schema.one_of.len();
    if from != to || schema.all_of.contains(&to) || schema.reference == Some(to) {
        return false;
    }
    schema.any_of.retain(|branch| *branch != to);
    schema.one_of.retain(|branch| *branch != to);
    let dropped = schema.any_of.len() + schema.one_of.len() < branches;
    if dropped {
        let at = schema.at.clone();
        let message = "a branch of the union is the union itself";
        reader.report(
            Diagnostic::warning("self-branch", message)
                .at(&at)
                .help("the branch is left out"),
        );
    }
    dropped
}

fn visit(
    schemas: &Schemas,
    start: SchemaId,
    states: &mut [State],
    faults: &mut Vec<(SchemaId, SchemaId)>,
) {
    let mut stack = vec![(start, in_place(&schemas[start]))];
    states[index(start)] = State::Open;
    while let Some((id, rest)) = stack.last_mut() {
        match rest.pop() {
            None => {
                states[index(*id)] = State::Done;
                stack.pop();
            }
            Some(next) => match states[index(next)] {
                State::New => {
                    states[index(next)] = State::Open;
                    stack.push((next, in_place(&schemas[next])));
                }
                State::Open => faults.push((*id, next)),
                State::Done => {}
            },
        }
    }
}

fn index(id: SchemaId) -> usize {
    id.0 as usize
}

/// The schemas that are applied to the same value (core section 10.2).
fn in_place(schema: &Schema) -> Vec<SchemaId> {
    let single = [
        schema.reference,
        schema.not,
        schema.if_schema,
        schema.then_schema,
        schema.else_schema,
    ];
    let mut all: Vec<SchemaId> = single.into_iter().flatten().collect();
    for list in [&schema.all_of, &schema.any_of, &schema.one_of] {
        all.extend(list);
    }
    all.extend(schema.object.dependent_schemas.values());
    all
}
