//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(#[query(max_length = 50)] q: Option<String>) -> Json;
}
