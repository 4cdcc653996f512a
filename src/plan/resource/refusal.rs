//! How an operation says that there is no such row, or that there is one already: in the failure that the description
//! has for it, where a value of that type can be made, else in the general error.

use super::Look;
use super::column::plain;
use super::item::{base, depth, shape};
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::model::{Presence, Struct, Type, Unknown};
use crate::plan::route::{Operation, Reply, ReplyKind};

/// An answer of 404, 409 or 412.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// The operation's failure type, its variant, and its body.
    Described {
        failure: TypeName,
        variant: TypeName,
        /// The variant says its status.
        says_status: bool,
        body: Option<Text>,
    },
    /// The general error, which becomes the failure type where there is one.
    General { into: bool },
}

/// A value of an error's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// For people: what is wrong.
    Message,
    /// For people: the status' usual phrase.
    Title,
    /// For programs: `not_found`.
    Code,
    /// `about:blank`.
    Blank,
    /// The status, as a number.
    Status {
        into: bool,
    },
    EmptyList,
    Absent,
    Some(Box<Text>),
    Model(TypeName, Vec<(ValueName, Text)>),
}

impl Refusal {
    /// How an operation answers this status.
    pub fn new(look: &Look<'_>, operation: &Operation, status: u16) -> Self {
        let general = Self::General {
            into: operation.failure.name.is_some(),
        };
        let Some(failure) = &operation.failure.name else {
            return general;
        };
        let variants = &operation.failure.variants;
        let exact = variants
            .iter()
            .find(|(_, reply)| reply.status == Some(status));
        let default = || {
            variants
                .iter()
                .find(|(name, reply)| reply.status.is_none() && name.as_str() == "Default")
        };
        let Some((variant, reply)) = exact.or_else(default) else {
            return general;
        };
        let text = reply.body.as_ref().map(|_| body(look, reply));
        match text {
            None | Some(Some(_)) if reply.headers.is_empty() => Self::Described {
                failure: failure.clone(),
                variant: variant.clone(),
                says_status: reply.status.is_none(),
                body: text.flatten(),
            },
            _ => general,
        }
    }

    /// Whether the description has an answer for it.
    pub fn is_described(&self) -> bool {
        matches!(self, Self::Described { .. })
    }
}

/// `None` where no value of the body's type can be made.
fn body(look: &Look<'_>, reply: &Reply) -> Option<Text> {
    let body = reply.body.as_ref()?;
    if body.kind != ReplyKind::Json {
        return None;
    }
    match body.ty.bare() {
        Type::String => Some(Text::Message),
        ty => model(look, ty, 0),
    }
}

fn model(look: &Look<'_>, ty: &Type, level: usize) -> Option<Text> {
    let (name, shape) = shape(look, ty).filter(|_| level < 3)?;
    let Struct {
        fields, unknown, ..
    } = shape;
    if matches!(unknown, Unknown::Collect { .. }) {
        return None;
    }
    let mut values = Vec::new();
    for field in fields {
        if matches!(
            field.presence,
            Presence::Default(_) | Presence::DefaultJson(_)
        ) {
            return None;
        }
        let known = value(look, &field.wire, base(&field.ty), level);
        let text = match (depth(&field.ty), known) {
            (0, known) => known?,
            (1, Some(known @ (Text::Message | Text::Status { .. }))) => Text::Some(Box::new(known)),
            _ => Text::Absent,
        };
        values.push((field.name.clone(), text));
    }
    Some(Text::Model(name, values))
}

/// What a member of an error says, by its name.
fn value(look: &Look<'_>, wire: &str, ty: &Type, level: usize) -> Option<Text> {
    let word = plain(wire);
    match ty {
        Type::String => match word.as_str() {
            "message" | "msg" | "detail" | "details" | "error" | "description" | "reason"
            | "errormessage" | "errordescription" => Some(Text::Message),
            "title" => Some(Text::Title),
            "code" | "errorcode" | "kind" => Some(Text::Code),
            "type" => Some(Text::Blank),
            _ => None,
        },
        Type::I32 | Type::I64 | Type::U32 | Type::Int | Type::F64 => match word.as_str() {
            "status" | "code" | "statuscode" | "errorcode" => Some(Text::Status {
                into: matches!(ty, Type::Int | Type::F64),
            }),
            _ => None,
        },
        Type::List(_) => Some(Text::EmptyList),
        Type::Model(_) => model(look, ty, level + 1),
        _ => None,
    }
}
