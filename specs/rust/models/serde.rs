//! # Models with `serde`
//!
//! Attributes of serde as its documentation has them, and as people write them.

use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, serde_as};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    pub user_name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub priority: Priority,
    #[serde(default = "default_timeout")]
    pub timeout: Timeout,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip)]
    pub cached: Cache,
    #[serde(alias = "name2", alias = "name3")]
    pub second_name: String,
    pub r#virtual: bool,
    pub sizes: [u8; SIZES],
    pub message: Message,
    pub shape: Shape,
    pub value: Number,
    pub event: Event,
    pub size: Size,
    pub nested: Pagination,
}

const SIZES: usize = 3;

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    #[default]
    FirstClass,
    #[serde(rename = "2nd")]
    SecondClass,
}

/// Lower runs first.
#[derive(Debug, Clone, Copy, Default, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Priority {
    #[default]
    Low = 10,
    High = 1,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timeout {
    seconds: u64,
}

/// Internally tagged.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum Message {
    Request { request_id: String, method: String },
    #[serde(rename_all = "kebab-case")]
    Response { request_id: String, the_result: serde_json::Value },
    Ping,
}

/// Adjacently tagged.
#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Shape {
    Circle(f64),
    Rectangle(f64, f64),
    Polygon { points: Vec<(f64, f64)> },
    Nothing,
}

/// Untagged.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Number {
    Whole(i64),
    Real(f64),
    Text { text: String },
}

/// Externally tagged.
#[derive(Serialize, Deserialize)]
pub enum Event {
    Started,
    Moved { by: i32 },
    Named(String),
}

#[derive(Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Size {
    bytes: u64,
}

#[derive(Serialize, Deserialize)]
pub struct Pagination {
    limit: u64,
    #[serde(flatten)]
    window: Window,
    #[serde(flatten)]
    extra: HashMap<String, serde_json::Value>,
}

#[serde_as]
#[derive(Serialize, Deserialize)]
pub struct Window {
    #[serde_as(as = "DisplayFromStr")]
    #[schema(type = "string")]
    from: u64,
    #[serde(with = "chrono::serde::ts_seconds")]
    #[schema(type = "integer", json = r#"{ "format": null }"#)]
    until: DateTime<Utc>,
}

fn default_timeout() -> Timeout {
    Timeout { seconds: 30 }
}

impl Request {
    pub fn is_urgent(&self) -> bool {
        matches!(self.priority, Priority::High)
    }
}

pub trait Requests {
    #[post("/requests")]
    async fn handle(request: Request);
}
