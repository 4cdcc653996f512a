//! `src/data/<table>.rs`: the statements over one table, and a function for each.

use super::sql::{name, wrapped};
use crate::emit::project::type_text;
use crate::emit::text::layout::{chained, function, statement};
use crate::naming::Name;
use crate::plan::Plan;
use crate::plan::Type;
use crate::plan::resource::{
    Body, Create, List, Number, Page, Patch, Read, Resource, Set, Source, Test, Update, Written,
    base,
};

pub fn module(plan: &Plan, resource: &Resource) -> String {
    let writer = Writer::new(resource);
    let mut constants = Vec::new();
    let mut functions = Vec::new();
    let mut add = |(constant, function): (Option<String>, String)| {
        constants.extend(constant);
        functions.push(function);
    };
    if let Some((_, list)) = &resource.list {
        add(writer.list(list));
    }
    add(writer.find());
    add(writer.insert(&resource.create.1));
    if let Some((_, update)) = &resource.replace {
        add(writer.replace(update));
    }
    if let Some((_, patch)) = &resource.patch {
        add(writer.change(patch));
    }
    if let Some((_, delete)) = &resource.delete {
        add(writer.delete(matches!(delete.shown.body, Body::Row)));
    }
    functions.push(writer.read());
    let names: Vec<&str> = constants
        .iter()
        .filter_map(|constant| constant.strip_prefix("const ")?.split(':').next())
        .collect();
    let body = functions.join("\n");
    let list = format!(
        "/// For the test that prepares them.\npub const STATEMENTS: &[&str] = &[{}];\n",
        names.join(", ")
    );
    format!(
        "//! The table `{}`.\n\n{}\n{}\n{list}\n{body}",
        resource.table,
        imports(plan, resource, &body),
        constants.join("\n"),
    )
}

fn imports(plan: &Plan, resource: &Resource, body: &str) -> String {
    let mut text = "use api::models;\n".to_owned();
    if let Some((place, list)) = &resource.list
        && let Some(params) = &list.params
        && body.contains(&format!("&{}", params.as_str()))
    {
        let module = plan.services[place.0].module.as_str();
        text.push_str(&format!(
            "use api::services::{module}::{};\n",
            params.as_str()
        ));
    }
    let mut names = vec!["Result", "Row"];
    if body.contains("Select::new") {
        names.push("Select");
    }
    names.push("Session");
    if body.contains("new_id()") {
        names.push("new_id");
    }
    if body.contains("now()") {
        names.push("now");
    }
    text.push_str(&format!("use runtime::data::{{{}}};\n", names.join(", ")));
    if body.contains("rt::") {
        text.push_str("use runtime::prelude as rt;\n");
    }
    text
}

struct Writer<'r> {
    resource: &'r Resource,
    table: String,
    model: String,
    /// The columns that rows are read from.
    columns: Vec<String>,
    /// The values that tell a row apart: column, argument, type of the argument.
    keys: Vec<(String, String, String)>,
}

impl<'r> Writer<'r> {
    fn new(resource: &'r Resource) -> Self {
        let kept = |column: &str| {
            column == resource.key.column
                || resource.fields.iter().any(
                    |field| matches!(&field.read, Read::Column { column: kept, .. } if kept == column),
                )
        };
        let columns = resource
            .columns
            .iter()
            .filter(|column| kept(&column.name))
            .map(|column| name(&column.name))
            .collect();
        let argument =
            |column: &str, ty: &Type| (name(column), argument(column), argument_type(ty));
        let mut keys = vec![argument(&resource.key.column, &resource.key.ty)];
        if let Some(parent) = &resource.parent {
            keys.insert(0, argument(&parent.column, &parent.ty));
        }
        Self {
            resource,
            table: name(&resource.table),
            model: format!("models::{}", resource.model.as_str()),
            columns,
            keys,
        }
    }

    fn select(&self) -> String {
        format!(
            "    SELECT {}\n    FROM {}",
            wrapped(&self.columns, 11, 8),
            self.table
        )
    }

    fn returning(&self) -> String {
        format!("    RETURNING {}", wrapped(&self.columns, 14, 8))
    }

    /// `WHERE` for one row.
    fn one(&self) -> String {
        let tests: Vec<String> = self
            .keys
            .iter()
            .enumerate()
            .map(|(at, (column, ..))| format!("{column} = ${}", at + 1))
            .collect();
        format!("    WHERE {}", tests.join(" AND "))
    }

    fn arguments(&self, more: Option<String>) -> Vec<String> {
        let mut arguments = vec!["session: &Session".to_owned()];
        arguments.extend(
            self.keys
                .iter()
                .map(|(_, name, ty)| format!("{name}: {ty}")),
        );
        arguments.extend(more);
        arguments
    }

    fn binds(&self) -> impl Iterator<Item = String> + '_ {
        self.keys
            .iter()
            .map(|(_, name, _)| format!(".bind({name})"))
    }

    fn list(&self, list: &List) -> (Option<String>, String) {
        let constant = constant("ALL", &self.select());
        let mut calls = Vec::new();
        let parent = self.resource.parent.as_ref().map(|_| &self.keys[0]);
        if let Some((column, name, _)) = parent {
            calls.push(format!(".equal({}, Some({name}))", text(column)));
        }
        for condition in &list.conditions {
            let method = match condition.test {
                Test::Equal => "equal",
                Test::Among => "among",
            };
            let param = condition.param.as_str();
            let value = if condition.optional {
                format!("params.{param}.as_ref()")
            } else {
                format!("Some(&params.{param})")
            };
            calls.push(format!(
                ".{method}({}, {value})",
                text(&name(&condition.column)),
            ));
        }
        calls.push(format!(
            ".order({})",
            text(&name(&self.resource.key.column))
        ));
        match &list.page {
            Page::All => {}
            Page::Rows { limit, offset } => {
                calls.extend(
                    limit
                        .iter()
                        .map(|limit| format!(".limit({})", number(limit))),
                );
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
        }
        let mut arguments = vec!["session: &Session".to_owned()];
        arguments.extend(parent.map(|(_, name, ty)| format!("{name}: {ty}")));
        if let Some(params) = list.params.as_ref().filter(|_| list.looks_at_params()) {
            arguments.push(format!("params: &{}", params.as_str()));
        }
        let rows = format!("Vec<{}>", self.model);
        let counts = list.shown.counts();
        let (docs, output) = if counts {
            let docs = "/// A page, and how many rows there are on all pages.\n";
            (docs, format!("Result<({rows}, i64)>"))
        } else {
            ("", format!("Result<{rows}>"))
        };
        let head = function("pub async fn list", &arguments, &output);
        let select = chained("    let select = ", "Select::new(ALL)", &calls, ";");
        let fetch = ["select(&select)", "all(read)", "await"].map(|call| format!(".{call}"));
        let body = if counts {
            format!(
                "{select}\n    let total = session.count(&select).await?;\n{}\n    Ok((rows, total))",
                chained("    let rows = ", "session", &fetch, "?;")
            )
        } else {
            format!("{select}\n{}", chained("    ", "session", &fetch, ""))
        };
        (Some(constant), format!("{docs}{head}\n{body}\n}}\n"))
    }

    fn find(&self) -> (Option<String>, String) {
        let constant = constant("ONE", &format!("{}\n{}", self.select(), self.one()));
        let output = format!("Result<Option<{}>>", self.model);
        let head = function("pub async fn find", &self.arguments(None), &output);
        let calls: Vec<String> = std::iter::once(".query(ONE)".to_owned())
            .chain(self.binds())
            .chain([".optional(read)".to_owned(), ".await".to_owned()])
            .collect();
        let body = chained("    ", "session", &calls, "");
        (Some(constant), format!("{head}\n{body}\n}}\n"))
    }

    fn insert(&self, create: &Create) -> (Option<String>, String) {
        let columns: Vec<String> = create
            .values
            .iter()
            .map(|(column, _)| name(column))
            .collect();
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
        let constant = constant(
            "INSERT",
            &format!(
                "    INSERT INTO {table} ({columns})\n    VALUES ({places})\n{returning}",
                table = self.table,
                columns = wrapped(&columns, 18 + self.table.len(), 8),
                places = wrapped(&places, 12, 8),
                returning = self.returning(),
            ),
        );
        let mut arguments = vec!["session: &Session".to_owned()];
        let parent = self.resource.parent.as_ref().map(|_| &self.keys[0]);
        arguments.extend(parent.map(|(_, name, ty)| format!("{name}: {ty}")));
        arguments.push(format!("new: &{}", type_text(&create.body)));
        let head = function(
            "pub async fn insert",
            &arguments,
            &format!("Result<{}>", self.model),
        );
        let mut calls = vec![".query(INSERT)".to_owned()];
        calls.extend(create.values.iter().map(|(_, source)| match source {
            Source::Parent => format!(".bind({})", self.keys[0].1),
            other => bind(other, "new"),
        }));
        calls.extend([".one(read)".to_owned(), ".await".to_owned()]);
        let body = chained("    ", "session", &calls, "");
        (Some(constant), format!("{head}\n{body}\n}}\n"))
    }

    fn replace(&self, update: &Update) -> (Option<String>, String) {
        let first = self.keys.len() + 1;
        let sets: Vec<String> = update
            .values
            .iter()
            .enumerate()
            .map(|(at, (column, _))| format!("{} = ${}", name(column), first + at))
            .collect();
        let constant = constant(
            "REPLACE",
            &format!(
                "    UPDATE {}\n    SET {}\n{}\n{}",
                self.table,
                wrapped(&sets, 8, 8),
                self.one(),
                self.returning()
            ),
        );
        let new = format!("new: &{}", type_text(&update.body));
        let calls = update.values.iter().map(|(_, source)| bind(source, "new"));
        (
            Some(constant),
            self.update("pub async fn replace", "REPLACE", new, calls.collect()),
        )
    }

    fn change(&self, patch: &Patch) -> (Option<String>, String) {
        let mut next = self.keys.len() + 1;
        let mut place = || {
            next += 1;
            format!("${}", next - 1)
        };
        let mut sets = Vec::new();
        let mut calls = Vec::new();
        for (column, set) in &patch.values {
            let column = name(column);
            match set {
                Set::Now => {
                    sets.push(format!("{column} = {}", place()));
                    calls.push(".bind(now())".to_owned());
                }
                Set::Always(written) => {
                    sets.push(format!("{column} = {}", place()));
                    calls.push(bind_field(written, "changes"));
                }
                Set::Given(written) => {
                    sets.push(format!("{column} = COALESCE({}, {column})", place()));
                    calls.push(bind_field(written, "changes"));
                }
                Set::Present(written) => {
                    let (known, value) = (place(), place());
                    sets.push(format!(
                        "{column} = CASE WHEN {known} THEN {value} ELSE {column} END"
                    ));
                    calls.push(format!(
                        ".bind(changes.{}.is_some())",
                        written.field.as_str()
                    ));
                    calls.push(bind_field(written, "changes"));
                }
            }
        }
        let constant = constant(
            "CHANGE",
            &format!(
                "    UPDATE {}\n    SET\n        {}\n{}\n{}",
                self.table,
                sets.join(",\n        "),
                self.one(),
                self.returning()
            ),
        );
        let changes = format!("changes: &{}", type_text(&patch.body));
        let text = self.update("pub async fn change", "CHANGE", changes, calls);
        (
            Some(constant),
            format!("/// What is absent stays as it is.\n{text}"),
        )
    }

    fn update(&self, head: &str, constant: &str, body: String, values: Vec<String>) -> String {
        let output = format!("Result<Option<{}>>", self.model);
        let head = function(head, &self.arguments(Some(body)), &output);
        let calls: Vec<String> = std::iter::once(format!(".query({constant})"))
            .chain(self.binds())
            .chain(values)
            .chain([".optional(read)".to_owned(), ".await".to_owned()])
            .collect();
        format!("{head}\n{}\n}}\n", chained("    ", "session", &calls, ""))
    }

    fn delete(&self, shown: bool) -> (Option<String>, String) {
        let mut sql = format!("    DELETE FROM {}\n{}", self.table, self.one());
        if shown {
            sql = format!("{sql}\n{}", self.returning());
        }
        let constant = constant("DELETE", &sql);
        let mut calls: Vec<String> = std::iter::once(".query(DELETE)".to_owned())
            .chain(self.binds())
            .collect();
        if shown {
            let output = format!("Result<Option<{}>>", self.model);
            calls.extend([".optional(read)".to_owned(), ".await".to_owned()]);
            let head = function("pub async fn delete", &self.arguments(None), &output);
            let body = chained("    ", "session", &calls, "");
            return (
                Some(constant),
                format!("/// The row that was there.\n{head}\n{body}\n}}\n"),
            );
        }
        calls.extend([".execute()".to_owned(), ".await".to_owned()]);
        let head = function("pub async fn delete", &self.arguments(None), "Result<bool>");
        let body = chained("    let count = ", "session", &calls, "?;");
        (
            Some(constant),
            format!("/// Whether there was such a row.\n{head}\n{body}\n    Ok(count > 0)\n}}\n"),
        )
    }

    fn read(&self) -> String {
        let fields: String = self
            .resource
            .fields
            .iter()
            .map(|field| {
                let value = match &field.read {
                    Read::Absent => "None".to_owned(),
                    Read::Column { column, json, some } => {
                        let method = if *json { "json" } else { "get" };
                        let value = format!("row.{method}({})?", text(column));
                        if *some {
                            format!("Some({value})")
                        } else {
                            value
                        }
                    }
                };
                statement(&format!("        {}: ", field.name.as_str()), &value, ",") + "\n"
            })
            .collect();
        format!(
            "fn read(row: &Row) -> Result<{model}> {{\n    Ok({model} {{\n{fields}    }})\n}}\n",
            model = self.model
        )
    }
}

fn number(number: &Number) -> String {
    let borrow = if number.copy { "" } else { "&" };
    format!("{borrow}params.{}", number.param.as_str())
}

/// A string of Rust: SQL's names in quotes have theirs escaped.
fn text(sql: &str) -> String {
    format!("\"{}\"", sql.replace('"', "\\\""))
}

fn constant(name: &str, sql: &str) -> String {
    format!("const {name}: &str = \"\n{}\";\n", sql.replace('"', "\\\""))
}

fn bind(source: &Source, from: &str) -> String {
    match source {
        Source::Body(written) => bind_field(written, from),
        Source::Now => ".bind(now())".to_owned(),
        Source::Id => ".bind(new_id())".to_owned(),
        Source::IdText => ".bind(new_id().to_string())".to_owned(),
        Source::Parent => String::new(),
    }
}

fn bind_field(written: &Written, from: &str) -> String {
    let field = written.field.as_str();
    match (written.json, written.copy) {
        (true, _) => format!(".bind_json(&{from}.{field})"),
        (false, true) => format!(".bind({from}.{field})"),
        (false, false) => format!(".bind(&{from}.{field})"),
    }
}

/// An argument's name: the column's, where Rust and the function have no other use for it.
fn argument(column: &str) -> String {
    let taken = matches!(
        column,
        "session" | "params" | "new" | "changes" | "read" | "now" | "row" | "rows" | "select"
    );
    if taken || syn::parse_str::<syn::Ident>(column).is_err() {
        return format!("{column}_key");
    }
    column.to_owned()
}

fn argument_type(ty: &Type) -> String {
    match base(ty) {
        Type::String => "&str".to_owned(),
        Type::Int => "&rt::Int".to_owned(),
        other => type_text(other),
    }
}
