//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/next")]
    async fn read_next_item() -> Item;
}

pub struct Item {
    pub name: String,
    pub price: f64,
    #[schema(required = false)]
    pub tags: Vec<String>,
    pub description: Option<String>,
    pub tax: Option<f64>,
}
