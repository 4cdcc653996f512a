//! Holds the router against the description: for every constraint one request just inside and one just outside. The
//! cases are in `contract.json`.

use api::{Api, deps::Providers};
use axum::Router;
use runtime::{
    http::{ApiOptions, Principal},
    testing::{self, Answer},
};
use serde_json::Value;

/// What the router answers to a request that breaks the description.
const REFUSALS: [u16; 5] = [400, 404, 405, 415, 422];

/// Provides nothing.
struct Nothing;

impl Providers for Nothing {
    type Principal = Nobody;
    type Session = ();
    type Tokens = ();
    type CurrentUser = ();
}

#[derive(Clone)]
struct Nobody;

impl Principal for Nobody {
    fn may(&self, _scope: &str) -> bool {
        false
    }
}

#[tokio::test]
async fn requests_are_accepted_exactly_when_they_fit() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("contract.json")).expect("JSON");
    // No credential is wrong for one who can't judge any, and who has an example for an answer.
    let options = ApiOptions {
        mock: true,
        ..ApiOptions::default()
    };
    let fresh = || Api::new(Nothing).into_router(options);
    let mut router = fresh();
    let mut failures = Vec::new();
    for case in &cases {
        let answer = send(router.clone(), case).await;
        // Mock answers remember what was deleted, and every case stands for itself.
        if case["method"] == "DELETE" {
            router = fresh();
        }
        if let Err(reason) = judge(case, &answer) {
            let (operation, name) = (&case["operation"], &case["name"]);
            let (status, text) = (answer.status, answer.text());
            failures.push(format!("{operation} {name}: {reason}, but {status} {text}"));
        }
    }
    let (wrong, all) = (failures.len(), cases.len());
    assert!(
        failures.is_empty(),
        "{wrong} of {all} cases:\n{}",
        failures.join("\n")
    );
}

async fn send(router: Router, case: &Value) -> Answer {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = case["headers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|header| (text(&header[0]), text(&header[1])))
        .collect();
    let headers = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let (method, uri, body) = (
        text(&case["method"]),
        text(&case["uri"]),
        text(&case["body"]),
    );
    let request = testing::assemble(&method, &uri, headers, body).expect("a request");
    testing::send(router, request).await
}

fn judge(case: &Value, answer: &Answer) -> Result<(), String> {
    let refused = REFUSALS.contains(&answer.status);
    if case["accept"] == true {
        return if refused {
            Err("it fits".to_owned())
        } else {
            Ok(())
        };
    }
    let faults = answer.json();
    let located = faults["detail"].as_array();
    match (refused, located) {
        (true, Some(faults)) if faults.iter().any(|fault| leads_to(fault, case)) => Ok(()),
        (true, None) if answer.status != 404 => Ok(()),
        _ => Err(format!("it breaks {} at {}", case["keyword"], case["loc"])),
    }
}

/// Whether a fault's place is the case's. The label of a union's branch may stand in between, and a union that finds no
/// branch is at fault itself for what is inside.
fn leads_to(fault: &Value, case: &Value) -> bool {
    let steps = |of: &Value| of["loc"].as_array().cloned().unwrap_or_default();
    let place = steps(fault);
    let mut wanted = steps(case).into_iter().peekable();
    let found: Vec<bool> = place
        .iter()
        .map(|step| wanted.next_if_eq(step).is_some())
        .collect();
    let kind = fault["type"].as_str().unwrap_or_default();
    let union = kind.starts_with("union_tag") || matches!(kind, "any_of" | "one_of");
    wanted.peek().is_none() || (union && found.last() == Some(&true))
}
