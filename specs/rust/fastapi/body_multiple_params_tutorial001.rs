//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[put("/items/{item_id}")]
    async fn update_item(
        #[path(title = "The ID of the item to get", le = 1000, ge = 0)] item_id: i64,
        q: Option<String>,
        item: Option<Item>,
    ) -> Json;
}

pub struct Item {
    pub name: String,
    pub description: Option<String>,
    pub price: f64,
    pub tax: Option<f64>,
}
