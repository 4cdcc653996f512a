//! The token operation of password and client-credentials flows (RFC 6749, sections 4.3 and 4.4): what its form says, and
//! what it answers.

use super::super::model::{
    Entry, Field, ModelKind, Presence, Reader, Struct, Table, Type, Unknown,
};
use super::super::resource::{self, Look, Place, Refusal, base, depth, plain};
use super::super::route::{BodyKind, Operation, Outcome, ReplyKind};
use crate::naming::{TypeName, ValueName};
use serde_json::Value;

/// What a token is given for.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The model of the form.
    pub form: TypeName,
    /// The description lets a client leave the form out.
    pub optional: bool,
    pub scope: Option<Word>,
    pub flows: Flows,
    /// How the form says which of the flows is meant; `None` where it can say nothing else.
    pub choice: Option<Choice>,
    pub answer: Answer,
}

#[derive(Debug, Clone)]
pub enum Flows {
    Password(Login),
    Client(Proof),
    Both(Box<(Login, Proof)>),
}

/// The password flow.
#[derive(Debug, Clone)]
pub struct Login {
    pub user: Word,
    pub password: Word,
    /// The answer to a wrong name or password, and its status.
    pub refusal: (u16, Refusal),
}

/// The client-credentials flow. What the form does not have is in the header.
#[derive(Debug, Clone)]
pub struct Proof {
    pub id: Option<Word>,
    pub secret: Option<Word>,
    /// The answer to an unknown client, and its status.
    pub refusal: (u16, Refusal),
}

/// The member `grant_type`.
#[derive(Debug, Clone)]
pub struct Choice {
    pub field: ValueName,
    pub depth: usize,
    /// Its enumeration, with the variants for a password and for a client, and what else there is.
    pub variants: Option<Variants>,
    /// The description excludes others.
    pub limited: bool,
    /// The answer to another one.
    pub refusal: Refusal,
}

#[derive(Debug, Clone)]
pub struct Variants {
    pub model: TypeName,
    pub password: Option<TypeName>,
    pub client: Option<TypeName>,
    pub others: Vec<TypeName>,
}

/// What of an operation is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    pub password: bool,
    pub client: bool,
}

const PASSWORD: &str = "password";
const CLIENT: &str = "client_credentials";

impl Exchange {
    pub fn login(&self) -> Option<&Login> {
        match &self.flows {
            Flows::Password(login) => Some(login),
            Flows::Both(both) => Some(&both.0),
            Flows::Client(_) => None,
        }
    }

    pub fn proof(&self) -> Option<&Proof> {
        match &self.flows {
            Flows::Client(proof) => Some(proof),
            Flows::Both(both) => Some(&both.1),
            Flows::Password(_) => None,
        }
    }
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

pub fn plan(look: &Look<'_>, place: Place, wanted: Wanted) -> Result<Exchange, String> {
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
    let (form, shape, optional) = form(look, operation)?;
    let wanted = possible(look, shape, wanted)?;
    if wanted.client && !look.described(place).security.is_empty() {
        return Err("it has a security requirement of its own".to_owned());
    }
    let words = Words::read(shape, wanted)?;
    let login = || {
        Ok::<_, String>(Login {
            user: words.user.clone().ok_or("its form has no `username`")?,
            password: words.password.clone().ok_or("its form has no `password`")?,
            refusal: wrong_password(look, operation),
        })
    };
    let proof = || Proof {
        id: words.id.clone(),
        secret: words.secret.clone(),
        refusal: unknown_client(look, operation),
    };
    let flows = match wanted {
        Wanted { client: false, .. } => Flows::Password(login()?),
        Wanted {
            password: false, ..
        } => Flows::Client(proof()),
        _ => Flows::Both(Box::new((login()?, proof()))),
    };
    Ok(Exchange {
        form,
        optional,
        scope: words.scope,
        choice: choice(look, operation, shape, wanted)?,
        answer: answer(look, operation)?,
        flows,
    })
}

/// The members of the form that are looked at.
#[derive(Default)]
struct Words {
    user: Option<Word>,
    password: Option<Word>,
    id: Option<Word>,
    secret: Option<Word>,
    scope: Option<Word>,
}

impl Words {
    fn read(shape: &Struct, wanted: Wanted) -> Result<Self, String> {
        let mut words = Self::default();
        for field in &shape.fields {
            let (required, inner) = (depth(&field.ty) == 0, base(&field.ty));
            let word = || Word {
                field: field.name.clone(),
                secret: *inner == Type::Secret,
                depth: depth(&field.ty),
            };
            let is_text = matches!(inner, Type::String | Type::Secret);
            match plain(&field.wire).as_str() {
                "username" if is_text && wanted.password => words.user = Some(word()),
                "password" if is_text && wanted.password => words.password = Some(word()),
                // Names and secrets are made here: they would have to fit.
                "clientid" | "clientsecret" if is_text && wanted.client && is_limited(field) => {
                    return Err(format!("its `{}` has rules of its own", field.wire));
                }
                "clientid" if is_text && wanted.client => words.id = Some(word()),
                "clientsecret" if is_text && wanted.client => words.secret = Some(word()),
                "scope" if *inner == Type::String => words.scope = Some(word()),
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
        Ok(words)
    }
}

/// The flows that the form has a word for.
fn possible(look: &Look<'_>, shape: &Struct, wanted: Wanted) -> Result<Wanted, String> {
    let only = |has: &dyn Fn(&str) -> bool| Wanted {
        password: wanted.password && has(PASSWORD),
        client: wanted.client && has(CLIENT),
    };
    let mut constants = shape.constants.iter();
    let constant = constants.find(|(wire, _)| plain(wire) == "granttype");
    let left = match (constant, grant_type(shape).map(|field| base(&field.ty))) {
        (Some((_, value)), _) => only(&|word| value == word),
        (None, Some(Type::Model(name))) => {
            only(&|word| resource::variant(look, name, word).is_some())
        }
        (None, Some(_)) => {
            let pattern = grant_type(shape).and_then(|field| pattern(&field.reader));
            only(&|word| pattern.is_none_or(|pattern| pattern.contains(word)))
        }
        (None, None) => wanted,
    };
    if left == Wanted::default() {
        return Err("its form has no `grant_type` for it".to_owned());
    }
    Ok(left)
}

fn is_limited(field: &Field) -> bool {
    // That it is a secret limits nothing.
    let limits = |table: &Table| table.members.iter().any(|(name, _)| *name != "secret");
    table(&field.reader).is_none_or(limits)
}

fn table(reader: &Reader) -> Option<&Table> {
    match reader {
        Reader::Table(_, table) => Some(table),
        Reader::Nullable(inner) | Reader::OrEmpty(inner) => table(inner),
        _ => None,
    }
}

fn pattern(reader: &Reader) -> Option<&str> {
    let mut members = table(reader)?.members.iter();
    members.find_map(|(_, entry)| match entry {
        Entry::Pattern(source) => Some(source.as_str()),
        _ => None,
    })
}

fn grant_type(shape: &Struct) -> Option<&Field> {
    let mut fields = shape.fields.iter();
    fields.find(|field| plain(&field.wire) == "granttype")
}

/// `None` where there is no choice; and where the form is one of passwords alone, which are proof enough.
fn choice(
    look: &Look<'_>,
    operation: &Operation,
    shape: &Struct,
    wanted: Wanted,
) -> Result<Option<Choice>, String> {
    if !wanted.client {
        return Ok(None);
    }
    let Some(field) = grant_type(shape) else {
        if wanted.password {
            return Err("its form does not say which flow is meant".to_owned());
        }
        return Ok(None);
    };
    let variants = match base(&field.ty) {
        Type::String => None,
        Type::Model(name) => Some(variants(look, name, wanted).ok_or_else(unclear)?),
        _ => return Err(unclear()),
    };
    if depth(&field.ty) > 1 {
        return Err(unclear());
    }
    Ok(Some(Choice {
        field: field.name.clone(),
        depth: depth(&field.ty),
        variants,
        limited: is_limited(field),
        refusal: Refusal::with_code(look, operation, 400, "unsupported_grant_type"),
    }))
}

fn unclear() -> String {
    "its `grant_type` is no text".to_owned()
}

fn variants(look: &Look<'_>, model: &TypeName, wanted: Wanted) -> Option<Variants> {
    let ModelKind::Choice(choice) = &look.models.get(model)?.kind else {
        return None;
    };
    let (mut password, mut client, mut others) = (None, None, Vec::new());
    for variant in &choice.variants {
        let name = variant.name.clone();
        match variant.value.as_str()? {
            PASSWORD if wanted.password => password = Some(name),
            CLIENT if wanted.client => client = Some(name),
            _ => others.push(name),
        }
    }
    Some(Variants {
        model: model.clone(),
        password,
        client,
        others,
    })
}

/// The struct of the form, and whether it may be left out.
fn form<'p>(
    look: &Look<'p>,
    operation: &Operation,
) -> Result<(TypeName, &'p Struct, bool), String> {
    let body = operation.body.as_ref().ok_or("it takes no form")?;
    let [only] = body.alternatives.as_slice() else {
        return Err("its body comes in several media types".to_owned());
    };
    if !matches!(only.kind, BodyKind::Form { .. } | BodyKind::Parts(_)) {
        return Err("its body is no form".to_owned());
    }
    let (name, shape) =
        resource::shape(look, base(&only.ty)).ok_or("its form has no known members")?;
    Ok((name, shape, depth(&body.ty) > 0))
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
fn wrong_password(look: &Look<'_>, operation: &Operation) -> (u16, Refusal) {
    bad_request(look, operation, "invalid_grant")
        .unwrap_or_else(|| (401, Refusal::new(look, operation, 401)))
}

/// 401 where the description has it, as section 5.2 would have it; else what it has.
fn unknown_client(look: &Look<'_>, operation: &Operation) -> (u16, Refusal) {
    let code = "invalid_client";
    let unauthorized = (401, Refusal::with_code(look, operation, 401, code));
    if has(operation, 401) {
        return unauthorized;
    }
    bad_request(look, operation, code).unwrap_or(unauthorized)
}

fn bad_request(look: &Look<'_>, operation: &Operation, code: &str) -> Option<(u16, Refusal)> {
    let refusal = Refusal::with_code(look, operation, 400, code);
    (has(operation, 400) && refusal.names_error()).then_some((400, refusal))
}

fn has(operation: &Operation, status: u16) -> bool {
    let mut described = operation.failure.variants.iter();
    described.any(|(_, reply)| reply.status == Some(status))
}
