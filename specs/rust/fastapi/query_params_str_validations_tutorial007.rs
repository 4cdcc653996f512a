//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(#[query(title = "Query string", min_length = 3)] q: Option<String>) -> Json;
}
