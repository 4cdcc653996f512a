//! What the operations around accounts do.

use crate::emit::data::{Method, Reason, Refusals, error, error_at, struct_literal};
use crate::emit::text::layout;
use crate::naming::Name;
use crate::plan::account::{
    Accounts, Answer, Choice, Exchange, Flows, Given, Login, Part, Proof, Register, Shown, Told,
    Users, Word,
};
use crate::plan::resource::{Place, Refusal};
use crate::plan::{Operation, Plan, Type};
use std::collections::BTreeMap;

/// The bodies of every recognised operation; the answers that they refuse with go to their service's.
pub fn bodies(
    plan: &Plan,
    accounts: &Accounts,
    refusals: &mut BTreeMap<usize, Refusals>,
) -> Vec<(Place, Method)> {
    let mut all = Vec::new();
    for (place, exchange) in &accounts.tokens {
        let operation = &plan.services[place.0].operations[place.1];
        let mut writer = Writer {
            accounts,
            exchange,
            operation,
            refusals: refusals.entry(place.0).or_default(),
        };
        let lines = writer.lines();
        let mut method = Method::new(&lines, &["session", "tokens"]);
        if exchange.optional
            || ["body.", "body,"]
                .iter()
                .any(|word| method.text.contains(word))
        {
            method.uses.push("body");
        }
        all.push((*place, method));
    }
    let Some(users) = &accounts.users else {
        return all;
    };
    for (place, shown) in &users.me {
        let mut lines = Vec::new();
        answer(users, shown, "current_user", &mut lines);
        all.push((*place, Method::new(&lines, &["current_user"])));
    }
    if let Some((place, planned)) = &users.register {
        let lines = register(users, planned, refusals.entry(place.0).or_default());
        all.push((*place, Method::new(&lines, &["body", "session"])));
    }
    all
}

/// Writes a token operation.
struct Writer<'p> {
    accounts: &'p Accounts,
    exchange: &'p Exchange,
    operation: &'p Operation,
    refusals: &'p mut Refusals,
}

impl Writer<'_> {
    /// What makes the operation's failure of a general error.
    fn conversion(&self) -> &'static str {
        if self.operation.failure.name.is_some() {
            ".into()"
        } else {
            ""
        }
    }

    fn lines(&mut self) -> Vec<String> {
        let exchange = self.exchange;
        let mut lines = self.granting();
        if exchange.optional {
            let refusal = format!(
                "    return Err(rt::Error::bad_request(\"there is no form\"){});",
                self.conversion()
            );
            // A form whose one member has one possible value says nothing but that it is there.
            let asked = lines.iter().any(|line| line.contains("body"));
            let (head, tail) = if asked {
                ("let Some(body) = body else {", "};")
            } else {
                ("if body.is_none() {", "}")
            };
            lines.splice(0..0, [head.to_owned(), refusal, tail.to_owned()]);
        }
        lines
    }

    fn granting(&mut self) -> Vec<String> {
        let exchange = self.exchange;
        let mut lines = Vec::new();
        let granted = match (&exchange.flows, &exchange.choice) {
            (Flows::Password(login), _) => {
                lines.extend(self.log_in(login, 8, "&session"));
                format!("&user.grant({})", self.asked())
            }
            (Flows::Client(proof), choice) => {
                if let Some(choice) = choice {
                    lines.extend(self.only_clients(choice));
                }
                lines.extend(self.authenticate(proof, 8, "&session"));
                format!("&client.grant({})", self.asked())
            }
            (Flows::Both(both), choice) => {
                let (login, proof) = &**both;
                let of_user = self.function("user", |writer| writer.log_in(login, 4, "session"));
                let of_client =
                    self.function("client", |writer| writer.authenticate(proof, 4, "session"));
                if let Some(choice) = choice {
                    lines.extend(self.either(choice, &of_user, &of_client));
                }
                "&grant".to_owned()
            }
        };
        lines.push(format!("let issued = tokens.issue({granted})?;"));
        match &exchange.answer {
            Answer::Any => lines.push("Ok(issued.to_json())".to_owned()),
            Answer::Model(model, members) => {
                let fields: Vec<(String, String)> = members
                    .iter()
                    .map(|(name, value)| (name.as_str().to_owned(), told(value)))
                    .collect();
                let model = format!("models::{}", model.as_str());
                struct_literal("Ok(", &model, &fields, ")", &mut lines);
            }
        }
        lines
    }

    /// `user`, or a return.
    fn log_in(&mut self, login: &Login, indent: usize, session: &str) -> Vec<String> {
        let Some(users) = &self.accounts.users else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for (name, word) in [("name", &login.user), ("password", &login.password)] {
            lines.push(format!("let {name} = {};", text(word)));
        }
        lines.push(format!(
            "let user = data::{}::log_in({session}, {}, {}).await?;",
            users.module.as_str(),
            read("name", &login.user),
            read("password", &login.password)
        ));
        lines.push("let Some(user) = user else {".to_owned());
        let refusal = match &login.refusal {
            (_, Refusal::General { .. }) => format!("auth::wrong_password(){}", self.conversion()),
            (400, described) => self.refusals.value("user", Reason::BadLogin, described),
            (_, described) => self.refusals.value("user", Reason::WrongLogin, described),
        };
        lines.push(error_at(indent, "    return ", &refusal, ";"));
        lines.push("};".to_owned());
        lines
    }

    /// `client`, or a return.
    fn authenticate(&mut self, proof: &Proof, indent: usize, session: &str) -> Vec<String> {
        let Some(clients) = &self.accounts.clients else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        let mut shown = |name: &str, word: &Option<Word>| match word {
            None => "\"\"".to_owned(),
            Some(word) => {
                lines.push(format!("let {name} = {};", text(word)));
                read(name, word)
            }
        };
        let (id, secret) = (shown("id", &proof.id), shown("secret", &proof.secret));
        let shown = if proof.id.is_none() && proof.secret.is_none() {
            "auth::clients::by_header(cx)".to_owned()
        } else {
            format!("auth::clients::shown(cx, {id}, {secret})")
        };
        lines.push(format!("let shown = {shown};"));
        lines.push(format!(
            "let client = data::{}::authenticate({session}, shown).await?;",
            clients.module.as_str()
        ));
        lines.push("let Some(client) = client else {".to_owned());
        let refusal = match &proof.refusal {
            (_, Refusal::General { .. }) => {
                format!("auth::clients::unknown(){}", self.conversion())
            }
            (400, described) => self.refusals.value("client", Reason::BadClient, described),
            (_, described) => self
                .refusals
                .value("client", Reason::WrongClient, described),
        };
        lines.push(error_at(indent, "    return ", &refusal, ";"));
        lines.push("};".to_owned());
        lines
    }

    /// The scopes that are asked for.
    fn asked(&self) -> String {
        match &self.exchange.scope {
            None => "\"\"".to_owned(),
            Some(scope) if scope.depth == 0 => format!("&body.{}", scope.field.as_str()),
            Some(scope) => format!("&{}", text(scope)),
        }
    }

    fn only_clients(&mut self, choice: &Choice) -> Vec<String> {
        let variant = choice.variants.as_ref().map(|variants| {
            let client = variants.client.as_ref();
            (&variants.model, client, variants.others.is_empty())
        });
        let known = match variant {
            // The form can say nothing else.
            Some((_, _, true)) => return Vec::new(),
            Some((model, client, _)) => variant_path(model.as_str(), client),
            None => "\"client_credentials\"".to_owned(),
        };
        let field = choice.field.as_str();
        let (given, known) = match (choice.depth, &choice.variants) {
            (0, _) => (format!("body.{field}"), known),
            (_, None) => (format!("body.{field}.as_deref()"), format!("Some({known})")),
            _ => (format!("body.{field}"), format!("Some({known})")),
        };
        let refusal = self.wrong_grant(choice);
        vec![
            format!("if {given} != {known} {{"),
            error("    return ", &refusal, ";"),
            "}".to_owned(),
        ]
    }

    fn wrong_grant(&mut self, choice: &Choice) -> String {
        match &choice.refusal {
            Refusal::General { .. } => format!("auth::clients::wrong_grant(){}", self.conversion()),
            described @ Refusal::Described { .. } => {
                self.refusals.value("grant", Reason::WrongGrant, described)
            }
        }
    }

    /// `grant`, of whom the form says, or a return.
    fn either(&mut self, choice: &Choice, of_user: &str, of_client: &str) -> Vec<String> {
        let field = choice.field.as_str();
        let pattern = |text: &str| match choice.depth {
            0 => text.to_owned(),
            _ => format!("Some({text})"),
        };
        let refusal = self.wrong_grant(choice);
        let (given, user, client, rest) = match &choice.variants {
            None => {
                let given = match choice.depth {
                    0 => format!("body.{field}.as_str()"),
                    _ => format!("body.{field}.as_deref()"),
                };
                let (user, client) = (
                    "\"password\"".to_owned(),
                    "\"client_credentials\"".to_owned(),
                );
                (given, user, client, Some("_".to_owned()))
            }
            Some(variants) => {
                let path = |name: Option<&_>| variant_path(variants.model.as_str(), name);
                let rest = match (choice.depth, variants.others.as_slice()) {
                    (0, []) => None,
                    (0, [one]) => Some(path(Some(one))),
                    _ => Some("_".to_owned()),
                };
                let user = path(variants.password.as_ref());
                (
                    format!("body.{field}"),
                    user,
                    path(variants.client.as_ref()),
                    rest,
                )
            }
        };
        let mut lines = vec![
            format!("let grant = match {given} {{"),
            arm(&pattern(&user), of_user),
            arm(&pattern(&client), of_client),
        ];
        if let Some(rest) = rest {
            let short = format!("    {rest} => return Err({refusal}),");
            if short.len() + 8 <= 100 && !refusal.contains('{') {
                lines.push(short);
            } else {
                lines.push(format!("    {rest} => {{"));
                lines.push(error("        return ", &refusal, ";"));
                lines.push("    }".to_owned());
            }
        }
        lines.push("};".to_owned());
        lines
    }

    /// Adds a function that makes a grant, and calls it.
    fn function(&mut self, of: &str, lines: impl FnOnce(&mut Self) -> Vec<String>) -> String {
        let name = format!("{}_of_{of}", self.operation.function.plain());
        let lines = lines(self);
        let body =
            ["body.", "cx,", "(cx)"].map(|word| lines.iter().any(|line| line.contains(word)));
        let (with_cx, asked) = (body[1] || body[2], self.asked());
        let with_body = body[0] || asked.contains("body.");
        let (mut arguments, mut given) = (Vec::new(), Vec::new());
        if with_cx {
            arguments.push("cx: &rt::Context".to_owned());
            given.push("cx");
        }
        if with_body {
            arguments.push(format!("body: models::{}", self.exchange.form.as_str()));
            given.push("body");
        }
        arguments.push("session: &Session".to_owned());
        given.push("&session");
        let failure = self.operation.failure.name.as_ref();
        let failure = failure.map_or("rt::Error", |name| name.as_str());
        let head = layout::function(
            &format!("async fn {name}"),
            &arguments,
            &format!("Result<auth::Grant, {failure}>"),
        );
        let lines: String = lines
            .iter()
            .flat_map(|line| line.lines())
            .map(|line| format!("    {line}\n"))
            .collect();
        self.refusals.add(
            &name,
            format!("{head}\n{lines}    Ok({of}.grant({asked}))\n}}\n"),
        );
        format!("{name}({}).await?", given.join(", "))
    }
}

fn variant_path(model: &str, variant: Option<&crate::naming::TypeName>) -> String {
    let variant = variant.map_or("", |variant| variant.as_str());
    format!("models::{model}::{variant}")
}

/// An arm of a match in a method, as rustfmt has it.
fn arm(pattern: &str, value: &str) -> String {
    let line = format!("    {pattern} => {value},");
    // rustfmt counts a `?` at the end twice.
    let tried = usize::from(value.ends_with('?'));
    if line.len() + 8 + tried <= 100 {
        return line;
    }
    format!("    {pattern} => {{\n        {value}\n    }}")
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
fn answer(users: &Users, shown: &Shown, user: &str, lines: &mut Vec<String>) {
    let fields: Vec<(String, String)> = shown
        .fields
        .iter()
        .map(|(name, part, somes)| {
            let value = match part {
                Part::Id => format!("{user}.id"),
                Part::Login => format!("{user}.{}", users.login.as_str()),
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

fn register(users: &Users, register: &Register, refusals: &mut Refusals) -> Vec<String> {
    let mut lines = vec!["// What nobody has granted yet is nobody's: no scopes.".to_owned()];
    let secret = if register.password.secret {
        ""
    } else {
        ".into()"
    };
    let mut fields = vec![
        (
            users.login.as_str().to_owned(),
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
    let module = users.module.as_str();
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
            answer(users, shown, "user", &mut lines);
        }
        None => lines.extend(["made?;", "Ok(())"].map(str::to_owned)),
    }
    lines
}
