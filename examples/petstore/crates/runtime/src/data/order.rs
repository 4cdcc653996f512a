//! The order of a list: by columns that clients name, and, for pages that hold under inserts, from a row on.

use super::{Bind, Error, Result, Row, Value};
use crate::auth::base64;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

/// Something that a list is sorted by: what clients call it, and the column.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    name: &'static str,
    column: &'static str,
    kind: Kind,
    nullable: bool,
}

/// What a column holds, as far as comparing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    Integer,
    Number,
    Text,
    Uuid,
    Date,
    Moment,
}

macro_rules! kinds {
    ($($function:ident $kind:ident),*) => {$(
        #[must_use]
        pub const fn $function(name: &'static str, column: &'static str) -> Self {
            Self { name, column, kind: Kind::$kind, nullable: false }
        }
    )*};
}

impl Order {
    kinds!(
        boolean Boolean,
        integer Integer,
        number Number,
        text Text,
        uuid Uuid,
        date Date,
        moment Moment
    );

    /// The column may hold NULL: such rows come last, whichever way the list is sorted.
    #[must_use]
    pub const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }
}

/// One step of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    of: Order,
    /// `None`: as the list's direction is.
    descending: Option<bool>,
}

/// The whole order of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps {
    steps: Vec<Step>,
    /// The direction of steps that say none.
    descending: bool,
}

impl Steps {
    /// Adds what one value of a parameter says: `name`, `-name`, `name:desc`, or several of these with commas between.
    pub fn add(&mut self, known: &'static [Order], text: &str) -> Option<()> {
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let step = step(known, part)?;
            let again = |earlier: &Step| earlier.of.column == step.of.column;
            if !self.steps.iter().any(again) {
                self.steps.push(step);
            }
        }
        Some(())
    }

    /// The last step, over a column that no two rows share.
    pub fn finish(&mut self, key: Order) {
        if !self.steps.iter().any(|step| step.of.column == key.column) {
            let alone = self.steps.is_empty();
            let descending = (!alone).then_some(false);
            self.steps.push(Step {
                of: key,
                descending,
            });
        }
    }

    pub fn direct(&mut self, text: &str) -> Option<()> {
        self.descending = match text.to_ascii_lowercase().as_str() {
            "asc" | "ascending" | "1" | "" => false,
            "desc" | "descending" | "-1" => true,
            _ => return None,
        };
        Some(())
    }

    fn is_descending(&self, step: &Step) -> bool {
        step.descending.unwrap_or(self.descending)
    }

    /// What stands after `ORDER BY`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            let comma = if text.is_empty() { "" } else { ", " };
            let column = step.of.column;
            if step.of.nullable {
                let _ = write!(text, "{comma}({column} IS NULL), {column}");
            } else {
                let _ = write!(text, "{comma}{column}");
            }
            text.push_str(if self.is_descending(step) {
                " DESC"
            } else {
                ""
            });
        }
        text
    }

    /// A name for the order, so that a cursor of another one is told apart.
    fn signature(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            let sign = if self.is_descending(step) { '-' } else { '+' };
            let _ = write!(text, "{sign}{}", step.of.column);
        }
        text
    }

    /// Where a row stands, as text that clients hand back.
    pub fn cursor(&self, row: &Row) -> Result<String> {
        let mut parts = vec![Json::String(self.signature())];
        for step in &self.steps {
            parts.push(step.of.kind.read(row, step.of.column)?);
        }
        Ok(base64::encode(Json::Array(parts).to_string().as_bytes()))
    }

    /// The value of the first step, as text.
    pub fn key(&self, row: &Row) -> Result<Option<String>> {
        let Some(step) = self.steps.first() else {
            return Ok(None);
        };
        Ok(match step.of.kind.read(row, step.of.column)? {
            Json::String(text) => Some(text),
            other => Some(other.to_string()),
        })
    }

    /// The place that a cursor names; `None` when it is of no list in this order.
    pub fn place(&self, cursor: &str) -> Option<Vec<Value>> {
        let parts: Vec<Json> = serde_json::from_slice(&base64::decode(cursor)?).ok()?;
        let (signature, parts) = parts.split_first()?;
        if signature.as_str()? != self.signature() || parts.len() != self.steps.len() {
            return None;
        }
        let steps = self.steps.iter().zip(parts);
        steps.map(|(step, part)| step.of.kind.value(part)).collect()
    }

    /// The condition for rows behind a place; its values are added to those that are there.
    pub fn behind(&self, place: &[Value], values: &mut Vec<Value>) -> String {
        let mut numbers = Vec::new();
        for value in place {
            numbers.push((!value.is_null()).then(|| {
                values.push(value.clone());
                values.len()
            }));
        }
        let mut same = String::new();
        let mut ways: Vec<String> = Vec::new();
        for (step, number) in self.steps.iter().zip(&numbers) {
            let column = step.of.column;
            let sign = if self.is_descending(step) { '<' } else { '>' };
            if let Some(number) = number {
                let mut way = format!("{same}{column} {sign} ${number}");
                if step.of.nullable {
                    way = format!("{same}({column} {sign} ${number} OR {column} IS NULL)");
                }
                ways.push(way);
                let _ = write!(same, "{column} = ${number} AND ");
            } else {
                let _ = write!(same, "{column} IS NULL AND ");
            }
        }
        // `AND` binds more tightly than `OR`.
        let ways = format!("({})", ways.join(" OR "));
        // Said first and by itself, so that an index can be entered at the place.
        match (self.steps.first(), numbers.first()) {
            (Some(step), Some(Some(number))) if self.steps.len() > 1 && !step.of.nullable => {
                let sign = if self.is_descending(step) { '<' } else { '>' };
                format!("{} {sign}= ${number} AND {ways}", step.of.column)
            }
            _ => ways,
        }
    }
}

/// The step that one piece of a parameter means.
fn step(known: &'static [Order], text: &str) -> Option<Step> {
    let named = |name: &str| known.iter().find(|order| order.name == name).copied();
    let text = text.trim();
    if let Some(of) = named(text) {
        let descending = None;
        return Some(Step { of, descending });
    }
    let signed = |sign: char| text.strip_prefix(sign).and_then(named);
    if let Some(of) = signed('-') {
        let descending = Some(true);
        return Some(Step { of, descending });
    }
    if let Some(of) = signed('+') {
        let descending = Some(false);
        return Some(Step { of, descending });
    }
    ["desc", "asc"].iter().find_map(|direction| {
        let at = text.len().checked_sub(direction.len())?;
        let said = text.get(at..)?.eq_ignore_ascii_case(direction);
        let name = text.get(..at).filter(|_| said)?;
        let of = named(name.trim_end_matches([':', '.', ' ', '_', '-']))?;
        let descending = Some(*direction == "desc");
        Some(Step { of, descending })
    })
}

impl Kind {
    /// A column's value, as a cursor carries it. Numbers are text there, which keeps all of their digits.
    fn read(self, row: &Row, column: &'static str) -> Result<Json> {
        Ok(match self {
            Self::Boolean => json!(row.get::<Option<bool>>(column)?),
            Self::Integer => json!(row.get::<Option<i64>>(column)?),
            Self::Number => {
                let number = row.get::<Option<f64>>(column)?;
                json!(number.map(|number| number.to_string()))
            }
            Self::Text => json!(row.get::<Option<String>>(column)?),
            Self::Uuid => json!(row.get::<Option<uuid::Uuid>>(column)?),
            Self::Date => json!(row.get::<Option<chrono::NaiveDate>>(column)?),
            Self::Moment => json!(row.get::<Option<crate::prelude::DateTime>>(column)?),
        })
    }

    fn value(self, json: &Json) -> Option<Value> {
        let text = || json.as_str();
        if json.is_null() {
            return Some(match self {
                Self::Boolean => bool::null(),
                Self::Integer => i64::null(),
                Self::Number => f64::null(),
                Self::Text => String::null(),
                Self::Uuid => uuid::Uuid::null(),
                Self::Date => chrono::NaiveDate::null(),
                Self::Moment => crate::prelude::DateTime::null(),
            });
        }
        Some(match self {
            Self::Boolean => json.as_bool()?.value(),
            Self::Integer => json.as_i64()?.value(),
            Self::Number => text()?.parse::<f64>().ok()?.value(),
            Self::Text => text()?.value(),
            Self::Uuid => text()?.parse::<uuid::Uuid>().ok()?.value(),
            Self::Date => text()?.parse::<chrono::NaiveDate>().ok()?.value(),
            Self::Moment => text()?.parse::<crate::prelude::DateTime>().ok()?.value(),
        })
    }
}

/// A parameter that a list can't go by.
pub(super) fn refused(parameter: &'static str, message: &'static str, input: &str) -> Error {
    Error::Asked {
        parameter,
        message,
        input: input.to_owned(),
    }
}
