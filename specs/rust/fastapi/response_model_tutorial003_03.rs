//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/teleport")]
    async fn get_teleport() -> Json;
}
