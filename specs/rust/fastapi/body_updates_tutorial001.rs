//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{item_id}")]
    async fn read_item(item_id: String) -> Item;

    #[put("/items/{item_id}")]
    async fn update_item(item_id: String, item: Item) -> Item;
}

pub struct Item {
    pub name: Option<String>,
    pub description: Option<String>,
    pub price: Option<f64>,
    #[schema(default = 10.5)]
    pub tax: f64,
    #[schema(default = [])]
    pub tags: Vec<String>,
}
