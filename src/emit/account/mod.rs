//! Accounts: the tables of those who get tokens, the modules with their statements, what the operations around them do, and
//! their tests. In: the plan's accounts. Out: text as rustfmt leaves it; a person owns it from then on. It must not decide
//! anything about the description.

mod clients;
mod service;
mod tests_of;
mod tests_of_clients;
mod users;

pub use service::bodies;
pub use tests_of::cycles;

use crate::emit::data::sql::Dialect;
use crate::emit::project::type_text;
use crate::naming::{Name, ValueName};
use crate::plan::account::{Accounts, Column, Users};
use crate::plan::resource::Data;
use crate::plan::{Plan, Type};

/// A migration that makes a table in both dialects.
type Migration<'d> = (&'static str, Box<dyn Fn(Dialect) -> String + 'd>);

/// The project's accounts, if anybody gets tokens.
pub fn of(plan: &Plan) -> Option<&Accounts> {
    plan.data.as_ref()?.accounts.as_ref()
}

/// The migrations that make the tables. They have numbers of their own, so that a description that gets accounts later
/// changes no migration that has run.
pub fn migrations(data: &Data) -> Vec<Migration<'_>> {
    let mut all: Vec<Migration<'_>> = Vec::new();
    let accounts = data.accounts.as_ref();
    if let Some(known) = accounts.and_then(|accounts| accounts.users.as_ref()) {
        let table = move |dialect| users::table(known, dialect);
        all.push(("0001_accounts", Box::new(table)));
    }
    if let Some(known) = accounts.and_then(|accounts| accounts.clients.as_ref()) {
        let table = move |dialect| clients::table(known, dialect);
        all.push(("0001_clients", Box::new(table)));
    }
    all
}

/// The modules under `src/data/`.
pub fn modules(data: &Data) -> Vec<(&ValueName, String)> {
    let accounts = data.accounts.as_ref();
    let of_users = accounts.and_then(|accounts| accounts.users.as_ref());
    let of_users = of_users.map(|known| (&known.module, users::module(known)));
    let of_clients = accounts.and_then(|accounts| accounts.clients.as_ref());
    let of_clients = of_clients.map(|known| (&known.module, clients::module(known)));
    of_users.into_iter().chain(of_clients).collect()
}

/// Their names.
pub fn modules_of(data: &Data) -> impl Iterator<Item = &ValueName> {
    let accounts = data.accounts.iter();
    accounts.flat_map(|accounts| {
        let users = accounts.users.iter().map(|known| &known.module);
        users.chain(accounts.clients.iter().map(|known| &known.module))
    })
}

/// A column's type in Rust.
fn column_type(column: &Column) -> String {
    let ty = type_text(&column.ty);
    if column.nullable {
        format!("Option<{ty}>")
    } else {
        ty
    }
}

/// What the project's texts say of users.
pub fn texts(users: &Users) -> crate::emit::text::Accounts {
    let fields = users.columns.iter().map(|column| {
        let field = column.field.as_str().to_owned();
        let name = &column.name;
        let (read, sample) = if column.nullable {
            (format!("given.optional(\"{name}\")?"), "None".to_owned())
        } else if column.ty == Type::Bool {
            (
                format!("given.optional(\"{name}\")?.unwrap_or_default()"),
                "false".to_owned(),
            )
        } else {
            (format!("given.required(\"{name}\")?"), sample(&column.ty))
        };
        crate::emit::text::AccountField {
            field,
            name: name.clone(),
            read,
            sample,
        }
    });
    crate::emit::text::Accounts {
        module: users.module.as_str().to_owned(),
        login: users.login.as_str().to_owned(),
        fields: fields.collect(),
    }
}

/// A value of the type, for tests.
fn sample(ty: &Type) -> String {
    match ty {
        Type::I32 | Type::I64 => "1",
        Type::Int => "1.into()",
        Type::F64 => "1.0",
        Type::Uuid => "runtime::data::new_id()",
        Type::Date => "runtime::data::now().date_naive()",
        Type::DateTime => "runtime::data::now()",
        _ => "\"Example\".to_owned()",
    }
    .to_owned()
}
