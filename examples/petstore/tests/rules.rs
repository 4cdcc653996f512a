//! What the description does not say, and this shop wants.

mod common;

use api::{models, services::owners::*};
use common::TestApp;
use petstore::{
    data,
    deps::{Deps, Principal, Session},
    service::services,
};
use runtime::prelude as rt;
use serde_json::json;
use std::future::ready;

const CREATE: &str = r#"
POST /pets
content-type: application/json

{"name": "Mia", "species": "cat"}
"#;

const VISIT: &str = r#"
POST /pets/1/visits
content-type: application/json

{"on": "2026-01-15", "reason": "vaccination"}
"#;

#[tokio::test]
async fn a_pet_that_is_sold_is_no_longer_ours_to_take_to_the_vet() {
    let app = TestApp::new().await;
    assert_eq!(app.send(CREATE).await.status, 201);
    assert_eq!(app.send(VISIT).await.status, 201);
    let sold = app
        .send("PATCH /pets/1\ncontent-type: application/json\n\n{\"status\": \"sold\"}")
        .await;
    assert_eq!(sold.status, 200);
    let refused = app.send(VISIT).await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (409, &json!("sold"))
    );
    let visits = app.send("GET /pets/1/visits").await;
    assert_eq!(visits.json().as_array().map(Vec::len), Some(1));
}

/// The transaction of a request: what it wrote is there when it succeeds, and gone when it does not.
#[tokio::test]
async fn a_request_writes_all_or_nothing() {
    /// Thinks better of it.
    struct Fickle;

    impl Owners<Deps> for Fickle {
        async fn add_owner(
            &self,
            _cx: &rt::Context,
            body: models::NewOwner,
            _principal: Principal,
            session: Session,
        ) -> Result<AddOwnerSuccess, AddOwnerFailure> {
            data::owners::insert(&session, &body).await?;
            assert_eq!(owners(&session).await, 1);
            Err(rt::Error::conflict("on second thoughts").into())
        }
    }

    let app = TestApp::of(|deps| services(deps).owners(Fickle)).await;
    let answer = app.send("POST /owners").await;
    assert_eq!(answer.status, 401, "nobody stands in for whoever sends it");
    let app = TestApp::of(|deps| {
        let somebody = Principal::new("ada", &[]);
        let deps = deps.principal(move |_| ready(Ok(somebody.clone())));
        services(deps).owners(Fickle)
    })
    .await;
    let refused = app
        .send("POST /owners\ncontent-type: application/json\n\n{\"name\": \"Ada\"}")
        .await;
    assert_eq!(refused.status, 409);
    assert_eq!(owners(&app.database.session()).await, 0);
}

async fn owners(session: &Session) -> i64 {
    let count = session.query("SELECT COUNT(*) AS owners FROM owners");
    count.one(|row| row.get("owners")).await.expect("a number")
}

#[tokio::test]
async fn a_test_replaces_what_operations_depend_on() {
    // Somebody who may do little.
    let app = TestApp::with(|deps| deps.principal(|_| ready(Ok(Principal::new("eve", &[]))))).await;
    assert_eq!(app.send(CREATE).await.status, 201);
    // A database that is not there.
    let gone = || rt::Error::from_status(rt::StatusCode::SERVICE_UNAVAILABLE);
    let app = TestApp::with(|deps| deps.session(move |_| ready(Err(gone())))).await;
    assert_eq!(app.send("GET /pets").await.status, 503);
}
