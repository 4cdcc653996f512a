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

#[cfg(test)]
mod tests {
    use super::super::{
        ApiOptions, Call, Description, ErrorForm, In, Payload, Profile, Route, guarded_router,
    };
    use super::*;
    use crate::{auth::Grant, scope::Outcome, testing};
    use axum::response::{IntoResponse, Response};
    use std::sync::{Arc, Mutex};

    static KEY: Scheme = scheme(0, Credential::ApiKey(In::Header, "X-Key"));
    static TOKEN: Scheme = scheme(1, Credential::Http("bearer"));
    static LOGIN: Scheme = scheme(2, Credential::Http("basic"));
    static OTHER: Scheme = scheme(3, Credential::Http("custom"));

    const fn scheme(index: usize, credential: Credential) -> Scheme {
        Scheme {
            name: "",
            index,
            credential,
        }
    }

    /// Knows keys, tokens and logins that are good; nobody has written a provider for the last scheme.
    #[derive(Default)]
    struct Providers {
        stand_in: Option<StandIn<Grant>>,
        asked: Mutex<Vec<usize>>,
    }

    #[derive(Default)]
    struct Made(Identity<Grant>);

    impl Authenticate for Providers {
        type Principal = Grant;

        async fn authenticate(
            &self,
            cx: &Context,
            scheme: usize,
            shown: &Shown<'_>,
        ) -> Result<Grant, Error> {
            self.asked.lock().unwrap().push(scheme);
            cx.on_exit(|outcome| async move {
                assert_ne!(outcome, Outcome::Cancelled);
                Ok(())
            });
            match (scheme, shown.text(), shown.user(), shown.password()) {
                (0, "good", ..) => Ok(Grant::new("key", &[])),
                (1, "good", ..) => Ok(Grant::new("token", &["read"])),
                (2, _, "ann", "p:w") => Ok(Grant::new("login", &["read", "write"])),
                (1, "broken", ..) => Err(std::io::Error::other("no database").into()),
                (3, ..) => Err(Error::not_implemented()),
                _ => Err(Error::unauthorized("Not good")),
            }
        }

        fn stand_in(&self) -> Option<&StandIn<Grant>> {
            self.stand_in.as_ref()
        }

        fn identity<'c>(&self, cx: &'c Context) -> &'c Identity<Grant> {
            &cx.slot::<Made>().0
        }
    }

    #[allow(clippy::unused_async, reason = "the form of a handler")]
    async fn show(call: Call) -> Response {
        match call.context().slot::<Made>().0.optional() {
            Ok(principal) => principal
                .map_or("nobody".to_owned(), |known| known.subject)
                .into_response(),
            Err(error) => call.fault(error),
        }
    }

    static DESCRIPTION: Description = Description {
        title: "",
        openapi: b"{}",
        mocks: r#"{"test": {"status": 200, "content_type": "text/plain", "text": "mock"}}"#,
        answers: "",
        base_path: "",
        profile: Profile::Strict,
        errors: ErrorForm::Detail,
    };

    static ROUTES: &[&[Route<()>]] = &[&[
        route("/open", &[]),
        route("/key", &[&[(&KEY, &[])]]),
        route("/either", &[&[(&KEY, &[])], &[(&TOKEN, &["read"])]]),
        route("/both", &[&[(&KEY, &[]), (&TOKEN, &[])]]),
        route("/maybe", &[&[(&KEY, &[])], &[]]),
        route(
            "/write",
            &[&[(&TOKEN, &["read", "write"])], &[(&LOGIN, &["write"])]],
        ),
        route("/custom", &[&[(&OTHER, &[])]]),
    ]];

    const fn route(path: &'static str, security: &'static [&'static [Requirement]]) -> Route<()> {
        Route {
            method: "GET",
            path,
            operation: "test",
            place: 0,
            payload: Payload::None,
            security,
            handler: |_, call| Box::pin(show(call)),
        }
    }

    async fn answer(request: &str, mock: bool) -> testing::Answer {
        let options = ApiOptions {
            mock,
            ..ApiOptions::default()
        };
        let guard = Arc::new(Providers::default());
        let router = guarded_router(Arc::new(()), guard, ROUTES, &DESCRIPTION, options);
        testing::send(router, testing::request(request).unwrap()).await
    }

    /// Path and headers; status and text, or the challenges of a refusal.
    async fn check(request: &str, status: u16, expected: &str) {
        let answer = answer(&format!("GET {request}"), false).await;
        let challenges = answer.headers.get_all("www-authenticate").iter();
        let challenges: Vec<&str> = challenges.map(|value| value.to_str().unwrap()).collect();
        let told = if answer.status == 200 {
            answer.text()
        } else {
            challenges.join(", ")
        };
        assert_eq!(
            (answer.status, told.as_str()),
            (status, expected),
            "{request}"
        );
    }

    const TOKEN_GOOD: &str = "authorization: Bearer good";
    /// `ann:p:w`
    const LOGIN_GOOD: &str = "authorization: Basic YW5uOnA6dw==";

    #[tokio::test]
    async fn one_alternative_is_enough_and_all_of_a_combination_are_needed() {
        check("/open", 200, "nobody").await;
        check("/key", 401, "APIKey").await;
        check("/key\nx-key: bad", 401, "APIKey").await;
        check("/key\nx-key: good", 200, "key").await;
        check(&format!("/key\n{TOKEN_GOOD}"), 401, "APIKey").await;
        check("/either", 401, "APIKey, Bearer").await;
        check("/either\nx-key: good", 200, "key").await;
        check(&format!("/either\n{TOKEN_GOOD}"), 200, "token").await;
        check(&format!("/either\nx-key: bad\n{TOKEN_GOOD}"), 200, "token").await;
        check("/both\nx-key: good", 401, "APIKey, Bearer").await;
        check(&format!("/both\n{TOKEN_GOOD}"), 401, "APIKey, Bearer").await;
        check(
            &format!("/both\nx-key: bad\n{TOKEN_GOOD}"),
            401,
            "APIKey, Bearer",
        )
        .await;
        check(&format!("/both\nx-key: good\n{TOKEN_GOOD}"), 200, "key").await;
    }

    #[tokio::test]
    async fn who_shows_a_wrong_credential_is_not_taken_for_nobody() {
        check("/maybe", 200, "nobody").await;
        check("/maybe\nx-key: good", 200, "key").await;
        check("/maybe\nx-key: bad", 401, "APIKey").await;
    }

    #[tokio::test]
    async fn scopes_are_held_to() {
        let lacking = "Bearer error=\"insufficient_scope\", scope=\"read write\"";
        check(&format!("/write\n{TOKEN_GOOD}"), 403, lacking).await;
        check(&format!("/write\n{LOGIN_GOOD}"), 200, "login").await;
        check(
            "/write\nauthorization: Basic YW5uOm5v",
            401,
            "Bearer, Basic realm=\"api\", charset=\"UTF-8\"",
        )
        .await;
        check(
            "/write\nauthorization: Basic !",
            401,
            "Bearer, Basic realm=\"api\", charset=\"UTF-8\"",
        )
        .await;
        check(
            "/write\nauthorization: Bearer",
            401,
            "Bearer, Basic realm=\"api\", charset=\"UTF-8\"",
        )
        .await;
    }

    #[tokio::test]
    async fn what_nobody_can_judge_lets_nobody_in() {
        check("/custom", 401, "Custom").await;
        check("/custom\nauthorization: custom x", 501, "").await;
        check("/either\nauthorization: bearer broken", 500, "").await;
        let mocked = answer("GET /custom\nauthorization: custom x", true).await;
        assert_eq!((mocked.status, mocked.text().as_str()), (200, "mock"));
        assert_eq!(answer("GET /custom", true).await.status, 401);
        assert_eq!(answer("GET /key\nx-key: bad", true).await.status, 401);
    }

    #[tokio::test]
    async fn a_stand_in_needs_no_credentials_but_scopes() {
        let stand_in = StandIn::new(|_| async { Ok(Grant::new("test", &["read"])) });
        let guard = Arc::new(Providers {
            stand_in: Some(stand_in),
            ..Providers::default()
        });
        let options = ApiOptions::default();
        let router = guarded_router(Arc::new(()), guard.clone(), ROUTES, &DESCRIPTION, options);
        for (path, status) in [
            ("/key", 200),
            ("/maybe", 200),
            ("/either", 200),
            ("/write", 403),
        ] {
            let request = testing::request(&format!("GET {path}")).unwrap();
            let answer = testing::send(router.clone(), request).await;
            assert_eq!(answer.status, status, "{path}");
        }
        assert!(guard.asked.lock().unwrap().is_empty());
    }

    /// Without a guard, what asks for credentials is closed.
    #[tokio::test]
    async fn no_guard_no_entry() {
        let router =
            super::super::router(Arc::new(()), ROUTES, &DESCRIPTION, ApiOptions::default());
        for (request, status) in [("/open", 200), ("/maybe", 501), ("/key\nx-key: good", 501)] {
            let request = testing::request(&format!("GET {request}")).unwrap();
            assert_eq!(testing::send(router.clone(), request).await.status, status);
        }
    }
}
