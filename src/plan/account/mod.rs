//! Accounts: the token operation of a password or client-credentials flow, where the description has it itself, and those
//! who get tokens by it. In: the planned services and models, the schemes and the paths. Out: tables of users and of
//! clients, and what each of these operations does with them. What is not certain stays a stub, with its reason.

mod flow;
mod place;
mod register;
mod token;
mod user;

pub use place::{issuing, report};
pub use register::{Given, Register};
pub use token::{Answer, Choice, Exchange, Flows, Login, Proof, Told, Word};
pub use user::{Column, Part, Shown};

use super::model::Type;
use super::resource::{self, Look, Place, Resource};
use super::route::Outcome;
use crate::ir::{self, Lifetime};
use crate::naming::ValueName;
use flow::Flows as Described;
use user::Known;

/// The dependency that is the user a request is from.
pub const CURRENT_USER: &str = "CurrentUser";
/// The dependency that issues tokens.
pub const TOKENS: &str = "Tokens";

const CURRENT_USER_DOCS: &str = "The user that the request is from, as the table has them.";
const TOKENS_DOCS: &str = "Issues tokens, and judges them.";

/// Who gets tokens, and the operations that have to do with it.
#[derive(Debug)]
pub struct Accounts {
    pub tokens: Vec<(Place, Exchange)>,
    pub users: Option<Users>,
    pub clients: Option<Clients>,
}

/// Who can log in.
#[derive(Debug)]
pub struct Users {
    pub table: String,
    /// The module under `src/data/`.
    pub module: ValueName,
    /// What users are known by when they log in: field and column.
    pub login: ValueName,
    /// The type of their ids.
    pub key: Type,
    /// What else is kept of a user.
    pub columns: Vec<Column>,
    pub me: Vec<(Place, Shown)>,
    pub register: Option<(Place, Register)>,
    /// Operations that nobody but users may call. Where the description makes its own `CurrentUser`: none.
    pub guarded: Vec<Place>,
}

/// Programs that get tokens for themselves.
#[derive(Debug)]
pub struct Clients {
    pub table: String,
    /// The module under `src/data/`.
    pub module: ValueName,
    /// Schemes that only programs can meet, and those that only users can.
    pub schemes: Vec<String>,
    pub of_users: Vec<String>,
    /// Operations that programs may call; those first that nobody else may.
    pub open: Vec<Place>,
}

/// Whose tokens meet a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Anybody,
    User,
    Client,
}

impl Accounts {
    /// What an operation does, and over which table.
    pub fn does(&self, place: Place) -> Option<(&'static str, String)> {
        let exchange = self.tokens.iter().find(|(known, _)| *known == place);
        if let Some((_, exchange)) = exchange {
            let users = self.users.as_ref().map(|users| users.table.as_str());
            let clients = self.clients.as_ref().map(|clients| clients.table.as_str());
            let (users, clients) = (users.unwrap_or_default(), clients.unwrap_or_default());
            return Some(match exchange.flows {
                Flows::Password(_) => ("log in", users.to_owned()),
                Flows::Client(_) => ("authorize", clients.to_owned()),
                Flows::Both(..) => ("log in", format!("{users}, {clients}")),
            });
        }
        let users = self.users.as_ref()?;
        let does = if users.me.iter().any(|(known, _)| *known == place) {
            "read me"
        } else {
            let register = users.register.as_ref();
            register.filter(|(known, _)| *known == place)?;
            "register"
        };
        Some((does, users.table.clone()))
    }

    /// The dependencies that operations get beside those of the description.
    pub fn dependencies(&self) -> Vec<(Place, &'static str)> {
        let mut all = Vec::new();
        for (place, _) in &self.tokens {
            all.push((*place, resource::SESSION));
            all.push((*place, TOKENS));
        }
        if let Some(users) = &self.users {
            let register = users.register.iter();
            all.extend(register.map(|(place, _)| (*place, resource::SESSION)));
            all.extend(users.guarded.iter().map(|place| (*place, CURRENT_USER)));
        }
        all
    }

    /// Whose tokens meet this scheme.
    pub fn holder(&self, scheme: &str) -> Holder {
        let is_in = |names: &[String]| names.iter().any(|name| name == scheme);
        match &self.clients {
            Some(clients) if is_in(&clients.schemes) => Holder::Client,
            Some(clients) if is_in(&clients.of_users) => Holder::User,
            _ => Holder::Anybody,
        }
    }
}

/// Describes the dependencies that accounts bring along.
pub fn describe(api: &mut ir::Api, at: &crate::source::Place) {
    let depends = [ir::PRINCIPAL, resource::SESSION]
        .map(str::to_owned)
        .to_vec();
    let user = ir::Dependency {
        at: at.clone(),
        description: Some(CURRENT_USER_DOCS.to_owned()),
        depends: depends.clone(),
        parameters: Vec::new(),
        blocking: false,
        lifetime: Lifetime::Request,
    };
    let tokens = ir::Dependency {
        description: Some(TOKENS_DOCS.to_owned()),
        depends: Vec::new(),
        lifetime: Lifetime::Application,
        ..user.clone()
    };
    let described = api
        .dependencies
        .entry(CURRENT_USER.to_owned())
        .or_insert(user);
    if is_ours(Some(described)) {
        described.depends = depends;
    }
    api.dependencies.entry(TOKENS.to_owned()).or_insert(tokens);
}

/// Whether a described `CurrentUser` can be the one made here: it is made of nothing else.
fn is_ours(described: Option<&ir::Dependency>) -> bool {
    described.is_none_or(|known| {
        let made_of = |name: &String| [ir::PRINCIPAL, resource::SESSION].contains(&name.as_str());
        let plain = known.lifetime == Lifetime::Request && known.parameters.is_empty();
        plain && !known.blocking && known.depends.iter().all(made_of)
    })
}

/// Finds the accounts of a description. `note` hears why an operation is left to a person.
pub fn recognise(
    look: &Look<'_>,
    resources: &[Resource],
    note: &mut dyn FnMut(Place, String),
) -> Option<Accounts> {
    let flows = flow::read(look);
    let mut tokens = Vec::new();
    for (place, wanted) in &flows.places {
        match token::plan(look, *place, *wanted) {
            Ok(exchange) => tokens.push((*place, exchange)),
            Err(why) => note(*place, why),
        }
    }
    let taken = |name: &str| {
        let described = look.api.dependencies.get(name);
        described.is_some_and(|known| known.description.as_deref() != Some(TOKENS_DOCS))
    };
    let (first, _) = tokens.first()?;
    if taken(TOKENS) {
        note(
            *first,
            format!("`{TOKENS}` is a dependency of the description's own"),
        );
        return None;
    }
    let free = |names: [&'static str; 3]| {
        let is_free = |name: &&str| resources.iter().all(|resource| resource.table != *name);
        names.into_iter().find(is_free)
    };
    let mut users = None;
    if tokens.iter().any(|(_, known)| known.login().is_some()) {
        let table = free(["users", "accounts", "user_accounts"])?;
        users = Some(self::users(look, &flows, table, note));
    }
    let mut clients = None;
    if tokens.iter().any(|(_, known)| known.proof().is_some()) {
        let table = free(["clients", "api_clients", "oauth_clients"])?;
        clients = Some(Clients {
            table: table.to_owned(),
            module: ValueName::module(table),
            open: flows.open_to_clients(look),
            schemes: flows.of_clients,
            of_users: flows.of_users,
        });
    }
    Some(Accounts {
        tokens,
        users,
        clients,
    })
}

fn users(
    look: &Look<'_>,
    flows: &Described,
    table: &str,
    note: &mut dyn FnMut(Place, String),
) -> Users {
    let ours = is_ours(look.api.dependencies.get(CURRENT_USER));
    let all = || places_of(look);
    // Where programs are let in too, nobody but a user can ask who they are.
    let both = || flows.of_users.iter().chain(&flows.of_both).cloned();
    let (of_users, both): (&[String], Vec<String>) = (&flows.of_users, both().collect());
    let guarded: Vec<Place> = all()
        .filter(|place| {
            let me = is_me(look, *place) && is_guarded(look, *place, &both);
            ours && (me || is_guarded(look, *place, of_users))
        })
        .collect();
    let mut known = Known::default();
    let mut me = Vec::new();
    for place in guarded.iter().copied().filter(|place| is_me(look, *place)) {
        match shown_me(look, place, &mut known) {
            Ok(shown) => me.push((place, shown)),
            Err(why) => note(place, why),
        }
    }
    let mut register = None;
    for place in all().filter(|place| register::is_candidate(look, *place)) {
        match register::plan(look, place, &mut known) {
            Ok(planned) if register.is_none() => register = Some((place, planned)),
            Ok(_) => note(place, "another operation registers users".to_owned()),
            Err(why) => note(place, why),
        }
    }
    Users {
        table: table.to_owned(),
        module: ValueName::module(table),
        login: known.login_or_default(),
        key: known.key.unwrap_or(Type::I64),
        columns: known.columns,
        me,
        register,
        guarded,
    }
}

fn is_used(look: &Look<'_>, scheme: &str) -> bool {
    let requirements = look.api.operations.iter().flat_map(|known| &known.security);
    requirements
        .flat_map(|requirement| requirement.0.keys())
        .any(|name| name == scheme)
}

fn places_of<'l>(look: &'l Look<'_>) -> impl Iterator<Item = Place> + 'l {
    let services = look.services.iter().enumerate();
    services
        .flat_map(|(service, known)| (0..known.operations.len()).map(move |at| Place(service, at)))
}

/// Whether every way in leads through one of these schemes.
fn is_guarded(look: &Look<'_>, place: Place, schemes: &[String]) -> bool {
    let security = &look.described(place).security;
    let by_token = |all: &ir::Requirement| schemes.iter().any(|name| all.0.contains_key(name));
    !security.is_empty() && security.iter().all(by_token)
}

/// `GET …/me`, asked for nothing else.
fn is_me(look: &Look<'_>, place: Place) -> bool {
    let operation = look.operation(place);
    let last = operation.path.trim_end_matches('/').rsplit('/').next();
    let asked = operation.params.is_some() || operation.blocking;
    operation.method == "GET" && last == Some("me") && !asked
}

fn shown_me(look: &Look<'_>, place: Place, users: &mut Known) -> Result<Shown, String> {
    let Outcome::Plain(reply) = &look.operation(place).success else {
        return Err("it answers with more than the user".to_owned());
    };
    let body = reply.body.as_ref().ok_or("its answer has no body")?;
    users.shown(look, body)
}
