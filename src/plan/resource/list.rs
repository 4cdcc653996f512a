//! What the parameters of a list mean: which page, which rows, in which order. One that is not understood leaves the
//! list to a person: an answer that looks past what was asked for is wrong.

use super::column::{Column, plain};
use super::filter::{self, Asked, Condition};
use super::item::{Field, base, depth, is_whole};
use super::operation::{self, Under};
use super::shown::{self, Shown};
use super::sort::{self, Sort};
use super::{Key, Look, Made, Place};
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
    pub sort: Option<Sort>,
    pub page: Page,
    pub shown: Shown,
    /// What a row is shown as, where that is not what it is alone: the model, and how its fields are filled.
    pub view: Option<(TypeName, Vec<Field>)>,
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
    /// Rows behind the one that an opaque text names.
    Cursor {
        cursor: Said,
        limit: Option<Number>,
    },
    /// Rows behind the one with this key.
    Key {
        after: Asked,
        wire: String,
        limit: Option<Number>,
    },
}

/// How a client gets from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Cursor,
    Number,
}

/// The parameter that is another one for another page.
#[derive(Debug)]
pub struct Turning<'p> {
    pub wire: &'p String,
    pub by: Turn,
}

impl Page {
    /// How the next page is asked for, if it can be.
    pub fn turn(&self) -> Option<Turning<'_>> {
        let (wire, by) = match self {
            Self::All | Self::Rows { offset: None, .. } => return None,
            Self::Rows {
                offset: Some(offset),
                ..
            } => (&offset.wire, Turn::Number),
            Self::Number { page, .. } => (&page.wire, Turn::Number),
            Self::Cursor { cursor, .. } => (&cursor.wire, Turn::Cursor),
            Self::Key { wire, .. } => (wire, Turn::Cursor),
        };
        Some(Turning { wire, by })
    }

    /// Whether its place among all pages is known.
    pub fn has_numbers(&self) -> bool {
        self.turn().is_some_and(|turn| turn.by == Turn::Number)
    }
}

/// A parameter that is a number.
#[derive(Debug, Clone)]
pub struct Number {
    pub param: ValueName,
    pub wire: String,
    /// Cheap to copy.
    pub copy: bool,
}

/// A parameter that is a text, or several.
#[derive(Debug, Clone)]
pub struct Said {
    pub param: ValueName,
    pub wire: String,
    /// It may be absent.
    pub optional: bool,
    pub list: bool,
}

impl Said {
    pub fn new(param: &Param) -> Self {
        Self {
            param: param.name.clone(),
            wire: param.wire.clone(),
            optional: depth(&param.ty) > 0,
            list: matches!(base(&param.ty), Type::List(_)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Limit,
    Offset,
    Page,
    Cursor,
    Sort,
    Direction,
}

/// What a list is of.
#[derive(Debug)]
pub struct Rows<'l> {
    pub model: &'l TypeName,
    pub shape: &'l Struct,
    pub key: &'l Key,
}

pub fn plan(
    look: &Look<'_>,
    place: Place,
    rows: &Rows<'_>,
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
    let fields = operation.params.iter().flat_map(|params| &params.fields);
    let mut conditions = Vec::new();
    let mut roles: Vec<(Role, &Param)> = Vec::new();
    for param in fields {
        match param.location {
            Location::Path => {}
            Location::Query => match role(look, rows, param) {
                Some(role) if roles.iter().any(|(known, _)| *known == role) => {
                    let what = match role {
                        Role::Sort | Role::Direction => "in which order",
                        _ => "which page",
                    };
                    return Err(format!("`{}` says again {what}", param.wire));
                }
                Some(role) => roles.push((role, param)),
                None => conditions.extend(filter::plan(look, param, rows.shape, columns)?),
            },
            _ => operation::header(look, place, param)?,
        }
    }
    let of = |wanted: Role| roles.iter().find(|(role, _)| *role == wanted);
    let of = |wanted: Role| of(wanted).map(|(_, param)| *param);
    let sort = sort::plan(look, of(Role::Sort), of(Role::Direction), rows, columns)?;
    let page = page(&of, rows, sort.is_some())?;
    let shown = shown::list(look, operation, rows.model, &page)?;
    if matches!(page, Page::Cursor { .. }) && !shown.says_next() {
        return Err("nothing in its answer says where the next page begins".to_owned());
    }
    Ok(List {
        params: operation.params.as_ref().map(|params| params.name.clone()),
        under,
        conditions,
        sort,
        page,
        shown,
        view: None,
    })
}

fn role(look: &Look<'_>, rows: &Rows<'_>, param: &Param) -> Option<Role> {
    let word = plain(&param.wire);
    if rows
        .shape
        .fields
        .iter()
        .any(|field| plain(&field.wire) == word)
    {
        return None;
    }
    if depth(&param.ty) > 1 {
        return None;
    }
    if is_whole(&param.ty) {
        match word.as_str() {
            "limit" | "pagesize" | "perpage" | "size" | "top" | "maxresults" | "pagelimit"
            | "first" | "itemsperpage" | "maxitems" => return Some(Role::Limit),
            "offset" | "skip" | "pageoffset" => return Some(Role::Offset),
            "page" | "pagenumber" | "pagenum" | "pageno" => return Some(Role::Page),
            _ => {}
        }
    }
    if is_cursor(&word) && (*base(&param.ty) == Type::String || is_key(rows, param)) {
        return Some(Role::Cursor);
    }
    if sort::is_direction(look, param, &word) {
        return Some(Role::Direction);
    }
    sort::is_sort(look, param, &word).then_some(Role::Sort)
}

fn is_cursor(word: &str) -> bool {
    matches!(
        word,
        "cursor"
            | "after"
            | "aftercursor"
            | "startingafter"
            | "pagetoken"
            | "pagecursor"
            | "nexttoken"
            | "nextcursor"
            | "nextpagetoken"
            | "continuationtoken"
            | "pageafter"
            | "afterid"
            | "sinceid"
    )
}

/// Whether a parameter names a row by its key: it says so, or is of a type that no opaque text has.
fn is_key(rows: &Rows<'_>, param: &Param) -> bool {
    let word = plain(&param.wire);
    let same = base(&param.ty) == base(&rows.key.ty);
    let named = matches!(word.as_str(), "startingafter" | "afterid" | "sinceid");
    same && (named || *base(&param.ty) != Type::String)
}

fn page<'p>(
    of: &dyn Fn(Role) -> Option<&'p Param>,
    rows: &Rows<'_>,
    sorted: bool,
) -> Result<Page, String> {
    let name = |param: &Param| Number {
        param: param.name.clone(),
        wire: param.wire.clone(),
        copy: *base(&param.ty) != Type::Int,
    };
    if let Some(cursor) = of(Role::Cursor) {
        if let Some(other) = of(Role::Page).or(of(Role::Offset)) {
            return Err(twice(cursor, other));
        }
        let limit = of(Role::Limit).map(name);
        if !is_key(rows, cursor) {
            let cursor = Said::new(cursor);
            return Ok(Page::Cursor { cursor, limit });
        }
        if sorted || rows.key.made == Made::Client || rows.key.made == Made::IdText {
            return Err(format!(
                "nothing says which rows come behind that of `{}`",
                cursor.wire
            ));
        }
        return Ok(Page::Key {
            after: Asked {
                param: cursor.name.clone(),
                optional: depth(&cursor.ty) > 0,
                member: None,
            },
            wire: cursor.wire.clone(),
            limit,
        });
    }
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
        (Some(page), _, Some(offset)) => Err(twice(page, offset)),
    }
}

fn twice(one: &Param, other: &Param) -> String {
    format!(
        "`{}` and `{}` both say where to begin",
        one.wire, other.wire
    )
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

impl List {
    /// Whether which rows are shown depends on the operation's parameters beside its path.
    #[must_use]
    pub fn looks_at_params(&self) -> bool {
        !self.conditions.is_empty() || self.sort.is_some() || !matches!(self.page, Page::All)
    }
}
