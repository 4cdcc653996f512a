//! Responses → the success and the failure of an operation.

use super::answer;
use super::model::Type;
use super::route::{Failure, HeaderForm, Outcome, Reply, ReplyHeader};
use super::schema::{Planner, Side, docs_text};
use crate::ir::{self, Status, Type as JsonType};
use crate::naming::{Name, Scope, TypeName, ValueName};

pub fn plan(
    operation: &ir::Operation,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> (Outcome, Failure) {
    let explicit = operation
        .responses
        .iter()
        .any(|response| is_success(response.status));
    let mut successes = Vec::new();
    let mut failures = Vec::new();
    for response in &operation.responses {
        let default_is_success = response.status == Status::Default && !explicit;
        if is_success(response.status) || default_is_success {
            successes.push(response);
        } else {
            failures.push(response);
        }
    }
    (
        success(&successes, stem, planner),
        failure(&failures, stem, planner),
    )
}

/// Whether an answer is described that is no failure.
pub fn has_success(operation: &ir::Operation) -> bool {
    let mut responses = operation.responses.iter();
    responses.any(|response| response.status == Status::Default || is_success(response.status))
}

fn is_success(status: Status) -> bool {
    match status {
        Status::Code(code) => code < 400,
        Status::Range(class) => class < 4,
        Status::Default => false,
    }
}

fn success(responses: &[&ir::Response], stem: &TypeName, planner: &mut Planner<'_, '_>) -> Outcome {
    match responses {
        // Nothing is documented: 200 without a body.
        [] => Outcome::Plain(Reply {
            docs: String::new(),
            status: Some(200),
            headers: Vec::new(),
            body: None,
            shared: None,
            no_store: false,
        }),
        [only] => {
            let reply = reply(only, stem, "response", planner);
            if reply.is_plain() {
                Outcome::Plain(reply)
            } else {
                Outcome::Struct(planner.claim(&format!("{} success", stem.as_str())), reply)
            }
        }
        several => {
            let name = planner.claim(&format!("{} success", stem.as_str()));
            Outcome::Enum(name, variants(several, stem, planner, reply))
        }
    }
}

fn failure(responses: &[&ir::Response], stem: &TypeName, planner: &mut Planner<'_, '_>) -> Failure {
    if responses.is_empty() {
        return Failure::default();
    }
    let name = planner.claim(&format!("{} failure", stem.as_str()));
    Failure {
        name: Some(name),
        variants: variants(responses, stem, planner, refusal),
    }
}

fn variants(
    responses: &[&ir::Response],
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
    plan: fn(&ir::Response, &TypeName, &str, &mut Planner<'_, '_>) -> Reply,
) -> Vec<(TypeName, Reply)> {
    let mut scope = Scope::reserving(["Other"]);
    responses
        .iter()
        .map(|response| {
            let text = status_text(response.status);
            let variant = scope.claim(&text, TypeName::variant);
            let reply = plan(response, stem, variant.as_str(), planner);
            (variant, reply)
        })
        .collect()
}

/// As [`reply`]. A component with headers has a type of its own, which is the same for every operation that fails so.
fn refusal(
    response: &ir::Response,
    stem: &TypeName,
    role: &str,
    planner: &mut Planner<'_, '_>,
) -> Reply {
    let Some(component) = &response.component else {
        return reply(response, stem, role, planner);
    };
    // What is sent by media type is a type of the operation's.
    if response.headers.is_empty() || response.content.len() > 1 {
        return reply(response, stem, role, planner);
    }
    let mut reply = reply(response, &TypeName::make(component), role, planner);
    if !reply.headers.is_empty() {
        reply.shared = Some(planner.response_type(component));
    }
    reply
}

fn reply(
    response: &ir::Response,
    stem: &TypeName,
    role: &str,
    planner: &mut Planner<'_, '_>,
) -> Reply {
    let status = match response.status {
        Status::Code(code) => Some(code),
        Status::Range(_) | Status::Default => None,
    };
    // RFC 9110 section 15: these never have content.
    let bodiless = status.is_some_and(|code| code < 200 || matches!(code, 204 | 205 | 304));
    let body = if bodiless {
        None
    } else {
        answer::plan(response, stem, role, planner)
    };
    let mut scope = Scope::reserving(["body", "status"]);
    let mut headers = Vec::new();
    for header in &response.headers {
        // The body says which it is.
        if header.name.eq_ignore_ascii_case("content-type") && body.is_some() {
            continue;
        }
        let (ty, nullable) = header_type(planner, header, stem);
        headers.push(ReplyHeader {
            wire: header.name.to_ascii_lowercase(),
            name: scope.claim(&header.name, ValueName::make),
            docs: docs_text(None, header.description.as_deref()),
            ty,
            required: header.required && !nullable,
            form: header_form(planner, header),
        });
    }
    headers.retain(|header| is_token(&header.wire));
    Reply {
        docs: docs_text(None, Some(&response.description)),
        status,
        headers,
        body,
        shared: None,
        no_store: false,
    }
}

/// A field name of HTTP (RFC 9110 section 5.1).
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// Whether a header has the type of its schema. What the style `simple` has no way to write stays text: objects of lists
/// and objects, and what may be of several types.
pub fn is_typed_header(planner: &mut Planner<'_, '_>, header: &ir::Header) -> bool {
    if is_json_header(header) {
        return true;
    }
    let kinds = planner.kinds(header.schema, 0).without(JsonType::Null);
    match kinds.single() {
        None => false,
        Some(JsonType::Object) => {
            let (properties, others) = planner.properties(header.schema);
            let is_flat = |&(_, schema): &(String, ir::SchemaId)| {
                let kinds = planner.kinds(schema, 0);
                !kinds.has(JsonType::Object) && !kinds.has(JsonType::Array)
            };
            !others && properties.iter().all(is_flat)
        }
        Some(_) => true,
    }
}

fn is_json_header(header: &ir::Header) -> bool {
    matches!(&header.encoding, ir::ParameterEncoding::Content { media_type, .. } if super::body::is_json(media_type))
}

fn header_form(planner: &Planner<'_, '_>, header: &ir::Header) -> HeaderForm {
    let kinds = planner.kinds(header.schema, 0).without(JsonType::Null);
    match &header.encoding {
        _ if is_json_header(header) => HeaderForm::Json,
        ir::ParameterEncoding::Style { explode: true, .. }
            if kinds.single() == Some(JsonType::Object) =>
        {
            HeaderForm::Exploded
        }
        _ => HeaderForm::Simple,
    }
}

/// A header's type, and whether it may be null: it is left out then.
fn header_type(
    planner: &mut Planner<'_, '_>,
    header: &ir::Header,
    stem: &TypeName,
) -> (Type, bool) {
    if !is_typed_header(planner, header) {
        return (Type::String, false);
    }
    let context = planner.context(header.component.as_deref(), "header", stem, &header.name);
    match planner
        .read_parameter(header.schema, Side::Response, &context)
        .ty
    {
        Type::Option(inner) => (*inner, true),
        ty => (ty, false),
    }
}

/// Every reply of an operation.
pub fn all<'r>(success: &'r Outcome, failure: &'r Failure) -> impl Iterator<Item = &'r Reply> {
    let (one, several): (Option<&Reply>, &[(TypeName, Reply)]) = match success {
        Outcome::Plain(reply) | Outcome::Struct(_, reply) => (Some(reply), &[]),
        Outcome::Enum(_, variants) => (None, variants),
    };
    one.into_iter()
        .chain(several.iter().map(|(_, reply)| reply))
        .chain(failure.variants.iter().map(|(_, reply)| reply))
}

/// The name of a status: the reason phrase of its registry entry (RFC 9110 section 15, IANA HTTP Status Codes).
fn status_text(status: Status) -> String {
    let code = match status {
        Status::Code(code) => code,
        Status::Range(class) => {
            return [
                "informational",
                "success",
                "redirection",
                "client error",
                "server error",
            ]
            .get(usize::from(class).wrapping_sub(1))
            .copied()
            .unwrap_or("unknown")
            .to_owned();
        }
        Status::Default => return "default".to_owned(),
    };
    let text = match code {
        100 => "continue",
        101 => "switching protocols",
        102 => "processing",
        103 => "early hints",
        200 => "ok",
        201 => "created",
        202 => "accepted",
        203 => "non authoritative information",
        204 => "no content",
        205 => "reset content",
        206 => "partial content",
        207 => "multi status",
        208 => "already reported",
        226 => "im used",
        300 => "multiple choices",
        301 => "moved permanently",
        302 => "found",
        303 => "see other",
        304 => "not modified",
        307 => "temporary redirect",
        308 => "permanent redirect",
        400 => "bad request",
        401 => "unauthorized",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        407 => "proxy authentication required",
        408 => "request timeout",
        409 => "conflict",
        410 => "gone",
        411 => "length required",
        412 => "precondition failed",
        413 => "payload too large",
        414 => "uri too long",
        415 => "unsupported media type",
        416 => "range not satisfiable",
        417 => "expectation failed",
        418 => "im a teapot",
        421 => "misdirected request",
        422 => "unprocessable entity",
        423 => "locked",
        424 => "failed dependency",
        425 => "too early",
        426 => "upgrade required",
        428 => "precondition required",
        429 => "too many requests",
        431 => "request header fields too large",
        451 => "unavailable for legal reasons",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        505 => "http version not supported",
        507 => "insufficient storage",
        508 => "loop detected",
        511 => "network authentication required",
        other => return format!("status {other}"),
    };
    text.to_owned()
}
