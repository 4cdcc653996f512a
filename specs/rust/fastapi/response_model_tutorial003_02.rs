//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/portal")]
    async fn get_portal(#[query(default = false)] teleport: bool) -> Json;
}
