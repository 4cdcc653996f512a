//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/", tags = ["items"])]
    async fn get_items() -> Json;

    #[get("/users/", tags = ["users"])]
    async fn read_users() -> Json;
}
