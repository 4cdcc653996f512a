//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{item_id}")]
    #[response(404, body = Message)]
    async fn read_item(item_id: String) -> Item;
}

pub struct Item {
    pub id: String,
    pub value: String,
}

pub struct Message {
    pub message: String,
}
