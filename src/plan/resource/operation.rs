//! What each operation does with the table.

use super::column::plain;
use super::item::{Source, Written, base, depth};
use super::refusal::Refusal;
use super::shown::{Head, Shown};
use super::{Look, Place};
use crate::ir::{Location, Method};
use crate::naming::ValueName;
use crate::plan::model::Type;
use crate::plan::route::Param;

/// The row that a path leads through.
#[derive(Debug, Clone)]
pub struct Under {
    pub param: ValueName,
    pub refusal: Refusal,
}

#[derive(Debug, Clone)]
pub struct Create {
    pub body: Given,
    pub under: Option<Under>,
    /// Column, and where its value comes from; a counted key is not among them.
    pub values: Vec<(String, Source)>,
    pub shown: Shown,
    /// When there is one already: where the description has an answer for it.
    pub exists: Option<Refusal>,
}

#[derive(Debug, Clone)]
pub struct Update {
    pub body: Given,
    pub values: Vec<(String, Source)>,
    pub shown: Shown,
    pub missing: Refusal,
    pub exists: Option<Refusal>,
    pub condition: Option<Condition>,
    /// Where there is nothing to replace, it makes the row.
    pub makes: Option<Makes>,
}

/// A row made by its replacement.
#[derive(Debug, Clone)]
pub struct Makes {
    pub values: Vec<(String, Source)>,
    pub shown: Shown,
}

#[derive(Debug, Clone)]
pub struct Patch {
    pub body: Given,
    pub values: Vec<(String, Set)>,
    pub shown: Shown,
    pub missing: Refusal,
    pub exists: Option<Refusal>,
    pub condition: Option<Condition>,
}

/// What a change does to a column.
#[derive(Debug, Clone)]
pub enum Set {
    Now,
    /// A new one.
    Version,
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
    pub condition: Option<Condition>,
}

/// One row, read.
#[derive(Debug, Clone)]
pub struct ReadOne {
    pub shown: Shown,
    pub missing: Refusal,
    /// The parameter with the tags that the client has, whether it may be absent, and the success that says nothing has changed.
    pub known: Option<(ValueName, bool, Head)>,
}

/// The body of a request, as a row is made of it.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its type, as `api::models` has it.
    pub ty: Type,
    /// The member of the body that it is, where it is not the body itself.
    pub within: Option<ValueName>,
}

/// What has to be true of the row before it is touched: `If-Match` names its version (RFC 9110, section 13.1.1).
#[derive(Debug, Clone)]
pub struct Condition {
    /// The header's parameter, which may be absent.
    pub param: ValueName,
    pub optional: bool,
    /// When the row has another version: 412.
    pub mismatch: Refusal,
    /// When the header is absent, where the description has an answer for it: 428 (RFC 6585, section 3).
    pub absent: Option<Refusal>,
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

/// Refuses what an operation on one row is asked for beside its path, but for one header.
pub fn plain_params(look: &Look<'_>, place: Place, but: Option<&Param>) -> Result<(), String> {
    let params = &look.operation(place).params;
    for param in params.iter().flat_map(|params| &params.fields) {
        match param.location {
            _ if but.is_some_and(|but| but.name == param.name) => {}
            Location::Path => {}
            Location::Query => {
                return Err(format!("it has a parameter `{}`", param.wire));
            }
            _ => header(look, place, param)?,
        }
    }
    Ok(())
}

/// A header of one text.
pub fn text_header<'p>(look: &Look<'p>, place: Place, name: &str) -> Option<&'p Param> {
    let params = look.operation(place).params.iter();
    params.flat_map(|params| &params.fields).find(|param| {
        param.location == Location::Header
            && param.wire.eq_ignore_ascii_case(name)
            && depth(&param.ty) < 2
            && *base(&param.ty) == Type::String
    })
}

/// What an operation wants of the row's version, if anything.
pub fn condition(look: &Look<'_>, place: Place) -> Option<Condition> {
    let param = text_header(look, place, "if-match")?;
    let operation = look.operation(place);
    let absent = Refusal::new(look, operation, 428);
    let says_so = operation.failure.variants.iter();
    let says_so = says_so
        .map(|(_, reply)| reply.status)
        .any(|status| status == Some(428));
    let optional = depth(&param.ty) > 0;
    Some(Condition {
        param: param.name.clone(),
        optional,
        mismatch: Refusal::new(look, operation, 412),
        absent: (says_so && optional).then_some(absent),
    })
}

/// Headers that change nothing about which rows are meant, and those that a service may look past: a condition under
/// which a read would be shorter, a preference.
pub fn header(look: &Look<'_>, place: Place, param: &Param) -> Result<(), String> {
    const HARMLESS: [&str; 9] = [
        "accept",
        "acceptencoding",
        "acceptlanguage",
        "contenttype",
        "prefer",
        "traceparent",
        "useragent",
        "xcorrelationid",
        "xrequestid",
    ];
    const OF_READS: [&str; 2] = ["ifmodifiedsince", "ifnonematch"];
    let word = plain(&param.wire);
    let reads = look.described(place).method == Method::Get;
    if param.location == Location::Header
        && (HARMLESS.contains(&word.as_str()) || reads && OF_READS.contains(&word.as_str()))
    {
        return Ok(());
    }
    Err(format!("it has a parameter `{}`", param.wire))
}
