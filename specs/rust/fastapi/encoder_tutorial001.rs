//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[put("/items/{id}")]
    async fn update_item(id: String, item: Item) -> Json;
}

pub struct Item {
    pub title: String,
    pub timestamp: DateTime<Utc>,
    pub description: Option<String>,
}
