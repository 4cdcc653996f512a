//! What the emitted security test sends: for every operation that asks for credentials, requests without them, with wrong
//! ones, with ones that may too little, and with the right ones.

use super::Profile;
use super::contract::{self, wire};
use super::route::{Credential, Operation, Requirement, Service};
use crate::naming::Name;
use crate::sample;
use indexmap::IndexMap;
use serde_json::{Value, json};

/// Words that the test's providers know: somebody who may do everything, somebody who may do nothing, nobody.
const GOOD: &str = "good";
const POOR: &str = "poor";
const BAD: &str = "bad";

/// JSON: a list of `{operation, name, method, uri, headers, status}`; a status of 0 is any but 401, 403 and 501. `bare`
/// are requests without credentials, by operation.
pub fn cases(
    services: &[Service],
    bare: &IndexMap<String, sample::Request>,
    profile: Profile,
) -> Value {
    let operations = services.iter().flat_map(|service| &service.operations);
    let secured = operations.filter(|operation| !operation.security.is_empty());
    let mut cases = Vec::new();
    for operation in secured {
        // What no sample was found for is not tested: a path made up may be another operation's.
        let Some(request) = bare.get(&operation.id) else {
            continue;
        };
        let mut add = |name: String, shown: &[(&Requirement, &str)], status: u16| {
            cases.push(case(operation, request, &name, shown, status));
        };
        match profile {
            Profile::Strict => by_alternative(operation, &mut add),
            Profile::FastApi => all_at_once(operation, &mut add),
        }
    }
    Value::Array(cases)
}

type Add<'a> = dyn FnMut(String, &[(&Requirement, &str)], u16) + 'a;

fn by_alternative(operation: &Operation, add: &mut Add<'_>) {
    let security = &operation.security;
    if security.iter().flatten().any(is_elsewhere) {
        return;
    }
    let anonymous = security.iter().any(Vec::is_empty);
    add("nothing".to_owned(), &[], if anonymous { 0 } else { 401 });
    for (at, combination) in security.iter().enumerate() {
        if !contract::can_be_shown(combination) {
            continue;
        }
        let all = |word| -> Vec<(&Requirement, &str)> {
            let each = combination.iter();
            each.map(|requirement| (requirement, word)).collect()
        };
        let number = at + 1;
        add(format!("alternative {number}"), &all(GOOD), 0);
        add(format!("alternative {number}, wrong"), &all(BAD), 401);
        // The same credentials may open another alternative, which asks for no scopes.
        let otherwise = security.iter().any(|other| {
            let mut needed = other.iter();
            needed.all(|needed| needed.scopes.is_empty() && is_among(needed, combination))
        });
        if !otherwise {
            add(
                format!("alternative {number}, without scopes"),
                &all(POOR),
                403,
            );
        }
        // Each has to be there; what is left may be another alternative, or nothing.
        for (at, left_out) in combination.iter().enumerate() {
            let mut some = all(GOOD);
            some.remove(at);
            let enough = security.iter().any(|other| {
                let mut needed = other.iter();
                needed.all(|needed| is_among(needed, some.iter().map(|(known, _)| *known)))
            });
            if !enough && combination.len() > 1 {
                let scheme = left_out.scheme.as_str();
                add(
                    format!("alternative {number}, without {scheme}"),
                    &some,
                    401,
                );
            }
        }
    }
}

fn is_among<'r>(needed: &Requirement, shown: impl IntoIterator<Item = &'r Requirement>) -> bool {
    let mut shown = shown.into_iter();
    shown.any(|known| known.credential == needed.credential)
}

/// Under FastAPI's rules all alternatives have to be met.
fn all_at_once(operation: &Operation, add: &mut Add<'_>) {
    let all: Vec<Requirement> = operation.security.iter().flatten().cloned().collect();
    if all.iter().any(is_elsewhere) || !contract::can_be_shown(&all) {
        return;
    }
    let with = |word| -> Vec<(&Requirement, &str)> {
        all.iter().map(|requirement| (requirement, word)).collect()
    };
    add("nothing".to_owned(), &[], 401);
    add("everything".to_owned(), &with(GOOD), 0);
    add("everything, wrong".to_owned(), &with(BAD), 401);
}

/// Only the provider knows where such a credential is.
fn is_elsewhere(requirement: &Requirement) -> bool {
    matches!(
        requirement.credential,
        Credential::ClientCertificate | Credential::Unknown
    )
}

fn case(
    operation: &Operation,
    request: &sample::Request,
    name: &str,
    shown: &[(&Requirement, &str)],
    status: u16,
) -> Value {
    let mut request = request.clone();
    for (requirement, word) in shown {
        contract::show(&mut request, &requirement.credential, word);
    }
    let wired = wire(&request);
    json!({
        "operation": operation.id,
        "name": name,
        "method": operation.method,
        "uri": wired.uri,
        "headers": wired.headers,
        "body": wired.body,
        "status": status,
    })
}
