//! What operations depend on, through the generated graph: once per request, shared, replaced, cleaned up.

use api::{
    Api,
    deps::{PagingParams, Provided, Providers},
    services::{doors::*, operations::*, pets::*},
};
use runtime::{
    auth::Grant,
    http::ApiOptions,
    prelude as rt,
    testing::{self, Answer},
};
use std::{
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
    time::Duration,
};

type Log = Arc<Mutex<Vec<String>>>;

/// Notes what is made, and how it ends.
#[derive(Clone, Default)]
struct Deps(Log);

#[derive(Clone)]
struct Session(Log);

impl Session {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }
}

impl Deps {
    fn note(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }
}

impl Providers for Deps {
    type Principal = Grant;
    type Clock = &'static str;
    type Session = Session;
    type CurrentUser = String;
    type Report = ThreadId;
    type Paging = String;

    async fn key(&self, _cx: &rt::Context, key: &str) -> Result<Grant, rt::Error> {
        match key {
            "good" => Ok(Grant::new("ann", &[])),
            _ => Err(rt::Error::unauthorized("Not good")),
        }
    }

    async fn login(&self, _: &rt::Context, user: &str, _: &str) -> Result<Grant, rt::Error> {
        Ok(Grant::new(user, &[]))
    }

    async fn query(&self, _: &rt::Context, key: &str) -> Result<Grant, rt::Error> {
        known("query", key)
    }

    async fn cookie(&self, _: &rt::Context, key: &str) -> Result<Grant, rt::Error> {
        known("cookie", key)
    }

    async fn digest(&self, _: &rt::Context, credentials: &str) -> Result<Grant, rt::Error> {
        known("digest", credentials)
    }

    async fn custom(&self, _: &rt::Context, credentials: &str) -> Result<Grant, rt::Error> {
        known("custom", credentials)
    }

    async fn oauth(&self, _: &rt::Context, token: &str) -> Result<Grant, rt::Error> {
        known("oauth", token)
    }

    async fn oidc(&self, _: &rt::Context, token: &str) -> Result<Grant, rt::Error> {
        known("oidc", token)
    }

    async fn clock(&self) -> Result<&'static str, rt::Error> {
        tokio::task::yield_now().await;
        self.note("clock");
        Ok("noon")
    }

    async fn session(&self, cx: &rt::Context) -> Result<Session, rt::Error> {
        tokio::task::yield_now().await;
        let session = Session(self.0.clone());
        session.note("begin");
        let ended = session.clone();
        cx.on_exit(|outcome| async move {
            ended.note(if outcome.is_success() {
                "commit"
            } else {
                "rollback"
            });
            Ok(())
        });
        Ok(session)
    }

    async fn current_user(
        &self,
        _cx: &rt::Context,
        principal: Grant,
        session: Session,
    ) -> Result<String, rt::Error> {
        session.note("user");
        Ok(principal.subject)
    }

    async fn paging(&self, _: &rt::Context, params: PagingParams) -> Result<String, rt::Error> {
        let kind = params.kind.map(|kind| kind.to_string());
        Ok(format!("{} of {}", params.limit, kind.unwrap_or_default()))
    }

    fn report(&self, _cx: &rt::Context, session: Session) -> Result<ThreadId, rt::Error> {
        thread::sleep(Duration::from_millis(60));
        session.note("report");
        Ok(thread::current().id())
    }
}

struct Service;

impl Pets<Deps> for Service {
    async fn list_pets(
        &self,
        _cx: &rt::Context,
        principal: Option<Grant>,
        clock: &'static str,
        session: Session,
    ) -> Result<(), rt::Error> {
        session.note(format!(
            "{clock} {:?}",
            principal.map(|known| known.subject)
        ));
        Ok(())
    }

    async fn create_pet(
        &self,
        cx: &rt::Context,
        principal: Grant,
        _clock: &'static str,
        session: Session,
        current_user: String,
        report: ThreadId,
    ) -> Result<(), rt::Error> {
        assert_eq!(principal.subject, current_user);
        assert_ne!(report, thread::current().id());
        session.note(current_user);
        if cx.headers().contains_key("conflict") {
            return Err(rt::Error::conflict("taken"));
        }
        let session = session.clone();
        cx.background(async move { session.note("mail") });
        Ok(())
    }
}

impl Operations<Deps> for Service {
    fn export(
        &self,
        cx: &rt::Context,
        params: ExportParams,
        _clock: &'static str,
        session: Session,
        paging: String,
    ) -> Result<String, ExportFailure> {
        if let Some(name) = params.name {
            return Ok(format!("{name}: {paging}"));
        }
        thread::sleep(Duration::from_millis(60));
        session.note("export");
        match cx.headers().get("end").map(|end| end.as_bytes()) {
            Some(b"conflict") => Err(ExportFailure::Conflict),
            Some(b"fault") => Err(rt::Error::not_found("nothing"))?,
            Some(_) => panic!("as asked"),
            None => Ok(format!("{:?}", thread::current().id())),
        }
    }
}

/// `read` or `write` is a credential that is good, for what it says alone.
fn known(scheme: &str, shown: &str) -> Result<Grant, rt::Error> {
    match shown {
        "read" => Ok(Grant::new(scheme, &["read"])),
        "write" => Ok(Grant::new(scheme, &["write"])),
        "both" => Ok(Grant::new(scheme, &["read", "write"])),
        _ => Err(rt::Error::unauthorized("Not good")),
    }
}

impl Doors<Deps> for Service {
    async fn by_query(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_cookie(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_digest(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_custom(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_oauth(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_oidc(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_certificate(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }

    async fn by_several(
        &self,
        _: &rt::Context,
        principal: Grant,
        _: &'static str,
    ) -> Result<String, rt::Error> {
        Ok(principal.subject)
    }
}

fn api(change: impl FnOnce(Provided<Deps>) -> Provided<Deps>) -> (Log, axum::Router) {
    let deps = Deps::default();
    let log = deps.0.clone();
    let api = Api::new(change(deps.into()))
        .pets(Service)
        .operations(Service)
        .doors(Service);
    (log, api.into_router(ApiOptions::default()))
}

async fn send(router: &axum::Router, request: &str) -> Answer {
    testing::send(router.clone(), testing::request(request).unwrap()).await
}

fn taken(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

const LOGIN: &str = "POST /pets\nauthorization: Basic Ym9iOnB3";

#[tokio::test]
async fn one_session_for_all_and_one_clock_for_ever() {
    let (log, router) = api(|deps| deps);
    assert_eq!(send(&router, LOGIN).await.status, 201);
    let mut seen = taken(&log);
    tokio::time::sleep(Duration::from_millis(20)).await;
    seen.extend(taken(&log));
    let expected = ["clock", "begin", "user", "report", "bob", "commit", "mail"];
    assert_eq!(seen, expected);
    assert_eq!(send(&router, "GET /pets").await.status, 204);
    assert_eq!(taken(&log), ["begin", "noon None", "commit"]);
    assert_eq!(
        send(&router, "GET /pets\nx-api-key: good").await.status,
        204
    );
    assert_eq!(taken(&log), ["begin", "noon Some(\"ann\")", "commit"]);
}

#[tokio::test]
async fn a_refusal_rolls_back_and_a_stranger_opens_nothing() {
    let (log, router) = api(|deps| deps);
    assert_eq!(
        send(&router, &format!("{LOGIN}\nconflict: 1")).await.status,
        409
    );
    assert_eq!(taken(&log).last().unwrap(), "rollback");
    assert_eq!(send(&router, "POST /pets").await.status, 401);
    assert_eq!(send(&router, "GET /pets\nx-api-key: bad").await.status, 401);
    assert_eq!(taken(&log), [""; 0]);
}

#[tokio::test]
async fn values_and_services_are_replaced_for_one_application() {
    let (log, router) = api(|deps| {
        deps.principal(|_| async { Ok(Grant::new("eve", &[])) })
            .current_user(|_| async { Ok("eve".to_owned()) })
            .report(|_| async {
                let other = tokio::task::spawn_blocking(|| thread::current().id());
                Ok(other.await?)
            })
    });
    assert_eq!(send(&router, "POST /pets").await.status, 201);
    assert_eq!(taken(&log)[..3], ["clock", "begin", "eve"]);
    let (log, router) = api(|deps| deps.session(|_| async { Err(rt::Error::not_found("none")) }));
    assert_eq!(send(&router, LOGIN).await.status, 404);
    assert_eq!(taken(&log), ["clock"]);

    struct Fake;
    impl Pets<Deps> for Fake {
        async fn list_pets(
            &self,
            _: &rt::Context,
            _: Option<Grant>,
            _: &'static str,
            session: Session,
        ) -> Result<(), rt::Error> {
            session.note("fake");
            Ok(())
        }
    }
    let deps = Deps::default();
    let log = deps.0.clone();
    let router = Api::new(deps).pets(Fake).into_router(ApiOptions::default());
    assert_eq!(send(&router, "GET /pets").await.status, 204);
    assert_eq!(taken(&log), ["clock", "begin", "fake", "commit"]);
}

/// A method that blocks has what all have: values, cleanups that hear how it ended, an answer when it panics. It runs
/// where it holds up nobody.
#[tokio::test]
async fn a_method_may_block() {
    let (log, router) = api(|deps| deps);
    send(&router, "GET /pets").await;
    taken(&log);
    let slow = tokio::spawn({
        let router = router.clone();
        async move { send(&router, "GET /export").await }
    });
    let mut answered = 0;
    while !slow.is_finished() {
        assert_eq!(send(&router, "GET /health").await.status, 501);
        // Nothing in it waits: the other task has this thread only when it is given.
        tokio::task::yield_now().await;
        answered += 1;
        // Nothing of that request waits, and this thread is the only one.
        tokio::task::yield_now().await;
    }
    assert!(answered > 10, "{answered}");
    let answer = slow.await.unwrap();
    assert_eq!(answer.status, 200);
    let here = format!("{:?}", thread::current().id());
    assert_ne!(answer.json(), here);
    assert_eq!(taken(&log), ["begin", "export", "commit"]);
    for (end, status) in [("conflict", 409), ("fault", 404), ("panic", 500)] {
        let answer = send(&router, &format!("GET /export\nend: {end}")).await;
        assert_eq!(answer.status, status);
        assert_eq!(taken(&log), ["begin", "export", "rollback"]);
    }
}

/// A dependency takes request parts of its own: they are read with the operation's, and no operation repeats them.
#[tokio::test]
async fn what_a_dependency_takes_is_checked_with_the_rest() {
    let (log, router) = api(|deps| deps);
    let answer = send(&router, "GET /export?name=all&limit=7&kind=dog").await;
    assert_eq!(answer.json(), "all: 7 of dog");
    let answer = send(&router, "GET /export?name=all").await;
    assert_eq!(answer.json(), "all: 20 of ");
    taken(&log);
    let answer = send(&router, "GET /export?name=a&limit=0&kind=cow").await;
    assert_eq!(answer.status, 422);
    let faults = answer.json();
    let places: Vec<_> = faults["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["loc"][1].clone())
        .collect();
    assert_eq!(places, ["limit", "kind", "name"]);
    assert_eq!(taken(&log), [""; 0]);
}

/// While a provider blocks, other requests are answered: by one thread.
#[tokio::test]
async fn what_blocks_holds_nobody_up() {
    let (_, router) = api(|deps| deps);
    send(&router, "GET /pets").await;
    let slow = tokio::spawn({
        let router = router.clone();
        async move { send(&router, LOGIN).await.status }
    });
    let mut answered = 0;
    while !slow.is_finished() {
        assert_eq!(send(&router, "GET /pets").await.status, 204);
        answered += 1;
    }
    assert_eq!(slow.await.unwrap(), 201);
    assert!(answered > 10, "{answered}");
}

/// Each kind of credential where it is described; 401 asks for each that would do, 403 for what is lacking.
#[tokio::test]
async fn every_scheme_has_its_place() {
    let bearer = "Bearer error=\"insufficient_scope\", scope=\"read write\"";
    let (_, router) = api(|deps| deps);
    for (request, status, told) in [
        ("query?key=read", 200, "query"),
        ("query?key=r%65ad", 200, "query"),
        ("query?key=bad", 401, "APIKey"),
        ("query?Key=read", 401, "APIKey"),
        ("query\nkey: read", 401, "APIKey"),
        ("cookie\ncookie: a=b; session=read", 200, "cookie"),
        ("cookie\ncookie: session=", 401, "APIKey"),
        ("digest\nauthorization: digest read", 200, "digest"),
        ("digest\nauthorization: Bearer read", 401, "Digest"),
        ("custom\nauthorization: HOBA read", 200, "custom"),
        ("custom", 401, "Hoba"),
        ("oauth\nauthorization: bearer both", 200, "oauth"),
        ("oauth\nauthorization: Bearer read", 403, bearer),
        ("oauth\nauthorization: Basic both", 401, "Bearer"),
        ("oidc\nauthorization: Bearer read", 200, "oidc"),
        ("oidc\nauthorization: Bearer", 401, "Bearer"),
        // Nobody has said what a certificate means, so that none is good.
        ("certificate", 501, ""),
        ("several", 401, "APIKey, Digest, Bearer"),
        ("several?key=read", 401, "APIKey, Digest, Bearer"),
        ("several?key=read\ncookie: session=write", 200, "query"),
        ("several\nauthorization: Digest read", 200, "digest"),
        ("several\nauthorization: Bearer write", 200, "oauth"),
        (
            "several?key=bad\ncookie: session=read\nauthorization: Bearer write",
            200,
            "oauth",
        ),
        (
            "several\nauthorization: Bearer read",
            403,
            "Bearer error=\"insufficient_scope\", scope=\"write\"",
        ),
    ] {
        let answer = send(&router, &format!("GET /doors/{request}")).await;
        let challenges = answer.headers.get_all("www-authenticate").iter();
        let challenges: Vec<&str> = challenges.map(|value| value.to_str().unwrap()).collect();
        let found = match answer.status {
            200 => answer.text(),
            _ => challenges.join(", "),
        };
        assert_eq!((answer.status, found.as_str()), (status, told), "{request}");
    }
}
