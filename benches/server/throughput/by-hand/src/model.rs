//! What is sent and answered.

use crate::check::Faults;
use chrono::{DateTime, FixedOffset};
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

#[derive(Deserialize, Serialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Placed,
    Paid,
    Sent,
    Returned,
}

#[derive(Deserialize, Serialize)]
pub struct Customer {
    name: String,
    street: String,
    zip: String,
    city: String,
}

#[derive(Deserialize, Serialize)]
pub struct Line {
    pub sku: String,
    pub quantity: i32,
    pub price: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrder {
    pub reference: String,
    #[allow(dead_code, reason = "it is checked by being read")]
    pub placed_at: DateTime<FixedOffset>,
    pub customer: Customer,
    #[serde(default = "three")]
    pub priority: i32,
    #[serde(default)]
    #[allow(dead_code, reason = "part of what is sent")]
    pub express: bool,
    pub note: Option<String>,
    pub discount: Option<f64>,
    pub lines: Vec<Line>,
}

fn three() -> i32 {
    3
}

#[derive(Serialize)]
pub struct Order {
    pub id: i64,
    pub status: Status,
    pub total: f64,
    pub reference: String,
    pub customer: Customer,
    pub lines: Vec<Line>,
}

#[derive(Serialize)]
pub struct Summary {
    pub id: i64,
    pub status: Status,
    pub total: f64,
}

#[derive(Serialize)]
pub struct Page {
    pub shop: i64,
    pub limit: i32,
    pub offset: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    pub items: Vec<Summary>,
}

static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[A-Z]{3}-[0-9]{4,8}$").expect("a pattern"));
static ZIP: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[0-9]{5}$").expect("a pattern"));

impl NewOrder {
    pub fn check(&self, faults: &mut Faults) {
        faults.pattern(&["body", "reference"], &self.reference, &REFERENCE);
        faults.length(&["body", "customer", "name"], &self.customer.name, 1, 80);
        faults.length(
            &["body", "customer", "street"],
            &self.customer.street,
            1,
            80,
        );
        faults.pattern(&["body", "customer", "zip"], &self.customer.zip, &ZIP);
        faults.length(&["body", "customer", "city"], &self.customer.city, 1, 80);
        faults.range(&["body", "priority"], self.priority, 1, 5);
        if let Some(note) = &self.note {
            faults.length(&["body", "note"], note, 0, 200);
        }
        if let Some(discount) = self.discount {
            faults.range(&["body", "discount"], discount, 0.0, 1.0);
        }
        faults.range(&["body", "lines"], self.lines.len(), 1, 50);
        for line in &self.lines {
            faults.length(&["body", "lines", "sku"], &line.sku, 4, 20);
            faults.range(&["body", "lines", "quantity"], line.quantity, 1, 1000);
            if line.price <= 0.0 {
                faults.push(
                    &["body", "lines", "price"],
                    "Input should be greater than 0",
                );
            }
        }
    }
}

pub struct Search {
    pub limit: i32,
    pub offset: i32,
    pub status: Option<Vec<Status>>,
    pub search: Option<String>,
}

impl Search {
    /// Keys may come more than once, which a struct that is derived can't say.
    pub fn read(pairs: &[(String, String)], faults: &mut Faults) -> Self {
        let mut found = Self {
            limit: 20,
            offset: 0,
            status: None,
            search: None,
        };
        for (name, value) in pairs {
            match name.as_str() {
                "limit" => {
                    found.limit = faults.parse(&["query", "limit"], value).unwrap_or(20);
                    faults.range(&["query", "limit"], found.limit, 1, 100);
                }
                "offset" => {
                    found.offset = faults.parse(&["query", "offset"], value).unwrap_or(0);
                    faults.range(&["query", "offset"], found.offset, 0, i32::MAX);
                }
                "status" => {
                    let status = match value.as_str() {
                        "placed" => Status::Placed,
                        "paid" => Status::Paid,
                        "sent" => Status::Sent,
                        "returned" => Status::Returned,
                        _ => {
                            faults.push(&["query", "status"], "no such status");
                            continue;
                        }
                    };
                    found.status.get_or_insert_default().push(status);
                }
                "search" => {
                    faults.length(&["query", "search"], value, 2, 50);
                    found.search = Some(value.clone());
                }
                "open" => {
                    let _: Option<bool> = faults.parse(&["query", "open"], value);
                }
                _ => {}
            }
        }
        faults.range(
            &["query", "status"],
            found.status.as_ref().map_or(0, Vec::len),
            0,
            3,
        );
        found
    }
}
