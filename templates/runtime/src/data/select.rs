//! Lists: a `SELECT` with the conditions, the order and the page that a request asked for. Only what it asked for gets
//! into the text, so that each database can use its indexes. Every piece of SQL is a constant of the program.

use super::{Bind, Value, session::Sql};
use std::fmt::Write;

/// A list, as far as it is put together.
#[derive(Debug, Clone)]
pub struct Select {
    from: &'static str,
    conditions: String,
    order: &'static str,
    values: Vec<Value>,
    limit: Option<i64>,
    offset: Option<i64>,
}

impl Select {
    /// From `SELECT … FROM …`, without conditions.
    #[must_use]
    pub fn new(from: &'static str) -> Self {
        Self {
            from,
            conditions: String::new(),
            order: "",
            values: Vec::new(),
            limit: None,
            offset: None,
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

    /// The rows' order: what stands after `ORDER BY`.
    #[must_use]
    pub fn order(mut self, order: &'static str) -> Self {
        self.order = order;
        self
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
        self
    }

    fn and(&mut self, condition: &str) {
        self.conditions.push_str(if self.conditions.is_empty() {
            " WHERE "
        } else {
            " AND "
        });
        self.conditions.push_str(condition);
    }

    pub(super) fn rows(self) -> (Sql, Vec<Value>) {
        let Self {
            from,
            conditions,
            order,
            mut values,
            limit,
            offset,
        } = self;
        let mut text = format!("{from}{conditions}");
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

fn whole(rows: impl Bind) -> Option<i64> {
    match rows.value() {
        Value::Integer(rows) => rows,
        _ => None,
    }
}
