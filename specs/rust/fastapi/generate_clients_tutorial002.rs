//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/", tags = ["items"])]
    async fn get_items() -> Vec<Item>;

    #[post("/items/", tags = ["items"])]
    async fn create_item(item: Item) -> ResponseMessage;

    #[post("/users/", tags = ["users"])]
    async fn create_user(user: User) -> ResponseMessage;
}

pub struct Item {
    pub name: String,
    pub price: f64,
}

pub struct ResponseMessage {
    pub message: String,
}

pub struct User {
    pub username: String,
    pub email: String,
}
