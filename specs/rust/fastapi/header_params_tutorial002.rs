//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(#[header(convert_underscores = false)] strange_header: Option<String>) -> Json;
}
