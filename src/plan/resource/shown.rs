//! What an operation answers with when all is well: the row or the rows, in which envelope, with what beside them.

use super::Look;
use super::column::plain;
use super::item::{self, Reply, base, depth};
use super::list::{Page, Turn};
use crate::ir::Location;
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::model::{Field, Struct, Type, Unknown};
use crate::plan::route::{Operation, ReplyHeader};

/// What an operation answers with.
#[derive(Debug, Clone)]
pub struct Shown {
    pub status: u16,
    pub head: Head,
    pub body: Body,
}

/// What is around the body.
#[derive(Debug, Clone)]
pub enum Head {
    /// Nothing: the success is the body itself.
    Plain,
    /// The success' type, and its headers.
    Struct(TypeName, Values),
    /// One of several successes: the type, the variant, and its headers.
    Variant(TypeName, TypeName, Values),
}

/// Fields, and what they are.
pub type Values = Vec<(ValueName, Value)>;

#[derive(Debug, Clone)]
pub enum Body {
    Nothing,
    Row,
    Rows,
    /// The row in a model of its own: the model's field, and the property.
    Wrapped(TypeName, Values, String),
    /// Rows in a model of their own, with more about them.
    Page(TypeName, Values),
}

/// A header, or a member beside the rows.
#[derive(Debug, Clone)]
pub enum Value {
    Row,
    Rows,
    /// How many rows there are on all pages.
    Total(Type),
    /// How many rows there are on this page.
    Count(Type),
    /// How many pages there are.
    Pages(Type),
    /// This page's number.
    Number(Type),
    /// Whether there are rows behind these.
    More,
    /// Whether there are rows in front of these.
    Earlier,
    /// What the request for the next page says; nothing on the last page.
    Next,
    /// The same as a number.
    NextNumber(Type),
    PreviousNumber(Type),
    /// The next page's address; nothing on the last page. With the parameter that differs.
    NextUrl(String),
    PreviousUrl(String),
    /// The header `Link`.
    Links(String),
    /// The row's entity tag.
    Tag,
    /// Several of these.
    Members(TypeName, Values),
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

impl Head {
    pub fn values(&self) -> &[(ValueName, Value)] {
        match self {
            Self::Plain => &[],
            Self::Struct(_, values) | Self::Variant(_, _, values) => values,
        }
    }

    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }
}

impl Shown {
    /// Whether all rows have to be counted.
    pub fn counts(&self) -> bool {
        self.says(&|value| matches!(value, Value::Total(_) | Value::Pages(_)))
    }

    /// Whether it has to be known what is on other pages.
    pub fn looks_ahead(&self) -> bool {
        self.says(&|value| {
            matches!(
                value,
                Value::Pages(_)
                    | Value::Number(_)
                    | Value::More
                    | Value::Earlier
                    | Value::Next
                    | Value::NextNumber(_)
                    | Value::PreviousNumber(_)
                    | Value::NextUrl(_)
                    | Value::PreviousUrl(_)
                    | Value::Links(_)
            )
        })
    }

    /// Whether it says where the next page begins.
    pub fn says_next(&self) -> bool {
        self.says(&|value| matches!(value, Value::Next | Value::NextUrl(_) | Value::Links(_)))
    }

    /// Whether it says the row's entity tag.
    pub fn tags(&self) -> bool {
        self.says(&|value| matches!(value, Value::Tag))
    }

    pub fn says(&self, wanted: &dyn Fn(&Value) -> bool) -> bool {
        let body = match &self.body {
            Body::Page(_, values) | Body::Wrapped(_, values, _) => values.as_slice(),
            _ => &[],
        };
        let mut values = self.head.values().iter().chain(body);
        values.any(|(_, value)| value.has(wanted))
    }

    /// Whether the row itself is in the answer, as it is or in an envelope.
    pub fn has_row(&self) -> bool {
        matches!(self.body, Body::Row | Body::Wrapped(..))
    }
}

impl Value {
    fn has(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::Some(inner) => inner.has(wanted),
            Self::Members(_, values) => values.iter().any(|(_, value)| value.has(wanted)),
            other => wanted(other),
        }
    }

    /// Whether it may turn out to be nothing: its value is an `Option` as it is.
    pub fn is_option(&self) -> bool {
        matches!(
            self,
            Self::Next
                | Self::NextNumber(_)
                | Self::PreviousNumber(_)
                | Self::NextUrl(_)
                | Self::PreviousUrl(_)
                | Self::Links(_)
        )
    }
}

/// A list's envelope on its way.
struct Listing<'l, 'p> {
    look: &'l Look<'p>,
    operation: &'p Operation,
    model: &'l TypeName,
    page: &'l Page,
}

/// How a list is answered.
pub fn list(
    look: &Look<'_>,
    operation: &Operation,
    model: &TypeName,
    page: &Page,
) -> Result<Shown, String> {
    let reply = item::reply(&operation.success, &[200])?;
    let body = reply.answer.body.as_ref().ok_or("its answer has no body")?;
    let listing = Listing {
        look,
        operation,
        model,
        page,
    };
    let shown = if depth(&body.ty) == 0 && listing.is_rows(&body.ty) {
        Body::Rows
    } else {
        let (name, shape) = item::shape(look, &body.ty).ok_or("its answer is no list of it")?;
        Body::Page(name, listing.envelope(shape)?)
    };
    let head = head(&reply, &|header| listing.header(header))?;
    Ok(Shown {
        status: reply.status,
        head,
        body: shown,
    })
}

/// What a list has rows of.
pub fn listed<'p>(look: &Look<'p>, operation: &Operation) -> Option<(TypeName, &'p Struct)> {
    let rows = |ty: &Type| match base(ty).bare() {
        Type::List(inner) => item::shape(look, base(inner)),
        _ => None,
    };
    let reply = item::reply(&operation.success, &[200]).ok()?;
    let body = reply.answer.body.as_ref()?;
    if let Some(found) = rows(&body.ty) {
        return Some(found);
    }
    let (_, envelope) = item::shape(look, &body.ty)?;
    let mut lists = envelope.fields.iter().filter_map(|field| rows(&field.ty));
    lists.next().filter(|_| lists.next().is_none())
}

/// Around rows: what members that are objects are called when they are about the page.
const ABOUT: [&str; 9] = [
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pageinfo",
    "links",
    "cursors",
    "cursor",
];

impl Listing<'_, '_> {
    fn is_rows(&self, ty: &Type) -> bool {
        matches!(base(ty).bare(), Type::List(inner) if is_model(inner, self.model))
    }

    fn envelope(&self, shape: &Struct) -> Result<Values, String> {
        let lists = shape.fields.iter().filter(|field| self.is_rows(&field.ty));
        match lists.count() {
            1 => self.members(shape, 0),
            _ => Err("its answer is no list of it".to_owned()),
        }
    }

    fn members(&self, shape: &Struct, level: usize) -> Result<Values, String> {
        if matches!(shape.unknown, Unknown::Collect { .. }) {
            return Err("its answer takes any members".to_owned());
        }
        let mut values = Vec::new();
        for field in &shape.fields {
            let known = if level == 0 && self.is_rows(&field.ty) {
                Some(Value::Rows)
            } else {
                self.member(shape, field, level)
            };
            values.push((field.name.clone(), as_field(known, field)?));
        }
        Ok(values)
    }

    /// A member beside the rows.
    fn member(&self, shape: &Struct, field: &Field, level: usize) -> Option<Value> {
        let (word, ty) = (plain(&field.wire), base(&field.ty));
        if let Type::Model(_) = ty.bare() {
            let (name, inner) = item::shape(self.look, ty)?;
            if level > 1 || !ABOUT.contains(&word.as_str()) {
                return None;
            }
            let values = self.members(inner, level + 1).ok()?;
            let says = values
                .iter()
                .any(|(_, value)| !matches!(value, Value::Absent));
            return says.then_some(Value::Members(name, values));
        }
        // Beside the number of all rows, a count is that of these.
        let word = match word.as_str() {
            "count"
                if shape
                    .fields
                    .iter()
                    .any(|field| is_total(&plain(&field.wire))) =>
            {
                "rowcount"
            }
            other => other,
        };
        self.echo(&field.wire, ty).or_else(|| self.value(word, ty))
    }

    /// What a word means of a page.
    fn value(&self, word: &str, ty: &Type) -> Option<Value> {
        match ty {
            Type::Bool => match word {
                "hasmore" | "hasnext" | "hasnextpage" | "more" => Some(Value::More),
                "hasprevious" | "hasprev" | "haspreviouspage" | "hasprevpage" => {
                    self.page.has_numbers().then_some(Value::Earlier)
                }
                _ => None,
            },
            Type::String => self.text(word),
            ty if item::is_whole(ty) => self.number(word, ty),
            _ => None,
        }
    }

    fn number(&self, word: &str, ty: &Type) -> Option<Value> {
        let ty = ty.clone();
        if word == "count" || is_total(word) {
            return Some(Value::Total(ty));
        }
        let by_number = matches!(self.page, Page::Number { .. });
        match word {
            "rowcount" | "numitems" | "itemcount" => Some(Value::Count(ty)),
            "pages" | "totalpages" | "pagecount" | "numpages" | "lastpage" if by_number => {
                Some(Value::Pages(ty))
            }
            "page" | "currentpage" | "pagenumber" if by_number => Some(Value::Number(ty)),
            "next" | "nextpage" if by_number => Some(Value::NextNumber(ty)),
            "previous" | "prev" | "previouspage" | "prevpage" if by_number => {
                Some(Value::PreviousNumber(ty))
            }
            "nextoffset"
                if matches!(
                    self.page,
                    Page::Rows {
                        offset: Some(_),
                        ..
                    }
                ) =>
            {
                Some(Value::NextNumber(ty))
            }
            _ => None,
        }
    }

    fn text(&self, word: &str) -> Option<Value> {
        let turn = self.page.turn()?;
        let cursor = matches!(turn.by, Turn::Cursor);
        let wire = turn.wire.clone();
        match word {
            "nextcursor" | "nextpagetoken" | "nexttoken" | "endcursor" | "continuationtoken"
            | "nextpagecursor"
                if cursor =>
            {
                Some(Value::Next)
            }
            "next" | "after" | "cursor" if cursor => Some(Value::Next),
            "next" | "nexturl" | "nextpageurl" | "nextlink" | "nextpage" if !cursor => {
                Some(Value::NextUrl(wire))
            }
            "nexturl" | "nextpageurl" | "nextlink" => Some(Value::NextUrl(wire)),
            "previous" | "prev" | "previousurl" | "prevurl" | "prevpageurl" | "previouspageurl"
                if !cursor =>
            {
                Some(Value::PreviousUrl(wire))
            }
            _ => None,
        }
    }

    /// What was asked for, said again.
    fn echo(&self, wire: &str, ty: &Type) -> Option<Value> {
        let mut params = self
            .operation
            .params
            .iter()
            .flat_map(|params| &params.fields);
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

    fn header(&self, header: &ReplyHeader) -> Option<Value> {
        let word = plain(&header.wire);
        if word == "link" && *base(&header.ty) == Type::String {
            let turn = self.page.turn()?;
            return Some(Value::Links(turn.wire.clone()));
        }
        let word = word.strip_prefix('x').unwrap_or(&word);
        let word = word.strip_prefix("pagination").unwrap_or(word);
        self.value(word, base(&header.ty))
    }
}

fn is_total(word: &str) -> bool {
    matches!(
        word,
        "total"
            | "totalcount"
            | "totalitems"
            | "totalresults"
            | "totalrecords"
            | "totalelements"
            | "totalrows"
            | "totalsize"
            | "numfound"
    )
}

/// A value as its field has it: `Some` of it, or `None` where nothing is known and nothing has to be.
fn as_field(known: Option<Value>, field: &Field) -> Result<Value, String> {
    let unknown = || format!("nothing says what `{}` is in its answer", field.wire);
    match (known, depth(&field.ty)) {
        (Some(value), 0) if !value.is_option() => Ok(value),
        (Some(value), 1) if value.is_option() => Ok(value),
        (Some(value), 1) => Ok(Value::Some(Box::new(value))),
        // Null, and not left out.
        (Some(value), 2) if value.is_option() => Ok(Value::Some(Box::new(value))),
        (None, 1..) => Ok(Value::Absent),
        _ => Err(unknown()),
    }
}

/// The headers of a success that is more than a body.
fn head(reply: &Reply<'_>, known: &dyn Fn(&ReplyHeader) -> Option<Value>) -> Result<Head, String> {
    let mut values = Vec::new();
    for header in &reply.answer.headers {
        let value = known(header).filter(|_| depth(&header.ty) == 0);
        let value = match (value, header.required) {
            (Some(value), false) if value.is_option() => value,
            (Some(value), true) if !value.is_option() => value,
            (Some(value), false) => Value::Some(Box::new(value)),
            (None, false) => Value::Absent,
            (_, true) => {
                return Err(format!("nothing says what to answer as `{}`", header.wire));
            }
        };
        values.push((header.name.clone(), value));
    }
    Ok(reply.head(values))
}

/// How one row is answered with: as it is, in an envelope, or with nothing.
pub fn row(
    look: &Look<'_>,
    reply: &Reply<'_>,
    model: &TypeName,
    made: bool,
    tagged: bool,
) -> Result<Shown, String> {
    let header = |header: &ReplyHeader| {
        if *base(&header.ty) != Type::String {
            return None;
        }
        match plain(&header.wire).as_str() {
            "location" if made => Some(Value::Location),
            "etag" if tagged => Some(Value::Tag),
            _ => None,
        }
    };
    Ok(Shown {
        status: reply.status,
        head: head(reply, &header)?,
        body: body(look, reply, model)?,
    })
}

fn body(look: &Look<'_>, reply: &Reply<'_>, model: &TypeName) -> Result<Body, String> {
    let other = || format!("it does not answer with a `{}`", model.as_str());
    let Some(body) = &reply.answer.body else {
        return Ok(Body::Nothing);
    };
    if depth(&body.ty) > 0 {
        return Err(other());
    }
    if is_model(&body.ty, model) {
        return Ok(Body::Row);
    }
    let (name, shape) = item::shape(look, &body.ty).ok_or_else(other)?;
    let within = item::wrapped(look, shape).filter(|field| is_model(&field.ty, model));
    let within = within.ok_or_else(other)?;
    let values = shape.fields.iter().map(|field| {
        let known = (field.wire == within.wire).then_some(Value::Row);
        Ok((field.name.clone(), as_field(known, field)?))
    });
    let values = values.collect::<Result<_, String>>()?;
    Ok(Body::Wrapped(name, values, within.wire.clone()))
}

fn is_model(ty: &Type, model: &TypeName) -> bool {
    matches!(base(ty).bare(), Type::Model(name) if name == model)
}
