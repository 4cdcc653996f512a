//! The two operations by hand. `LAYERS=1` puts around them what an emitted service has: a request id, a span and a line
//! in the log, a time limit, panics that end one request and no other. Without it there is nothing but axum.

mod check;
mod model;

use axum::{
    Json, Router,
    extract::{Path, Query, rejection::JsonRejection},
    http::{HeaderName, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use check::Faults;
use model::{NewOrder, Order, Page, Search, Status, Summary};
use serde_json::json;
use std::{env, time::Duration};
use tokio::net::TcpListener;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let mut router = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/orders", post(place_order))
        .route("/shops/{shop}/orders", get(list_orders));
    if env::var_os("LAYERS").is_some() {
        let timeout = Duration::from_secs(30);
        router = router
            .layer(CatchPanicLayer::new())
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                timeout,
            ))
            .layer(PropagateRequestIdLayer::new(X_REQUEST_ID))
            .layer(TraceLayer::new_for_http())
            .layer(SetRequestIdLayer::new(X_REQUEST_ID, Random));
    }
    let port: u16 = env::var("PORT").expect("PORT").parse().expect("a port");
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("the port is free");
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await.expect("serves");
}

#[derive(Clone)]
struct Random;

impl MakeRequestId for Random {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        use std::hash::{BuildHasher, RandomState};
        let id = format!("{:016x}", RandomState::new().hash_one(0));
        id.parse().ok().map(RequestId::new)
    }
}

async fn place_order(order: Result<Json<NewOrder>, JsonRejection>) -> Result<Response, Refusal> {
    let Json(order) = order.map_err(|fault| Refusal(fault.status(), json!(fault.body_text())))?;
    let mut faults = Faults::default();
    order.check(&mut faults);
    faults.finish()?;
    let total = order
        .lines
        .iter()
        .map(|line| f64::from(line.quantity) * line.price)
        .sum::<f64>();
    let order = Order {
        id: 42,
        status: Status::Placed,
        total: total * (1.0 - order.discount.unwrap_or(0.0)),
        reference: order.reference,
        customer: order.customer,
        lines: order.lines,
    };
    Ok((StatusCode::CREATED, Json(order)).into_response())
}

async fn list_orders(
    Path(shop): Path<i64>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page>, Refusal> {
    let mut faults = Faults::default();
    let search = Search::read(&pairs, &mut faults);
    faults.range(&["path", "shop"], shop, 1, i64::MAX);
    faults.finish()?;
    let statuses = search.status.unwrap_or_else(|| vec![Status::Placed]);
    let items = statuses.into_iter().zip(1..).map(|(status, id)| Summary {
        id,
        status,
        total: 12.5,
    });
    Ok(Json(Page {
        shop,
        limit: search.limit,
        offset: search.offset,
        search: search.search,
        items: items.collect(),
    }))
}

/// A status and what is wrong.
struct Refusal(StatusCode, serde_json::Value);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "detail": self.1 }))).into_response()
    }
}
