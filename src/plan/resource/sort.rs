//! Parameters that say in which order a list is: which columns they may name, and how.

use super::column::{self, Column, ColumnType, plain};
use super::item::{base, depth};
use super::list::{Rows, Said};
use super::{Look, Made};
use crate::plan::model::Type;
use crate::plan::route::Param;

/// The order of a list, by what a request asks for.
#[derive(Debug, Clone)]
pub struct Sort {
    pub by: Option<Said>,
    pub direction: Option<Said>,
    /// What may be sorted by: what clients call it, and the column.
    pub known: Vec<Sortable>,
}

#[derive(Debug, Clone)]
pub struct Sortable {
    pub name: String,
    pub column: String,
    pub ty: ColumnType,
    pub nullable: bool,
}

/// The texts that a parameter may be; `None`: any.
fn choices(look: &Look<'_>, param: &Param) -> Option<Vec<String>> {
    let ty = match base(&param.ty) {
        Type::List(inner) => base(inner),
        other => other,
    };
    match ty {
        Type::Model(name) => column::choices(look, name),
        _ => None,
    }
}

/// Whether a parameter is a text, one of some, or a list of these.
fn is_text(look: &Look<'_>, param: &Param) -> bool {
    let ty = match base(&param.ty) {
        Type::List(inner) if depth(inner) == 0 => base(inner),
        other => other,
    };
    match ty {
        Type::String => true,
        Type::Model(name) => column::choices(look, name).is_some(),
        _ => false,
    }
}

fn are_directions(choices: &[String]) -> bool {
    let known = |text: &String| {
        matches!(
            text.to_ascii_lowercase().as_str(),
            "asc" | "desc" | "ascending" | "descending" | "1" | "-1"
        )
    };
    !choices.is_empty() && choices.iter().all(known)
}

/// Whether a parameter says the direction alone.
pub fn is_direction(look: &Look<'_>, param: &Param, word: &str) -> bool {
    let named = matches!(
        word,
        "direction"
            | "dir"
            | "sortorder"
            | "sortdirection"
            | "sortdir"
            | "orderdirection"
            | "orderdir"
            | "sorttype"
    );
    let may = named || is_sort_word(word);
    let listed = matches!(base(&param.ty), Type::List(_));
    if !may || listed || !is_text(look, param) {
        return false;
    }
    match choices(look, param) {
        Some(choices) => are_directions(&choices),
        None => named,
    }
}

pub fn is_sort(look: &Look<'_>, param: &Param, word: &str) -> bool {
    is_sort_word(word) && is_text(look, param)
}

fn is_sort_word(word: &str) -> bool {
    matches!(
        word,
        "sort"
            | "sortby"
            | "orderby"
            | "ordering"
            | "order"
            | "sortfield"
            | "sortkey"
            | "sortcolumn"
            | "orderfield"
            | "sorts"
    )
}

pub fn plan(
    look: &Look<'_>,
    by: Option<&Param>,
    direction: Option<&Param>,
    rows: &Rows<'_>,
    columns: &mut [Column],
) -> Result<Option<Sort>, String> {
    let known = match (by, direction) {
        (None, None) => return Ok(None),
        (None, Some(direction)) => {
            // In the order in which rows were made, there and back.
            if !matches!(rows.key.made, Made::Counted | Made::Id) {
                return Err(format!(
                    "`{}` says a direction, and nothing says of which order",
                    direction.wire
                ));
            }
            Vec::new()
        }
        (Some(by), _) => match choices(look, by) {
            Some(choices) => chosen(by, &choices, rows, columns)?,
            // Any text under a name that may be for the direction.
            None if plain(&by.wire) == "order" => {
                return Err(format!("nothing says what `{}` may be", by.wire));
            }
            None => any(rows, columns),
        },
    };
    Ok(Some(Sort {
        by: by.map(Said::new),
        direction: direction.map(Said::new),
        known,
    }))
}

/// Every column that clients see.
fn any(rows: &Rows<'_>, columns: &[Column]) -> Vec<Sortable> {
    let shown = rows.shape.fields.iter().filter_map(|field| {
        let column = columns.iter().find(|column| column.wire == field.wire)?;
        (column.ty != ColumnType::Json).then(|| sortable(&field.wire, column))
    });
    shown.collect()
}

fn sortable(name: &str, column: &Column) -> Sortable {
    Sortable {
        name: name.to_owned(),
        column: column.name.clone(),
        ty: column.ty,
        nullable: column.nullable,
    }
}

/// The columns that the parameter's values name.
fn chosen(
    by: &Param,
    choices: &[String],
    rows: &Rows<'_>,
    columns: &mut [Column],
) -> Result<Vec<Sortable>, String> {
    let mut known: Vec<Sortable> = Vec::new();
    for choice in choices {
        let shown = |column: &Column| {
            rows.shape
                .fields
                .iter()
                .any(|field| field.wire == column.wire)
        };
        let find = |name: &str| {
            columns.iter().position(|column| {
                column.ty != ColumnType::Json
                    && shown(column)
                    && column::is_called(&column.wire, column.ty, &plain(name))
            })
        };
        // A sign is no part of a name; an ending may be.
        let whole = Some(choice.as_str()).filter(|text| !text.starts_with(['-', '+']));
        let found = whole
            .into_iter()
            .chain(undirected(choice))
            .find_map(|name| Some((name, find(name)?)));
        let (name, at) = found.ok_or_else(|| {
            format!(
                "`{}` may be `{choice}`, which is no property of it",
                by.wire
            )
        })?;
        columns[at].indexed = true;
        if !known.iter().any(|earlier| earlier.name == name) {
            known.push(sortable(name, &columns[at]));
        }
    }
    Ok(known)
}

/// A value without the direction that it says: as the runtime reads it.
fn undirected(choice: &str) -> Option<&str> {
    if let Some(name) = choice.strip_prefix(['-', '+']) {
        return Some(name);
    }
    ["desc", "asc"].iter().find_map(|direction| {
        let at = choice.len().checked_sub(direction.len())?;
        let said = choice.get(at..)?.eq_ignore_ascii_case(direction);
        let name = choice.get(..at).filter(|_| said)?;
        let name = name.trim_end_matches([':', '.', ' ', '_', '-']);
        (!name.is_empty()).then_some(name)
    })
}
