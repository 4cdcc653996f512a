//! From a request to its operation. In: the table of routes. Out: an axum router that serves them; it has no other
//! routes, so that an application can add, nest and layer as it likes.

use super::{
    answer::Answer,
    call::Call,
    error::{Error, ErrorForm},
    fastapi::routing::{self, Found},
    guard::{Guard, Rules},
    matcher::{Matcher, Range, Take},
    mock::Mocks,
    percent, promise,
    route::{Description, Pending, Profile, Route},
};
use crate::{
    context::{Context, Visit},
    scope::Tasks,
};
use axum::{
    Router,
    body::Body,
    http::{
        HeaderValue, Method, Request, StatusCode,
        header::{ALLOW, UPGRADE},
    },
    response::Response,
};
use std::{
    convert::Infallible,
    sync::Arc,
    task::{self, Poll},
};

/// How an API is served.
#[derive(Debug, Clone, Copy)]
pub struct ApiOptions {
    /// Operations that are not implemented answer with an example.
    pub mock: bool,
    /// In bytes; a longer body answers 413.
    pub body_limit: usize,
    /// The same for a body that flows through: a stream of bytes, a form with files.
    pub stream_limit: u64,
    /// How many faults of one request are told.
    pub max_faults: usize,
}

impl Default for ApiOptions {
    fn default() -> Self {
        Self {
            mock: false,
            body_limit: 2 * 1024 * 1024,
            stream_limit: 10 * 1024 * 1024 * 1024,
            max_faults: 100,
        }
    }
}

/// What every call of one router shares.
#[derive(Debug)]
pub(crate) struct Setup {
    pub errors: ErrorForm,
    pub options: ApiOptions,
    pub description: &'static Description,
    pub mocks: Mocks,
    /// For requests that no server's layer has brought here.
    pub tasks: Tasks,
}

/// Serves routes that ask for no credentials; one that does answers 501, since nobody is there to check any. No table makes it fail: of two routes with one method and one shape of path, the first answers.
pub fn router<A: Send + Sync + 'static>(
    api: Arc<A>,
    routes: &'static [&'static [Route<A>]],
    description: &'static Description,
    options: ApiOptions,
) -> Router {
    serve(api, None, routes, description, options)
}

/// Serves the routes, once the guard lets a request through.
pub fn guarded_router<A: Send + Sync + 'static>(
    api: Arc<A>,
    guard: Arc<dyn Guard>,
    routes: &'static [&'static [Route<A>]],
    description: &'static Description,
    options: ApiOptions,
) -> Router {
    serve(api, Some(guard), routes, description, options)
}

fn serve<A: Send + Sync + 'static>(
    api: Arc<A>,
    guard: Option<Arc<dyn Guard>>,
    routes: &'static [&'static [Route<A>]],
    description: &'static Description,
    options: ApiOptions,
) -> Router {
    let mut matcher = Matcher::taking(match description.profile {
        Profile::FastApi => Take::Most,
        Profile::Strict => Take::Least,
    });
    for route in routes.iter().copied().flatten() {
        matcher.insert(route.path, |names| Entry { route, names });
    }
    let setup = Arc::new(Setup {
        errors: description.errors,
        options,
        description,
        mocks: Mocks::default(),
        tasks: Tasks::default(),
    });
    Router::new().fallback_service(Dispatch(Arc::new(Table {
        api,
        guard,
        matcher,
        setup,
    })))
}

/// A route and the names of its path parameters.
#[derive(Debug)]
pub(super) struct Entry<A: 'static> {
    pub(super) route: &'static Route<A>,
    pub(super) names: Vec<&'static str>,
}

/// The operations of the template that matches a path.
struct Match<'d, A: 'static> {
    entries: &'d [Entry<A>],
    ranges: Vec<Range>,
    /// How much of the path is the description's base path, in bytes.
    offset: usize,
}

struct Table<A: 'static> {
    api: Arc<A>,
    guard: Option<Arc<dyn Guard>>,
    matcher: Matcher<Entry<A>>,
    setup: Arc<Setup>,
}

/// Cloned for every request.
struct Dispatch<A: 'static>(Arc<Table<A>>);

impl<A> Clone for Dispatch<A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<A: Send + Sync + 'static> tower_service::Service<Request<Body>> for Dispatch<A> {
    type Response = Response;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        self.0.dispatch(request)
    }
}

impl<A: Send + Sync> Table<A> {
    fn dispatch(&self, request: Request<Body>) -> Answer {
        if self.setup.description.profile == Profile::FastApi {
            return self.dispatch_as_fastapi(request);
        }
        let Some(Match {
            entries,
            ranges,
            offset,
        }) = self.find(request.uri().path())
        else {
            return self.refuse(StatusCode::NOT_FOUND, None);
        };
        let method = request.method().as_str();
        let by_method = |method: &str| entries.iter().find(|entry| entry.route.method == method);
        let head = request.method() == Method::HEAD;
        // A GET that asks for another protocol is for the WebSocket; so is one for which there is nothing else.
        let socket = by_method("WEBSOCKET").filter(|_| request.method() == Method::GET);
        let entry = match socket
            .filter(|_| request.headers().contains_key(UPGRADE))
            .or_else(|| by_method(method))
            .or(socket)
        {
            Some(entry) => entry,
            // RFC 9110, section 9.3.2: as GET, without the content.
            None if head && let Some(get) = by_method("GET") => get,
            None => return self.refuse(StatusCode::METHOD_NOT_ALLOWED, Some(entries)),
        };
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts.extensions, &self.setup.tasks);
        let route = entry.route;
        let context = Context::new(parts, visit.clone(), route.operation, route.path);
        let places = ranges.iter().map(|(from, to)| (from + offset, to + offset));
        let captures = entry.names.iter().copied().zip(places).collect();
        let call = Call::new(context, body, captures, self.setup.clone());
        let pending = if route.security.is_empty() {
            (route.handler)(self.api.clone(), call)
        } else {
            let (api, guard) = (self.api.clone(), self.guard.clone());
            let mock = self.setup.options.mock;
            Box::pin(async move {
                let rules = Rules { mock, every: false };
                match admit(guard, call.context(), route, rules).await {
                    Ok(()) => (route.handler)(api, call).await,
                    Err(error) => call.fault(error),
                }
            })
        };
        let pending = self.held(pending, route);
        let pending = if head {
            Box::pin(without_content(pending))
        } else {
            pending
        };
        Answer::of(pending, visit, self.setup.errors)
    }

    /// In the order of the description, over the decoded path; then body, credentials and parameters, in this order.
    fn dispatch_as_fastapi(&self, request: Request<Body>) -> Answer {
        let raw = request.uri().path();
        let path = match percent::decode(raw) {
            Ok(path) => path.into_owned(),
            Err(percent::NotUtf8(path)) => path,
        };
        let method = request.method().as_str();
        let base = self.setup.description.base_path.trim_end_matches('/');
        let (entry, ranges) = match routing::find(&self.matcher, base, &path, method) {
            Found::Operation(entry, ranges) => (entry, ranges),
            Found::OtherMethod(allowed) => {
                let mut response = self.setup.errors.status(StatusCode::METHOD_NOT_ALLOWED);
                response
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static(allowed));
                return Answer::ready(response);
            }
            Found::OtherSlash(path) => {
                return Answer::ready(routing::redirect(&path, &request));
            }
            Found::Nothing => return self.refuse(StatusCode::NOT_FOUND, None),
        };
        let (parts, body) = request.into_parts();
        let route = entry.route;
        let visit = Visit::of(&parts.extensions, &self.setup.tasks);
        let context = Context::new(parts, visit.clone(), route.operation, route.path);
        let captures = entry.names.iter().copied().zip(ranges).collect();
        let call = Call::new(context, body, captures, self.setup.clone());
        let mut call = call.on_decoded_path(path);
        let (api, guard) = (self.api.clone(), self.guard.clone());
        let mock = self.setup.options.mock;
        let rules = Rules { mock, every: true };
        let pending: Pending = Box::pin(async move {
            if !super::fastapi::open(&mut call, route.payload, route.security).await {
                return call.reject();
            }
            match admit(guard, call.context(), route, rules).await {
                Ok(()) => (route.handler)(api, call).await,
                Err(error) => call.fault(error),
            }
        });
        Answer::of(self.held(pending, route), visit, self.setup.errors)
    }

    /// In builds with debug assertions an answer is held against the description.
    fn held(&self, pending: Pending, route: &'static Route<A>) -> Pending {
        if cfg!(debug_assertions) {
            let description = self.setup.description;
            Box::pin(promise::held(pending, description, route.operation))
        } else {
            pending
        }
    }

    /// With the base path or without it.
    fn find(&self, path: &str) -> Option<Match<'_, A>> {
        let base = self.setup.description.base_path.trim_end_matches('/');
        let based = path
            .strip_prefix(base)
            .filter(|rest| !base.is_empty() && rest.starts_with('/'));
        for (path, offset) in [(based, base.len()), (Some(path), 0)] {
            let mut entries: &[Entry<A>] = &[];
            let ranges = path.and_then(|path| {
                self.matcher.find(path, |leaf| {
                    entries = leaf;
                    true
                })
            });
            if let Some(ranges) = ranges {
                return Some(Match {
                    entries,
                    ranges,
                    offset,
                });
            }
        }
        None
    }

    #[cold]
    fn refuse(&self, status: StatusCode, allowed: Option<&[Entry<A>]>) -> Answer {
        let mut response = self.setup.errors.status(status);
        if let Some(entries) = allowed {
            let mut methods: Vec<&str> = entries.iter().map(|entry| entry.route.method).collect();
            for method in &mut methods {
                if *method == "WEBSOCKET" {
                    *method = "GET";
                }
            }
            if methods.contains(&"GET") {
                methods.push("HEAD");
            }
            methods.sort_unstable();
            methods.dedup();
            if let Ok(value) = HeaderValue::try_from(methods.join(", ")) {
                response.headers_mut().insert(ALLOW, value);
            }
        }
        Answer::ready(response)
    }
}

/// Checks the credentials that a route asks for.
async fn admit<A>(
    guard: Option<Arc<dyn Guard>>,
    context: &Context,
    route: &'static Route<A>,
    rules: Rules,
) -> Result<(), Error> {
    if route.security.is_empty() {
        return Ok(());
    }
    let Some(guard) = guard else {
        return Err(Error::from_status(StatusCode::NOT_IMPLEMENTED));
    };
    guard.admit(context, route.security, rules).await
}

async fn without_content(pending: Pending) -> Response {
    let mut response = pending.await;
    *response.body_mut() = Body::empty();
    response
}
