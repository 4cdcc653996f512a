//! Requests through a router, and what their cleanups saw.

use super::*;
use crate::{
    context::Context,
    http::{
        ApiOptions, Authenticate, Call, Credential, Description, In, Payload, Principal, Profile,
        Route, Scheme, Shown, guarded_router, router,
    },
    prelude::BoxFuture,
    server::{Server, ServerOptions},
    testing,
};
use axum::{
    Router,
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::OnceCell, time::timeout};

/// What happened, in order.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A transaction, as the data layer's is.
#[derive(Clone)]
struct Session(usize, Arc<Log>);

#[derive(Default)]
struct Slots {
    session: OnceCell<Session>,
}

async fn session(log: &Arc<Log>, cx: &Context) -> Session {
    let slot = &cx.slot::<Slots>().session;
    let opened = slot.get_or_init(|| async {
        tokio::task::yield_now().await;
        let number = log.0.lock().unwrap().len();
        log.add("begin");
        let session = Session(number, log.clone());
        let ended = session.clone();
        let refused = cx.headers().contains_key("refuse-commit");
        cx.on_exit(move |outcome| async move {
            match outcome {
                Outcome::Success if refused => {
                    ended.1.add("commit fails");
                    Err(Error::from(std::io::Error::other("disk full")))
                }
                Outcome::Success => {
                    ended.1.add("commit");
                    Ok(())
                }
                outcome => {
                    ended.1.add(format!("rollback {outcome:?}"));
                    Ok(())
                }
            }
        });
        session
    });
    opened.await.clone()
}

async fn operation(log: Arc<Log>, call: Call) -> Response {
    let cx = call.context();
    match cx.uri().path() {
        "/none" => {}
        "/three" => {
            let (a, b, c) = tokio::join!(session(&log, cx), session(&log, cx), session(&log, cx));
            assert_eq!((a.0, b.0), (b.0, c.0));
        }
        "/conflict" => {
            session(&log, cx).await;
            return StatusCode::CONFLICT.into_response();
        }
        "/panic" => {
            session(&log, cx).await;
            panic!("a fault of the service");
        }
        "/slow" => {
            let _session = session(&log, cx).await;
            let _held = Held(log.clone());
            std::future::pending::<()>().await;
        }
        "/order" => {
            for name in ["first", "second", "third"] {
                let log = log.clone();
                cx.on_exit(move |outcome| async move {
                    log.add(format!("{name} {outcome:?}"));
                    match name {
                        "third" => Err(Error::conflict("third")),
                        "second" => panic!("in a cleanup"),
                        _ => Ok(()),
                    }
                });
            }
        }
        "/streamed" => {
            let log = log.clone();
            cx.after_body(move |outcome| async move {
                log.add(format!("after body {outcome:?}"));
                Ok(())
            });
            return "body".into_response();
        }
        "/nested" => {
            let (a, b) = tokio::join!(nested(&log, cx, 9), nested(&log, cx, 4));
            assert_eq!((a, b), (Ok(10), Ok(5)));
        }
        "/blocking" => return block(&log, cx).await,
        "/secret" => {
            session(&log, cx).await;
        }
        "/kept" => {
            session(&log, cx).await;
            let kept = cx.keep();
            let log = log.clone();
            cx.tasks().spawn(async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                log.add("closed");
                kept.finish(Outcome::Success).await;
            });
        }
        _ => {
            session(&log, cx).await;
            let (log, status) = (log.clone(), cx.uri().path() == "/fails");
            cx.background(async move { log.add("background") });
            if status {
                return StatusCode::BAD_REQUEST.into_response();
            }
        }
    }
    "fine".into_response()
}

/// What the operation holds is let go of before the cleanups run.
struct Held(Arc<Log>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.add("let go");
    }
}

static DESCRIPTION: Description = Description {
    title: "",
    openapi: b"{}",
    mocks: "{}",
    answers: "",
    base_path: "",
    profile: Profile::Strict,
    errors: crate::http::ErrorForm::Detail,
};

static KEY: Scheme = Scheme {
    name: "key",
    index: 0,
    credential: Credential::ApiKey(In::Header, "x-key"),
};

static ROUTES: &[&[Route<Log>]] = &[&[
    Route {
        method: "GET",
        path: "/{what}",
        operation: "test",
        place: 0,
        payload: Payload::None,
        security: &[],
        handler: |log, call| Box::pin(operation(log, call)),
    },
    Route {
        method: "GET",
        path: "/secret",
        operation: "secret",
        place: 1,
        payload: Payload::None,
        security: &[&[(&KEY, &[])]],
        handler: |log, call| Box::pin(operation(log, call)),
    },
]];

/// Knows one key.
struct Keys;

#[derive(Clone)]
struct Anybody;

impl Principal for Anybody {
    fn may(&self, _scope: &str) -> bool {
        true
    }
}

impl Authenticate for Keys {
    type Principal = Anybody;

    async fn authenticate(
        &self,
        _: &Context,
        _: usize,
        shown: &Shown<'_>,
    ) -> Result<Anybody, Error> {
        match shown {
            Shown::Text(key) if key == "good" => Ok(Anybody),
            _ => Err(Error::unauthorized("Not good")),
        }
    }

    fn stand_in(&self) -> Option<&StandIn<Anybody>> {
        None
    }

    fn identity<'c>(&self, cx: &'c Context) -> &'c Identity<Anybody> {
        cx.slot()
    }
}

/// A chain of dependencies, each made from the one before it.
#[derive(Default)]
struct Chain([Slot<usize>; 10]);

fn nested<'c>(
    log: &'c Arc<Log>,
    cx: &'c Context,
    at: usize,
) -> BoxFuture<'c, Result<usize, String>> {
    Box::pin(async move {
        let make = async {
            let inner = match at {
                0 => 0,
                at => nested(log, cx, at - 1).await.map_err(Error::bad_request)?,
            };
            tokio::task::yield_now().await;
            log.add(format!("make {at}"));
            let log = log.clone();
            cx.on_exit(async move |_| {
                log.add(format!("end {at}"));
                Ok(())
            });
            Ok(inner + 1)
        };
        let made = cx.slot::<Chain>().0[at].resolve(make).await;
        made.map_err(|error| error.to_string())
    })
}

/// A provider that blocks its thread until the thread that serves requests has done something else meanwhile.
async fn block(log: &Arc<Log>, cx: &Context) -> Response {
    let (go_on, wait) = std::sync::mpsc::channel();
    cx.tasks().spawn(async move {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        let _ = go_on.send("served meanwhile");
    });
    // On this thread, it would wait until it gives up.
    let work = move || Ok::<_, Error>(wait.recv_timeout(Duration::from_secs(10))?);
    let made = blocking(work).await;
    log.add(made.unwrap_or("blocked"));
    "fine".into_response()
}

fn app() -> (Arc<Log>, Server, Router) {
    let log = Arc::new(Log::default());
    let server = Server::new(ServerOptions {
        timeout: Duration::from_millis(200),
        ..ServerOptions::default()
    });
    let options = ApiOptions::default();
    let router = guarded_router(log.clone(), Arc::new(Keys), ROUTES, &DESCRIPTION, options);
    (log, server.clone(), router.layer(server.layer()))
}

async fn check(request: &str, status: u16, expected: &[&str]) {
    let (log, server, router) = app();
    let request = testing::request(request).unwrap();
    assert_eq!(testing::send(router, request).await.status, status);
    server.tasks().finished().await;
    assert_eq!(log.take(), expected);
}

#[tokio::test]
async fn what_asks_for_nothing_gets_nothing() {
    check("GET /none", 200, &[]).await;
}

#[tokio::test]
async fn three_that_ask_at_once_share_one() {
    check("GET /three", 200, &["begin", "commit"]).await;
}

#[tokio::test]
async fn a_refusal_rolls_back() {
    check("GET /conflict", 409, &["begin", "rollback Failure"]).await;
}

#[tokio::test]
async fn a_commit_that_fails_is_no_success() {
    let request = "GET /fine\nrefuse-commit: 1";
    check(request, 500, &["begin", "commit fails"]).await;
}

#[tokio::test]
async fn a_panic_rolls_back_and_answers_500() {
    check("GET /panic", 500, &["begin", "rollback Failure"]).await;
}

#[tokio::test]
async fn what_takes_too_long_rolls_back() {
    let expected = ["begin", "let go", "rollback Cancelled"];
    check("GET /slow", 503, &expected).await;
}

#[tokio::test]
async fn cleanups_run_in_reverse_and_hear_of_failures() {
    let expected = ["third Success", "second Failure", "first Failure"];
    check("GET /order", 409, &expected).await;
}

#[tokio::test]
async fn whoever_is_not_let_in_opens_nothing() {
    check("GET /secret", 401, &[]).await;
    check("GET /secret\nx-key: bad", 401, &[]).await;
    check("GET /secret\nx-key: good", 200, &["begin", "commit"]).await;
}

#[tokio::test]
async fn ten_in_a_row_are_made_once_and_end_in_reverse() {
    let made = (0..10).map(|at| format!("make {at}"));
    let ended = (0..10).rev().map(|at| format!("end {at}"));
    let expected: Vec<String> = made.chain(ended).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check("GET /nested", 200, &expected).await;
}

/// By one thread, which the provider must not hold up.
#[tokio::test(flavor = "current_thread")]
async fn what_blocks_does_not_block_the_reactor() {
    check("GET /blocking", 200, &["served meanwhile"]).await;
}

#[tokio::test]
async fn background_work_is_for_what_succeeded() {
    check("GET /fine", 200, &["begin", "commit", "background"]).await;
    check("GET /fails", 400, &["begin", "rollback Failure"]).await;
    let request = "GET /fine\nrefuse-commit: 1";
    check(request, 500, &["begin", "commit fails"]).await;
}

#[tokio::test]
async fn a_cleanup_can_wait_for_the_body() {
    check("GET /streamed", 200, &["after body Success"]).await;
    let (log, server, router) = app();
    let request = testing::request("GET /streamed").unwrap();
    let answer = tower_service::Service::call(&mut router.clone(), request).await;
    assert_eq!(log.take(), [""; 0]);
    drop(answer);
    server.tasks().finished().await;
    assert_eq!(log.take(), ["after body Cancelled"]);
}

#[tokio::test]
async fn a_scope_that_is_kept_ends_when_its_keeper_says() {
    check("GET /kept", 200, &["begin", "closed", "commit"]).await;
}

#[tokio::test]
async fn a_client_that_goes_away_rolls_back() {
    let (log, server, mut router) = app();
    let request = testing::request("GET /slow").unwrap();
    let answer = tower_service::Service::call(&mut router, request);
    assert!(timeout(Duration::from_millis(20), answer).await.is_err());
    server.tasks().finished().await;
    assert_eq!(log.take(), ["begin", "let go", "rollback Cancelled"]);
}

/// The same through a connection: the server notices that its other end is closed.
#[tokio::test]
async fn a_connection_that_is_closed_rolls_back() {
    use std::io::Write as _;
    let (log, server, router) = app();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { server.serve(listener, router).await });
    let mut client = std::net::TcpStream::connect(address).unwrap();
    let request = b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n";
    client.write_all(request).unwrap();
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(log.take(), ["begin"]);
    drop(client);
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(log.take(), ["let go", "rollback Cancelled"]);
    serving.abort();
}

#[tokio::test]
async fn a_router_without_a_layer_closes_its_scopes_too() {
    let log = Arc::new(Log::default());
    let options = ApiOptions::default();
    let router = router(log.clone(), ROUTES, &DESCRIPTION, options);
    let request = axum::http::Request::builder().uri("/panic");
    let answer = testing::send(router, request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 500);
    assert_eq!(log.take(), ["begin", "rollback Failure"]);
}
