//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/")]
    #[response(200, description = "Successful Response")]
    async fn main();
}
