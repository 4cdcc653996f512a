//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/preferences/")]
    async fn update_preferences(#[form(default = false)] subscribe: bool) -> Json;
}
