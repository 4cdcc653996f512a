//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    /// Create an item with all the information, name, description, price, tax and a set of unique tags
    #[post("/items/", summary = "Create an item")]
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
