//! What a row looks like to clients: the one schema that a collection's operations answer with, and where each of its
//! properties comes from.

use super::column::{self, plain};
use super::operation::Given;
use super::path::Candidate;
use super::shown::{Head, Values};
use super::{Look, Place};
use crate::naming::{TypeName, ValueName};
use crate::plan::model::{Field as Member, ModelKind, Struct, Type, Unknown};
use crate::plan::route::{self, BodyKind, Outcome, ReplyKind};

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
    /// The path's last parameter.
    Key,
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

/// An answer when all is well.
#[derive(Debug)]
pub struct Reply<'p> {
    pub status: u16,
    pub answer: &'p route::Reply,
    /// The success' type, and the variant of it that this is.
    success: Option<(&'p TypeName, Option<&'p TypeName>)>,
}

impl Reply<'_> {
    /// What is around its body, with these headers.
    pub fn head(&self, values: Values) -> Head {
        match self.success {
            None => Head::Plain,
            Some((success, None)) => Head::Struct(success.clone(), values),
            Some((success, Some(variant))) => {
                Head::Variant(success.clone(), variant.clone(), values)
            }
        }
    }
}

/// The answer when all is well, if it is JSON or nothing: of several, the first one with one of these statuses.
pub fn reply<'p>(outcome: &'p Outcome, wanted: &[u16]) -> Result<Reply<'p>, String> {
    let (success, reply) = match outcome {
        Outcome::Plain(reply) => (None, reply),
        Outcome::Struct(name, reply) => (Some((name, None)), reply),
        Outcome::Enum(name, variants) => {
            let (variant, reply) = wanted
                .iter()
                .find_map(|&wanted| {
                    variants
                        .iter()
                        .find(|(_, reply)| reply.status == Some(wanted))
                })
                .ok_or("it succeeds in several ways")?;
            (Some((name, Some(variant))), reply)
        }
    };
    let status = reply.status.ok_or("its success has no status of its own")?;
    match &reply.body {
        Some(body) if body.kind != ReplyKind::Json => Err("its answer is not JSON".to_owned()),
        _ => Ok(Reply {
            status,
            answer: reply,
            success,
        }),
    }
}

/// The answer with exactly this status, among several.
pub fn other_reply(outcome: &Outcome, status: u16) -> Option<Reply<'_>> {
    match outcome {
        Outcome::Enum(..) => reply(outcome, &[status]).ok(),
        _ => None,
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

/// The member of an envelope that is what the envelope is for: `{"data": {…}}`, `{"pet": {…}}`.
pub fn wrapped<'p>(look: &Look<'_>, envelope: &'p Struct) -> Option<&'p Member> {
    const AROUND: [&str; 6] = ["data", "item", "result", "resource", "entity", "record"];
    let mut objects = envelope
        .fields
        .iter()
        .filter_map(|field| Some((field, shape(look, base(&field.ty))?.1)));
    let (field, inner) = objects.next()?;
    let word = plain(&field.wire);
    let alone = envelope.fields.len() == 1;
    let named = AROUND.contains(&word.as_str())
        || word == plain(&inner.title)
        || alone && plain(&inner.title).contains(&word);
    let has_key = envelope
        .fields
        .iter()
        .any(|field| plain(&field.wire) == "id");
    (named && !has_key && objects.next().is_none()).then_some(field)
}

/// The struct of a request's JSON body.
pub fn body<'p>(look: &Look<'p>, place: Place) -> Result<(Type, &'p Struct), String> {
    let only = json_body(look, place)?;
    known(look, only)
}

/// The same, or that of the one member that its envelope has.
pub fn given<'p>(
    look: &Look<'p>,
    place: Place,
    model: &Struct,
) -> Result<(Given, &'p Struct), String> {
    let mut ty = json_body(look, place)?;
    let mut within = None;
    if let Some((_, envelope)) = shape(look, ty)
        && let [field] = envelope.fields.as_slice()
        && depth(&field.ty) == 0
        && !model.fields.iter().any(|kept| kept.wire == field.wire)
        && wrapped(look, envelope).is_some()
    {
        ty = &field.ty;
        within = Some(field.name.clone());
    }
    let (ty, shape) = known(look, ty)?;
    Ok((Given { ty, within }, shape))
}

fn json_body<'p>(look: &Look<'p>, place: Place) -> Result<&'p Type, String> {
    let operation = look.operation(place);
    let Some(body) = &operation.body else {
        return Err("it takes no body".to_owned());
    };
    let [only] = body.alternatives.as_slice() else {
        return Err("its body comes in several media types".to_owned());
    };
    match only.kind {
        BodyKind::Json => Ok(&only.ty),
        _ => Err("its body is not JSON".to_owned()),
    }
}

fn known<'p>(look: &Look<'p>, ty: &Type) -> Result<(Type, &'p Struct), String> {
    match shape(look, ty) {
        Some((_, shape)) if matches!(shape.unknown, Unknown::Collect { .. }) => {
            Err("its body takes any members".to_owned())
        }
        Some((_, shape)) => Ok((ty.clone(), shape)),
        None => Err("its body is no object of known properties".to_owned()),
    }
}

/// The model of one row: what the item is read as, or made as, or a list has.
pub fn model<'p>(look: &Look<'p>, candidate: &Candidate) -> Result<(TypeName, &'p Struct), String> {
    let single = [
        (candidate.read, [200, 203]),
        (candidate.create, [201, 200]),
        (candidate.replace, [200, 201]),
        (candidate.patch, [200, 201]),
    ];
    for (place, wanted) in single {
        let Some(place) = place else { continue };
        let Ok(reply) = reply(&look.operation(place).success, &wanted) else {
            continue;
        };
        let Some(body) = &reply.answer.body else {
            continue;
        };
        let Some((mut name, mut found)) = shape(look, &body.ty) else {
            return Err("an item of it is no object of known properties".to_owned());
        };
        if let Some(field) = wrapped(look, found)
            && let Some(inner) = shape(look, base(&field.ty))
        {
            (name, found) = inner;
        }
        if matches!(found.unknown, Unknown::Collect { .. }) {
            return Err(format!("`{}` takes any members", found.title));
        }
        return Ok((name, found));
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
