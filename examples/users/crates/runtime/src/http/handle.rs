//! What most operations do: read the request, call the service, write the answer. A generated handler says in a line what
//! is read and who is called; the waiting in between is here, once, and not in a future of each handler's own, which the
//! compiler would have to check for every operation anew.

use super::{call::Call, route::Pending};
use crate::{context::Context, decode::Read, prelude::BoxFuture};
use axum::response::Response;
use std::sync::Arc;

/// What is read of a request before a service is called.
pub trait Take: Send + 'static {
    type Value: Send + 'static;

    /// `None` when something is wrong, which the call knows then.
    fn take(self, call: &mut Call) -> impl Future<Output = Option<Self::Value>> + Send;
}

/// The parameters.
#[derive(Debug)]
pub struct Params<P>(fn(&mut Call) -> Option<P>);

impl<P: Send + 'static> Take for Params<P> {
    type Value = P;

    async fn take(self, call: &mut Call) -> Option<P> {
        (self.0)(call)
    }
}

/// A body that has to be there and can only be JSON.
#[derive(Debug)]
pub struct Json<T> {
    media: &'static [&'static str],
    read: Read<T>,
}

impl<T: Send + 'static> Take for Json<T> {
    type Value = T;

    async fn take(self, call: &mut Call) -> Option<T> {
        call.json_body(self.media, self.read).await
    }
}

/// The same where it may be absent.
#[derive(Debug)]
pub struct OptionalJson<T>(Json<T>);

impl<T: Send + 'static> Take for OptionalJson<T> {
    type Value = Option<T>;

    async fn take(self, call: &mut Call) -> Option<Option<T>> {
        call.optional_json_body(self.0.media, self.0.read).await
    }
}

/// A call, and what is to be read of it.
#[derive(Debug)]
#[must_use]
pub struct With<X> {
    call: Call,
    first: X,
}

/// The same for two things. All faults of both are found before the request is refused.
#[derive(Debug)]
#[must_use]
pub struct WithBoth<X, Y> {
    call: Call,
    first: X,
    second: Y,
}

impl Call {
    /// Reads the parameters.
    pub fn with_params<P>(self, read: fn(&mut Self) -> Option<P>) -> With<Params<P>> {
        With {
            call: self,
            first: Params(read),
        }
    }

    /// Reads a body that has to be there and can only be JSON.
    pub fn with_json<T>(self, media: &'static [&'static str], read: Read<T>) -> With<Json<T>> {
        With {
            call: self,
            first: Json { media, read },
        }
    }

    /// Reads a body that may be absent and can only be JSON.
    pub fn with_optional_json<T>(
        self,
        media: &'static [&'static str],
        read: Read<T>,
    ) -> With<OptionalJson<T>> {
        With {
            call: self,
            first: OptionalJson(Json { media, read }),
        }
    }

    /// Calls the service, which takes nothing of the request, and writes what it returns.
    pub fn answer<A, R>(
        self,
        service: &Arc<A>,
        method: for<'a> fn(&'a A, &'a Context) -> BoxFuture<'a, R>,
        write: fn(R, &Self) -> Response,
    ) -> Pending
    where
        A: Send + Sync + ?Sized + 'static,
        R: Send + 'static,
    {
        let service = Arc::clone(service);
        Box::pin(async move {
            if !self.accepted() {
                return self.reject();
            }
            let result = method(&service, self.context()).await;
            write(result, &self)
        })
    }
}

impl<X: Take> With<X> {
    /// Reads a JSON body too.
    pub fn with_json<T>(
        self,
        media: &'static [&'static str],
        read: Read<T>,
    ) -> WithBoth<X, Json<T>> {
        WithBoth {
            call: self.call,
            first: self.first,
            second: Json { media, read },
        }
    }

    /// Reads a JSON body too, which may be absent.
    pub fn with_optional_json<T>(
        self,
        media: &'static [&'static str],
        read: Read<T>,
    ) -> WithBoth<X, OptionalJson<T>> {
        WithBoth {
            call: self.call,
            first: self.first,
            second: OptionalJson(Json { media, read }),
        }
    }

    /// Calls the service with what was read, and writes what it returns; refuses the request when something is wrong.
    pub fn answer<A, R>(
        self,
        service: &Arc<A>,
        method: for<'a> fn(&'a A, &'a Context, X::Value) -> BoxFuture<'a, R>,
        write: fn(R, &Call) -> Response,
    ) -> Pending
    where
        A: Send + Sync + ?Sized + 'static,
        R: Send + 'static,
    {
        let service = Arc::clone(service);
        let Self { mut call, first } = self;
        Box::pin(async move {
            let first = first.take(&mut call).await;
            let (Some(first), true) = (first, call.accepted()) else {
                return call.reject();
            };
            let result = method(&service, call.context(), first).await;
            write(result, &call)
        })
    }
}

impl<X: Take, Y: Take> WithBoth<X, Y> {
    /// As [`With::answer`].
    pub fn answer<A, R>(
        self,
        service: &Arc<A>,
        method: for<'a> fn(&'a A, &'a Context, X::Value, Y::Value) -> BoxFuture<'a, R>,
        write: fn(R, &Call) -> Response,
    ) -> Pending
    where
        A: Send + Sync + ?Sized + 'static,
        R: Send + 'static,
    {
        let service = Arc::clone(service);
        let Self {
            mut call,
            first,
            second,
        } = self;
        Box::pin(async move {
            let first = first.take(&mut call).await;
            let second = second.take(&mut call).await;
            let (Some(first), Some(second), true) = (first, second, call.accepted()) else {
                return call.reject();
            };
            let result = method(&service, call.context(), first, second).await;
            write(result, &call)
        })
    }
}
