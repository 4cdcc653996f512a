//! Tests of clients: one that has the secret gets a token, which opens what it may and no more until it ends, and is no
//! user's.

use super::tests_of::{is_urlencoded, member, status, works};
use crate::emit::text::layout::chained;
use crate::emit::text::literal::raw_string;
use crate::naming::Name;
use crate::plan::account::{Accounts, Clients, Exchange, Holder, Proof};
use crate::plan::resource::{Place, Refusal};
use crate::plan::{Operation, Plan};
use std::fmt::Write;

/// The test of one token operation.
pub fn cycle(
    plan: &Plan,
    accounts: &Accounts,
    place: Place,
    exchange: &Exchange,
) -> Option<String> {
    let cycle = Cycle {
        plan,
        accounts,
        clients: accounts.clients.as_ref()?,
        place,
        exchange,
        proof: exchange.proof()?,
    };
    cycle.text()
}

struct Cycle<'p> {
    plan: &'p Plan,
    accounts: &'p Accounts,
    clients: &'p Clients,
    place: Place,
    exchange: &'p Exchange,
    proof: &'p Proof,
}

/// An operation that a client's token opens: what it is asked with, the scopes it takes, and its answer then.
struct Door {
    place: Place,
    request: String,
    scopes: Vec<String>,
    opened: u16,
}

impl Cycle<'_> {
    fn operation(&self, place: Place) -> &Operation {
        &self.plan.services[place.0].operations[place.1]
    }

    /// A token's request, with `<id>` and `<secret>` in it or, where the form has none, with `<basic>`.
    fn request(&self) -> Option<String> {
        let operation = self.operation(self.place);
        let sample = self.plan.samples.get(&operation.id)?;
        if !is_urlencoded(sample) {
            return None;
        }
        let shown = [
            "username",
            "password",
            "scope",
            "client_id",
            "client_secret",
        ];
        let mut members: Vec<String> = sample
            .body
            .split('&')
            .filter_map(|pair| {
                let (member, value) = pair.split_once('=')?;
                match member {
                    "grant_type" => Some("grant_type=client_credentials".to_owned()),
                    _ if shown.contains(&member) => None,
                    _ => Some(format!("{member}={value}")),
                }
            })
            .collect();
        let mut head = format!(
            "POST {}\ncontent-type: application/x-www-form-urlencoded",
            operation.path
        );
        match (&self.proof.id, &self.proof.secret) {
            (Some(_), Some(_)) => members.push("client_id=<id>&client_secret=<secret>".to_owned()),
            _ => head.push_str("\nauthorization: <basic>"),
        }
        Some(format!("{head}\n\n{}", members.join("&")))
    }

    fn door(&self, place: Place) -> Option<Door> {
        let operation = self.operation(place);
        let [only] = operation.security.as_slice() else {
            return None;
        };
        let [requirement] = only.as_slice() else {
            return None;
        };
        let sample = self.plan.samples.get(&operation.id)?;
        let opened = if works(self.plan, place) {
            status(operation)
        } else {
            501
        };
        Some(Door {
            place,
            request: format!("{} {}", operation.method, sample.uri),
            scopes: requirement.scopes.clone(),
            opened,
        })
    }

    /// Whether nobody but a program can pass.
    fn is_for_clients(&self, place: Place) -> bool {
        let schemes = self.plan.deps.iter().flat_map(|deps| &deps.schemes);
        let mut asked = self.operation(place).security.iter().flatten();
        asked.any(|requirement| {
            let mut schemes = schemes.clone();
            let scheme = schemes.find(|known| known.constant == requirement.scheme);
            scheme.is_some_and(|scheme| self.accounts.holder(&scheme.wire) == Holder::Client)
        })
    }

    /// An operation that nobody but a user may call.
    fn of_users(&self) -> Option<&Operation> {
        let users = self.accounts.users.as_ref()?;
        let mut places = users.guarded.iter().map(|place| self.operation(*place));
        places.find(|known| known.method == "GET" && known.params.is_none())
    }

    /// What a client is let into, and what not: by its scopes; and as one that is no user.
    fn doors(&self) -> (Option<Door>, Option<Door>) {
        let open = || {
            self.clients
                .open
                .iter()
                .filter_map(|place| self.door(*place))
        };
        let mut asked = open().filter(|door| {
            let operation = self.operation(door.place);
            operation.method == "GET" && operation.params.is_none()
        });
        let opened = asked.next();
        let granted = opened.as_ref().map(|door| door.scopes.as_slice());
        let closed = open().find(|door| {
            let mut scopes = door.scopes.iter();
            scopes.any(|scope| !granted.unwrap_or_default().contains(scope))
        });
        (opened, closed)
    }

    fn text(&self) -> Option<String> {
        let literal = raw_string(&self.request()?)?;
        let (opened, closed) = self.doors();
        let by_form = self.proof.id.is_some() && self.proof.secret.is_some();
        let scopes = opened.as_ref().map(|door| list(&door.scopes));
        let scopes = scopes.unwrap_or_else(|| "&[]".to_owned());
        let calls = [format!(".client(\"robot\", {scopes})"), ".await".to_owned()];
        let made = chained("    let secret = ", "app", &calls, ";");
        let (refused, told) = (self.proof.refusal.0, self.challenges());
        let (status, member) = (status(self.operation(self.place)), member(self.exchange));
        let mut text = format!(
            "/// A program that has the secret gets a token, which opens what it may until it ends, and is no user's.\n\
             #[tokio::test]\n\
             async fn {}_knows_programs() {{\n    \
                 const REQUEST: &str = {literal};\n\n    \
                 let app = TestApp::with(|deps| deps).await;\n\
                 {made}\n",
            self.operation(self.place).function.plain()
        );
        text.push_str(if by_form {
            "    let ask = |id: &str, secret: &str| REQUEST.replace(\"<id>\", id).replace(\"<secret>\", secret);\n"
        } else {
            "    let ask = |id: &str, secret: &str| REQUEST.replace(\"<basic>\", &basic(id, secret));\n"
        });
        let _ = write!(
            text,
            "    for (id, secret) in [(\"robot\", \"its secret\"), (\"another\", &secret)] {{\n        \
                 let refused = app.send(&ask(id, secret)).await;\n        \
                 assert_eq!(refused.status, {refused});\n"
        );
        if told {
            text.push_str("        assert!(refused.headers.contains_key(\"www-authenticate\"));\n");
        }
        text.push_str("    }\n");
        if self
            .exchange
            .choice
            .as_ref()
            .is_some_and(|choice| choice.variants.is_none() && !choice.limited)
        {
            text.push_str(
                "    let other = ask(\"robot\", &secret).replace(\"client_credentials\", \"another\");\n    \
                 assert_eq!(app.send(&other).await.status, 400);\n",
            );
        }
        let _ = write!(
            text,
            "    \
             let answer = app.send(&ask(\"robot\", &secret)).await;\n    \
             assert_eq!(answer.status, {status}, \"{{}}\", answer.text());\n    \
             let token = answer.json()[\"{member}\"].clone();\n    \
             let token = token.as_str().expect(\"a token\");\n"
        );
        self.with(opened.as_ref(), closed.as_ref(), &mut text);
        let module = self.clients.module.as_str();
        let _ = write!(
            text,
            "\n    // One that is disabled gets no more.\n    \
             let session = app.database.session();\n    \
             let done = {module}::set_disabled(&session, \"robot\", true).await;\n    \
             assert!(done.expect(\"it is disabled\"));\n    \
             session.commit().await.expect(\"it is kept\");\n    \
             let refused = app.send(&ask(\"robot\", &secret)).await;\n    \
             assert_eq!(refused.status, {refused});\n}}\n"
        );
        Some(text)
    }

    /// What the token opens, what it does not, and what tokens of others do.
    fn with(&self, opened: Option<&Door>, closed: Option<&Door>, text: &mut String) {
        let Some(opened) = opened else {
            text.push_str("    let tokens = Tokens::of(SECRET);\n");
            text.push_str("    let grant = tokens.check(token).await.expect(\"a good one\");\n");
            text.push_str("    assert!(grant.client);\n");
            return;
        };
        text.push_str(STATUS);
        text.push_str(&step("token", &opened.request, opened.opened));
        if let Some(door) = closed {
            text.push_str(&step("token", &door.request, 403));
        }
        // They are the same for every operation that gives tokens.
        let mut tokens = self.accounts.tokens.iter();
        let first = tokens.find(|(_, exchange)| exchange.proof().is_some());
        if first.is_none_or(|(place, _)| *place != self.place) {
            return;
        }
        text.push_str(OTHERS);
        text.push_str(&step("&late", &opened.request, 401));
        if let Some(operation) = self.of_users() {
            text.push_str(ROBOT);
            let request = format!("{} {}", operation.method, operation.path);
            text.push_str(&step("&robot", &request, 401));
        }
        let mut open = self.clients.open.iter().copied();
        let place = open.find(|place| self.is_for_clients(*place));
        if let Some(door) = place.and_then(|place| self.door(place)) {
            text.push_str(USER);
            text.push_str(&step("&user", &door.request, 401));
        }
    }

    /// Whether the answer to an unknown client says how to show who one is.
    fn challenges(&self) -> bool {
        match &self.proof.refusal.1 {
            Refusal::General { .. } => true,
            Refusal::Described { challenge, .. } => challenge.is_some(),
        }
    }
}

/// As Rust has it.
fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    format!("&[{}]", texts.join(", "))
}

/// A request with a token, and the status of its answer; as rustfmt has it.
fn step(token: &str, request: &str, status: u16) -> String {
    let asked = format!("status({token}, \"{request}\").await");
    let line = format!("    assert_eq!({asked}, {status});\n");
    if line.chars().count() <= 101 {
        return line;
    }
    format!("    assert_eq!(\n        {asked},\n        {status}\n    );\n")
}

const STATUS: &str = "    let status = async |token: &str, request: &str| {
        let request = format!(\"{request}\\nauthorization: Bearer {token}\");
        app.send(&request).await.status
    };
";

const OTHERS: &str = "
    // A token of another day, and those of others.
    let tokens = Tokens::of(SECRET);
    let robot = Principal {
        client: true,
        ..Principal::new(\"robot\", api::SCOPES)
    };
    let late = tokens
        .issue_at(&robot, SystemTime::UNIX_EPOCH)
        .expect(\"a token\");
";

const ROBOT: &str = "    app.user(\"robot\", \"correct-horse\", api::SCOPES).await;
    let robot = tokens.issue(&robot).expect(\"a token\").access_token;
";

const USER: &str = "    let user = Principal::new(\"robot\", api::SCOPES);
    let user = tokens.issue(&user).expect(\"a token\").access_token;
";
