//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/items/")]
    async fn create_item(item: Item) -> Json;
}

pub struct Item {
    pub title: String,
    pub size: i64,
}
