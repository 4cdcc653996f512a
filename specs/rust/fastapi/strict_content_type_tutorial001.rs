//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/items/")]
    async fn create_item(item: Item) -> Json;
}

pub struct Item {
    pub name: String,
    pub price: f64,
}
