//! What a row looks like to clients: the one schema that a collection's operations answer with, and where each of its
//! properties comes from.

use super::column;
use super::path::Candidate;
use super::{Look, Place};
use crate::naming::{TypeName, ValueName};
use crate::plan::model::{ModelKind, Struct, Type, Unknown};
use crate::plan::route::{BodyKind, Outcome, Reply, ReplyKind};

/// How a field of the model is filled from a row.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: ValueName,
    pub read: Read,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    Column {
        column: String,
        json: bool,
        /// What is read is there, null or not.
        some: bool,
    },
    /// Nothing is stored for it.
    Absent,
}

/// Where a column's value comes from when a row is made.
#[derive(Debug, Clone)]
pub enum Source {
    Body(Written),
    Now,
    Id,
    IdText,
    Parent,
}

/// A field of a request's body, as a statement's value.
#[derive(Debug, Clone)]
pub struct Written {
    pub field: ValueName,
    /// Cheap to copy; everything else is borrowed.
    pub copy: bool,
    pub json: bool,
}

impl Written {
    pub fn new(look: &Look<'_>, field: &ValueName, ty: &Type) -> Result<Self, String> {
        let (stored, choices) = column::of(look, ty)?;
        let copy = !matches!(base(ty), Type::String | Type::Int)
            && (stored != column::ColumnType::Json)
            && (!choices.is_empty() || !matches!(base(ty), Type::Model(_)));
        Ok(Self {
            field: field.clone(),
            copy,
            json: stored == column::ColumnType::Json,
        })
    }
}

/// Without aliases and `Option`s around it.
pub fn base(ty: &Type) -> &Type {
    match ty {
        Type::Alias(_, inner) | Type::Option(inner) => base(inner),
        other => other,
    }
}

/// Whether it is an integer that a column holds.
pub fn is_whole(ty: &Type) -> bool {
    matches!(base(ty), Type::I32 | Type::I64 | Type::U32 | Type::Int)
}

/// How many `Option`s are around it.
pub fn depth(ty: &Type) -> usize {
    match ty {
        Type::Alias(_, inner) => depth(inner),
        Type::Option(inner) => 1 + depth(inner),
        _ => 0,
    }
}

/// The one answer when all is well, if it is JSON or nothing.
pub fn reply(outcome: &Outcome) -> Result<&Reply, String> {
    let reply = match outcome {
        Outcome::Plain(reply) | Outcome::Struct(_, reply) => reply,
        Outcome::Enum(..) => return Err("it succeeds in several ways".to_owned()),
    };
    if reply.status.is_none() {
        return Err("its success has no status of its own".to_owned());
    }
    match &reply.body {
        Some(body) if body.kind != ReplyKind::Json => Err("its answer is not JSON".to_owned()),
        _ => Ok(reply),
    }
}

/// The struct behind a type.
pub fn shape<'p>(look: &Look<'p>, ty: &Type) -> Option<(TypeName, &'p Struct)> {
    let Type::Model(name) = ty.bare() else {
        return None;
    };
    match &look.models.get(name)?.kind {
        ModelKind::Struct(shape) => Some((name.clone(), shape)),
        _ => None,
    }
}

/// The struct of a request's JSON body.
pub fn body<'p>(look: &Look<'p>, place: Place) -> Result<(Type, &'p Struct), String> {
    let operation = look.operation(place);
    let Some(body) = &operation.body else {
        return Err("it takes no body".to_owned());
    };
    let [only] = body.alternatives.as_slice() else {
        return Err("its body comes in several media types".to_owned());
    };
    if !matches!(only.kind, BodyKind::Json) {
        return Err("its body is not JSON".to_owned());
    }
    match shape(look, &only.ty) {
        Some((_, shape)) if matches!(shape.unknown, Unknown::Collect { .. }) => {
            Err("its body takes any members".to_owned())
        }
        Some((_, shape)) => Ok((only.ty.clone(), shape)),
        None => Err("its body is no object of known properties".to_owned()),
    }
}

/// The model of one row: what the item is read as, or made as, or a list has.
pub fn model<'p>(look: &Look<'p>, candidate: &Candidate) -> Result<(TypeName, &'p Struct), String> {
    let single = [
        candidate.read,
        candidate.create,
        candidate.replace,
        candidate.patch,
    ];
    for place in single.into_iter().flatten() {
        let Ok(reply) = reply(&look.operation(place).success) else {
            continue;
        };
        let Some(body) = &reply.body else { continue };
        let Some((name, shape)) = shape(look, &body.ty) else {
            return Err("an item of it is no object of known properties".to_owned());
        };
        if matches!(shape.unknown, Unknown::Collect { .. }) {
            return Err(format!("`{}` takes any members", shape.title));
        }
        return Ok((name, shape));
    }
    Err("no operation answers with one item of it".to_owned())
}

/// Whether what a request has can be stored where an item has it.
pub fn fits(look: &Look<'_>, given: &Type, kept: &Type) -> bool {
    let (given, kept) = (base(given), base(kept));
    if given == kept {
        return true;
    }
    match (given, kept) {
        (Type::I32 | Type::U32 | Type::I64, Type::Int)
        | (Type::I32 | Type::U32 | Type::Int, Type::I64) => true,
        (Type::Model(given), Type::String) => column::choices(look, given).is_some(),
        (Type::Model(given), Type::Model(kept)) => {
            match (column::choices(look, given), column::choices(look, kept)) {
                (Some(given), Some(kept)) => given.iter().all(|value| kept.contains(value)),
                _ => false,
            }
        }
        _ => false,
    }
}
