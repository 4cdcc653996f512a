//! What each operation does with the table, and how it says so.

use super::column::plain;
use super::item::{self, Source, Written, base, depth};
use super::refusal::Refusal;
use super::{Look, Place};
use crate::ir::Location;
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::model::{Struct, Type, Unknown};
use crate::plan::route::{Operation, Outcome, Param, ReplyHeader};

/// A success' type, and its headers.
pub type Head = (TypeName, Vec<(ValueName, Value)>);

/// What an operation answers with.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The success' type and its headers, where it is more than a body.
    pub head: Option<Head>,
    pub body: Body,
}

#[derive(Debug, Clone)]
pub enum Body {
    Nothing,
    Row,
    Rows,
    /// Rows in a model of their own, with more about them.
    Page(TypeName, Vec<(ValueName, Value)>),
}

/// A header, or a member beside the rows.
#[derive(Debug, Clone)]
pub enum Value {
    Rows,
    /// How many rows there are on all pages.
    Total(Type),
    /// What the request said; as another type of integer.
    Param {
        name: ValueName,
        into: bool,
    },
    /// Where the row is found.
    Location,
    Absent,
    Some(Box<Value>),
}

impl Shown {
    /// Whether all rows have to be counted.
    pub fn counts(&self) -> bool {
        let head = self.head.iter().flat_map(|(_, values)| values);
        let body = match &self.body {
            Body::Page(_, values) => values.as_slice(),
            _ => &[],
        };
        head.chain(body).any(|(_, value)| value.counts())
    }
}

impl Value {
    fn counts(&self) -> bool {
        match self {
            Self::Total(_) => true,
            Self::Some(inner) => inner.counts(),
            _ => false,
        }
    }
}

/// The row that a path leads through.
#[derive(Debug, Clone)]
pub struct Under {
    pub param: ValueName,
    pub refusal: Refusal,
}

#[derive(Debug, Clone)]
pub struct Create {
    /// The body's type, as `api::models` has it.
    pub body: Type,
    pub under: Option<Under>,
    /// Column, and where its value comes from; a counted key is not among them.
    pub values: Vec<(String, Source)>,
    pub shown: Shown,
    /// When there is one already: where the description has an answer for it.
    pub exists: Option<Refusal>,
}

#[derive(Debug, Clone)]
pub struct Update {
    pub body: Type,
    pub values: Vec<(String, Source)>,
    pub shown: Shown,
    pub missing: Refusal,
    pub exists: Option<Refusal>,
}

#[derive(Debug, Clone)]
pub struct Patch {
    pub body: Type,
    pub values: Vec<(String, Set)>,
    pub shown: Shown,
    pub missing: Refusal,
    pub exists: Option<Refusal>,
}

/// What a change does to a column.
#[derive(Debug, Clone)]
pub enum Set {
    Now,
    /// The body always has it.
    Always(Written),
    /// Kept when the body does not have it; it can't be unset.
    Given(Written),
    /// Kept when the body does not have it, unset by null.
    Present(Written),
}

#[derive(Debug, Clone)]
pub struct Delete {
    pub shown: Shown,
    pub missing: Refusal,
    /// When other rows name it.
    pub used: Option<Refusal>,
}

/// The parameters of a path, in its order.
pub fn path_params<'p>(look: &Look<'p>, place: Place) -> Vec<&'p Param> {
    let operation = look.operation(place);
    let fields = || operation.params.iter().flat_map(|params| &params.fields);
    let names = look.described(place).path.parameters();
    names
        .filter_map(|name| {
            fields().find(|field| field.location == Location::Path && field.wire == name)
        })
        .collect()
}

/// Refuses what an operation on one row is asked for beside its path.
pub fn plain_params(look: &Look<'_>, place: Place) -> Result<(), String> {
    let params = &look.operation(place).params;
    for param in params.iter().flat_map(|params| &params.fields) {
        match param.location {
            Location::Path => {}
            Location::Query => {
                return Err(format!("it has a parameter `{}`", param.wire));
            }
            _ => header(param)?,
        }
    }
    Ok(())
}

/// Headers that change nothing about which rows are meant.
pub fn header(param: &Param) -> Result<(), String> {
    const HARMLESS: [&str; 8] = [
        "accept",
        "acceptencoding",
        "acceptlanguage",
        "contenttype",
        "traceparent",
        "useragent",
        "xcorrelationid",
        "xrequestid",
    ];
    if param.location == Location::Header && HARMLESS.contains(&plain(&param.wire).as_str()) {
        return Ok(());
    }
    Err(format!("it has a parameter `{}`", param.wire))
}

/// How a list is answered.
pub fn shown_list(
    look: &Look<'_>,
    operation: &Operation,
    model: &TypeName,
) -> Result<Shown, String> {
    let reply = item::reply(&operation.success)?;
    let body = reply.body.as_ref().ok_or("its answer has no body")?;
    let rows = |ty: &Type| matches!(base(ty).bare(), Type::List(inner) if is_model(inner, model));
    let body = if depth(&body.ty) == 0 && rows(&body.ty) {
        Body::Rows
    } else {
        let (name, shape) = item::shape(look, &body.ty).ok_or("its answer is no list of it")?;
        Body::Page(name, members(operation, shape, &rows)?)
    };
    Ok(Shown {
        head: head(&operation.success, false)?,
        body,
    })
}

fn members(
    operation: &Operation,
    shape: &Struct,
    rows: &dyn Fn(&Type) -> bool,
) -> Result<Vec<(ValueName, Value)>, String> {
    if matches!(shape.unknown, Unknown::Collect { .. }) {
        return Err("its answer takes any members".to_owned());
    }
    let lists = shape.fields.iter().filter(|field| rows(&field.ty)).count();
    if lists != 1 {
        return Err("its answer is no list of it".to_owned());
    }
    let mut values = Vec::new();
    for field in &shape.fields {
        let known = if rows(&field.ty) {
            Some(Value::Rows)
        } else {
            member(operation, &field.wire, &field.ty)
        };
        let value = match (known, depth(&field.ty)) {
            (Some(value), 0) => value,
            (Some(value), 1) => Value::Some(Box::new(value)),
            (None, 0) | (Some(_), _) => {
                return Err(format!(
                    "nothing says what `{}` is in its answer",
                    field.wire
                ));
            }
            (None, _) => Value::Absent,
        };
        values.push((field.name.clone(), value));
    }
    Ok(values)
}

/// A member beside the rows: how many there are, or what was asked for.
fn member(operation: &Operation, wire: &str, ty: &Type) -> Option<Value> {
    if let Some(total) = total(wire, ty) {
        return Some(total);
    }
    let mut params = operation.params.iter().flat_map(|params| &params.fields);
    let param = params.find(|param| plain(&param.wire) == plain(wire))?;
    let same = param.location == Location::Query
        && depth(&param.ty) == 0
        && item::is_whole(&param.ty)
        && (base(&param.ty) == base(ty) || *base(ty) == Type::Int);
    same.then(|| Value::Param {
        name: param.name.clone(),
        into: base(&param.ty) != base(ty),
    })
}

fn total(wire: &str, ty: &Type) -> Option<Value> {
    let known = matches!(
        plain(wire).as_str(),
        "total" | "totalcount" | "totalitems" | "totalresults" | "count" | "xtotalcount"
    );
    let number = item::is_whole(ty);
    (known && number).then(|| Value::Total(base(ty).clone()))
}

/// The headers of a success that is more than a body.
fn head(success: &Outcome, made: bool) -> Result<Option<Head>, String> {
    let Outcome::Struct(name, reply) = success else {
        return Ok(None);
    };
    let mut values = Vec::new();
    for header in &reply.headers {
        let known = known_header(header, made);
        let value = match (known, header.required) {
            (Some(value), true) => value,
            (Some(value), false) => Value::Some(Box::new(value)),
            (None, false) => Value::Absent,
            (None, true) => {
                return Err(format!("nothing says what to answer as `{}`", header.wire));
            }
        };
        values.push((header.name.clone(), value));
    }
    Ok(Some((name.clone(), values)))
}

fn known_header(header: &ReplyHeader, made: bool) -> Option<Value> {
    if depth(&header.ty) > 0 {
        return None;
    }
    if made && header.wire.eq_ignore_ascii_case("location") && *base(&header.ty) == Type::String {
        return Some(Value::Location);
    }
    (!made).then(|| total(&header.wire, &header.ty)).flatten()
}

/// How one row is answered with: as it is, or with nothing.
pub fn shown_row(success: &Outcome, model: &TypeName, made: bool) -> Result<Shown, String> {
    let reply = item::reply(success)?;
    let body = match &reply.body {
        None => Body::Nothing,
        Some(body) if depth(&body.ty) == 0 && is_model(&body.ty, model) => Body::Row,
        Some(_) => return Err(format!("it does not answer with a `{}`", model.as_str())),
    };
    Ok(Shown {
        head: head(success, made)?,
        body,
    })
}

fn is_model(ty: &Type, model: &TypeName) -> bool {
    matches!(ty.bare(), Type::Model(name) if name == model)
}
