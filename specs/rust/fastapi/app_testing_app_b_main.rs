//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{item_id}")]
    async fn read_main(item_id: String, #[header] x_token: String) -> Item;

    #[post("/items/")]
    async fn create_item(#[header] x_token: String, item: Item) -> Item;
}

pub struct Item {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
}
