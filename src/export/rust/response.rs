//! Responses: what a method returns, its failures as an enum, the rest as attributes.

use super::operation::Draft;
use super::{Printer, text};
use crate::naming::{Name as _, Scope, TypeName};
use serde_json::{Map, Value, json};

/// What a method returns when all goes well.
enum Output {
    Nothing,
    Type(String),
}

/// A response that a type can say: its status, its description, its body.
struct Plain {
    status: String,
    description: String,
    ty: Option<String>,
    media_type: Option<String>,
}

impl Printer<'_> {
    pub fn responses(&mut self, draft: &mut Draft, responses: &Value) {
        let responses = responses.as_object().cloned().unwrap_or_default();
        let all: Vec<(String, Value)> = responses
            .iter()
            .filter(|(status, _)| !status.starts_with("x-"))
            .map(|(status, response)| (status.clone(), self.resolve(response).clone()))
            .collect();
        let is_success = |status: &str| {
            status.starts_with('2') && status.len() == 3 && !status.ends_with(['x', 'X'])
        };
        let successes: Vec<&(String, Value)> = all
            .iter()
            .filter(|(status, _)| is_success(status))
            .collect();
        let (failures, odd): (Vec<_>, Vec<_>) = all
            .iter()
            .filter(|(status, _)| !is_success(status))
            .partition(|(status, response)| is_failure(status, response));
        let [success] = successes[..] else {
            return self.all_written(draft, &all);
        };
        // Without anything that is returned, an attribute of this status is all there is.
        let bare = success.1.get("content").is_none_or(|it| *it == json!({}));
        let says_more = success.1.as_object().is_some_and(|it| it.len() > 1) || !odd.is_empty();
        if bare && failures.is_empty() && says_more {
            return self.all_written(draft, &all);
        }
        let Some(output) = self.success(draft, success) else {
            return self.all_written(draft, &all);
        };
        let mut plain = Vec::new();
        for (status, response) in failures {
            plain.push(self.plain(draft, status, response));
        }
        for (status, response) in odd {
            self.written(draft, status, response);
        }
        draft.output = match (output, self.failure(draft, &plain)) {
            (Output::Type(ty), Some(failure)) => Some(format!("Result<{ty}, {failure}>")),
            (Output::Nothing, Some(failure)) => Some(format!("Result<(), {failure}>")),
            (Output::Type(ty), None) => Some(ty),
            (Output::Nothing, None) => None,
        };
    }

    /// What the method returns; `None` when a type can't say it.
    fn success(
        &mut self,
        draft: &mut Draft,
        (status, response): &(String, Value),
    ) -> Option<Output> {
        let empty = Map::new();
        let content = response
            .get("content")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let mut entries = Vec::new();
        let output = match &content.iter().collect::<Vec<_>>()[..] {
            [] if status == "204" => Output::Nothing,
            [] => {
                entries.push(format!("status = {status}"));
                Output::Nothing
            }
            [(media_type, media)] => {
                let schema = media.get("schema")?.clone();
                let hint = format!("{} response", draft.hint);
                let ty = self.bare(&schema, &hint);
                if matches!(ty.as_str(), "()" | "Bytes") || status == "204" {
                    return None;
                }
                if *media_type != "application/json" {
                    let produced = vec![text::string(media_type)];
                    text::attribute(&mut draft.attributes, 4, "#", "produces", &produced);
                }
                if status != "200" {
                    entries.push(format!("status = {status}"));
                }
                Output::Type(ty)
            }
            _ => return None,
        };
        let description = response
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if description != phrase(status) {
            entries.push(format!(
                "response_description = {}",
                text::string(description)
            ));
        }
        draft.entries.extend(entries);
        self.extras(draft, status, response);
        Some(output)
    }

    /// What a response says beside its description and its schema is added by an attribute.
    fn extras(&mut self, draft: &mut Draft, status: &str, response: &Value) {
        let mut entries = vec![status_text(status)];
        let mut raw = Map::new();
        for (key, value) in response.as_object().into_iter().flatten() {
            match (key.as_str(), value) {
                ("description", _) => {}
                ("headers", Value::Object(headers)) => {
                    self.headers(headers, &mut entries, &mut raw);
                }
                ("content", Value::Object(content)) => {
                    for (media_type, media) in content {
                        self.media_entries(media, media_type, &mut entries, &mut raw);
                        let said = entries.iter().any(|it| it.starts_with("example"));
                        if said && media_type != "application/json" {
                            entries.push(format!("content_type = {}", text::string(media_type)));
                        }
                    }
                }
                (key, value) if key.starts_with("x-") => entries.push(text::extension(key, value)),
                (key, value) => {
                    raw.insert(key.to_owned(), value.clone());
                }
            }
        }
        if !raw.is_empty() {
            let raw = self.raw(&Value::Object(raw));
            entries.push(raw);
        }
        if entries.len() > 1 {
            text::attribute(&mut draft.attributes, 4, "#", "response", &entries);
        }
    }

    fn headers(
        &mut self,
        headers: &Map<String, Value>,
        entries: &mut Vec<String>,
        raw: &mut Map<String, Value>,
    ) {
        for (wire, header) in headers {
            let Value::Object(mut members) = self.resolve(header).clone() else {
                continue;
            };
            let name = crate::naming::ValueName::make(wire).as_str().to_owned();
            let plain = name.trim_start_matches("r#").to_owned();
            let mut own = Vec::new();
            let required = members.shift_remove("required") == Some(Value::Bool(true));
            let before = members.clone();
            let about = self.about(&mut members, wire, &mut own);
            if !members.is_empty() || !about.beside.is_empty() || about.has_default || name != plain
            {
                let mut header = before;
                if required {
                    header.insert("required".to_owned(), true.into());
                }
                let all = raw.entry("headers").or_insert_with(|| json!({}));
                if let Value::Object(all) = all {
                    all.insert(wire.clone(), Value::Object(header));
                }
                continue;
            }
            let ty = if required {
                about.text
            } else {
                format!("Option<{}>", about.text)
            };
            let mut parts = vec![format!("{plain}: {ty}")];
            if plain.replace('_', "-") != *wire {
                parts.push(format!("name = {}", text::string(wire)));
            }
            parts.extend(own);
            parts.extend(about.own);
            entries.push(format!("header({})", parts.join(", ")));
        }
    }

    fn plain(&mut self, draft: &Draft, status: &str, response: &Value) -> Plain {
        let content = response.get("content").and_then(Value::as_object);
        let media = content.and_then(|it| it.iter().next());
        let ty = media
            .and_then(|(_, media)| media.get("schema"))
            .map(|schema| {
                let hint = format!("{} {}", draft.hint, phrase(status));
                self.bare(schema, &hint)
            });
        Plain {
            status: status.to_owned(),
            description: response
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            media_type: media
                .map(|(media_type, _)| media_type.clone())
                .filter(|it| it != "application/json"),
            ty,
        }
    }

    /// An enum of the failures; one for all operations that fail alike.
    fn failure(&mut self, draft: &Draft, failures: &[Plain]) -> Option<String> {
        if failures.is_empty() {
            return None;
        }
        let mut scope = Scope::default();
        let mut body = String::new();
        for failure in failures {
            let variant = scope.claim(&phrase(&failure.status), TypeName::variant);
            let mut entries = vec![status_text(&failure.status)];
            if text::is_doc(&failure.description) {
                text::docs(&mut body, 4, "///", &failure.description);
            } else {
                entries.push(format!(
                    "description = {}",
                    text::string(&failure.description)
                ));
            }
            if let Some(media_type) = &failure.media_type {
                entries.push(format!("content_type = {}", text::string(media_type)));
            }
            text::attribute(&mut body, 4, "#", "status", &entries);
            let held = failure
                .ty
                .as_ref()
                .map(|ty| format!("({ty})"))
                .unwrap_or_default();
            body.push_str(&format!("    {}{held},\n", variant.as_str()));
        }
        if let Some(known) = self.failures.get(&body) {
            return Some(known.clone());
        }
        let slot = self.begin();
        let ident = self.failure_name(draft, failures);
        self.end(slot, format!("pub enum {ident} {{\n{body}}}\n"));
        self.failures.insert(body, ident.clone());
        Some(ident)
    }

    /// What goes wrong, where that is short; else the operation's name.
    fn failure_name(&mut self, draft: &Draft, failures: &[Plain]) -> String {
        let named: Vec<String> = failures
            .iter()
            .filter(|it| it.status != "default")
            .map(|it| phrase(&it.status))
            .collect();
        let by_status = match &named[..] {
            [] => Some("failure".to_owned()),
            few if few.len() <= 2 => Some(few.join(" or ")),
            _ => None,
        };
        let candidates = by_status.iter().map(|it| TypeName::make(it));
        match self.scope.claim_first(candidates) {
            Some(name) => name.as_str().to_owned(),
            None => self.free_type(&format!("{} error", draft.hint)),
        }
    }

    /// Every response as attributes; where those would not stand for themselves, as JSON.
    fn all_written(&mut self, draft: &mut Draft, all: &[(String, Value)]) {
        let stands = all
            .iter()
            .any(|(status, _)| status.starts_with(['2', '3']) || status == "default");
        if stands {
            for (status, response) in all {
                self.written(draft, status, response);
            }
            return;
        }
        let responses: Map<String, Value> = all.iter().cloned().collect();
        let raw = self.raw(&json!({ "responses": responses }));
        draft.entries.push(raw);
    }

    fn written(&mut self, draft: &mut Draft, status: &str, response: &Value) {
        let description = response
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let content = response.get("content").and_then(Value::as_object);
        let contents: Vec<(String, Value)> = content
            .into_iter()
            .flatten()
            .map(|(media_type, media)| (media_type.clone(), media.clone()))
            .collect();
        let mut first = vec![status_text(status)];
        if description != phrase(status) {
            first.push(format!("description = {}", text::string(description)));
        }
        let mut raw = Map::new();
        for (key, value) in response.as_object().into_iter().flatten() {
            match (key.as_str(), value) {
                ("description" | "content", _) => {}
                ("headers", Value::Object(headers)) => self.headers(headers, &mut first, &mut raw),
                (key, value) if key.starts_with("x-") => first.push(text::extension(key, value)),
                (key, value) => {
                    raw.insert(key.to_owned(), value.clone());
                }
            }
        }
        for (index, (media_type, media)) in contents.iter().enumerate() {
            let mut entries = if index == 0 {
                std::mem::take(&mut first)
            } else {
                vec![status_text(status)]
            };
            if let Some(schema) = media.get("schema") {
                let hint = format!("{} {} response", draft.hint, phrase(status));
                let ty = self.bare(schema, &hint);
                let ty = if matches!(ty.as_str(), "Bytes" | "()") {
                    self.newtype(
                        &super::ty::Typed {
                            text: ty,
                            ..Default::default()
                        },
                        &hint,
                    )
                } else {
                    ty
                };
                entries.push(format!("body = {ty}"));
            }
            entries.push(format!("content_type = {}", text::string(media_type)));
            self.media_entries(media, media_type, &mut entries, &mut raw);
            if !raw.is_empty() {
                let raw = self.raw(&Value::Object(std::mem::take(&mut raw)));
                entries.push(raw);
            }
            text::attribute(&mut draft.attributes, 4, "#", "response", &entries);
        }
        if contents.is_empty() {
            if !raw.is_empty() {
                let raw = self.raw(&Value::Object(raw));
                first.push(raw);
            }
            text::attribute(&mut draft.attributes, 4, "#", "response", &first);
        }
    }
}

/// Can a variant of an error enum say all of it?
fn is_failure(status: &str, response: &Value) -> bool {
    let known = ["description", "content"];
    let members = response.as_object();
    let content = response.get("content").and_then(Value::as_object);
    let status = status == "default" || (status.len() == 3 && status.starts_with(['4', '5']));
    status
        && members.is_some_and(|it| it.keys().all(|key| known.contains(&key.as_str())))
        && content.is_none_or(|content| {
            content.len() <= 1
                && content.values().all(|media| {
                    media
                        .as_object()
                        .is_some_and(|it| it.len() == 1 && it.contains_key("schema"))
                        && media["schema"] != json!({ "type": "null" })
                        && media["schema"].get("contentEncoding").is_none()
                })
        })
}

/// `404`, `"4XX"`, `default`.
fn status_text(status: &str) -> String {
    if status == "default" || status.bytes().all(|it| it.is_ascii_digit()) {
        status.to_owned()
    } else {
        text::string(status)
    }
}

/// The reason phrase of a status (RFC 9110 section 15), which is the description where no other is given.
fn phrase(status: &str) -> String {
    let phrase = match status {
        "100" => "Continue",
        "101" => "Switching Protocols",
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "Non-Authoritative Information",
        "204" => "No Content",
        "205" => "Reset Content",
        "206" => "Partial Content",
        "300" => "Multiple Choices",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "402" => "Payment Required",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "408" => "Request Timeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "Length Required",
        "412" => "Precondition Failed",
        "413" => "Content Too Large",
        "415" => "Unsupported Media Type",
        "418" => "I'm a Teapot",
        "422" => "Unprocessable Content",
        "423" => "Locked",
        "424" => "Failed Dependency",
        "425" => "Too Early",
        "426" => "Upgrade Required",
        "428" => "Precondition Required",
        "429" => "Too Many Requests",
        "431" => "Request Header Fields Too Large",
        "451" => "Unavailable For Legal Reasons",
        "500" => "Internal Server Error",
        "501" => "Not Implemented",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "1XX" => "Information",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "Client Error",
        "5XX" => "Server Error",
        "default" => "Error",
        _ => "Response",
    };
    phrase.to_owned()
}
