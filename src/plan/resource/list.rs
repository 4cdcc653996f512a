//! What the parameters of a list mean: which page, which rows, in which order. One that is not understood leaves the
//! list to a person: an answer that looks past what was asked for is wrong.

use super::column::{Column, ColumnType, plain};
use super::item::{base, depth, fits, is_whole};
use super::operation::{self, Shown, Under};
use super::{Look, Place};
use crate::ir::Location;
use crate::naming::{TypeName, ValueName};
use crate::plan::model::{Constant, Entry, Presence, Reader, Struct, Type};
use crate::plan::route::Param;

/// A list of rows.
#[derive(Debug, Clone)]
pub struct List {
    /// The type of the operation's parameters.
    pub params: Option<TypeName>,
    pub under: Option<Under>,
    pub conditions: Vec<Condition>,
    pub page: Page,
    pub shown: Shown,
}

/// Which rows are in the list.
#[derive(Debug, Clone)]
pub struct Condition {
    pub column: String,
    pub param: ValueName,
    /// The parameter may be left out.
    pub optional: bool,
    pub test: Test,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Equal,
    Among,
}

/// Which of these rows are shown.
#[derive(Debug, Clone)]
pub enum Page {
    All,
    Rows {
        limit: Option<Number>,
        offset: Option<Number>,
    },
    /// Pages of `size` rows; the first one is number `first`.
    Number {
        page: Number,
        size: Number,
        first: i64,
    },
}

/// A parameter that is a number.
#[derive(Debug, Clone)]
pub struct Number {
    pub param: ValueName,
    /// Cheap to copy.
    pub copy: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Limit,
    Offset,
    Page,
}

pub fn plan(
    look: &Look<'_>,
    place: Place,
    model: (&TypeName, &Struct),
    columns: &mut [Column],
    under: Option<Under>,
) -> Result<List, String> {
    let operation = look.operation(place);
    if operation.body.is_some() {
        return Err("it takes a body".to_owned());
    }
    if let Some(taken) = operation.taken.first() {
        let name = taken.dependency.plain();
        return Err(format!("`{name}` takes parameters that say which rows"));
    }
    let shown = operation::shown_list(look, operation, model.0)?;
    let fields = operation.params.iter().flat_map(|params| &params.fields);
    let mut conditions = Vec::new();
    let mut roles: Vec<(Role, &Param)> = Vec::new();
    for param in fields {
        match param.location {
            Location::Path => {}
            Location::Query => match role(param) {
                Some(role) if roles.iter().any(|(known, _)| *known == role) => {
                    return Err(format!("`{}` says again which page", param.wire));
                }
                Some(role) => roles.push((role, param)),
                None => conditions.push(condition(look, param, model.1, columns)?),
            },
            _ => operation::header(param)?,
        }
    }
    let page = page(&roles)?;
    Ok(List {
        params: operation.params.as_ref().map(|params| params.name.clone()),
        under,
        conditions,
        page,
        shown,
    })
}

fn role(param: &Param) -> Option<Role> {
    if !is_whole(&param.ty) || depth(&param.ty) > 1 {
        return None;
    }
    match plain(&param.wire).as_str() {
        "limit" | "pagesize" | "perpage" | "size" | "top" | "maxresults" | "pagelimit" => {
            Some(Role::Limit)
        }
        "offset" | "skip" | "pageoffset" => Some(Role::Offset),
        "page" | "pagenumber" | "pagenum" | "pageno" => Some(Role::Page),
        _ => None,
    }
}

fn page(roles: &[(Role, &Param)]) -> Result<Page, String> {
    let of = |wanted: Role| {
        roles
            .iter()
            .find(|(role, _)| *role == wanted)
            .map(|(_, param)| *param)
    };
    let name = |param: &Param| Number {
        param: param.name.clone(),
        copy: *base(&param.ty) != Type::Int,
    };
    match (of(Role::Page), of(Role::Limit), of(Role::Offset)) {
        (None, None, None) => Ok(Page::All),
        (None, limit, offset) => Ok(Page::Rows {
            limit: limit.map(name),
            offset: offset.map(name),
        }),
        (Some(page), Some(size), None) => Ok(Page::Number {
            page: name(page),
            size: name(size),
            first: i64::from(!from_zero(page)),
        }),
        (Some(page), None, _) => Err(format!("nothing says how long a `{}` is", page.wire)),
        (Some(page), _, Some(offset)) => Err(format!(
            "`{}` and `{}` both say where to begin",
            page.wire, offset.wire
        )),
    }
}

/// Whether the first page has the number 0: it is the default, or the least.
fn from_zero(param: &Param) -> bool {
    if let Presence::Default(Constant::Integer(default)) = &param.presence {
        return *default == 0;
    }
    match &param.reader {
        Reader::Table(_, table) => table.members.iter().any(|(name, entry)| {
            *name == "minimum" && matches!(entry, Entry::IntegerBound(0, false) | Entry::Integer(0))
        }),
        _ => false,
    }
}

/// A parameter that is called like a property, and is of its type.
fn condition(
    look: &Look<'_>,
    param: &Param,
    model: &Struct,
    columns: &mut [Column],
) -> Result<Condition, String> {
    let unknown = || format!("the parameter `{}` is no property of it", param.wire);
    let word = plain(&param.wire);
    let column = columns
        .iter_mut()
        .find(|column| plain(&column.wire) == word)
        .ok_or_else(unknown)?;
    let kept = model
        .fields
        .iter()
        .find(|field| plain(&field.wire) == word)
        .ok_or_else(unknown)?;
    let differs = || {
        format!(
            "the parameter `{}` is not of its property's type",
            param.wire
        )
    };
    if column.ty == ColumnType::Json || depth(&param.ty) > 1 {
        return Err(differs());
    }
    let (test, given) = match base(&param.ty) {
        Type::List(inner) => (Test::Among, &**inner),
        other => (Test::Equal, other),
    };
    if depth(given) > 0 || !(fits(look, given, &kept.ty) || fits(look, &kept.ty, given)) {
        return Err(differs());
    }
    column.indexed = true;
    Ok(Condition {
        column: column.name.clone(),
        param: param.name.clone(),
        optional: depth(&param.ty) > 0,
        test,
    })
}

impl List {
    /// Whether which rows are shown depends on the operation's parameters beside its path.
    #[must_use]
    pub fn looks_at_params(&self) -> bool {
        !self.conditions.is_empty() || !matches!(self.page, Page::All)
    }
}
