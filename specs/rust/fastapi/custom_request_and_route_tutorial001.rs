//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/sum")]
    async fn sum_numbers(#[body] numbers: Vec<i64>) -> Json;

    #[get("/check-class")]
    async fn check_gzip_request() -> Json;
}
