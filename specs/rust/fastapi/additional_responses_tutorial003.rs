//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{item_id}")]
    #[response(200, description = "Item requested by ID", body = Item, example = { "id": "bar", "value": "The bar tenders" })]
    #[response(404, description = "The item was not found", body = Message)]
    async fn read_item(item_id: String);
}

pub struct Item {
    pub id: String,
    pub value: String,
}

pub struct Message {
    pub message: String,
}
