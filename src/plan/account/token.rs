//! The token operation of a password flow (RFC 6749, section 4.3): what its form says, and what it answers.

use super::super::model::{ModelKind, Presence, Struct, Type, Unknown};
use super::super::resource::{self, Look, Place, Refusal, Text, base, depth, plain};
use super::super::route::{BodyKind, Operation, Outcome, ReplyKind};
use crate::naming::{Name, TypeName, ValueName};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Login {
    pub user: Word,
    pub password: Word,
    pub scope: Option<Word>,
    /// The description lets a client leave the form out.
    pub optional: bool,
    pub answer: Answer,
    /// The answer to a wrong name or password, and its status.
    pub refusal: (u16, Refusal),
}

/// A member of a request's body that is a text.
#[derive(Debug, Clone)]
pub struct Word {
    pub field: ValueName,
    pub secret: bool,
    /// How many `Option`s are around it.
    pub depth: usize,
}

#[derive(Debug, Clone)]
pub enum Answer {
    /// Any JSON.
    Any,
    Model(TypeName, Vec<(ValueName, Told)>),
}

/// A member of the answer (RFC 6749, section 5.1).
#[derive(Debug, Clone)]
pub enum Told {
    Token {
        secret: bool,
    },
    /// `bearer`.
    Kind(Option<(TypeName, TypeName)>),
    ExpiresIn(Type),
    Scope,
    Absent,
    Some(Box<Told>),
}

pub fn plan(look: &Look<'_>, place: Place) -> Result<Login, String> {
    let operation = look.operation(place);
    if let Some(params) = &operation.params {
        let names: Vec<&str> = params
            .fields
            .iter()
            .map(|field| field.wire.as_str())
            .collect();
        return Err(format!("it has a parameter `{}`", names.join("`, `")));
    }
    if operation.blocking {
        return Err("it blocks".to_owned());
    }
    let (shape, optional) = form(look, operation)?;
    let (mut user, mut password, mut scope) = (None, None, None);
    for field in &shape.fields {
        let (required, inner) = (depth(&field.ty) == 0, base(&field.ty));
        let word = || Word {
            field: field.name.clone(),
            secret: *inner == Type::Secret,
            depth: depth(&field.ty),
        };
        let is_text = matches!(inner, Type::String | Type::Secret);
        match plain(&field.wire).as_str() {
            "username" if is_text => user = Some(word()),
            "password" if is_text => password = Some(word()),
            "scope" if *inner == Type::String => scope = Some(word()),
            "granttype" | "scope" | "clientid" | "clientsecret" => {}
            _ if !required || matches!(field.presence, Presence::Default(_)) => {}
            _ => {
                return Err(format!(
                    "nothing says what `{}` in its form is for",
                    field.wire
                ));
            }
        }
    }
    Ok(Login {
        user: user.ok_or("its form has no `username`")?,
        password: password.ok_or("its form has no `password`")?,
        scope,
        optional,
        answer: answer(look, operation)?,
        refusal: refusal(look, operation),
    })
}

/// The struct of the form, and whether it may be left out.
fn form<'p>(look: &Look<'p>, operation: &Operation) -> Result<(&'p Struct, bool), String> {
    let body = operation.body.as_ref().ok_or("it takes no form")?;
    let [only] = body.alternatives.as_slice() else {
        return Err("its body comes in several media types".to_owned());
    };
    if !matches!(only.kind, BodyKind::Form { .. } | BodyKind::Parts(_)) {
        return Err("its body is no form".to_owned());
    }
    let (_, shape) =
        resource::shape(look, base(&only.ty)).ok_or("its form has no known members")?;
    Ok((shape, depth(&body.ty) > 0))
}

fn answer(look: &Look<'_>, operation: &Operation) -> Result<Answer, String> {
    let Outcome::Plain(reply) = &operation.success else {
        return Err("it answers with more than a token".to_owned());
    };
    let body = reply.body.as_ref().ok_or("its answer has no body")?;
    if body.kind != ReplyKind::Json || depth(&body.ty) > 0 {
        return Err("its answer is not JSON".to_owned());
    }
    if *body.ty.bare() == Type::Value {
        return Ok(Answer::Any);
    }
    let (model, shape) =
        resource::shape(look, &body.ty).ok_or("its answer is no object of known properties")?;
    if matches!(shape.unknown, Unknown::Collect { .. }) {
        return Err(format!("`{}` takes any members", shape.title));
    }
    let mut members = Vec::new();
    for field in &shape.fields {
        let depth = depth(&field.ty);
        let told = match told(look, &field.wire, base(&field.ty)) {
            Some(told) => (0..depth).fold(told, |told, _| Told::Some(Box::new(told))),
            None if depth > 0 => Told::Absent,
            None => return Err(format!("nothing says what to answer as `{}`", field.wire)),
        };
        members.push((field.name.clone(), told));
    }
    let has_token = shape
        .fields
        .iter()
        .any(|field| plain(&field.wire) == "accesstoken");
    if !has_token {
        return Err(format!("`{}` has no `access_token`", shape.title));
    }
    Ok(Answer::Model(model, members))
}

fn told(look: &Look<'_>, wire: &str, ty: &Type) -> Option<Told> {
    Some(match (plain(wire).as_str(), ty) {
        ("accesstoken", Type::String | Type::Secret) => Told::Token {
            secret: *ty == Type::Secret,
        },
        ("tokentype", Type::String) => Told::Kind(None),
        ("tokentype", Type::Model(name)) => {
            let ModelKind::Choice(choice) = &look.models.get(name)?.kind else {
                return None;
            };
            let bearer = choice.variants.iter().find(|variant| {
                matches!(&variant.value, Value::String(text) if text.eq_ignore_ascii_case("bearer"))
            })?;
            Told::Kind(Some((name.clone(), bearer.name.clone())))
        }
        ("expiresin", Type::I32 | Type::I64 | Type::U32 | Type::Int | Type::F64) => {
            Told::ExpiresIn(ty.clone())
        }
        ("scope", Type::String) => Told::Scope,
        _ => return None,
    })
}

/// RFC 6749, section 5.2 where the description has that answer (400, with an `error`); else 401.
fn refusal(look: &Look<'_>, operation: &Operation) -> (u16, Refusal) {
    let described = operation.failure.variants.iter();
    let bad_request = described
        .clone()
        .any(|(_, reply)| reply.status == Some(400));
    if bad_request
        && let Refusal::Described {
            failure,
            variant,
            says_status,
            body: Some(Text::Model(model, members)),
        } = Refusal::new(look, operation, 400)
        && members.iter().any(|(name, _)| name.as_str() == "error")
    {
        let members = members.into_iter().map(|(name, text)| {
            let text = match (name.as_str(), text) {
                ("error", Text::Message) => Text::Code,
                (_, text) => text,
            };
            (name, text)
        });
        let body = Some(Text::Model(model, members.collect()));
        let refusal = Refusal::Described {
            failure,
            variant,
            says_status,
            body,
        };
        return (400, refusal);
    }
    (401, Refusal::new(look, operation, 401))
}
