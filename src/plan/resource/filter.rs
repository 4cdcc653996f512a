//! Parameters that say which rows are in a list: by a property's value, by several, between two, by words.

use super::Look;
use super::column::{self, Column, ColumnType, plain, singular};
use super::item::{self, base, depth, fits};
use crate::naming::ValueName;
use crate::plan::model::{Struct, Type};
use crate::plan::route::Param;

/// Which rows are in the list.
#[derive(Debug, Clone)]
pub struct Condition {
    /// One, or for words all in which they are looked for.
    pub columns: Vec<String>,
    pub value: Asked,
    pub test: Test,
}

/// Where a condition's value is, among the parameters.
#[derive(Debug, Clone)]
pub struct Asked {
    pub param: ValueName,
    /// The parameter may be left out.
    pub optional: bool,
    /// A property of the parameter, and whether that may be left out.
    pub member: Option<(ValueName, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Equal,
    Among,
    /// `>=` and its like.
    Compare(&'static str),
    Contains,
}

/// A parameter, or a property of one.
struct Wanted<'p> {
    wire: &'p str,
    /// The words of the name, without what says that it is a filter.
    word: String,
    ty: &'p Type,
    value: Asked,
}

/// The conditions that a parameter stands for.
pub fn plan(
    look: &Look<'_>,
    param: &Param,
    model: &Struct,
    columns: &mut [Column],
) -> Result<Vec<Condition>, String> {
    if depth(&param.ty) > 1 {
        return Err(differs(&param.wire));
    }
    let value = Asked {
        param: param.name.clone(),
        optional: depth(&param.ty) > 0,
        member: None,
    };
    let mut filter = Filter {
        look,
        model,
        columns,
    };
    let Some((_, shape)) = item::shape(look, base(&param.ty)) else {
        let wanted = Wanted {
            wire: &param.wire,
            word: bare(&param.wire),
            ty: &param.ty,
            value,
        };
        return Ok(vec![filter.one(&wanted)?]);
    };
    // An object: conditions by name, or the ends of a range.
    let word = plain(&param.wire);
    let all = matches!(word.as_str(), "filter" | "filters" | "where");
    let mut conditions = Vec::new();
    for field in &shape.fields {
        let wanted = Wanted {
            wire: &param.wire,
            word: if all {
                plain(&field.wire)
            } else {
                format!("{}{}", bare(&param.wire), plain(&field.wire))
            },
            ty: &field.ty,
            value: Asked {
                member: Some((field.name.clone(), depth(&field.ty) > 0)),
                ..value.clone()
            },
        };
        conditions.push(filter.one(&wanted)?);
    }
    Ok(conditions)
}

/// `filter[status]` → `status`.
fn bare(wire: &str) -> String {
    let inner = wire
        .strip_prefix("filter[")
        .or_else(|| wire.strip_prefix("filters["))
        .or_else(|| wire.strip_prefix("filter."))
        .or_else(|| wire.strip_prefix("filter_"));
    plain(inner.unwrap_or(wire))
}

fn differs(wire: &str) -> String {
    format!("the parameter `{wire}` is not of its property's type")
}

struct Filter<'f, 'l> {
    look: &'f Look<'l>,
    model: &'f Struct,
    columns: &'f mut [Column],
}

impl Filter<'_, '_> {
    fn one(&mut self, wanted: &Wanted<'_>) -> Result<Condition, String> {
        if depth(wanted.ty) > 1 {
            return Err(differs(wanted.wire));
        }
        let exact = self
            .by_value(wanted, &wanted.word)
            .or_else(|| self.by_list(wanted));
        if let Some(condition) = exact {
            return condition;
        }
        self.by_range(wanted)
            .or_else(|| self.by_part(wanted))
            .or_else(|| self.by_words(wanted))
            .unwrap_or_else(|| {
                Err(format!(
                    "the parameter `{}` is no property of it",
                    wanted.wire
                ))
            })
    }

    /// The column that a word names, if clients see it.
    fn column(&self, word: &str) -> Option<(usize, &Type)> {
        let at = self
            .columns
            .iter()
            .position(|column| plain(&column.wire) == word)?;
        self.shown(at)
    }

    fn shown(&self, at: usize) -> Option<(usize, &Type)> {
        let wire = &self.columns[at].wire;
        let kept = self.model.fields.iter().find(|field| field.wire == *wire)?;
        Some((at, &kept.ty))
    }

    fn takes(&self, at: usize, given: &Type, kept: &Type) -> bool {
        self.columns[at].ty != ColumnType::Json
            && depth(given) == 0
            && (fits(self.look, given, kept) || fits(self.look, kept, given))
    }

    /// A parameter that is called like a property, and is of its type.
    fn by_value(&mut self, wanted: &Wanted<'_>, word: &str) -> Option<Result<Condition, String>> {
        let (at, kept) = self.column(word)?;
        let (test, given) = match base(wanted.ty) {
            Type::List(inner) => (Test::Among, &**inner),
            other => (Test::Equal, other),
        };
        if !self.takes(at, given, kept) {
            return Some(Err(differs(wanted.wire)));
        }
        Some(Ok(self.condition(at, wanted, test)))
    }

    /// A list under a property's name in the plural: `statuses`, `ids`.
    fn by_list(&mut self, wanted: &Wanted<'_>) -> Option<Result<Condition, String>> {
        if !matches!(base(wanted.ty), Type::List(_)) {
            return None;
        }
        let one = singular(&wanted.word);
        let in_list = wanted.word.strip_suffix("in").unwrap_or_default();
        [one.as_str(), in_list]
            .iter()
            .find_map(|word| self.by_value(wanted, word))
    }

    /// One end of a range: `min_price`, `price_lte`, `created_after`.
    fn by_range(&mut self, wanted: &Wanted<'_>) -> Option<Result<Condition, String>> {
        let (word, operator) = end(&wanted.word)?;
        let at = self.columns.iter().position(|column| {
            column::is_called(&column.wire, column.ty, word)
                && matches!(
                    column.ty,
                    ColumnType::Integer
                        | ColumnType::Number
                        | ColumnType::Date
                        | ColumnType::Moment
                )
        })?;
        let (at, kept) = self.shown(at)?;
        if !self.takes(at, base(wanted.ty), kept) {
            return Some(Err(differs(wanted.wire)));
        }
        Some(Ok(self.condition(at, wanted, Test::Compare(operator))))
    }

    /// A piece of a property's text: `name_contains`.
    fn by_part(&mut self, wanted: &Wanted<'_>) -> Option<Result<Condition, String>> {
        let word = ["contains", "icontains", "like", "ilike"]
            .iter()
            .find_map(|ending| wanted.word.strip_suffix(ending))?;
        let (at, _) = self.column(word)?;
        if self.columns[at].ty != ColumnType::Text || *base(wanted.ty) != Type::String {
            return Some(Err(differs(wanted.wire)));
        }
        Some(Ok(Condition {
            columns: vec![self.columns[at].name.clone()],
            value: wanted.value.clone(),
            test: Test::Contains,
        }))
    }

    /// Words that may be in any text of it.
    fn by_words(&mut self, wanted: &Wanted<'_>) -> Option<Result<Condition, String>> {
        let known = matches!(
            wanted.word.as_str(),
            "q" | "search" | "query" | "keyword" | "searchterm" | "searchtext" | "searchquery"
        );
        if !known || *base(wanted.ty) != Type::String {
            return None;
        }
        let texts = (0..self.columns.len()).filter_map(|at| {
            let (_, kept) = self.shown(at)?;
            (*base(kept) == Type::String).then(|| self.columns[at].name.clone())
        });
        let columns: Vec<String> = texts.collect();
        if columns.is_empty() {
            return None;
        }
        Some(Ok(Condition {
            columns,
            value: wanted.value.clone(),
            test: Test::Contains,
        }))
    }

    fn condition(&mut self, at: usize, wanted: &Wanted<'_>, test: Test) -> Condition {
        self.columns[at].indexed = true;
        Condition {
            columns: vec![self.columns[at].name.clone()],
            value: wanted.value.clone(),
            test,
        }
    }
}

/// What an end of a range is called, apart: the property's word, and the operator.
fn end(word: &str) -> Option<(&str, &'static str)> {
    const BEFORE: [(&str, &str); 2] = [("min", ">="), ("max", "<=")];
    const BEHIND: [(&str, &str); 12] = [
        ("gte", ">="),
        ("lte", "<="),
        ("gt", ">"),
        ("lt", "<"),
        ("min", ">="),
        ("max", "<="),
        ("from", ">="),
        ("to", "<="),
        ("since", ">="),
        ("until", "<="),
        ("after", ">"),
        ("before", "<"),
    ];
    let before = BEFORE
        .iter()
        .find_map(|(said, operator)| Some((word.strip_prefix(said)?, *operator)));
    let behind = BEHIND
        .iter()
        .find_map(|(said, operator)| Some((word.strip_suffix(said)?, *operator)));
    before.or(behind).filter(|(word, _)| !word.is_empty())
}
