//! The data layer: migrations, the modules with SQL, what services do with them, and their tests. In: the plan's
//! resources. Out: text as rustfmt leaves it; a person owns it from then on. It must not decide anything about the
//! description.

mod refusal;
mod service;
pub mod sql;
mod statements;
mod tests_of;

pub use refusal::{Reason, Refusals};
pub use service::{Method, bodies, error, struct_literal};
pub use tests_of::cycles;

use super::account;
use crate::naming::Name;
use crate::plan::Plan;
use crate::plan::resource::{Data, Resource};
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
    for dialect in [sql::Dialect::Sqlite, sql::Dialect::Postgres] {
        let tables: Vec<String> = data
            .resources
            .iter()
            .map(|resource| sql::table(resource, dialect))
            .collect();
        let mut add = |name: &str, text: String| {
            let path = format!("migrations/{}/{name}.sql", dialect.folder());
            tree.add(path, Owner::User, text);
        };
        if !tables.is_empty() {
            add(INIT, tables.join("\n"));
        }
        if let Some(accounts) = &data.accounts {
            add(account::MIGRATION, account::table(accounts, dialect));
        }
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
    if let Some(accounts) = &data.accounts {
        tree.add(
            format!("src/data/{}.rs", accounts.module.plain()),
            Owner::User,
            account::module(accounts),
        );
    }
}

fn module(data: &Data, jobs: bool) -> String {
    let mut modules: Vec<&str> = data
        .resources
        .iter()
        .map(|resource| resource.module.as_str())
        .chain(
            data.accounts
                .iter()
                .map(|accounts| accounts.module.as_str()),
        )
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
         pub const MIGRATIONS: &[Migration] = {migrations}\n\
         \n\
         /// For the test that prepares them all.\n\
         pub const STATEMENTS: {statements}",
        migrations = migrations(data, jobs),
        statements = rows(&statements)
    )
}

/// The first migration.
const INIT: &str = "0001_init";

/// The list of them, as rustfmt has it.
fn migrations(data: &Data, jobs: bool) -> String {
    let init = (!data.resources.is_empty()).then_some(INIT);
    let accounts = data.accounts.as_ref().map(|_| account::MIGRATION);
    let names = init.into_iter().chain(accounts);
    let jobs = jobs.then(|| "runtime::jobs::TABLE".to_owned());
    let all: Vec<String> = names
        .map(|name| format!("runtime::migration!(\"{name}\")"))
        .chain(jobs)
        .collect();
    let line = all.join(", ");
    // rustfmt's `array_width` is 60, over the brackets.
    if line.len() + 3 <= 60 {
        return format!("&[{line}];");
    }
    format!("&[\n    {},\n];", all.join(",\n    "))
}

/// The list of lists, as rustfmt has it: on one line when it is short.
fn rows(lines: &str) -> String {
    let items: Vec<&str> = lines
        .lines()
        .map(|line| line.trim().trim_end_matches(','))
        .collect();
    let joined = items.join(", ");
    let head = "&[&[&str]] = &[";
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
