//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_item(#[query(default = 0)] skip: i64, #[query(default = 10)] limit: i64) -> Json;
}
