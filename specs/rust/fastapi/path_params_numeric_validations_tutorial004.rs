//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{item_id}")]
    async fn read_items(#[path(title = "The ID of the item to get", ge = 1)] item_id: i64, q: String) -> Json;
}
