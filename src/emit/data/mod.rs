//! The data layer: migrations, the modules with SQL, what services do with them, and their tests. In: the plan's
//! resources. Out: text as rustfmt leaves it; a person owns it from then on. It must not decide anything about the
//! description.

mod answer;
mod refusal;
mod select;
mod service;
pub mod sql;
mod statements;
mod tests_of;

pub use refusal::{Reason, Refusals};
pub use service::{Method, bodies, error, error_at, struct_literal};
pub use tests_of::cycles;

use super::account;
use crate::naming::Name;
use crate::plan::Plan;
use crate::plan::resource::{Data, Migration, Past, Resource, Schema, TABLES};
use crate::tree::{Owner, Tree};

/// The project's data layer, if there is anything in it.
pub fn of(plan: &Plan) -> Option<&Data> {
    let jobs = plan.project.jobs && plan.deps.is_some();
    let needed = |data: &&Data| jobs || !data.resources.is_empty() || data.accounts.is_some();
    plan.data.as_ref().filter(needed)
}

/// Adds the migrations and the modules under `src/data/`.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let Some(data) = of(plan) else { return };
    let migrations = written(&data.schema);
    for migration in &migrations {
        for (folder, text) in [
            ("sqlite", &migration.sqlite),
            ("postgres", &migration.postgres),
        ] {
            let path = format!("migrations/{folder}/{}.sql", migration.name);
            tree.add(path, Owner::Once, text.as_bytes());
        }
    }
    for (name, table) in account::migrations(data) {
        for (folder, dialect) in [
            ("sqlite", sql::Dialect::Sqlite),
            ("postgres", sql::Dialect::Postgres),
        ] {
            let path = format!("migrations/{folder}/{name}.sql");
            tree.add(path, Owner::Once, table(dialect));
        }
    }
    let past = Past {
        migrations,
        tables: data.schema.tables.clone(),
    };
    if !past.migrations.is_empty() {
        tree.add(TABLES, Owner::Generated, record(&past));
    }
    tree.add(
        "src/data/mod.rs",
        Owner::User,
        module(data, plan.project.jobs),
    );
    for resource in &data.resources {
        tree.add(
            format!("src/data/{}.rs", resource.module.plain()),
            Owner::User,
            statements::module(plan, resource),
        );
    }
    for (module, text) in account::modules(data) {
        let path = format!("src/data/{}.rs", module.plain());
        tree.add(path, Owner::User, text);
    }
}

/// What the next run is told.
fn record(past: &Past) -> String {
    // Names, texts and numbers always serialise.
    serde_json::to_string_pretty(past).unwrap_or_default() + "\n"
}

/// Those that were written before, as they were, and the next one.
fn written(schema: &Schema) -> Vec<Migration> {
    let mut migrations = schema.past.clone();
    migrations.extend(schema.next.as_ref().map(|(name, steps)| {
        let text = |dialect| {
            let steps: Vec<String> = steps.iter().map(|step| sql::step(step, dialect)).collect();
            steps.join("\n")
        };
        Migration {
            name: name.clone(),
            sqlite: text(sql::Dialect::Sqlite),
            postgres: text(sql::Dialect::Postgres),
        }
    }));
    migrations
}

fn module(data: &Data, jobs: bool) -> String {
    let mut modules: Vec<&str> = data
        .resources
        .iter()
        .map(|resource| resource.module.as_str())
        .chain(account::modules_of(data).map(Name::as_str))
        .collect();
    modules.sort_unstable();
    let list: String = modules
        .iter()
        .map(|module| format!("pub mod {module};\n"))
        .collect();
    let statements: String = modules
        .iter()
        .map(|module| format!("    {module}::STATEMENTS,\n"))
        .collect();
    let list = match list.as_str() {
        "" => list,
        _ => format!("{list}\n"),
    };
    format!(
        "//! The tables, and every statement that touches them. Nothing above this module sees SQL.\n\
         \n\
         {list}\
         use runtime::data::Migration;\n\
         \n\
         /// Run at start, in this order, each once. One that has run anywhere stays as it is: a change of the tables is a new\n\
         /// file for each database, with a line here.\n\
         pub const MIGRATIONS: {migrations}\
         \n\
         /// For the test that prepares them all.\n\
         pub const STATEMENTS: {statements}",
        migrations = migrations(data, jobs),
        statements = rows("&[&[&str]]", &statements)
    )
}

/// The list of them.
fn migrations(data: &Data, jobs: bool) -> String {
    let mut names: Vec<String> = written(&data.schema)
        .into_iter()
        .map(|migration| migration.name)
        .collect();
    let of_accounts = account::migrations(data).into_iter();
    names.extend(of_accounts.map(|(name, _)| name.to_owned()));
    let mut lines: String = names
        .iter()
        .map(|name| format!("    runtime::migration!(\"{name}\"),\n"))
        .collect();
    if jobs {
        lines.push_str("    runtime::jobs::TABLE,\n");
    }
    rows("&[Migration]", &lines)
}

/// The list of lists, as rustfmt has it: on one line when it is short.
fn rows(ty: &str, lines: &str) -> String {
    let items: Vec<&str> = lines
        .lines()
        .map(|line| line.trim().trim_end_matches(','))
        .collect();
    let joined = items.join(", ");
    let head = format!("{ty} = &[");
    // rustfmt's `array_width` is 60, over all the brackets.
    if joined.len() + 3 <= 60 {
        return format!("{head}{joined}];\n");
    }
    format!("{head}\n{lines}];\n")
}

/// `a` or `an`.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    }
}

/// `pet` as part of a function's name.
fn word(resource: &Resource) -> String {
    resource.noun.replace(' ', "_")
}
