//! What clients are told when there is no such row, or one already: a function for each such answer of a service.

use crate::emit::project::type_text;
use crate::naming::{Name, TypeName};
use crate::plan::Type;
use crate::plan::resource::{Refusal, Text};
use indexmap::IndexMap;

/// Why an operation refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    Missing,
    Exists,
    InUse,
    /// Wrong name or password, said with 401.
    WrongLogin,
    /// The same, said with 400 (RFC 6749, section 5.2).
    BadLogin,
    /// No client of that name and secret, said with 401, and with 400.
    WrongClient,
    BadClient,
    /// No flow of the operation's.
    WrongGrant,
    /// It is not the version that was asked for.
    Changed,
    /// No version was asked for.
    Unconditional,
}

impl Reason {
    const fn status(self) -> u16 {
        match self {
            Self::Missing => 404,
            Self::Exists | Self::InUse => 409,
            Self::WrongLogin | Self::WrongClient => 401,
            Self::BadLogin | Self::BadClient | Self::WrongGrant => 400,
            Self::Changed => 412,
            Self::Unconditional => 428,
        }
    }

    const fn constant(self) -> &'static str {
        match self {
            Self::Missing => "NOT_FOUND",
            Self::Exists | Self::InUse => "CONFLICT",
            Self::WrongLogin | Self::WrongClient => "UNAUTHORIZED",
            Self::BadLogin | Self::BadClient | Self::WrongGrant => "BAD_REQUEST",
            Self::Changed => "PRECONDITION_FAILED",
            Self::Unconditional => "PRECONDITION_REQUIRED",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Missing => "Not Found",
            Self::Exists | Self::InUse => "Conflict",
            Self::WrongLogin | Self::WrongClient => "Unauthorized",
            Self::BadLogin | Self::BadClient | Self::WrongGrant => "Bad Request",
            Self::Changed => "Precondition Failed",
            Self::Unconditional => "Precondition Required",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Missing => "not_found",
            Self::Exists => "exists",
            Self::InUse => "in_use",
            Self::WrongLogin | Self::BadLogin => "invalid_grant",
            Self::WrongClient | Self::BadClient => "invalid_client",
            Self::WrongGrant => "unsupported_grant_type",
            Self::Changed => "changed",
            Self::Unconditional => "precondition_required",
        }
    }

    fn message(self, noun: &str) -> String {
        match self {
            Self::Missing => format!("there is no such {noun}"),
            Self::Exists => format!("there is such {} {noun} already", super::article(noun)),
            Self::InUse => format!("the {noun} is still in use"),
            Self::WrongLogin | Self::BadLogin => "Incorrect username or password".to_owned(),
            Self::WrongClient | Self::BadClient => "Unknown client, or a wrong secret".to_owned(),
            Self::WrongGrant => "No token is given for this `grant_type`".to_owned(),
            Self::Changed => format!("the {noun} was changed meanwhile"),
            Self::Unconditional => {
                format!("say in `If-Match` which version of the {noun} is meant")
            }
        }
    }

    /// What a 401 asks for: an expression.
    const fn challenge(self) -> &'static str {
        match self {
            Self::WrongClient => "auth::clients::CHALLENGE.to_owned()",
            _ => "\"Bearer\".to_owned()",
        }
    }

    fn function(self, word: &str) -> String {
        match self {
            Self::Missing => format!("no_{word}"),
            Self::Exists => format!("{word}_exists"),
            Self::InUse => format!("{word}_in_use"),
            Self::WrongLogin | Self::BadLogin => "wrong_password".to_owned(),
            Self::WrongClient | Self::BadClient => "unknown_client".to_owned(),
            Self::WrongGrant => "wrong_grant".to_owned(),
            Self::Changed => format!("{word}_changed"),
            Self::Unconditional => format!("{word}_without_version"),
        }
    }
}

/// The functions of one service.
#[derive(Debug, Default)]
pub struct Refusals {
    /// Name → text.
    functions: IndexMap<String, String>,
}

impl Refusals {
    /// The value that a method returns in its `Err`.
    pub fn value(&mut self, noun: &str, reason: Reason, refusal: &Refusal) -> String {
        let message = reason.message(noun);
        match refusal {
            Refusal::General { into } => {
                let into = if *into { ".into()" } else { "" };
                let function = match reason {
                    Reason::Missing => "not_found(",
                    Reason::Exists | Reason::InUse => "conflict(",
                    Reason::WrongLogin | Reason::WrongClient => "unauthorized(",
                    Reason::BadLogin | Reason::BadClient | Reason::WrongGrant => "bad_request(",
                    Reason::Changed => "new(rt::StatusCode::PRECONDITION_FAILED, ",
                    Reason::Unconditional => "new(rt::StatusCode::PRECONDITION_REQUIRED, ",
                };
                format!("rt::Error::{function}\"{message}\"){into}")
            }
            Refusal::Described {
                failure,
                variant,
                says_status,
                shared,
                challenge,
                body,
            } => {
                let path = format!("{}::{}", failure.as_str(), variant.as_str());
                let header = challenge.as_ref().map(|header| {
                    let value = reason.challenge();
                    let value = if header.optional {
                        format!("Some({value})")
                    } else {
                        value.to_owned()
                    };
                    format!("{}: {value}", header.field.as_str())
                });
                let (header, content) = match (shared, body) {
                    (Some(shared), body) => {
                        let body = body.as_ref();
                        let body = body.map(|body| expression(body, reason, &message, 8));
                        let fields = header
                            .into_iter()
                            .chain(body.map(|it| format!("body: {it}")));
                        let fields: String = fields.map(|it| format!("        {it},\n")).collect();
                        let ty = format!("api::responses::{}", shared.as_str());
                        let value = format!("{ty} {{\n{fields}    }}");
                        let call = self.function(noun, reason, shared, &ty, &value);
                        (None, Some(("response", call)))
                    }
                    (None, Some(body)) => {
                        let body = self.body(noun, reason, &message, body);
                        (header, Some(("body", body)))
                    }
                    (None, None) => (header, None),
                };
                let status =
                    says_status.then(|| format!("status: rt::StatusCode::{}", reason.constant()));
                match (status.is_none() && header.is_none(), content) {
                    (true, None) => path,
                    (true, Some((_, content))) => format!("{path}({content})"),
                    (false, content) => {
                        let content = content.map(|(name, value)| format!("{name}: {value}"));
                        let fields: Vec<String> =
                            status.into_iter().chain(header).chain(content).collect();
                        format!("{path} {{ {} }}", fields.join(", "))
                    }
                }
            }
        }
    }

    /// Another function, for one of the methods.
    pub fn add(&mut self, name: &str, text: String) {
        self.functions.insert(name.to_owned(), text);
    }

    fn body(&mut self, noun: &str, reason: Reason, message: &str, body: &Text) -> String {
        let Text::Model(name, _) = body else {
            return expression(body, reason, message, 0);
        };
        let ty = format!("models::{}", name.as_str());
        let value = expression(body, reason, message, 4);
        self.function(noun, reason, name, &ty, &value)
    }

    /// A call of a function that makes a value, which is indented by four.
    fn function(
        &mut self,
        noun: &str,
        reason: Reason,
        name: &TypeName,
        ty: &str,
        value: &str,
    ) -> String {
        let own = reason.function(&noun.replace(' ', "_"));
        // Two types for one reason: the second function is named by its type too.
        let model = name.to_const().as_str().to_ascii_lowercase();
        for function in [own.clone(), format!("{own}_{model}")] {
            let text = format!("fn {function}() -> {ty} {{\n    {value}\n}}\n");
            let known = self
                .functions
                .entry(function.clone())
                .or_insert_with(|| text.clone());
            if *known == text {
                return format!("{function}()");
            }
        }
        format!("{own}()")
    }

    /// The functions, to stand behind the `impl`.
    pub fn text(&self) -> String {
        let functions: Vec<&str> = self.functions.values().map(String::as_str).collect();
        functions.join("\n")
    }
}

fn expression(text: &Text, reason: Reason, message: &str, indent: usize) -> String {
    let owned = |text: &str| format!("\"{text}\".to_owned()");
    match text {
        Text::Message => owned(message),
        Text::Title => owned(reason.title()),
        Text::Code => owned(reason.code()),
        Text::Choice(model, variant) => format!("models::{}::{}", model.as_str(), variant.as_str()),
        Text::Blank => owned("about:blank"),
        Text::Status { into } => {
            let tail = if *into { ".into()" } else { "" };
            format!("{}{tail}", reason.status())
        }
        Text::EmptyList => "Vec::new()".to_owned(),
        Text::Absent => "None".to_owned(),
        Text::Some(inner) => format!("Some({})", expression(inner, reason, message, indent)),
        Text::Model(name, fields) => {
            let inner = " ".repeat(indent + 4);
            let fields: String = fields
                .iter()
                .map(|(field, text)| {
                    let value = expression(text, reason, message, indent + 4);
                    format!("{inner}{}: {value},\n", field.as_str())
                })
                .collect();
            let ty = type_text(&Type::Model(name.clone()));
            format!("{ty} {{\n{fields}{}}}", " ".repeat(indent))
        }
    }
}
