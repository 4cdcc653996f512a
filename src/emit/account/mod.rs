//! Accounts: the table of those who log in, the module with its statements, what the operations around it do, and their
//! tests. In: the plan's accounts. Out: text as rustfmt leaves it; a person owns it from then on. It must not decide
//! anything about the description.

mod service;
mod tests_of;
mod users;

pub use service::bodies;
pub use tests_of::cycles;
pub use users::{module, table};

use crate::emit::project::type_text;
use crate::naming::Name;
use crate::plan::account::{Accounts, Column};
use crate::plan::{Plan, Type};

/// The migration that makes the table. It has a number of its own, so that a description that gets accounts later
/// changes no migration that has run.
pub const MIGRATION: &str = "0001_accounts";

/// The project's accounts, if anybody can log in.
pub fn of(plan: &Plan) -> Option<&Accounts> {
    plan.data.as_ref()?.accounts.as_ref()
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

/// What the project's texts say of accounts.
pub fn texts(accounts: &Accounts) -> crate::emit::text::Accounts {
    let fields = accounts.columns.iter().map(|column| {
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
        module: accounts.module.as_str().to_owned(),
        login: accounts.login.as_str().to_owned(),
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
