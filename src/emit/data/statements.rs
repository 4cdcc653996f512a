//! `src/data/<table>.rs`: the statements over one table, and a function for each. Lists are in `select`.

use super::sql::{name, wrapped};
use crate::emit::project::type_text;
use crate::emit::text::layout::{chained, function, statement};
use crate::naming::Name;
use crate::plan::Plan;
use crate::plan::Type;
use crate::plan::resource::{Field, Patch, Read, Resource, Set, Source, Update, Written, base};

pub fn module(plan: &Plan, resource: &Resource) -> String {
    let writer = Writer::new(resource);
    let mut constants = Vec::new();
    let mut functions = Vec::new();
    let orders = writer.orders();
    let mut add = |(constant, function): (Option<String>, String)| {
        constants.extend(constant);
        functions.push(function);
    };
    if let Some((_, list)) = &resource.list {
        add(writer.list(list));
    }
    add(writer.find());
    let create = &resource.create.1;
    add(writer.insert("insert", &create.values, &create.body.ty));
    if let Some((_, update)) = &resource.replace {
        add(writer.replace(update));
        if let Some(makes) = &update.makes {
            add(writer.insert("insert_at", &makes.values, &update.body.ty));
        }
    }
    if let Some((_, patch)) = &resource.patch {
        add(writer.change(patch));
    }
    if let Some((_, delete)) = &resource.delete {
        add(writer.delete(delete.shown.has_row(), delete.condition.is_some()));
    }
    functions.push(read("read", &writer.model, &resource.fields));
    let view = resource
        .list
        .as_ref()
        .and_then(|(_, list)| list.view.as_ref());
    functions.extend(view.map(|(model, fields)| {
        let model = format!("models::{}", model.as_str());
        read("read_listed", &model, fields)
    }));
    functions.extend(writer.read_version());
    let names: Vec<&str> = constants
        .iter()
        .filter_map(|constant| constant.strip_prefix("const ")?.split(':').next())
        .collect();
    let body = functions.join("\n");
    let list = format!(
        "/// For the test that prepares them.\npub const STATEMENTS: &[&str] = &[{}];\n",
        names.join(", ")
    );
    constants.extend(orders);
    format!(
        "//! The table `{}`.\n\n{}\n{}\n{list}\n{body}",
        resource.table,
        imports(plan, resource, &format!("{}{body}", constants.join("\n"))),
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
    let mut names = Vec::new();
    if body.contains("Order::") {
        names.push("Order");
    }
    if body.contains(", Page") {
        names.push("Page");
    }
    names.extend(["Result", "Row"]);
    if body.contains("Select::new") {
        names.push("Select");
    }
    names.push("Session");
    if body.contains("Versioned::") {
        names.push("Versioned");
    }
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

pub struct Writer<'r> {
    pub resource: &'r Resource,
    pub table: String,
    pub model: String,
    /// The columns that rows are read from.
    pub columns: Vec<String>,
    /// The values that tell a row apart: column, argument, type of the argument.
    pub keys: Vec<(String, String, String)>,
}

impl<'r> Writer<'r> {
    fn new(resource: &'r Resource) -> Self {
        let kept = |column: &str| {
            column == resource.key.column
                || resource.version.as_deref() == Some(column)
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

    pub fn select(&self) -> String {
        format!(
            "    SELECT {}\n    FROM {}",
            wrapped(&self.columns, 11, 8),
            self.table
        )
    }

    fn returning(&self) -> String {
        format!("    RETURNING {}", wrapped(&self.columns, 14, 8))
    }

    /// What one row is read as, and by which function.
    fn item(&self) -> (String, &'static str) {
        match self.resource.version {
            Some(_) => (format!("Versioned<{}>", self.model), "read_version"),
            None => (self.model.clone(), "read"),
        }
    }

    /// `WHERE` for one row.
    fn one(&self, versioned: bool) -> String {
        let mut tests: Vec<String> = self
            .keys
            .iter()
            .enumerate()
            .map(|(at, (column, ..))| format!("{column} = ${}", at + 1))
            .collect();
        if let Some(version) = self.resource.version.as_ref().filter(|_| versioned) {
            let (at, version) = (self.keys.len() + 1, name(version));
            tests.push(format!("({version} = ${at} OR ${at} IS NULL)"));
        }
        format!("    WHERE {}", tests.join(" AND "))
    }

    /// The arguments of a function on one row, in which version it has to be among them, and the calls that bind them.
    fn one_row(&self, versioned: bool, more: Option<String>) -> (Vec<String>, Vec<String>) {
        let mut arguments = self.arguments(None);
        let mut binds: Vec<String> = self.binds().collect();
        if versioned {
            arguments.push("wanted: Option<rt::Uuid>".to_owned());
            binds.push(".bind(wanted)".to_owned());
        }
        arguments.extend(more);
        (arguments, binds)
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

    fn find(&self) -> (Option<String>, String) {
        let constant = constant("ONE", &format!("{}\n{}", self.select(), self.one(false)));
        let (model, read) = self.item();
        let output = format!("Result<Option<{model}>>");
        let head = function("pub async fn find", &self.arguments(None), &output);
        let calls: Vec<String> = std::iter::once(".query(ONE)".to_owned())
            .chain(self.binds())
            .chain([format!(".optional({read})"), ".await".to_owned()])
            .collect();
        let body = chained("    ", "session", &calls, "");
        (Some(constant), format!("{head}\n{body}\n}}\n"))
    }

    fn insert(
        &self,
        named: &str,
        values: &[(String, Source)],
        body: &Type,
    ) -> (Option<String>, String) {
        let columns: Vec<String> = values.iter().map(|(column, _)| name(column)).collect();
        let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
        let query = named.to_ascii_uppercase();
        let constant = constant(
            &query,
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
        let at = values
            .iter()
            .any(|(_, source)| matches!(source, Source::Key));
        let key = self.keys.last().filter(|_| at);
        arguments.extend(key.map(|(_, name, ty)| format!("{name}: {ty}")));
        arguments.push(format!("new: &{}", type_text(body)));
        let (model, read) = self.item();
        let head = format!("pub async fn {named}");
        let head = function(&head, &arguments, &format!("Result<{model}>"));
        let mut calls = vec![format!(".query({query})")];
        calls.extend(values.iter().map(|(_, source)| match source {
            Source::Parent => format!(".bind({})", self.keys[0].1),
            Source::Key => format!(".bind({})", self.keys[self.keys.len() - 1].1),
            other => bind(other, "new"),
        }));
        calls.extend([format!(".one({read})"), ".await".to_owned()]);
        let body = chained("    ", "session", &calls, "");
        let docs = match key {
            Some(_) => "/// Under the key that is asked for.\n",
            None => "",
        };
        (Some(constant), format!("{docs}{head}\n{body}\n}}\n"))
    }

    fn replace(&self, update: &Update) -> (Option<String>, String) {
        let versioned = update.condition.is_some();
        let first = self.keys.len() + 1 + usize::from(versioned);
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
                self.one(versioned),
                self.returning()
            ),
        );
        let new = format!("new: &{}", type_text(&update.body.ty));
        let calls = update.values.iter().map(|(_, source)| bind(source, "new"));
        (
            Some(constant),
            self.update("replace", versioned, new, calls.collect()),
        )
    }

    fn change(&self, patch: &Patch) -> (Option<String>, String) {
        let versioned = patch.condition.is_some();
        let mut next = self.keys.len() + 1 + usize::from(versioned);
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
                Set::Version => {
                    sets.push(format!("{column} = {}", place()));
                    calls.push(".bind(new_id())".to_owned());
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
                self.one(versioned),
                self.returning()
            ),
        );
        let changes = format!("changes: &{}", type_text(&patch.body.ty));
        let text = self.update("change", versioned, changes, calls);
        (
            Some(constant),
            format!("/// What is absent stays as it is.\n{text}"),
        )
    }

    fn update(&self, named: &str, versioned: bool, body: String, values: Vec<String>) -> String {
        let (model, read) = self.item();
        let output = format!("Result<Option<{model}>>");
        let (arguments, binds) = self.one_row(versioned, Some(body));
        let head = function(&format!("pub async fn {named}"), &arguments, &output);
        let query = format!(".query({})", named.to_ascii_uppercase());
        let calls: Vec<String> = std::iter::once(query)
            .chain(binds)
            .chain(values)
            .chain([format!(".optional({read})"), ".await".to_owned()])
            .collect();
        format!("{head}\n{}\n}}\n", chained("    ", "session", &calls, ""))
    }

    fn delete(&self, shown: bool, versioned: bool) -> (Option<String>, String) {
        let mut sql = format!("    DELETE FROM {}\n{}", self.table, self.one(versioned));
        if shown {
            sql = format!("{sql}\n{}", self.returning());
        }
        let constant = constant("DELETE", &sql);
        let (arguments, binds) = self.one_row(versioned, None);
        let mut calls: Vec<String> = std::iter::once(".query(DELETE)".to_owned())
            .chain(binds)
            .collect();
        if shown {
            let (model, read) = self.item();
            let output = format!("Result<Option<{model}>>");
            calls.extend([format!(".optional({read})"), ".await".to_owned()]);
            let head = function("pub async fn delete", &arguments, &output);
            let body = chained("    ", "session", &calls, "");
            return (
                Some(constant),
                format!("/// The row that was there.\n{head}\n{body}\n}}\n"),
            );
        }
        calls.extend([".execute()".to_owned(), ".await".to_owned()]);
        let head = function("pub async fn delete", &arguments, "Result<bool>");
        let body = chained("    let count = ", "session", &calls, "?;");
        (
            Some(constant),
            format!("/// Whether there was such a row.\n{head}\n{body}\n    Ok(count > 0)\n}}\n"),
        )
    }

    fn read_version(&self) -> Option<String> {
        let version = self.resource.version.as_ref()?;
        let (model, name) = self.item();
        Some(format!(
            "fn {name}(row: &Row) -> Result<{model}> {{\n    Versioned::read(row, {}, read)\n}}\n",
            text(version)
        ))
    }
}

/// How a row becomes a model.
fn read(name: &str, model: &str, fields: &[Field]) -> String {
    let fields: String = fields
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
    format!("fn {name}(row: &Row) -> Result<{model}> {{\n    Ok({model} {{\n{fields}    }})\n}}\n")
}

/// A string of Rust: SQL's names in quotes have theirs escaped.
pub fn text(sql: &str) -> String {
    format!("\"{}\"", sql.replace('"', "\\\""))
}

pub fn constant(name: &str, sql: &str) -> String {
    format!("const {name}: &str = \"\n{}\";\n", sql.replace('"', "\\\""))
}

fn bind(source: &Source, from: &str) -> String {
    match source {
        Source::Body(written) => bind_field(written, from),
        Source::Now => ".bind(now())".to_owned(),
        Source::Id => ".bind(new_id())".to_owned(),
        Source::IdText => ".bind(new_id().to_string())".to_owned(),
        Source::Parent | Source::Key => String::new(),
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
        "session"
            | "params"
            | "new"
            | "changes"
            | "wanted"
            | "read"
            | "now"
            | "row"
            | "rows"
            | "select"
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
