//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(#[query(min_length = 3, required)] q: Option<String>) -> Json;
}
