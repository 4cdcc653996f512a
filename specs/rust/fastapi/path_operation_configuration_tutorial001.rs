//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/items/", status = 201)]
    async fn create_item(item: Item) -> Item;
}

pub struct Item {
    pub name: String,
    pub description: Option<String>,
    pub price: f64,
    pub tax: Option<f64>,
    #[schema(default = [])]
    pub tags: HashSet<String>,
}
