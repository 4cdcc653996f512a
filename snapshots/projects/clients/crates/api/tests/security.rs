//! Holds the router against the security requirements of the description: for every operation that has some, requests
//! without credentials, with wrong ones, with ones that may too little, and with the right ones. They are in
//! `security.json`.
#![cfg_attr(rustfmt, rustfmt_skip)]

use api::{Api, deps::Providers};
use runtime::{http::{ApiOptions, Principal}, prelude as rt, testing};
use serde_json::Value;

/// Knows the credential `good`, which opens everything, and `poor`, which has no scopes.
struct Known;

impl Providers for Known {
    type Principal = Holder;
    type Session = ();
    type Tokens = ();
    type CurrentUser = ();

    async fn anybody(&self, _cx: &rt::Context, credential: &str) -> Result<Holder, rt::Error> {
        judge(credential)
    }

    async fn program(&self, _cx: &rt::Context, credential: &str) -> Result<Holder, rt::Error> {
        judge(credential)
    }
}

fn judge(credential: &str) -> Result<Holder, rt::Error> {
    match credential {
        "good" => Ok(Holder(true)),
        "poor" => Ok(Holder(false)),
        _ => Err(rt::Error::unauthorized("Not known")),
    }
}

#[derive(Clone)]
struct Holder(bool);

impl Principal for Holder {
    fn may(&self, _scope: &str) -> bool {
        self.0
    }
}

#[tokio::test]
async fn requests_are_let_in_exactly_when_they_may() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("security.json")).expect("JSON");
    let options = ApiOptions { mock: true, ..ApiOptions::default() };
    let router = Api::new(Known).into_router(options);
    let mut failures = Vec::new();
    for case in &cases {
        let answer = testing::send(router.clone(), request(case)).await;
        let told = answer.headers.contains_key("www-authenticate");
        let right = match case["status"].as_u64() {
            Some(0) => ![401, 403].contains(&answer.status),
            Some(401) => answer.status == 401 && told,
            status => status == Some(answer.status.into()),
        };
        if !right {
            let (operation, name, expected) = (&case["operation"], &case["name"], &case["status"]);
            failures.push(format!("{operation} {name}: {} and not {expected}: {}", answer.status, answer.text()));
        }
    }
    let (wrong, all) = (failures.len(), cases.len());
    assert!(failures.is_empty(), "{wrong} of {all} cases:\n{}", failures.join("\n"));
}

fn request(case: &Value) -> axum::http::Request<axum::body::Body> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = case["headers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|header| (text(&header[0]), text(&header[1])))
        .collect();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    testing::assemble(&text(&case["method"]), &text(&case["uri"]), headers, text(&case["body"])).expect("a request")
}
