//! Lists: the `SELECT` that a request asks for, put together from constants.

use super::sql::name;
use super::statements::{Writer, constant, text};
use crate::emit::text::layout::{call, chained, function};
use crate::naming::Name;
use crate::plan::resource::{
    Asked, ColumnType, Condition, List, Number, Page, Said, Sortable, Test,
};

impl Writer<'_> {
    pub fn list(&self, list: &List) -> (Option<String>, String) {
        let constant = constant("ALL", &self.select());
        let mut calls = Vec::new();
        let parent = self.resource.parent.as_ref().map(|_| &self.keys[0]);
        if let Some((column, name, _)) = parent {
            calls.push(format!(".equal({}, Some({name}))", text(column)));
        }
        calls.extend(list.conditions.iter().map(condition));
        calls.extend(self.order(list));
        match &list.page {
            Page::All => {}
            Page::Rows { limit, offset } => {
                calls.extend(limit.iter().map(limited));
                calls.extend(
                    offset
                        .iter()
                        .map(|offset| format!(".offset({})", number(offset))),
                );
            }
            Page::Number { page, size, first } => {
                let (page, size) = (number(page), number(size));
                calls.push(format!(".page({page}, {first}, {size})"));
            }
            Page::Cursor { cursor, limit } => {
                calls.extend(limit.iter().map(limited));
                calls.push(call(
                    "after",
                    &[format!("{:?}", cursor.wire), given(cursor)],
                    "?",
                ));
            }
            Page::Key { limit, .. } => calls.extend(limit.iter().map(limited)),
        }
        let mut arguments = vec!["session: &Session".to_owned()];
        arguments.extend(parent.map(|(_, name, ty)| format!("{name}: {ty}")));
        if let Some(params) = list.params.as_ref().filter(|_| list.looks_at_params()) {
            arguments.push(format!("params: &{}", params.as_str()));
        }
        let select = chained("    let select = ", "Select::new(ALL)", &calls, ";");
        let view = list.view.as_ref();
        let row = match view.map(|(model, _)| format!("models::{}", model.as_str())) {
            Some(model) => (model, "read_listed"),
            None => (self.model.clone(), "read"),
        };
        let text = listed(list, &row, &arguments, &select);
        (Some(constant), text)
    }

    /// The order of a list.
    fn order(&self, list: &List) -> Vec<String> {
        if let Page::Key { after, .. } = &list.page {
            return vec![format!(".behind(KEY, {})", asked(after))];
        }
        let mut calls = Vec::new();
        if let Some(sort) = &list.sort {
            calls.extend(sort.by.as_ref().map(|by| {
                call(
                    "sort",
                    &[format!("{:?}", by.wire), "SORTS".to_owned(), each(by)],
                    "?",
                )
            }));
            calls.extend(sort.direction.as_ref().map(|direction| {
                call(
                    "direction",
                    &[format!("{:?}", direction.wire), each(direction)],
                    "?",
                )
            }));
        }
        if calls.is_empty() && !matches!(list.page, Page::Cursor { .. }) {
            let key = name(&self.resource.key.column);
            return vec![format!(".order({})", text(&key))];
        }
        calls.push(".then_by(KEY)".to_owned());
        calls
    }

    /// What lists are sorted by.
    pub fn orders(&self) -> Vec<String> {
        let Some((_, list)) = &self.resource.list else {
            return Vec::new();
        };
        let mut constants = Vec::new();
        if let Some(sort) = list.sort.as_ref().filter(|sort| !sort.known.is_empty()) {
            let known: Vec<String> = sort.known.iter().map(order_by).collect();
            let joined = known.join(", ");
            // rustfmt's `array_width` is 60, over all the brackets.
            let list = if joined.len() + 3 <= 60 {
                format!("[{joined}]")
            } else {
                let lines: String = known
                    .iter()
                    .map(|known| format!("    {known},\n"))
                    .collect();
                format!("[\n{lines}]")
            };
            constants.push(format!(
                "/// What a list can be sorted by: what clients call it, and the column.\n\
                 const SORTS: &[Order] = &{list};\n"
            ));
        }
        let cursor = matches!(list.page, Page::Key { .. } | Page::Cursor { .. });
        if list.sort.is_some() || cursor {
            let key = &self.resource.key;
            let column = &self.resource.columns[0];
            let key = order_by(&Sortable {
                name: key.wire.clone(),
                column: key.column.clone(),
                ty: column.ty,
                nullable: false,
            });
            constants.push(format!("const KEY: Order = {key};\n"));
        }
        constants
    }
}

/// The function of a list, from its arguments and its `SELECT`.
fn listed(
    list: &List,
    (model, read): &(String, &str),
    arguments: &[String],
    select: &str,
) -> String {
    let (counts, pages) = (list.shown.counts(), list.shown.looks_ahead());
    let rows = format!("Vec<{model}>");
    let (docs, output, result) = match (pages, counts) {
        (false, false) => ("", format!("Result<{rows}>"), ""),
        (false, true) => (
            "/// A page, and how many rows there are on all pages.\n",
            format!("Result<({rows}, i64)>"),
            "(rows, total)",
        ),
        (true, false) => (
            "/// A page, and where it stands.\n",
            format!("Result<({rows}, Page)>"),
            "(rows, page)",
        ),
        (true, true) => (
            "/// A page, where it stands, and how many rows there are on all pages.\n",
            format!("Result<({rows}, Page, i64)>"),
            "(rows, page, total)",
        ),
    };
    let head = function("pub async fn list", arguments, &output);
    let fetch = if pages {
        vec![format!(".page(&select, {read})"), ".await".to_owned()]
    } else {
        vec![
            ".select(&select)".to_owned(),
            format!(".all({read})"),
            ".await".to_owned(),
        ]
    };
    let body = if counts {
        let rows = if pages { "(rows, page)" } else { "rows" };
        let rows = chained(&format!("    let {rows} = "), "session", &fetch, "?;");
        format!(
            "{select}\n    let total = session.count(&select).await?;\n{rows}\n    Ok({result})"
        )
    } else {
        format!("{select}\n{}", chained("    ", "session", &fetch, ""))
    };
    format!("{docs}{head}\n{body}\n}}\n")
}

fn condition(condition: &Condition) -> String {
    let columns: Vec<String> = condition
        .columns
        .iter()
        .map(|column| text(&name(column)))
        .collect();
    let columns = columns.join(", ");
    let (method, mut arguments) = match condition.test {
        Test::Equal => ("equal", vec![columns]),
        Test::Among => ("among", vec![columns]),
        Test::Compare(operator) => ("compare", vec![columns, format!("\"{operator}\"")]),
        Test::Contains => ("search", vec![format!("&[{columns}]")]),
    };
    arguments.push(asked(&condition.value));
    call(method, &arguments, "")
}

/// A parameter, or a property of one, as an `Option` of what it points to; in lines of their own where that is long.
fn asked(asked: &Asked) -> String {
    let param = format!(".{}", asked.param.as_str());
    let calls = match (&asked.member, asked.optional) {
        (None, true) => vec![param, ".as_ref()".to_owned()],
        (None, false) => return format!("Some(&params{param})"),
        (Some((member, true)), false) => {
            vec![
                param,
                format!(".{}", member.as_str()),
                ".as_ref()".to_owned(),
            ]
        }
        (Some((member, false)), false) => {
            return format!("Some(&params{param}.{})", member.as_str());
        }
        (Some((member, optional)), true) => {
            let member = member.as_str();
            let last = if *optional {
                format!(".and_then(|it| it.{member}.as_ref())")
            } else {
                format!(".map(|it| &it.{member})")
            };
            vec![param, ".as_ref()".to_owned(), last]
        }
    };
    let line = format!("params{}", calls.concat());
    if line.chars().count() <= 60 {
        return line;
    }
    let calls: String = calls
        .iter()
        .map(|call| format!("\n                {call}"))
        .collect();
    format!("params{calls}")
}

/// A text among the parameters, if it is there.
fn given(said: &Said) -> String {
    let param = said.param.as_str();
    if said.optional {
        format!("params.{param}.as_ref()")
    } else {
        format!("Some(&params.{param})")
    }
}

/// Every text of a parameter.
fn each(said: &Said) -> String {
    let param = said.param.as_str();
    match (said.optional, said.list) {
        (true, true) => format!("params.{param}.iter().flatten()"),
        (true, false) | (false, true) => format!("params.{param}.iter()"),
        (false, false) => format!("[&params.{param}]"),
    }
}

fn order_by(known: &Sortable) -> String {
    let function = match known.ty {
        ColumnType::Boolean => "boolean",
        ColumnType::Integer => "integer",
        ColumnType::Number => "number",
        ColumnType::Text | ColumnType::Json => "text",
        ColumnType::Uuid => "uuid",
        ColumnType::Date => "date",
        ColumnType::Moment => "moment",
    };
    let or_null = if known.nullable { ".or_null()" } else { "" };
    format!(
        "Order::{function}({:?}, {}){or_null}",
        known.name,
        text(&name(&known.column))
    )
}

fn limited(limit: &Number) -> String {
    format!(".limit({})", number(limit))
}

fn number(number: &Number) -> String {
    let borrow = if number.copy { "" } else { "&" };
    format!("{borrow}params.{}", number.param.as_str())
}
