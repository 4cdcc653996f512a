//! A page of a list, and the way to the others.

use super::{Result, Row, Select, Session, select::Turn};
use crate::{context::Context, http::percent};
use axum::http::header::HOST;
use std::fmt::Write as _;

/// Where the rows of one page stand in their list.
#[derive(Debug, Clone)]
pub struct Page {
    more: bool,
    cursor: Option<String>,
    turn: Turn,
    size: Option<i64>,
    before: i64,
}

impl Session {
    /// The rows of one page, and whether there are others.
    ///
    /// # Errors
    /// The statement fails.
    pub async fn page<T>(
        &self,
        select: &Select,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<(Vec<T>, Page)> {
        let size = select.limited();
        let mut rows = self.rows(&select.clone().and_one()).await?;
        let kept = size.map_or(rows.len(), |size| {
            usize::try_from(size).unwrap_or(usize::MAX)
        });
        let more = rows.len() > kept;
        rows.truncate(kept);
        let cursor = match rows.last() {
            Some(last) if more => select.cursor(last)?,
            _ => None,
        };
        let page = Page {
            more,
            cursor,
            turn: select.turn,
            size,
            before: select.rows_before(),
        };
        Ok((rows.iter().map(read).collect::<Result<_>>()?, page))
    }
}

impl Page {
    /// Whether there are rows behind these.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// Whether there are rows in front of these.
    #[must_use]
    pub fn has_previous(&self) -> bool {
        self.before > 0
    }

    /// What the request for the next page says: a cursor, the page's number, or how many rows to skip. Nothing on the
    /// last page.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        match self.turn {
            Turn::Cursor | Turn::Key => self.cursor.clone(),
            Turn::Number(_) | Turn::Offset => self.next_number().map(|next| next.to_string()),
        }
    }

    /// The next page's number, or how many rows to skip for it. Nothing on the last page.
    #[must_use]
    pub fn next_number(&self) -> Option<i64> {
        let size = self.size.filter(|_| self.more)?;
        self.at(self.before.saturating_add(size))
    }

    /// The same for the page before; nothing on the first one.
    #[must_use]
    pub fn previous_number(&self) -> Option<i64> {
        let size = self.size.filter(|_| self.has_previous())?;
        self.at(self.before.saturating_sub(size).max(0))
    }

    /// This page's number.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.at(self.before).unwrap_or(0)
    }

    /// How many pages there are, of so many rows in all.
    #[must_use]
    pub fn pages(&self, total: i64) -> i64 {
        match self.size {
            Some(size) if size > 0 => total / size + i64::from(total % size > 0),
            _ => i64::from(total > 0),
        }
    }

    /// The number of the page that begins with this row.
    fn at(&self, row: i64) -> Option<i64> {
        match (self.turn, self.size) {
            (Turn::Offset, _) => Some(row),
            (Turn::Number(first), Some(size)) if size > 0 => Some(row / size + first),
            (Turn::Number(first), _) => Some(first),
            (Turn::Cursor | Turn::Key, _) => None,
        }
    }

    /// The address of the next page, which differs from this one's in the parameter.
    #[must_use]
    pub fn next_url(&self, cx: &Context, parameter: &str) -> Option<String> {
        Some(absolute(cx) + &address(cx, parameter, &self.next()?))
    }

    /// The address of the page before. Cursors lead forward alone.
    #[must_use]
    pub fn previous_url(&self, cx: &Context, parameter: &str) -> Option<String> {
        let previous = self.previous_number()?.to_string();
        Some(absolute(cx) + &address(cx, parameter, &previous))
    }

    /// The value of a `Link` header (RFC 8288): the next page, the one before and the first one, and with the number of
    /// all rows the last one. Nothing where there is one page.
    #[must_use]
    pub fn links(&self, cx: &Context, parameter: &str, total: Option<i64>) -> Option<String> {
        let mut text = String::new();
        let mut add = |relation: &str, value: Option<String>| {
            if let Some(value) = value {
                let comma = if text.is_empty() { "" } else { ", " };
                let address = address(cx, parameter, &value);
                let _ = write!(text, "{comma}<{address}>; rel=\"{relation}\"");
            }
        };
        add("next", self.next());
        add(
            "prev",
            self.previous_number().map(|number| number.to_string()),
        );
        if self.has_previous() {
            add("first", self.at(0).map(|number| number.to_string()));
        }
        if let (Some(total), Some(size)) = (total.filter(|_| self.more), self.size)
            && size > 0
        {
            let last = (self.pages(total) - 1) * size;
            add("last", self.at(last).map(|number| number.to_string()));
        }
        (!text.is_empty()).then_some(text)
    }
}

/// Scheme and host, as far as the request knows them.
fn absolute(cx: &Context) -> String {
    let header = |name: &str| cx.headers().get(name)?.to_str().ok();
    let Some(host) = header(HOST.as_str()) else {
        return String::new();
    };
    let scheme = match header("x-forwarded-proto") {
        Some("https") => "https",
        _ => "http",
    };
    format!("{scheme}://{host}")
}

/// The request's own path and query, with this value for the parameter.
fn address(cx: &Context, parameter: &str, value: &str) -> String {
    let uri = cx.uri();
    let mut text = format!("{}?", uri.path());
    for pair in uri.query().unwrap_or_default().split('&') {
        let name = pair.split('=').next().unwrap_or_default();
        let own = percent::decode_form(name).is_ok_and(|name| name == parameter);
        if !pair.is_empty() && !own {
            let _ = write!(text, "{pair}&");
        }
    }
    for byte in parameter.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            other => {
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
    // Numbers, keys that are made here, and cursors, which are base64url.
    let _ = write!(text, "={value}");
    text
}
