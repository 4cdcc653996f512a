//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(#[header] x_token: String, #[header] x_key: String) -> Json;

    #[get("/users/")]
    async fn read_users(#[header] x_token: String, #[header] x_key: String) -> Json;
}
