//! How an operation says that there is no such row, or that there is one already: in the failure that the description
//! has for it, where a value of that type can be made, else in the general error.

use super::Look;
use super::column::plain;
use super::item::{base, depth, shape};
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::model::{ModelKind, Presence, Struct, Type, Unknown};
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
        /// What is in the variant, where operations share it.
        shared: Option<TypeName>,
        /// The field of `WWW-Authenticate`.
        challenge: Option<Challenge>,
        body: Option<Text>,
    },
    /// The general error, which becomes the failure type where there is one.
    General { into: bool },
}

/// A header that has to say how to show who one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub field: ValueName,
    /// It may be left out.
    pub optional: bool,
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
    /// The same, as the variant that says so.
    Choice(TypeName, TypeName),
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
        Self::of(look, operation, status, None)
    }

    /// The same where the answer's `error` says this code (RFC 6749, section 5.2).
    pub fn with_code(look: &Look<'_>, operation: &Operation, status: u16, code: &str) -> Self {
        Self::of(look, operation, status, Some(code))
    }

    fn of(look: &Look<'_>, operation: &Operation, status: u16, code: Option<&str>) -> Self {
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
        let text = reply.body.as_ref().map(|_| body(look, reply, code));
        match (text, challenge(reply, status)) {
            (text @ (None | Some(Some(_))), Ok(challenge)) => Self::Described {
                failure: failure.clone(),
                variant: variant.clone(),
                says_status: reply.status.is_none(),
                shared: reply.shared.clone(),
                challenge,
                body: text.flatten(),
            },
            _ => general,
        }
    }

    /// Whether its body is an object that names what is wrong as `error`.
    pub fn names_error(&self) -> bool {
        let Self::Described {
            body: Some(Text::Model(_, members)),
            ..
        } = self
        else {
            return false;
        };
        let mut names = members.iter().map(|(name, _)| name.as_str());
        names.any(|name| name == "error")
    }

    /// Whether the description has an answer for it.
    pub fn is_described(&self) -> bool {
        matches!(self, Self::Described { .. })
    }
}

/// The header that a 401 may have; an error where there are headers whose values nobody knows.
fn challenge(reply: &Reply, status: u16) -> Result<Option<Challenge>, ()> {
    let [header] = reply.headers.as_slice() else {
        return reply.headers.is_empty().then_some(None).ok_or(());
    };
    let says_how = header.wire.eq_ignore_ascii_case("www-authenticate");
    let is_text = *base(&header.ty) == Type::String && depth(&header.ty) == 0;
    if status != 401 || !says_how || !is_text {
        return Err(());
    }
    Ok(Some(Challenge {
        field: header.name.clone(),
        optional: !header.required,
    }))
}

/// `None` where no value of the body's type can be made.
fn body(look: &Look<'_>, reply: &Reply, code: Option<&str>) -> Option<Text> {
    let body = reply.body.as_ref()?;
    if body.kind != ReplyKind::Json {
        return None;
    }
    match body.ty.bare() {
        Type::String => Some(Text::Message),
        ty => model(look, ty, code, 0),
    }
}

fn model(look: &Look<'_>, ty: &Type, code: Option<&str>, level: usize) -> Option<Text> {
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
        let known = value(look, &field.wire, base(&field.ty), code, level);
        let text = match (depth(&field.ty), known) {
            (0, known) => known?,
            (1, Some(known @ (Text::Message | Text::Status { .. } | Text::Choice(..)))) => {
                Text::Some(Box::new(known))
            }
            _ => Text::Absent,
        };
        values.push((field.name.clone(), text));
    }
    Some(Text::Model(name, values))
}

/// What a member of an error says, by its name.
fn value(look: &Look<'_>, wire: &str, ty: &Type, code: Option<&str>, level: usize) -> Option<Text> {
    let word = plain(wire);
    match ty {
        Type::String if word == "error" && code.is_some() => Some(Text::Code),
        Type::Model(name) if word == "error" && is_choice(look, name) => {
            let variant = variant(look, name, code?)?;
            Some(Text::Choice(name.clone(), variant))
        }
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
        Type::Model(_) => model(look, ty, code, level + 1),
        _ => None,
    }
}

fn is_choice(look: &Look<'_>, name: &TypeName) -> bool {
    let kind = look.models.get(name).map(|model| &model.kind);
    matches!(kind, Some(ModelKind::Choice(_)))
}

/// The variant of an enumeration that is this text.
pub fn variant(look: &Look<'_>, name: &TypeName, text: &str) -> Option<TypeName> {
    let ModelKind::Choice(choice) = &look.models.get(name)?.kind else {
        return None;
    };
    let mut variants = choice.variants.iter();
    let found = variants.find(|variant| variant.value == text)?;
    Some(found.name.clone())
}
