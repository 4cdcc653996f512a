//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/cookie-and-object/")]
    async fn create_cookie() -> Json;
}
