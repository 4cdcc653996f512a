//! Whether this process is alive, and whether it should be sent requests.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use serde_json::{Map, Value, json};
use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

type Check =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;

/// What has to be well for requests to be welcome.
#[derive(Default)]
pub struct Health {
    checks: RwLock<Vec<(&'static str, Check)>>,
    draining: AtomicBool,
}

impl Health {
    /// Adds a check that `/readyz` makes each time it is asked.
    pub fn check<F>(&self, name: &'static str, check: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        let check: Check = Arc::new(move || Box::pin(check()));
        self.checks
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push((name, check));
    }

    /// From now on no new requests are welcome; those under way are finished.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// What `/healthz` answers: the process runs.
    pub(super) fn alive() -> Response {
        answer(StatusCode::OK, &json!({ "status": "ok" }))
    }

    /// What `/readyz` answers: 200, or 503 with what is wrong.
    pub(super) async fn ready(&self) -> Response {
        if self.draining.load(Ordering::Relaxed) {
            return answer(
                StatusCode::SERVICE_UNAVAILABLE,
                &json!({ "status": "draining" }),
            );
        }
        let checks = self
            .checks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut results = Map::new();
        let mut well = true;
        for (name, check) in checks {
            let result = check().await;
            well &= result.is_ok();
            results.insert(
                name.to_owned(),
                Value::from(result.err().unwrap_or_else(|| "ok".to_owned())),
            );
        }
        let (status, text) = if well {
            (StatusCode::OK, "ok")
        } else {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        };
        answer(status, &json!({ "status": text, "checks": results }))
    }
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Health")
            .field("draining", &self.draining)
            .finish_non_exhaustive()
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
