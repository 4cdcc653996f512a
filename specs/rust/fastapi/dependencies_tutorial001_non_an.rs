//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

#[dependencies]
pub trait Dependencies {
    async fn common_parameters(
        q: Option<String>,
        #[query(default = 0)] skip: i64,
        #[query(default = 100)] limit: i64,
    ) -> CommonParameters;
}

pub trait Operations {
    #[get("/items/")]
    async fn read_items(commons: CommonParameters) -> Json;

    #[get("/users/")]
    async fn read_users(commons: CommonParameters) -> Json;
}
