//! Tests of accounts: who registers, or was added, gets a token, which is good until it ends; and nobody else gets in.

use super::tests_of_clients;
use crate::emit::text::literal::raw_string;
use crate::naming::Name;
use crate::plan::account::{Accounts, Answer, Exchange, Login, Told, Users};
use crate::plan::resource::Place;
use crate::plan::{Operation, Outcome, Plan, Request};
use serde_json::Value;

/// Service → the tests of its operations.
pub fn cycles(plan: &Plan, accounts: &Accounts) -> Vec<(usize, String)> {
    // Services with such a test: each has its own file.
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for (place, exchange) in &accounts.tokens {
        if let (Some(users), Some(login)) = (&accounts.users, exchange.login()) {
            let cycle = Cycle {
                plan,
                users,
                place: *place,
                exchange,
                login,
            };
            if let Some(form) = cycle.form() {
                let is_first = !seen.contains(&place.0);
                seen.push(place.0);
                all.push((place.0, cycle.token(&form, is_first)));
                let registered = cycle.registered(&form).filter(|_| is_first);
                all.extend(registered.map(|text| (place.0, text)));
            }
        }
        let of_clients = tests_of_clients::cycle(plan, accounts, *place, exchange);
        all.extend(of_clients.map(|text| (place.0, text)));
    }
    all
}

/// The member of the answer that is the token.
pub fn member(exchange: &Exchange) -> &'static str {
    let Answer::Model(_, members) = &exchange.answer else {
        return "access_token";
    };
    let has_own = members
        .iter()
        .any(|(name, told)| matches!(told, Told::Token { .. }) && name.as_str() == "access_token");
    if has_own {
        "access_token"
    } else {
        "accessToken"
    }
}

/// The status of an operation's success.
pub fn status(operation: &Operation) -> u16 {
    match &operation.success {
        Outcome::Plain(reply) | Outcome::Struct(_, reply) => reply.status.unwrap_or(200),
        Outcome::Enum(..) => 200,
    }
}

/// Whether an operation works over a table; one that nobody has written yet answers so when it is reached.
pub fn works(plan: &Plan, place: Place) -> bool {
    let data = plan.data.iter().flat_map(|data| &data.resources);
    let mut places = data.flat_map(|resource| resource.places());
    places.any(|known| known == place)
}

/// Whether a request of the operation is a form in text.
pub fn is_urlencoded(sample: &Request) -> bool {
    sample.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type")
            && value.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

struct Cycle<'p> {
    plan: &'p Plan,
    users: &'p Users,
    place: Place,
    exchange: &'p Exchange,
    login: &'p Login,
}

/// The text of a login, with `<name>` and `<password>`.
struct Form {
    request: String,
    name: String,
    password: String,
}

impl Cycle<'_> {
    fn operation(&self, place: Place) -> &Operation {
        &self.plan.services[place.0].operations[place.1]
    }

    fn sample(&self, place: Place) -> Option<&Request> {
        self.plan.samples.get(&self.operation(place).id)
    }

    fn form(&self) -> Option<Form> {
        let operation = self.operation(self.place);
        let sample = self.sample(self.place)?;
        if !is_urlencoded(sample) {
            return None;
        }
        let (mut name, mut password) = (None, None);
        let members: Vec<String> = sample
            .body
            .split('&')
            .filter_map(|pair| {
                let (member, value) = pair.split_once('=')?;
                let place = match member {
                    "username" => {
                        name = Some(value.to_owned());
                        "<name>"
                    }
                    "password" => {
                        password = Some(value.to_owned());
                        "<password>"
                    }
                    "scope" | "client_id" | "client_secret" => return None,
                    "grant_type" => "password",
                    _ => value,
                };
                Some(format!("{member}={place}"))
            })
            .collect();
        // What stands for itself in a form.
        let plain = |text: &String| {
            let mut bytes = text.bytes();
            bytes.all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        };
        Some(Form {
            request: format!(
                "POST {}\ncontent-type: application/x-www-form-urlencoded\n\n{}",
                operation.path,
                members.join("&")
            ),
            name: name.filter(plain)?,
            password: password.filter(plain)?,
        })
    }

    /// What a token opens: the path, and the status when it does.
    fn opened(&self) -> Option<(&str, u16)> {
        if let Some((place, _)) = self.users.me.first() {
            return Some((&self.operation(*place).path, self.status(*place)));
        }
        // One that nobody has written yet answers so when it is reached.
        let guarded = self.users.guarded.iter().find(|place| {
            let operation = self.operation(**place);
            operation.method == "GET" && operation.params.is_none() && !works(self.plan, **place)
        });
        guarded.map(|place| (self.operation(*place).path.as_str(), 501))
    }

    fn status(&self, place: Place) -> u16 {
        status(self.operation(place))
    }

    fn token(&self, form: &Form, is_first: bool) -> String {
        let function = self.operation(self.place).function.plain();
        let named = if is_first {
            String::new()
        } else {
            format!("_of_{function}")
        };
        let Form { name, password, .. } = form;
        let literal = raw_string(&form.request).unwrap_or_default();
        let refused = self.login.refusal.0;
        let member = member(self.exchange);
        let mut text = format!(
            "/// Who has the password gets a token, which opens what is theirs until it ends.\n\
             #[tokio::test]\n\
             async fn a_token{named}_is_good_until_it_ends() {{\n    \
                 const LOGIN: &str = {literal};\n\n    \
                 // As it runs: nobody is let in without a token.\n    \
                 let app = TestApp::with(|deps| deps).await;\n    \
                 app.user(\"{name}\", \"{password}\", api::SCOPES).await;\n    \
                 let login = |name: &str, password: &str| {{\n        \
                     LOGIN\n            .replace(\"<name>\", name)\n            .replace(\"<password>\", password)\n    \
                 }};\n    \
                 for (name, password) in [(\"{name}\", \"{password}x\"), (\"{name}x\", \"{password}\")] {{\n        \
                     let refused = app.send(&login(name, password)).await;\n        \
                     assert_eq!(refused.status, {refused});\n    \
                 }}\n    \
                 let answer = app.send(&login(\"{name}\", \"{password}\")).await;\n    \
                 assert_eq!(answer.status, {}, \"{{}}\", answer.text());\n    \
                 let token = answer.json()[\"{member}\"].clone();\n",
            self.status(self.place),
        );
        text.push_str("    let token = token.as_str().expect(\"a token\");\n");
        match self.opened() {
            Some((path, opened)) => text.push_str(&format!(
                "    let ask = |token: &str| format!(\"GET {path}\\nauthorization: Bearer {{token}}\");\n    \
                     assert_eq!(app.send(&ask(token)).await.status, {opened});\n    \
                     assert_eq!(app.send(&ask(\"\")).await.status, 401);\n    \
                     assert_eq!(app.send(&ask(&token[1..])).await.status, 401);\n\n    \
                     // A token of another day, and one of somebody who is not there any more.\n    \
                     let tokens = Tokens::of(SECRET);\n    \
                     let ann = Principal::new(\"{name}\", api::SCOPES);\n    \
                     let late = tokens\n        .issue_at(&ann, SystemTime::UNIX_EPOCH)\n        .expect(\"a token\");\n    \
                     assert_eq!(app.send(&ask(&late)).await.status, 401);\n    \
                     let gone = Principal::new(\"{name}x\", api::SCOPES);\n    \
                     let gone = tokens.issue(&gone).expect(\"a token\").access_token;\n    \
                     assert_eq!(app.send(&ask(&gone)).await.status, 401);\n"
            )),
            None => text.push_str(
                "    let tokens = Tokens::of(SECRET);\n    assert!(tokens.check(token).await.is_ok());\n",
            ),
        }
        text.push_str("}\n");
        text
    }

    /// Who registers can log in, and nobody else can have that name.
    fn registered(&self, form: &Form) -> Option<String> {
        let (place, register) = self.users.register.as_ref()?;
        let operation = self.operation(*place);
        // Somebody who may do it would have to be there first.
        if !operation.security.is_empty() {
            return None;
        }
        let sample = self.sample(*place)?;
        let body: Value = serde_json::from_str(&sample.body).ok()?;
        let wire = |name: &str| body.get(name).and_then(Value::as_str);
        let members = body.as_object()?;
        let login = members.keys().find(|key| {
            crate::plan::resource::plain(key)
                == crate::plan::resource::plain(register.login.field.plain())
        })?;
        let (name, password) = (wire(login)?, wire("password")?);
        let escape = |text: &str| {
            let plain = text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
            if plain {
                Some(text.to_owned())
            } else {
                text.contains('@').then(|| text.replace('@', "%40"))
            }
        };
        let (name, password) = (escape(name)?, escape(password)?);
        let mut request = format!("POST {}", operation.path);
        for (name, value) in &sample.headers {
            request.push_str(&format!("\n{name}: {value}"));
        }
        request.push_str(&format!("\n\n{}", sample.body));
        let conflict = 409;
        Some(format!(
            "/// Who registers can log in, and has their name alone.\n\
             #[tokio::test]\n\
             async fn who_registers_can_log_in() {{\n    \
                 const REGISTER: &str = {};\n    \
                 const LOGIN: &str = {};\n\n    \
                 let app = TestApp::with(|deps| deps).await;\n    \
                 assert_eq!(app.send(LOGIN).await.status, {});\n    \
                 let made = app.send(REGISTER).await;\n    \
                 assert_eq!(made.status, {}, \"{{}}\", made.text());\n    \
                 assert!(!made.text().contains(\"argon2\"));\n    \
                 assert_eq!(app.send(LOGIN).await.status, {});\n    \
                 assert_eq!(app.send(REGISTER).await.status, {conflict});\n\
             }}\n",
            raw_string(&request)?,
            raw_string(
                &form
                    .request
                    .replace("<name>", &name)
                    .replace("<password>", &password)
            )?,
            self.login.refusal.0,
            self.status(*place),
            self.status(self.place),
        ))
    }
}
