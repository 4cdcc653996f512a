//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/headers/")]
    async fn get_headers() -> Json;
}
