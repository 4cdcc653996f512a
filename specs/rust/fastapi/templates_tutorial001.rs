//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/{id}")]
    async fn read_item(id: String) -> Html;
}
