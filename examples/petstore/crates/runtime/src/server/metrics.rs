//! Numbers for Prometheus, served as text (exposition format 0.0.4). One series per method, route template and status,
//! all of them from closed sets, so that no client can make the registry grow.

use axum::http::Method;
use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

/// The upper bounds of the latency histogram: as text for `le`, and in microseconds.
const BUCKETS: [(&str, u64); 11] = [
    ("0.001", 1_000),
    ("0.0025", 2_500),
    ("0.005", 5_000),
    ("0.01", 10_000),
    ("0.025", 25_000),
    ("0.05", 50_000),
    ("0.1", 100_000),
    ("0.25", 250_000),
    ("0.5", 500_000),
    ("1", 1_000_000),
    ("5", 5_000_000),
];

/// What requests did so far.
#[derive(Debug, Default)]
pub struct Metrics {
    series: RwLock<BTreeMap<Key, Arc<Series>>>,
    in_flight: AtomicI64,
    gauges: RwLock<Vec<Gauge>>,
}

/// A number that is read when it is asked for.
struct Gauge {
    name: &'static str,
    help: &'static str,
    read: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl fmt::Debug for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gauge")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    route: &'static str,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Default)]
struct Series {
    /// Not cumulative; what is slower than the last bound is in `count` alone.
    buckets: [AtomicU64; BUCKETS.len()],
    count: AtomicU64,
    microseconds: AtomicU64,
}

impl Metrics {
    pub(super) fn begin(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    /// `route` is the path template; empty when no operation was found.
    pub(super) fn end(&self, method: &Method, route: &'static str, status: u16, took: Duration) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        let series = self.series(Key {
            route,
            method: known(method),
            status,
        });
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(bucket) = BUCKETS.iter().position(|(_, bound)| microseconds <= *bound) {
            series.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        }
        series
            .microseconds
            .fetch_add(microseconds, Ordering::Relaxed);
        series.count.fetch_add(1, Ordering::Relaxed);
    }

    fn series(&self, key: Key) -> Arc<Series> {
        let known = self
            .series
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        known.unwrap_or_else(|| {
            self.series
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(key)
                .or_default()
                .clone()
        })
    }

    /// Adds a number to what `/metrics` serves, read each time. `name` and `help` are as Prometheus has them.
    pub fn gauge(
        &self,
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> i64 + Send + Sync + 'static,
    ) {
        let read = Box::new(read);
        self.gauges
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Gauge { name, help, read });
    }

    /// The text that `/metrics` serves.
    #[must_use]
    pub fn render(&self) -> String {
        let all = self
            .series
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut text = String::from(
            "# HELP http_requests_in_flight Requests that are being answered.\n\
             # TYPE http_requests_in_flight gauge\n",
        );
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "http_requests_in_flight {}",
            self.in_flight.load(Ordering::Relaxed)
        );
        let gauges = self.gauges.read().unwrap_or_else(PoisonError::into_inner);
        for Gauge { name, help, read } in &*gauges {
            let _ = writeln!(
                text,
                "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {}",
                read()
            );
        }
        drop(gauges);
        text.push_str(
            "# HELP http_requests_total Requests that were answered.\n# TYPE http_requests_total counter\n",
        );
        for (key, series) in &all {
            let _ = writeln!(
                text,
                "http_requests_total{{{}}} {}",
                key.labels(),
                series.count.load(Ordering::Relaxed)
            );
        }
        text.push_str(
            "# HELP http_request_duration_seconds Time from a request's head to its answer's.\n\
             # TYPE http_request_duration_seconds histogram\n",
        );
        for (key, series) in &all {
            series.render(&key.labels(), &mut text);
        }
        text
    }
}

impl Key {
    fn labels(&self) -> String {
        let route = self
            .route
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!(
            "method=\"{}\",route=\"{route}\",status=\"{}\"",
            self.method, self.status
        )
    }
}

impl Series {
    fn render(&self, labels: &str, text: &mut String) {
        const NAME: &str = "http_request_duration_seconds";
        let count = self.count.load(Ordering::Relaxed);
        let mut so_far = 0;
        for ((bound, _), bucket) in BUCKETS.iter().zip(&self.buckets) {
            so_far += bucket.load(Ordering::Relaxed);
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {so_far}");
        }
        let microseconds = self.microseconds.load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "{NAME}_bucket{{{labels},le=\"+Inf\"}} {}",
            count.max(so_far)
        );
        let _ = writeln!(
            text,
            "{NAME}_sum{{{labels}}} {}.{:06}",
            microseconds / 1_000_000,
            microseconds % 1_000_000
        );
        let _ = writeln!(text, "{NAME}_count{{{labels}}} {}", count.max(so_far));
    }
}

/// The method's name; one that nobody has heard of is `OTHER`.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY",
    ];
    let method = method.as_str();
    let known = KNOWN.into_iter().find(|known| *known == method);
    known.unwrap_or("OTHER")
}
