//! The HTTP half: from a request to an operation's typed arguments, and from its result to a response.

pub(crate) mod accept;
mod answer;
mod body;
mod call;
mod error;
mod events;
mod fastapi;
mod form;
mod guard;
mod handle;
mod matcher;
mod media;
mod mock;
mod multipart;
mod nested;
mod parameter;
pub(crate) mod percent;
pub(crate) mod promise;
mod query;
mod reply;
mod route;
mod router;
pub(crate) mod security;
#[cfg(feature = "websocket")]
mod socket;
mod spool;
mod stream;
mod style;

pub use body::{Content, RequestBody};
pub use call::Call;
pub use error::{Error, ErrorForm, unwritten};
pub use events::{Event, EventStream, ItemSender, ItemStream};
pub use fastapi::When;
pub use form::Form;
pub use guard::{Authenticate, Guard, Principal, Requirement, Scheme};
pub use parameter::{Field, In, Parameter, Shape, Style};
pub use reply::Reply;
pub use route::{Description, Payload, Pending, Profile, Route};
pub use router::{ApiOptions, guarded_router, router};
pub use security::{Credential, Shown};
#[cfg(feature = "websocket")]
pub use socket::Socket;
pub use spool::Held;
pub use stream::{ByteSender, ByteStream, Gone};
