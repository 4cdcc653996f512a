//! Lists: a `SELECT` with the conditions, the order and the page that a request asked for. Only what it asked for gets
//! into the text, so that each database can use its indexes. Every piece of SQL is a constant of the program.

use super::{
    Bind, Order, Result, Row, Value,
    order::{Steps, refused},
    session::Sql,
};
use std::fmt::{Display, Write};

const NO_ORDER: &str = "Input should name properties that the list can be sorted by";
const NO_DIRECTION: &str = "Input should be 'asc' or 'desc'";
const NO_PLACE: &str = "Input should be a cursor of this list, in this order";

/// A list, as far as it is put together.
#[derive(Debug, Clone)]
pub struct Select {
    from: &'static str,
    conditions: String,
    order: &'static str,
    steps: Steps,
    /// What the last row of the page before was sorted by.
    place: Vec<Value>,
    values: Vec<Value>,
    limit: Option<i64>,
    offset: Option<i64>,
    pub(super) turn: Turn,
}

/// How a client gets from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Offset,
    /// By number; the first page has this one.
    Number(i64),
    Cursor,
    /// By the key of the last row.
    Key,
}

impl Select {
    /// From `SELECT … FROM …`, without conditions.
    #[must_use]
    pub fn new(from: &'static str) -> Self {
        Self {
            from,
            conditions: String::new(),
            order: "",
            steps: Steps::default(),
            place: Vec::new(),
            values: Vec::new(),
            limit: None,
            offset: None,
            turn: Turn::Offset,
        }
    }

    /// Rows whose column has this value; all of them without a value.
    #[must_use]
    pub fn equal(self, column: &'static str, value: Option<impl Bind>) -> Self {
        self.compare(column, "=", value)
    }

    /// Rows whose column compares so with this value (`=`, `<`, `>=`, `LIKE`, …); all of them without a value.
    #[must_use]
    pub fn compare(
        mut self,
        column: &'static str,
        operator: &'static str,
        value: Option<impl Bind>,
    ) -> Self {
        if let Some(value) = value {
            self.values.push(value.value());
            let number = self.values.len();
            self.and(&format!("{column} {operator} ${number}"));
        }
        self
    }

    /// Rows whose column has one of these values; all of them without a list.
    #[must_use]
    pub fn among<T: Bind>(
        mut self,
        column: &'static str,
        values: Option<impl IntoIterator<Item = T>>,
    ) -> Self {
        if let Some(values) = values {
            let mut places = String::new();
            for value in values {
                self.values.push(value.value());
                let comma = if places.is_empty() { "" } else { ", " };
                let _ = write!(places, "{comma}${}", self.values.len());
            }
            // A list without a value is in every SQL but PostgreSQL's.
            let condition = if places.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("{column} IN ({places})")
            };
            self.and(&condition);
        }
        self
    }

    /// Rows one of whose columns has this text somewhere, in capitals or not; all of them without a text.
    #[must_use]
    pub fn search(mut self, columns: &[&'static str], text: Option<impl AsRef<str>>) -> Self {
        let Some(text) = text else { return self };
        let mut pattern = "%".to_owned();
        for char in text.as_ref().chars() {
            if matches!(char, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(char);
        }
        pattern.push('%');
        self.values.push(pattern.value());
        let number = self.values.len();
        let ways: Vec<String> = columns
            .iter()
            .map(|column| format!("LOWER({column}) LIKE LOWER(${number}) ESCAPE '\\'"))
            .collect();
        self.and(&format!("({})", ways.join(" OR ")));
        self
    }

    /// The rows' order: what stands after `ORDER BY`.
    #[must_use]
    pub fn order(mut self, order: &'static str) -> Self {
        self.order = order;
        self
    }

    /// The order that a parameter asks for, each of whose values names something that the list can be sorted by, or
    /// several of these with commas between: `name`, `-name`, `name:desc`.
    ///
    /// # Errors
    /// It names something else.
    pub fn sort(
        mut self,
        parameter: &'static str,
        known: &'static [Order],
        values: impl IntoIterator<Item: Display>,
    ) -> Result<Self> {
        for value in values {
            let text = value.to_string();
            let added = self.steps.add(known, &text);
            added.ok_or_else(|| refused(parameter, NO_ORDER, &text))?;
        }
        Ok(self)
    }

    /// The direction of what was sorted by without one: `asc` or `desc`.
    ///
    /// # Errors
    /// It is neither.
    pub fn direction(
        mut self,
        parameter: &'static str,
        values: impl IntoIterator<Item: Display>,
    ) -> Result<Self> {
        for value in values {
            let text = value.to_string();
            let said = self.steps.direct(&text);
            said.ok_or_else(|| refused(parameter, NO_DIRECTION, &text))?;
        }
        Ok(self)
    }

    /// Rows that are alike so far stand in the order of their keys.
    #[must_use]
    pub fn then_by(mut self, key: Order) -> Self {
        self.steps.finish(key);
        self
    }

    /// Rows behind the one that a cursor names, in the order as it was said before; from the first one without a cursor.
    /// What is inserted or deleted meanwhile moves no row to another page.
    ///
    /// # Errors
    /// It is no cursor of this list in this order.
    pub fn after(
        mut self,
        parameter: &'static str,
        cursor: Option<impl AsRef<str>>,
    ) -> Result<Self> {
        self.turn = Turn::Cursor;
        if let Some(cursor) = cursor
            .as_ref()
            .map(AsRef::as_ref)
            .filter(|text| !text.is_empty())
        {
            let place = self.steps.place(cursor);
            self.place = place.ok_or_else(|| refused(parameter, NO_PLACE, cursor))?;
        }
        Ok(self)
    }

    /// At most so many rows; all of them without a number.
    #[must_use]
    pub fn limit(mut self, rows: impl Bind) -> Self {
        self.limit = whole(rows);
        self
    }

    /// Without the first so many rows.
    #[must_use]
    pub fn offset(mut self, rows: impl Bind) -> Self {
        self.offset = whole(rows);
        self
    }

    /// One page of rows, of so many each; the first page has the number `first`, and is the one that is meant when none
    /// is said.
    #[must_use]
    pub fn page(mut self, number: impl Bind, first: i64, size: impl Bind) -> Self {
        self.limit = whole(size);
        let number = whole(number).unwrap_or(first);
        let before = number.saturating_sub(first).max(0);
        self.offset = self.limit.map(|size| before.saturating_mul(size));
        self.turn = Turn::Number(first);
        self
    }

    /// Rows with greater keys than this one, in the order of keys; from the first one without a key.
    #[must_use]
    pub fn behind(mut self, key: Order, value: Option<impl Bind>) -> Self {
        self.turn = Turn::Key;
        self.steps.finish(key);
        self.place.extend(value.map(Bind::value));
        self
    }

    /// What the request for the rows behind this one says.
    pub(super) fn cursor(&self, last: &Row) -> Result<Option<String>> {
        match self.turn {
            Turn::Cursor => self.steps.cursor(last).map(Some),
            Turn::Key => self.steps.key(last),
            Turn::Offset | Turn::Number(_) => Ok(None),
        }
    }

    /// One row more than the page has, so that it is known whether there are others.
    pub(super) fn and_one(mut self) -> Self {
        self.limit = self.limit.map(|limit| limit.max(0).saturating_add(1));
        self
    }

    pub(super) fn limited(&self) -> Option<i64> {
        self.limit.map(|limit| limit.max(0))
    }

    pub(super) fn rows_before(&self) -> i64 {
        self.offset.unwrap_or(0).max(0)
    }

    fn and(&mut self, condition: &str) {
        self.conditions.push_str(and(&self.conditions));
        self.conditions.push_str(condition);
    }

    pub(super) fn rows(self) -> (Sql, Vec<Value>) {
        let Self {
            from,
            conditions,
            order,
            steps,
            place,
            mut values,
            limit,
            offset,
            ..
        } = self;
        let mut text = format!("{from}{conditions}");
        if !place.is_empty() {
            text.push_str(and(&conditions));
            text.push_str(&steps.behind(&place, &mut values));
        }
        let sorted = steps.text();
        let order = if sorted.is_empty() { order } else { &sorted };
        if !order.is_empty() {
            let _ = write!(text, " ORDER BY {order}");
        }
        // SQLite has no `OFFSET` without a `LIMIT`.
        if let Some(limit) = limit.or(offset.map(|_| i64::MAX)) {
            values.push(limit.max(0).value());
            let _ = write!(text, " LIMIT ${}", values.len());
        }
        if let Some(offset) = offset {
            values.push(offset.max(0).value());
            let _ = write!(text, " OFFSET ${}", values.len());
        }
        (Sql::Made(text), values)
    }

    /// How many rows there are on all pages.
    pub(super) fn count(self) -> (Sql, Vec<Value>) {
        let Self {
            from,
            conditions,
            values,
            ..
        } = self;
        let text = format!("SELECT COUNT(*) AS total FROM ({from}{conditions}) AS rows");
        (Sql::Made(text), values)
    }
}

/// What comes before the next condition.
fn and(conditions: &str) -> &'static str {
    if conditions.is_empty() {
        " WHERE "
    } else {
        " AND "
    }
}

fn whole(rows: impl Bind) -> Option<i64> {
    match rows.value() {
        Value::Integer(rows) => rows,
        _ => None,
    }
}
