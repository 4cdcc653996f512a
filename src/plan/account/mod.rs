//! Accounts: the token operation of a password flow, where the description has it itself, and those who log in by it. In: the planned services and models, the schemes and the paths. Out: a table of users, and what each of these
//! operations does with it. What is not certain stays a stub, with its reason.

mod place;
mod register;
mod token;
mod user;

pub use place::report;
pub use register::{Given, Register};
pub use token::{Answer, Login, Told, Word};
pub use user::{Column, Part, Shown};

use super::model::Type;
use super::resource::{self, Look, Place, Resource};
use super::route::Outcome;
use crate::ir::{self, Lifetime, SecurityKind};
use crate::naming::ValueName;
use user::Users;

/// The dependency that is the user a request is from.
pub const CURRENT_USER: &str = "CurrentUser";
/// The dependency that issues tokens.
pub const TOKENS: &str = "Tokens";

const CURRENT_USER_DOCS: &str = "The user that the request is from, as the table has them.";
const TOKENS_DOCS: &str = "Issues tokens, and judges them.";

/// Who can log in, and the operations that have to do with it.
#[derive(Debug)]
pub struct Accounts {
    pub table: String,
    /// The module under `src/data/`.
    pub module: ValueName,
    /// What users are known by when they log in: field and column.
    pub login: ValueName,
    /// The type of their ids.
    pub key: Type,
    /// What else is kept of a user.
    pub columns: Vec<Column>,
    pub logins: Vec<(Place, Login)>,
    pub me: Vec<(Place, Shown)>,
    pub register: Option<(Place, Register)>,
    /// Operations that nobody but users may call. Where the description makes its own `CurrentUser`: none.
    pub guarded: Vec<Place>,
}

impl Accounts {
    /// What an operation does.
    pub fn does(&self, place: Place) -> Option<&'static str> {
        if self.logins.iter().any(|(known, _)| *known == place) {
            return Some("log in");
        }
        if self.me.iter().any(|(known, _)| *known == place) {
            return Some("read me");
        }
        let register = self.register.as_ref();
        register
            .is_some_and(|(known, _)| *known == place)
            .then_some("register")
    }

    /// The dependencies that operations get beside those of the description.
    pub fn dependencies(&self) -> Vec<(Place, &'static str)> {
        let mut all = Vec::new();
        for (place, _) in &self.logins {
            all.push((*place, resource::SESSION));
            all.push((*place, TOKENS));
        }
        all.extend(
            self.register
                .iter()
                .map(|(place, _)| (*place, resource::SESSION)),
        );
        all.extend(self.guarded.iter().map(|place| (*place, CURRENT_USER)));
        all
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
    let (schemes, places) = flows(look);
    let mut logins = Vec::new();
    for place in places {
        match token::plan(look, place) {
            Ok(login) => logins.push((place, login)),
            Err(why) => note(place, why),
        }
    }
    let taken = |name: &str| {
        let described = look.api.dependencies.get(name);
        described.is_some_and(|known| known.description.as_deref() != Some(TOKENS_DOCS))
    };
    let (first, _) = logins.first()?;
    if taken(TOKENS) {
        note(
            *first,
            format!("`{TOKENS}` is a dependency of the description's own"),
        );
        return None;
    }
    let ours = is_ours(look.api.dependencies.get(CURRENT_USER));
    let all = || places_of(look);
    let guarded: Vec<Place> = all()
        .filter(|place| ours && is_guarded(look, *place, &schemes))
        .collect();
    let mut users = Users::default();
    let mut me = Vec::new();
    for place in guarded.iter().copied().filter(|place| is_me(look, *place)) {
        match shown_me(look, place, &mut users) {
            Ok(shown) => me.push((place, shown)),
            Err(why) => note(place, why),
        }
    }
    let mut register = None;
    for place in all().filter(|place| register::is_candidate(look, *place)) {
        match register::plan(look, place, &mut users) {
            Ok(planned) if register.is_none() => register = Some((place, planned)),
            Ok(_) => note(place, "another operation registers users".to_owned()),
            Err(why) => note(place, why),
        }
    }
    let tables = ["users", "accounts", "user_accounts"];
    let table = tables
        .into_iter()
        .find(|name| resources.iter().all(|resource| resource.table != *name))?;
    let login = users.login_or_default();
    Some(Accounts {
        table: table.to_owned(),
        module: ValueName::module(table),
        login,
        key: users.key.unwrap_or(Type::I64),
        columns: users.columns,
        logins,
        me,
        register,
        guarded,
    })
}

/// The schemes of password flows whose token operation is in the description, and these operations.
fn flows(look: &Look<'_>) -> (Vec<String>, Vec<Place>) {
    let (mut schemes, mut places) = (Vec::new(), Vec::new());
    for (name, scheme) in &look.api.security_schemes {
        let SecurityKind::OAuth2 { flows } = &scheme.kind else {
            continue;
        };
        let flow = flows.iter().find(|flow| flow.kind == "password");
        let url = flow.and_then(|flow| flow.token_url.as_deref());
        let Some(place) = url.and_then(|url| place::of(look, url)) else {
            continue;
        };
        if !is_used(look, name) {
            continue;
        }
        schemes.push(name.clone());
        if !places.contains(&place) {
            places.push(place);
        }
    }
    (schemes, places)
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

fn shown_me(look: &Look<'_>, place: Place, users: &mut Users) -> Result<Shown, String> {
    let Outcome::Plain(reply) = &look.operation(place).success else {
        return Err("it answers with more than the user".to_owned());
    };
    let body = reply.body.as_ref().ok_or("its answer has no body")?;
    users.shown(look, body)
}
