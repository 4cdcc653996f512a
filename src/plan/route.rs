//! The plan's types for operations: what `services/*.rs` and `routes/*.rs` will hold.

use super::deps::Need;
use super::model::{Presence, Reader, Table, Type};
pub use crate::ir::{Location, Style};
use crate::naming::{ConstName, TypeName, ValueName};

/// The operations of one tag: a trait, and a routes module.
#[derive(Debug, Clone)]
pub struct Service {
    /// As the description has it; `None` for operations without a tag.
    pub tag: Option<String>,
    pub module: ValueName,
    /// The trait.
    pub name: TypeName,
    pub docs: String,
    pub operations: Vec<Operation>,
}

#[derive(Debug, Clone)]
pub struct Operation {
    /// The operationId, or what stands in for it: the key of mocks, tests and logs.
    pub id: String,
    /// Method of the trait, and handler.
    pub function: ValueName,
    /// `GET`.
    pub method: &'static str,
    /// The path template as written.
    pub path: String,
    /// The same for the router: parameters under their names, a `*` behind the one that takes the rest of the path.
    pub template: String,
    pub docs: String,
    pub deprecated: bool,
    /// The method is no future: it may block.
    pub blocking: bool,
    pub params: Option<Params>,
    pub body: Option<Body>,
    /// What goes over the connection, of a WebSocket.
    pub messages: Option<Messages>,
    pub success: Outcome,
    pub failure: Failure,
    /// Alternatives of combinations; empty: no credential is asked for.
    pub security: Vec<Vec<Requirement>>,
    /// What the service is given beside parameters and body.
    pub needs: Vec<Need>,
    /// What dependencies take from the request, read before the operation's own parameters.
    pub taken: Vec<Taken>,
    /// Its place among all operations of the description.
    pub place: usize,
}

/// The messages of a WebSocket.
#[derive(Debug, Clone)]
pub struct Messages {
    pub incoming: Type,
    pub reader: Reader,
    pub outgoing: Type,
}

/// A scheme, and the scopes or roles that its principal needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub scheme: ConstName,
    pub credential: Credential,
    pub scopes: Vec<String>,
}

/// Something that a request shows who it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    ApiKey(Location, String),
    /// The scheme of an `Authorization` header, in lower case.
    Http(String),
    /// A token, after the scheme `Bearer`.
    Token,
    /// Any `Authorization` header.
    Authorization,
    ClientCertificate,
    Unknown,
}

/// All parameters of an operation in one struct, so that a new optional one breaks no implementation.
#[derive(Debug, Clone)]
pub struct Params {
    pub name: TypeName,
    pub fields: Vec<Param>,
    /// Optional parameters that FastAPI made out of the fields of one optional model: one of them calls for the others.
    /// Positions in `fields`.
    pub groups: Vec<Vec<usize>>,
}

/// The parameters that a dependency takes.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The dependency's name as a value.
    pub dependency: ValueName,
    pub fields: Vec<Param>,
}

impl Taken {
    pub fn has(&self, parameter: &crate::ir::Parameter) -> bool {
        self.fields
            .iter()
            .any(|field| field.location == parameter.location && field.wire == parameter.name)
    }
}

#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of OpenAPI's Parameter Object"
)]
pub struct Param {
    pub wire: String,
    pub name: ValueName,
    pub docs: String,
    pub deprecated: bool,
    pub location: Location,
    pub style: Style,
    pub explode: bool,
    pub shape: Shape,
    /// Described by `content`: the value is JSON text.
    pub json: bool,
    /// It may be given without a value.
    pub allow_empty: bool,
    pub ty: Type,
    pub reader: Reader,
    pub presence: Presence,
}

/// What the text of a value is taken apart into before it is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Scalar,
    Array,
    Object {
        fields: Vec<FormField>,
        others: bool,
    },
    Any,
}

/// A property of an object in a parameter, or a field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormField {
    pub name: String,
    pub shape: Shape,
    /// Its text is JSON.
    pub json: bool,
    pub file: bool,
    /// The media types that a file may have; empty: any.
    pub media: Vec<String>,
    /// What separates several values in one text; empty: each has a pair of its own.
    pub delimiter: &'static str,
    /// Where nothing has its name it is a list without items, which has no other way to be said.
    pub or_empty: bool,
}

#[derive(Debug, Clone)]
pub struct Body {
    pub required: bool,
    /// What the service gets, `Option` included.
    pub ty: Type,
    /// The enum over the media types, when there are several.
    pub name: Option<TypeName>,
    pub docs: String,
    pub alternatives: Vec<Alternative>,
    /// The members of a JSON body that FastAPI made out of several parameters; each stands for itself in faults.
    pub members: Vec<String>,
    /// How the members of a form came about: each is a parameter of its own.
    pub apart: bool,
    /// The operation takes `Content-Encoding` as a parameter: what it gets as it arrives may be encoded.
    pub coded: bool,
}

/// One media type of a request body.
#[derive(Debug, Clone)]
pub struct Alternative {
    pub media: String,
    pub variant: Option<TypeName>,
    pub kind: BodyKind,
    pub ty: Type,
    pub reader: Reader,
}

#[derive(Debug, Clone)]
pub enum BodyKind {
    Json,
    Form {
        fields: Vec<FormField>,
        others: bool,
    },
    /// A form that FastAPI put together from several parameters, each of which reads the fields that are its own.
    Parts(Vec<Part>),
    Text(Table),
    Bytes,
}

/// A parameter among those that a form is made of: a field of the struct that the service gets.
#[derive(Debug, Clone)]
pub struct Part {
    pub name: ValueName,
    /// The names that fields of a model go by, each with the field's own first.
    pub aliases: Vec<Vec<String>>,
    pub docs: String,
    pub kind: PartKind,
    pub ty: Type,
    pub reader: Reader,
    pub presence: Presence,
}

#[derive(Debug, Clone)]
pub enum PartKind {
    /// One field.
    Field(FormField),
    /// A model over the whole form.
    Model,
    /// One that may be absent.
    Optional(When),
    /// One that must not be absent, but is read when it is there alone.
    Required(When),
}

/// When a model over a form is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// One of these fields came.
    Fields(Vec<String>),
    /// Any field came.
    Anything,
    Never,
}

/// The success of an operation.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// One answer whose type is the body itself, or nothing.
    Plain(Reply),
    /// One answer with more than a body.
    Struct(TypeName, Reply),
    Enum(TypeName, Vec<(TypeName, Reply)>),
}

impl Outcome {
    /// Keeps its answers out of caches, where the description does not say how long they may stay there.
    pub fn keep_from_caches(&mut self) {
        let replies: Vec<&mut Reply> = match self {
            Self::Plain(reply) | Self::Struct(_, reply) => vec![reply],
            Self::Enum(_, variants) => variants.iter_mut().map(|(_, reply)| reply).collect(),
        };
        for reply in replies {
            let mut headers = reply.headers.iter();
            reply.no_store = headers.all(|header| header.wire != "cache-control");
        }
    }
}

/// The failure: the documented ones and a general error; without documented ones the general error itself.
#[derive(Debug, Clone, Default)]
pub struct Failure {
    pub name: Option<TypeName>,
    pub variants: Vec<(TypeName, Reply)>,
}

/// One documented answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub docs: String,
    /// `None`: the service says which (`default`, `4XX`).
    pub status: Option<u16>,
    pub headers: Vec<ReplyHeader>,
    pub body: Option<ReplyBody>,
    /// The type of its headers and body, where operations share them.
    pub shared: Option<TypeName>,
    /// It carries a token, which no cache may keep.
    pub no_store: bool,
}

#[derive(Debug, Clone)]
pub struct ReplyHeader {
    pub wire: String,
    pub name: ValueName,
    pub docs: String,
    pub ty: Type,
    pub required: bool,
    pub form: HeaderForm,
}

/// How the value of a response header is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderForm {
    /// The style `simple`: `a,1,b,2`.
    Simple,
    /// The same with `explode`: `a=1,b=2`. It makes a difference to objects alone.
    Exploded,
    /// Described by `content`: JSON text.
    Json,
}

/// What an answer carries.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyBody {
    /// What it is labelled as: the first, unless the request's `Accept` wants another more.
    pub media: Vec<String>,
    pub kind: ReplyKind,
    pub ty: Type,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ReplyKind {
    Json,
    Text,
    /// A stream of bytes.
    Bytes,
    /// Server-Sent Events.
    Events,
    /// JSON lines.
    Lines,
    /// An enum over media types, and one that says which of them a request wants.
    Several {
        name: TypeName,
        selector: TypeName,
        variants: Vec<(TypeName, ReplyBody)>,
    },
}

impl ReplyBody {
    /// The types it is made of, itself first.
    pub fn types(&self) -> Vec<&Type> {
        let mut types = vec![&self.ty];
        if let ReplyKind::Several { variants, .. } = &self.kind {
            types.extend(variants.iter().map(|(_, body)| &body.ty));
        }
        types
    }
}

impl Reply {
    /// Whether the body is all that the service says.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.status.is_some() && self.headers.is_empty()
    }
}

impl Operation {
    /// Every type that its signature and the types it brings along name.
    pub fn model_types(&self) -> impl Iterator<Item = &Type> {
        let params = self
            .params
            .iter()
            .flat_map(|params| &params.fields)
            .map(|field| &field.ty);
        let bodies = self
            .body
            .iter()
            .flat_map(|body| &body.alternatives)
            .map(|alternative| &alternative.ty);
        let own = self.replies().filter(|reply| reply.shared.is_none());
        let replies = own.flat_map(|reply| {
            reply
                .body
                .iter()
                .flat_map(ReplyBody::types)
                .chain(reply.headers.iter().map(|header| &header.ty))
        });
        let messages = self.messages.iter();
        let messages = messages.flat_map(|messages| [&messages.incoming, &messages.outgoing]);
        params.chain(bodies).chain(replies).chain(messages)
    }

    /// What a success can be labelled as, when there is a choice that the request's `Accept` takes; else nothing.
    #[must_use]
    pub fn offered(&self) -> Vec<&str> {
        let successes: Vec<&Reply> = match &self.success {
            Outcome::Plain(reply) | Outcome::Struct(_, reply) => vec![reply],
            Outcome::Enum(_, variants) => variants.iter().map(|(_, reply)| reply).collect(),
        };
        let mut offered: Vec<&str> = Vec::new();
        let bodies = successes.iter().filter_map(|reply| reply.body.as_ref());
        if bodies.clone().all(|body| body.media.len() < 2) {
            return offered;
        }
        for label in bodies.flat_map(|body| &body.media) {
            if !offered.contains(&label.as_str()) {
                offered.push(label);
            }
        }
        offered
    }

    /// The types that it shares with other operations.
    pub fn shared(&self) -> impl Iterator<Item = (&TypeName, &Reply)> {
        self.replies()
            .filter_map(|reply| Some((reply.shared.as_ref()?, reply)))
    }

    /// Every documented answer, the successes first.
    pub fn replies(&self) -> impl Iterator<Item = &Reply> {
        let (one, several): (Option<&Reply>, &[(TypeName, Reply)]) = match &self.success {
            Outcome::Plain(reply) | Outcome::Struct(_, reply) => (Some(reply), &[]),
            Outcome::Enum(_, variants) => (None, variants),
        };
        let failures = self.failure.variants.iter().map(|(_, reply)| reply);
        one.into_iter()
            .chain(several.iter().map(|(_, reply)| reply))
            .chain(failures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::Name;

    #[test]
    fn what_the_description_says_of_caches_stays() {
        let reply = |wire: &str| Reply {
            docs: String::new(),
            status: Some(200),
            headers: vec![ReplyHeader {
                wire: wire.to_owned(),
                name: ValueName::make(wire),
                docs: String::new(),
                ty: Type::String,
                required: false,
                form: HeaderForm::Simple,
            }],
            body: None,
            shared: None,
            no_store: false,
        };
        let name = || TypeName::make("success");
        let kept = |mut outcome: Outcome| {
            outcome.keep_from_caches();
            match outcome {
                Outcome::Plain(reply) | Outcome::Struct(_, reply) => vec![reply.no_store],
                Outcome::Enum(_, variants) => {
                    variants.iter().map(|(_, reply)| reply.no_store).collect()
                }
            }
        };
        assert_eq!(kept(Outcome::Struct(name(), reply("etag"))), [true]);
        assert_eq!(kept(Outcome::Plain(reply("cache-control"))), [false]);
        let several = ["cache-control", "etag"].map(|wire| (name(), reply(wire)));
        assert_eq!(kept(Outcome::Enum(name(), several.into())), [false, true]);
    }
}
