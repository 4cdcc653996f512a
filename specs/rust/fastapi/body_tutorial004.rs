//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[put("/items/{item_id}")]
    async fn update_item(item_id: i64, q: Option<String>, item: Item) -> Json;
}

pub struct Item {
    pub name: String,
    pub description: Option<String>,
    pub price: f64,
    pub tax: Option<f64>,
}
