//! The pages beside the API: documentation (Swagger UI and Redoc, from assets compiled in; nothing is loaded from
//! elsewhere), the description itself, health and metrics.

use super::{Health, Server};
use crate::context::Visit;
use crate::http::{Description, ErrorForm};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH,
        },
        request::Parts,
    },
    response::Response,
    routing::any,
};
use std::{
    hash::{DefaultHasher, Hasher},
    sync::Arc,
};

/// A file of ours, compressed or not.
#[derive(Debug)]
struct Asset {
    media_type: &'static str,
    gzip: bool,
    content: &'static [u8],
}

const JS: &str = "text/javascript; charset=utf-8";

macro_rules! asset {
    ($name:literal, $media_type:expr, $gzip:literal) => {
        &Asset {
            media_type: $media_type,
            gzip: $gzip,
            content: include_bytes!(concat!("../../assets/", $name)),
        }
    };
}

/// Every browser takes gzip, and the header says so: there is one form of each.
static ASSETS: &[(&str, &Asset)] = &[
    (
        "/docs/swagger-ui-bundle.js",
        asset!("swagger-ui-bundle.js.gz", JS, true),
    ),
    (
        "/docs/swagger-ui.css",
        asset!("swagger-ui.css.gz", "text/css; charset=utf-8", true),
    ),
    ("/docs/docs.js", asset!("docs.js", JS, false)),
    (
        "/docs/oauth2-redirect.js",
        asset!("oauth2-redirect.js", JS, false),
    ),
    (
        "/docs/favicon.png",
        asset!("favicon.png", "image/png", false),
    ),
    (
        "/redoc/redoc.standalone.js",
        asset!("redoc.standalone.js.gz", JS, true),
    ),
    ("/redoc/redoc.js", asset!("redoc.js", JS, false)),
];

const DOCS: &str = r#"<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/docs.js"></script>
"#;

const REDOC: &str = r#"<style>body { margin: 0 }</style>
</head>
<body>
<div id="docs"></div>
<script src="redoc/redoc.standalone.js"></script>
<script src="redoc/redoc.js"></script>
"#;

const OAUTH2_REDIRECT: &str = "</head>\n<body>\n<script src=\"oauth2-redirect.js\"></script>\n";

/// Scripts are ours alone; requests may go anywhere, since `Try it out` and `OAuth2` do.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
    worker-src 'self' blob:; connect-src *; base-uri 'none'; frame-ancestors 'self'";

#[derive(Debug, Clone, Copy)]
enum Page {
    Asset(&'static Asset),
    Html(&'static str),
    Description,
    Alive,
    Ready,
    Metrics,
}

/// The pages as a router; `described` says which paths belong to an operation.
pub(super) fn pages(
    server: &Server,
    description: &'static Description,
    described: &dyn Fn(&str) -> bool,
) -> Router {
    let fixed = [
        ("/docs", Page::Html(DOCS)),
        ("/docs/oauth2-redirect", Page::Html(OAUTH2_REDIRECT)),
        ("/redoc", Page::Html(REDOC)),
        ("/openapi.json", Page::Description),
        ("/healthz", Page::Alive),
        ("/readyz", Page::Ready),
        ("/metrics", Page::Metrics),
    ];
    let assets = ASSETS
        .iter()
        .map(|(path, asset)| (*path, Page::Asset(asset)));
    let mut router = Router::new();
    for (path, page) in fixed
        .into_iter()
        .chain(assets)
        .filter(|(path, _)| !described(path))
    {
        let server = server.clone();
        let answer = move |parts: Parts| {
            let server = server.clone();
            if let Some(visit) = parts.extensions.get::<Arc<Visit>>() {
                let _ = visit.route.set(path);
            }
            async move { page.answer(&server, description, &parts).await }
        };
        router = router.route(path, any(answer));
    }
    router
}

impl Page {
    async fn answer(
        self,
        server: &Server,
        description: &'static Description,
        parts: &Parts,
    ) -> Response {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return not_allowed(server.0.options.errors);
        }
        match self {
            Page::Asset(asset) => asset.response(&parts.headers),
            Page::Html(body) => html(description.title, body),
            Page::Description => cached("application/json", description.openapi, &parts.headers),
            Page::Alive => Health::alive(),
            Page::Ready => server.health().ready().await,
            Page::Metrics => response(
                "text/plain; version=0.0.4; charset=utf-8",
                server.metrics().render().into(),
            ),
        }
    }
}

impl Asset {
    fn response(&self, request: &HeaderMap) -> Response {
        let mut response = cached(self.media_type, self.content, request);
        if self.gzip {
            response
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

fn html(title: &str, body: &str) -> Response {
    let title = title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"docs/favicon.png\">\n{body}</body>\n</html>\n"
    );
    let mut response = response("text/html; charset=utf-8", page.into());
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// Content that is the same until the next release: browsers ask whether it is, and are not sent it again.
fn cached(media_type: &'static str, content: &'static [u8], request: &HeaderMap) -> Response {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let known = request
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let known = known.is_some_and(|known| {
        known
            .split(',')
            .any(|known| known.trim().trim_start_matches("W/") == tag)
    });
    let mut answer = if known {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer
    } else {
        response(media_type, Bytes::from_static(content))
    };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(ETAG, tag);
    }
    answer
}

fn response(media_type: &'static str, content: Bytes) -> Response {
    let mut response = Response::new(Body::from(content));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn not_allowed(errors: ErrorForm) -> Response {
    let mut response = errors.status(StatusCode::METHOD_NOT_ALLOWED);
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}
