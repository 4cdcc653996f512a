//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/", id = "items-get_items", tags = ["items"])]
    async fn get_items() -> Vec<Item>;

    #[post("/items/", id = "items-create_item", tags = ["items"])]
    async fn create_item(item: Item) -> ResponseMessage;

    #[post("/users/", id = "users-create_user", tags = ["users"])]
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
