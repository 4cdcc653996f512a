//! CPU time per request through the router, in process: an operation that depends on nothing, one that is given a session
//! and a user made from it and registers a cleanup, and one that is behind a credential too. The types are what is emitted
//! for a description with `x-specwright-depends: [Session, CurrentUser]`.

use axum::{
    body::Body,
    http::{Request, Response},
};
use runtime::{
    auth::Grant,
    http::{
        Authenticate, Call, Credential, Description, ErrorForm, In, Payload, Pending, Profile,
        Route, Scheme, Shown,
    },
    prelude as rt,
    scope::Identity,
};
use std::{sync::Arc, time::Instant};
use tower_service::Service as _;

#[derive(Clone)]
struct Session(Arc<str>);

#[derive(Clone)]
struct CurrentUser(Session);

#[derive(Default)]
struct Made {
    principal: Identity<Grant>,
    session: rt::Slot<Session>,
    current_user: rt::Slot<CurrentUser>,
}

struct Scope<'r> {
    pool: &'r Arc<str>,
    cx: &'r rt::Context,
    made: &'r Made,
}

impl Scope<'_> {
    async fn session(&self) -> Result<Session, rt::Error> {
        let make = async {
            let session = Session(self.pool.clone());
            let ended = session.clone();
            self.cx.on_exit(move |outcome| async move {
                std::hint::black_box((ended.0, outcome));
                Ok(())
            });
            Ok(session)
        };
        self.made.session.resolve(make).await
    }

    async fn current_user(&self) -> Result<CurrentUser, rt::Error> {
        let make = async {
            let session = self.session().await?;
            Ok(CurrentUser(session))
        };
        self.made.current_user.resolve(make).await
    }
}

struct Api {
    pool: Arc<str>,
}

impl Authenticate for Api {
    type Principal = Grant;

    async fn authenticate(
        &self,
        _cx: &rt::Context,
        _scheme: usize,
        shown: &Shown<'_>,
    ) -> Result<Grant, rt::Error> {
        Ok(Grant::new(shown.text(), &[]))
    }

    fn stand_in(&self) -> Option<&rt::StandIn<Grant>> {
        None
    }

    fn identity<'c>(&self, cx: &'c rt::Context) -> &'c Identity<Grant> {
        &cx.slot::<Made>().principal
    }
}

async fn bare(_api: Arc<Api>, call: Call) -> Response<Body> {
    std::hint::black_box(call.context().operation());
    Response::new(Body::empty())
}

async fn depends(api: Arc<Api>, call: Call) -> Response<Body> {
    let cx = call.context();
    let scope = Scope {
        pool: &api.pool,
        cx,
        made: cx.slot(),
    };
    let session = scope.session().await;
    let user = scope.current_user().await;
    match (session, user) {
        (Ok(session), Ok(user)) => {
            std::hint::black_box((session, user.0));
            Response::new(Body::empty())
        }
        (Err(error), _) | (_, Err(error)) => call.fault(error),
    }
}

static KEY: Scheme = Scheme {
    name: "key",
    index: 0,
    credential: Credential::ApiKey(In::Header, "x-api-key"),
};

static ROUTES: &[&[Route<Api>]] = &[&[
    route("/bare", &[], |api, call| Box::pin(bare(api, call))),
    route("/depends", &[], |api, call| Box::pin(depends(api, call))),
    route("/guarded", &[&[(&KEY, &[])]], |api, call| {
        Box::pin(depends(api, call))
    }),
]];

const fn route(
    path: &'static str,
    security: &'static [&'static [(&'static Scheme, &'static [&'static str])]],
    handler: fn(Arc<Api>, Call) -> Pending,
) -> Route<Api> {
    Route {
        method: "GET",
        path,
        operation: "",
        place: 0,
        payload: Payload::None,
        security,
        handler,
    }
}

static DESCRIPTION: Description = Description {
    title: "",
    openapi: b"{}",
    mocks: "{}",
    answers: "",
    base_path: "",
    profile: Profile::Strict,
    errors: ErrorForm::Detail,
};

const ROUNDS: usize = 60;
const REQUESTS: u32 = 5_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let api = Arc::new(Api {
        pool: "pool".into(),
    });
    let mut router = rt::guarded_router(
        api.clone(),
        api,
        ROUTES,
        &DESCRIPTION,
        rt::ApiOptions::default(),
    );
    let paths = ["/bare", "/depends", "/guarded"];
    let mut best = [f64::INFINITY; 3];
    // In turns, so that what else the machine does falls on all of them.
    for _ in 0..ROUNDS {
        for (path, best) in paths.iter().zip(&mut best) {
            let started = Instant::now();
            for _ in 0..REQUESTS {
                let request = Request::builder().uri(*path).header("x-api-key", "key");
                let request = request.body(Body::empty()).expect("a request");
                let Ok(answer) = router.call(request).await;
                assert_eq!(answer.status(), 200);
            }
            let took = started.elapsed().as_secs_f64() * 1e9 / f64::from(REQUESTS);
            *best = best.min(took);
        }
    }
    for (path, took) in paths.iter().zip(best) {
        let more = took - best[0];
        println!("{path:10} {took:7.0} ns per request, {more:5.0} ns more than /bare");
    }
}
