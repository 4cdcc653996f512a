//! The operation by which people make accounts for themselves, where it is certain that it is one.

use super::super::model::Type;
use super::super::resource::{self, Look, Place, Refusal, base, depth, plain};
use super::super::route::Outcome;
use super::token::Word;
use super::user::{Known, Shown};
use crate::naming::ValueName;

#[derive(Debug, Clone)]
pub struct Register {
    pub login: Word,
    pub password: Word,
    /// Columns, and where their values come from.
    pub values: Vec<(ValueName, Given)>,
    /// `None`: it answers with nothing.
    pub shown: Option<Shown>,
    /// When there is such a user already.
    pub exists: Refusal,
}

/// What a column is at first.
#[derive(Debug, Clone)]
pub enum Given {
    /// A field of the body; `flatten` and `some` make one `Option` of none or two.
    Body {
        field: ValueName,
        flatten: bool,
        some: bool,
        or_default: bool,
    },
    No,
    Nothing,
}

/// What nobody may say of themselves.
const PRIVILEGES: [&str; 14] = [
    "admin",
    "isadmin",
    "issuperuser",
    "superuser",
    "isstaff",
    "isactive",
    "active",
    "isverified",
    "verified",
    "disabled",
    "scopes",
    "role",
    "roles",
    "permissions",
];

/// `POST …/register`, or of a collection of users, with a password.
pub fn is_candidate(look: &Look<'_>, place: Place) -> bool {
    let operation = look.operation(place);
    let last = operation.path.trim_end_matches('/').rsplit('/').next();
    let last = plain(last.unwrap_or_default());
    let words = ["register", "registration", "signup", "users", "accounts"];
    let has_password = || {
        resource::body(look, place).is_ok_and(|(_, shape)| {
            shape
                .fields
                .iter()
                .any(|field| plain(&field.wire) == "password")
        })
    };
    operation.method == "POST"
        && !operation.blocking
        && words.contains(&last.as_str())
        && has_password()
}

pub fn plan(look: &Look<'_>, place: Place, users: &mut Known) -> Result<Register, String> {
    let mut grown = users.clone();
    let register = fill(look, place, &mut grown)?;
    *users = grown;
    Ok(register)
}

fn fill(look: &Look<'_>, place: Place, users: &mut Known) -> Result<Register, String> {
    let operation = look.operation(place);
    if let Some(param) = operation
        .params
        .iter()
        .flat_map(|params| &params.fields)
        .next()
    {
        return Err(format!("it has a parameter `{}`", param.wire));
    }
    let (_, shape) = resource::body(look, place)?;
    if operation
        .body
        .as_ref()
        .is_some_and(|body| depth(&body.ty) > 0)
    {
        return Err("its body may be left out".to_owned());
    }
    let Outcome::Plain(reply) = &operation.success else {
        return Err("it answers with more than the user".to_owned());
    };
    // What it answers says more of what is kept than what it is told.
    let shown = reply
        .body
        .as_ref()
        .map(|body| users.shown(look, body))
        .transpose()?;
    users.choose_login(&shape.fields)?;
    let (mut login, mut password) = (None, None);
    let mut given = Vec::new();
    for field in &shape.fields {
        let (word, inner, depth) = (plain(&field.wire), base(&field.ty), depth(&field.ty));
        let text = || Word {
            field: field.name.clone(),
            secret: *inner == Type::Secret,
            depth,
        };
        if users.is_login(&field.wire) && *inner == Type::String && depth == 0 {
            login = Some(text());
        } else if word == "password" && matches!(inner, Type::String | Type::Secret) && depth == 0 {
            password = Some(text());
        } else if PRIVILEGES.contains(&word.as_str()) {
            return Err(format!("anybody could say `{}` of themselves", field.wire));
        } else if resource::is_secret(&field.wire) {
            return Err(format!("nothing says what `{}` is for", field.wire));
        } else if let Some(column) = users.written(&field.wire, inner, depth)? {
            given.push((column.field.clone(), field.name.clone(), depth));
        }
    }
    let mut values = Vec::new();
    for column in &users.columns {
        let found = given.iter().find(|(name, ..)| *name == column.field);
        let value = match (found, column.nullable) {
            (Some((_, field, depth)), nullable) => {
                let or_default = !nullable && *depth > 0;
                if or_default && column.ty != Type::Bool {
                    return Err(format!(
                        "every user has `{}`, and a request may leave it out",
                        column.name
                    ));
                }
                Given::Body {
                    field: field.clone(),
                    flatten: *depth > 1,
                    some: nullable && *depth == 0,
                    or_default,
                }
            }
            (None, true) => Given::Nothing,
            (None, false) if column.ty == Type::Bool => Given::No,
            (None, false) => {
                return Err(format!("nothing says what `{}` is at first", column.name));
            }
        };
        values.push((column.field.clone(), value));
    }
    Ok(Register {
        login: login.ok_or("its body does not name the user")?,
        password: password.ok_or("its body has no password")?,
        values,
        shown,
        exists: Refusal::new(look, operation, 409),
    })
}
