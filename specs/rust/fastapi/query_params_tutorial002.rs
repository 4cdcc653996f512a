//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{item_id}")]
    async fn read_item(item_id: String, q: Option<String>) -> Json;
}
