//! What the operations around accounts do.

use crate::emit::data::{Method, Reason, Refusals, error, struct_literal};
use crate::naming::Name;
use crate::plan::account::{Accounts, Answer, Given, Login, Part, Register, Shown, Told, Word};
use crate::plan::resource::{Place, Refusal};
use crate::plan::{Plan, Type};
use std::collections::BTreeMap;

/// The bodies of every recognised operation; the answers that they refuse with go to their service's.
pub fn bodies(
    plan: &Plan,
    accounts: &Accounts,
    refusals: &mut BTreeMap<usize, Refusals>,
) -> Vec<(Place, Method)> {
    let mut all = Vec::new();
    for (place, login) in &accounts.logins {
        let into = into(plan, *place);
        let lines = log_in(accounts, login, into, refusals.entry(place.0).or_default());
        all.push((*place, Method::new(&lines, &["body", "session", "tokens"])));
    }
    for (place, shown) in &accounts.me {
        let mut lines = Vec::new();
        answer(accounts, shown, "current_user", &mut lines);
        all.push((*place, Method::new(&lines, &["current_user"])));
    }
    if let Some((place, planned)) = &accounts.register {
        let lines = register(accounts, planned, refusals.entry(place.0).or_default());
        all.push((*place, Method::new(&lines, &["body", "session"])));
    }
    all
}

/// What makes the operation's failure of a general error.
fn into(plan: &Plan, place: Place) -> &'static str {
    let operation = &plan.services[place.0].operations[place.1];
    if operation.failure.name.is_some() {
        ".into()"
    } else {
        ""
    }
}

fn log_in(accounts: &Accounts, login: &Login, into: &str, refusals: &mut Refusals) -> Vec<String> {
    let mut lines = Vec::new();
    if login.optional {
        lines.push("let Some(body) = body else {".to_owned());
        lines.push(format!(
            "    return Err(rt::Error::bad_request(\"there is no form\"){into});"
        ));
        lines.push("};".to_owned());
    }
    for (name, word) in [("name", &login.user), ("password", &login.password)] {
        lines.push(format!("let {name} = {};", text(word)));
    }
    let module = accounts.module.as_str();
    let value = format!(
        "data::{module}::log_in(&session, {}, {}).await?",
        read("name", &login.user),
        read("password", &login.password)
    );
    lines.push(format!("let user = {value};"));
    lines.push("let Some(user) = user else {".to_owned());
    let refusal = match &login.refusal {
        (_, Refusal::General { .. }) => format!("auth::wrong_password(){into}"),
        (status, described) => {
            let reason = if *status == 400 {
                Reason::BadLogin
            } else {
                Reason::WrongLogin
            };
            refusals.value("user", reason, described)
        }
    };
    lines.push(error("    return ", &refusal, ";"));
    lines.push("};".to_owned());
    let asked = match &login.scope {
        None => "\"\"".to_owned(),
        Some(scope) if scope.depth == 0 => format!("&body.{}", scope.field.as_str()),
        Some(scope) => format!("&{}", text(scope)),
    };
    lines.push(format!("let issued = tokens.issue(&user.grant({asked}))?;"));
    match &login.answer {
        Answer::Any => lines.push("Ok(issued.to_json())".to_owned()),
        Answer::Model(model, members) => {
            let fields: Vec<(String, String)> = members
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), told(value)))
                .collect();
            struct_literal(
                "Ok(",
                &format!("models::{}", model.as_str()),
                &fields,
                ")",
                &mut lines,
            );
        }
    }
    lines
}

/// A member of the body, out of the `Option`s around it.
fn text(word: &Word) -> String {
    let field = word.field.as_str();
    match word.depth {
        0 => format!("body.{field}"),
        1 => format!("body.{field}.unwrap_or_default()"),
        _ => format!("body.{field}.flatten().unwrap_or_default()"),
    }
}

fn read(name: &str, word: &Word) -> String {
    if word.secret {
        format!("{name}.expose()")
    } else {
        format!("&{name}")
    }
}

fn told(told: &Told) -> String {
    match told {
        Told::Token { secret: false } => "issued.access_token".to_owned(),
        Told::Token { secret: true } => "issued.access_token.into()".to_owned(),
        Told::Kind(None) => "\"bearer\".to_owned()".to_owned(),
        Told::Kind(Some((model, variant))) => {
            format!("models::{}::{}", model.as_str(), variant.as_str())
        }
        Told::ExpiresIn(Type::U32) => "issued.expires_in".to_owned(),
        Told::ExpiresIn(Type::I32) => {
            "i32::try_from(issued.expires_in).unwrap_or(i32::MAX)".to_owned()
        }
        Told::ExpiresIn(Type::Int) => "i64::from(issued.expires_in).into()".to_owned(),
        Told::ExpiresIn(_) => "issued.expires_in.into()".to_owned(),
        Told::Scope => "issued.scope".to_owned(),
        Told::Absent => "None".to_owned(),
        Told::Some(inner) => format!("Some({})", self::told(inner)),
    }
}

/// `Ok(models::User { … })` of the user in that variable.
fn answer(accounts: &Accounts, shown: &Shown, user: &str, lines: &mut Vec<String>) {
    let fields: Vec<(String, String)> = shown
        .fields
        .iter()
        .map(|(name, part, somes)| {
            let value = match part {
                Part::Id => format!("{user}.id"),
                Part::Login => format!("{user}.{}", accounts.login.as_str()),
                Part::Scopes => format!("{user}.scopes"),
                Part::Disabled => format!("{user}.disabled"),
                Part::Enabled => format!("!{user}.disabled"),
                Part::Made => format!("{user}.created_at"),
                Part::Column(field) => format!("{user}.{}", field.as_str()),
                Part::Absent => "None".to_owned(),
            };
            let value = (0..*somes).fold(value, |value, _| format!("Some({value})"));
            (name.as_str().to_owned(), value)
        })
        .collect();
    let model = format!("models::{}", shown.model.as_str());
    struct_literal("Ok(", &model, &fields, ")", lines);
}

fn register(accounts: &Accounts, register: &Register, refusals: &mut Refusals) -> Vec<String> {
    let mut lines = vec!["// What nobody has granted yet is nobody's: no scopes.".to_owned()];
    let secret = if register.password.secret {
        ""
    } else {
        ".into()"
    };
    let mut fields = vec![
        (
            accounts.login.as_str().to_owned(),
            format!("body.{}", register.login.field.as_str()),
        ),
        (
            "password".to_owned(),
            format!("body.{}{secret}", register.password.field.as_str()),
        ),
        ("scopes".to_owned(), "Vec::new()".to_owned()),
    ];
    fields.extend(register.values.iter().map(|(column, given)| {
        let value = match given {
            Given::No => "false".to_owned(),
            Given::Nothing => "None".to_owned(),
            Given::Body {
                field,
                flatten,
                some,
                or_default,
            } => {
                let mut value = format!("body.{}", field.as_str());
                if *flatten {
                    value.push_str(".flatten()");
                }
                if *or_default {
                    value.push_str(".unwrap_or_default()");
                }
                if *some {
                    format!("Some({value})")
                } else {
                    value
                }
            }
        };
        (column.as_str().to_owned(), value)
    }));
    let module = accounts.module.as_str();
    let head = format!("data::{module}::NewUser");
    struct_literal("let new = ", &head, &fields, ";", &mut lines);
    let refusal = refusals.value("user", Reason::Exists, &register.exists);
    lines.push(format!(
        "let made = data::{module}::insert(&session, &new).await;"
    ));
    lines.push("if let Err(error) = &made".to_owned());
    lines.push("    && error.status() == rt::StatusCode::CONFLICT".to_owned());
    lines.push("{".to_owned());
    lines.push(error("    return ", &refusal, ";"));
    lines.push("}".to_owned());
    match &register.shown {
        Some(shown) => {
            lines.push("let user = made?;".to_owned());
            answer(accounts, shown, "user", &mut lines);
        }
        None => lines.extend(["made?;", "Ok(())"].map(str::to_owned)),
    }
    lines
}
