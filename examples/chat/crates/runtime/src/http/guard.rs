//! Lets a request through to its operation, or refuses it, by the credentials that it shows. In: the alternatives of
//! combinations that the description requires, and the providers that know what a credential means. Out: the principal,
//! kept for the service; or 401, 403, 501. Nothing passes that nobody has checked (but see `MOCK=1`).

use super::{
    error::Error,
    security::{self, Credential, Shown},
};
use crate::{
    context::Context,
    prelude::BoxFuture,
    scope::{Identity, StandIn},
};
use axum::http::{StatusCode, header::WWW_AUTHENTICATE};

/// A way to show who a request is from (OpenAPI 3.1, section 4.8.27).
#[derive(Debug)]
pub struct Scheme {
    /// As the description has it.
    pub name: &'static str,
    /// Its place among the schemes.
    pub index: usize,
    pub credential: Credential,
}

/// A scheme, and the scopes or roles that its principal needs.
pub type Requirement = (&'static Scheme, &'static [&'static str]);

/// Who a request is from, as far as the router has to know.
pub trait Principal: Clone + Send + Sync + 'static {
    /// Whether this scope or role was granted.
    fn may(&self, scope: &str) -> bool;
}

/// Which provider answers for which scheme: what generated code says.
pub trait Authenticate: Send + Sync {
    type Principal: Principal;

    /// Whom a credential belongs to.
    fn authenticate(
        &self,
        cx: &Context,
        scheme: usize,
        shown: &Shown<'_>,
    ) -> impl Future<Output = Result<Self::Principal, Error>> + Send;

    /// Whom a test takes every request for.
    fn stand_in(&self) -> Option<&StandIn<Self::Principal>>;

    /// Where the principal is kept.
    fn identity<'c>(&self, cx: &'c Context) -> &'c Identity<Self::Principal>;
}

/// How credentials are judged.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// A credential that no provider is there for is taken for good: the operation answers with an example.
    pub mock: bool,
    /// Every combination is to be met, and not one: in FastAPI's documents each comes from a dependency of its own, and
    /// all of them run.
    pub every: bool,
}

/// [`Authenticate`] behind a pointer.
pub trait Guard: Send + Sync {
    /// Ends well for a request that meets one of the alternatives.
    fn admit<'c>(
        &'c self,
        cx: &'c Context,
        alternatives: &'static [&'static [Requirement]],
        rules: Rules,
    ) -> BoxFuture<'c, Result<(), Error>>;
}

impl<A: Authenticate> Guard for A {
    fn admit<'c>(
        &'c self,
        cx: &'c Context,
        alternatives: &'static [&'static [Requirement]],
        rules: Rules,
    ) -> BoxFuture<'c, Result<(), Error>> {
        Box::pin(admit(self, cx, alternatives, rules))
    }
}

async fn admit<A: Authenticate>(
    guard: &A,
    cx: &Context,
    alternatives: &'static [&'static [Requirement]],
    rules: Rules,
) -> Result<(), Error> {
    if let Some(stand_in) = guard.stand_in() {
        let principal = stand_in.make(cx).await?;
        return admit_stand_in(guard, cx, alternatives, principal);
    }
    if rules.every {
        return admit_by_every(guard, cx, alternatives, rules).await;
    }
    let mut refusal: Option<Error> = None;
    for combination in alternatives.iter().filter(|all| !all.is_empty()) {
        let Some(shown) = shown(cx, combination) else {
            continue;
        };
        match check(guard, cx, combination, &shown).await {
            Ok(principal) => {
                guard.identity(cx).set(Some(principal));
                return Ok(());
            }
            Err(error) if rules.mock && error.is_not_implemented() => {
                guard.identity(cx).set(None);
                return Ok(());
            }
            // Another alternative may still be met. Of several refusals the one tells most that knew who it is.
            Err(error) if error.status() == StatusCode::UNAUTHORIZED => {
                refusal.get_or_insert(error);
            }
            Err(error) if error.status() == StatusCode::FORBIDDEN => refusal = Some(error),
            Err(error) => return Err(error),
        }
    }
    match refusal {
        // Who shows a credential that is wrong does not want to be taken for nobody.
        Some(error) => Err(challenged(error, alternatives)),
        None if alternatives.iter().any(|all| all.is_empty()) => Ok(()),
        None => Err(challenged(
            Error::unauthorized("Not authenticated"),
            alternatives,
        )),
    }
}

async fn admit_by_every<A: Authenticate>(
    guard: &A,
    cx: &Context,
    alternatives: &'static [&'static [Requirement]],
    rules: Rules,
) -> Result<(), Error> {
    let mut first = None;
    for combination in alternatives.iter().filter(|all| !all.is_empty()) {
        let unshown = || challenged(Error::unauthorized("Not authenticated"), &[combination]);
        let shown = combination
            .iter()
            .map(|(scheme, _)| security::shown_to_fastapi(cx, &scheme.credential));
        let shown: Option<Vec<_>> = shown.collect();
        let shown = shown.ok_or_else(unshown)?;
        match check(guard, cx, combination, &shown).await {
            Ok(principal) => {
                first.get_or_insert(principal);
            }
            Err(error) if rules.mock && error.is_not_implemented() => {}
            Err(error) => return Err(challenged(error, &[combination])),
        }
    }
    guard.identity(cx).set(first);
    Ok(())
}

/// What the request shows for every scheme of a combination; `None` when one is missing.
fn shown<'c>(cx: &'c Context, combination: &[Requirement]) -> Option<Vec<Shown<'c>>> {
    combination
        .iter()
        .map(|(scheme, _)| security::shown(cx, &scheme.credential))
        .collect()
}

/// Asks the provider of each scheme. The service hears of the principal of the first.
async fn check<A: Authenticate>(
    guard: &A,
    cx: &Context,
    combination: &'static [Requirement],
    shown: &[Shown<'_>],
) -> Result<A::Principal, Error> {
    let mut first = None;
    for ((scheme, scopes), shown) in combination.iter().zip(shown) {
        let principal = guard.authenticate(cx, scheme.index, shown).await?;
        allow(&principal, scheme, scopes)?;
        first.get_or_insert(principal);
    }
    first.ok_or_else(|| Error::unauthorized("Not authenticated"))
}

fn allow(principal: &impl Principal, scheme: &Scheme, scopes: &[&str]) -> Result<(), Error> {
    if scopes.iter().all(|scope| principal.may(scope)) {
        return Ok(());
    }
    let error = Error::forbidden("Not enough permissions");
    if !matches!(
        scheme.credential,
        Credential::Token | Credential::Authorization | Credential::Http("bearer")
    ) {
        return Err(error);
    }
    // RFC 6750, section 3.1.
    let scopes = scopes.join(" ");
    let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scopes}\"");
    Err(error.with_header(WWW_AUTHENTICATE.as_str(), &challenge))
}

fn admit_stand_in<A: Authenticate>(
    guard: &A,
    cx: &Context,
    alternatives: &'static [&'static [Requirement]],
    principal: A::Principal,
) -> Result<(), Error> {
    let allowed = alternatives.iter().map(|combination| {
        combination
            .iter()
            .try_for_each(|(scheme, scopes)| allow(&principal, scheme, scopes))
    });
    // With one met, what the others lack is no matter.
    allowed.reduce(Result::or).unwrap_or(Ok(()))?;
    guard.identity(cx).set(Some(principal));
    Ok(())
}

/// Adds what each of the schemes asks for, where the provider has not (RFC 9110, section 11.6.1).
fn challenged(mut error: Error, alternatives: &[&[Requirement]]) -> Error {
    if error.status() != StatusCode::UNAUTHORIZED || error.headers().contains_key(WWW_AUTHENTICATE)
    {
        return error;
    }
    let mut told: Vec<String> = Vec::new();
    for (scheme, _) in alternatives.iter().copied().flatten() {
        let challenge = match &scheme.credential {
            // RFC 7617, section 2: the realm has to be told.
            Credential::Http("basic") => "Basic realm=\"api\", charset=\"UTF-8\"".to_owned(),
            credential => security::challenge(credential),
        };
        if !told.contains(&challenge) {
            error = error.with_header(WWW_AUTHENTICATE.as_str(), &challenge);
            told.push(challenge);
        }
    }
    error
}
