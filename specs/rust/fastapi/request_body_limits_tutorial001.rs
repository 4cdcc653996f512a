//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/items")]
    async fn create_item(item: HashMap<String, Json>) -> Json;

    #[post("/uploads/")]
    async fn upload(file: Upload) -> Json;

    #[post("/uploads/small")]
    async fn small_upload(file: Upload) -> Json;
}
