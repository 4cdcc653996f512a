//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/predict")]
    async fn predict(x: f64) -> Json;
}
