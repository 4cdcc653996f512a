//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        q: Option<String>,
        #[query(default = 0)] skip: i64,
        #[query(default = 100)] limit: i64,
    ) -> Json;

    #[get("/users/")]
    async fn read_users(
        q: Option<String>,
        #[query(default = 0)] skip: i64,
        #[query(default = 100)] limit: i64,
    ) -> Json;
}
