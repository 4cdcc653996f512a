//! What the emitted tests send: a sample request for each operation, and the cases that hold the router against the
//! description.

use super::Profile;
use super::route::{Credential, Location, Operation, Requirement, Service};
use crate::ir;
use crate::sample::{self, Expect, Step};
use indexmap::IndexMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Cases of one operation: every keyword of a usual operation gets its turn, and the test still takes no time.
const CASES: usize = 40;

/// A request as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub uri: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What the emitted tests are made of.
#[derive(Debug)]
pub struct Contract {
    /// Operation id → a request that the description allows.
    pub samples: IndexMap<String, Request>,
    /// The same without credentials, for operations that ask for some.
    pub bare: IndexMap<String, sample::Request>,
    /// JSON: a list of `{operation, name, method, uri, headers, body, accept, keyword, loc}`.
    pub cases: Value,
}

pub fn contract(api: &ir::Api, services: &[Service], profile: Profile) -> Contract {
    let sampler = sample::Sampler::new(&api.schemas);
    let known: BTreeMap<(&str, &str), &ir::Operation> = api
        .operations
        .iter()
        .map(|operation| {
            (
                (operation.method.token(), operation.path.raw.as_str()),
                operation,
            )
        })
        .collect();
    let mut contract = Contract {
        samples: IndexMap::new(),
        bare: IndexMap::new(),
        cases: Value::Null,
    };
    let mut cases = Vec::new();
    for planned in services.iter().flat_map(|service| &service.operations) {
        let Some(operation) = known.get(&(planned.method, planned.path.as_str())) else {
            continue;
        };
        let form = Form::of(&sampler, operation);
        for mut case in sample::cases(&sampler, operation, CASES) {
            if profile == Profile::FastApi && !told_alike(&case, &form, planned) {
                continue;
            }
            if case.keyword == "valid"
                && !planned.security.is_empty()
                && !contract.bare.contains_key(&planned.id)
            {
                contract
                    .bare
                    .insert(planned.id.clone(), case.request.clone());
            }
            credentials(&mut case.request, &planned.security, profile);
            if case.keyword == "valid" && !contract.samples.contains_key(&planned.id) {
                contract
                    .samples
                    .insert(planned.id.clone(), wire(&case.request));
            }
            cases.push(write(planned.method, &planned.id, case));
        }
    }
    contract.cases = Value::Array(cases);
    contract
}

/// What FastAPI's rules make of a body that is a form.
#[derive(Debug, Default)]
struct Form {
    is_one: bool,
    /// Models share its fields, and each takes what it asks for: a list, or the last value.
    is_shared: bool,
    /// There are files in it, which this content type can't carry.
    is_unsendable: bool,
}

impl Form {
    fn of(sampler: &sample::Sampler<'_>, operation: &ir::Operation) -> Self {
        let content = operation.body.iter().flat_map(|body| &body.content);
        let mut form = Self::default();
        for media in content {
            let kind = media.media_type.to_ascii_lowercase();
            let urlencoded = kind.starts_with("application/x-www-form-urlencoded");
            if !urlencoded && !kind.starts_with("multipart/form-data") {
                continue;
            }
            form.is_one = true;
            if let Some(id) = media.schema {
                form.is_shared |= sampler.is_composed(id);
                form.is_unsendable |= urlencoded && sample::takes_files(sampler, id);
            }
        }
        form
    }
}

/// Whether a case comes out alike under FastAPI's rules: what it refuses there, it refuses for the same reason. What
/// is of another type here may be converted there.
fn told_alike(case: &sample::Case, form: &Form, operation: &Operation) -> bool {
    // A slash that is escaped is a slash there, and what is escaped in a cookie stays so.
    let escapes = case.request.path.to_ascii_lowercase().contains("%2f")
        || case
            .request
            .cookies
            .iter()
            .any(|cookie| cookie.contains('%'));
    if escapes || form.is_unsendable {
        return false;
    }
    // One parameter of an optional model calls for others.
    let mut params = operation.params.iter();
    let grouped = params.any(|params| !params.groups.is_empty());
    if grouped && case.expect == Expect::Accept && case.keyword != "valid" {
        return false;
    }
    // A form that does not come is one without fields.
    if form.is_one && case.expect == Expect::Reject && (form.is_shared || case.location.len() < 2) {
        return false;
    }
    matches!(
        case.keyword,
        "valid"
            | "required"
            | "minLength"
            | "maxLength"
            | "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
    ) && (case.expect == Expect::Accept
        || case.location.first() == Some(&Step::Name("body".to_owned())))
}

/// Adds something that looks like the credentials asked for: those of one combination, or all of them under FastAPI's
/// rules. The contract test has no providers that could look closer.
fn credentials(request: &mut sample::Request, required: &[Vec<Requirement>], profile: Profile) {
    let shown: Vec<&Requirement> = match profile {
        Profile::FastApi => required.iter().flatten().collect(),
        Profile::Strict => required
            .iter()
            .find(|all| can_be_shown(all))
            .into_iter()
            .flatten()
            .collect(),
    };
    for Requirement { credential, .. } in shown {
        show(request, credential, "good");
    }
}

/// Adds a credential that says this word.
pub fn show(request: &mut sample::Request, credential: &Credential, word: &str) {
    let authorization = match credential {
        Credential::ApiKey(Location::Header, name) => {
            request.headers.push((name.clone(), word.to_owned()));
            return;
        }
        Credential::ApiKey(Location::Cookie, name) => {
            request.cookies.push(format!("{name}={word}"));
            return;
        }
        Credential::ApiKey(_, name) => {
            let and = if request.query.is_empty() { "" } else { "&" };
            request.query.push_str(&format!("{and}{name}={word}"));
            return;
        }
        Credential::Http(scheme) if scheme == "basic" => {
            // `word:password`, for the words that there are.
            let login = match word {
                "good" => "Z29vZDpwYXNzd29yZA==",
                "poor" => "cG9vcjpwYXNzd29yZA==",
                _ => "YmFkOnBhc3N3b3Jk",
            };
            format!("Basic {login}")
        }
        Credential::Http(scheme) => format!("{scheme} {word}"),
        Credential::Token | Credential::Authorization => format!("Bearer {word}"),
        Credential::ClientCertificate | Credential::Unknown => return,
    };
    let known = request
        .headers
        .iter()
        .any(|(name, _)| name == "authorization");
    if !known {
        request
            .headers
            .push(("authorization".to_owned(), authorization));
    }
}

/// One `Authorization` header can't be of two schemes.
pub fn can_be_shown(combination: &[Requirement]) -> bool {
    let mut schemes: Vec<&str> = combination
        .iter()
        .filter_map(|requirement| match &requirement.credential {
            Credential::Http(scheme) => Some(scheme.as_str()),
            Credential::Token | Credential::Authorization => Some("bearer"),
            _ => None,
        })
        .collect();
    schemes.dedup();
    !combination.is_empty() && schemes.len() < 2
}

fn write(method: &str, id: &str, case: sample::Case) -> Value {
    let Request { uri, headers, body } = wire(&case.request);
    let loc: Vec<Value> = case
        .location
        .into_iter()
        .map(|step| match step {
            Step::Name(name) => json!(name),
            Step::Index(index) => json!(index),
        })
        .collect();
    json!({
        "operation": id,
        "name": case.name,
        "method": method,
        "uri": uri,
        "headers": headers,
        "body": body,
        "accept": case.expect == Expect::Accept,
        "keyword": case.keyword,
        "loc": loc,
    })
}

pub fn wire(request: &sample::Request) -> Request {
    let query = if request.query.is_empty() {
        String::new()
    } else {
        format!("?{}", request.query)
    };
    let mut headers = request.headers.clone();
    if !request.cookies.is_empty() {
        headers.push(("cookie".to_owned(), request.cookies.join("; ")));
    }
    let body = request.body.as_ref();
    headers.extend(body.map(|body| ("content-type".to_owned(), body.content_type.clone())));
    Request {
        uri: format!("{}{query}", request.path),
        headers,
        body: body.map(|body| body.text.clone()).unwrap_or_default(),
    }
}
