//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[put("/items/{item_id}")]
    async fn update_item(item_id: i64, item: Item) -> Json;
}

pub struct Image {
    #[schema(max_length = 2083, min_length = 1)]
    pub url: Url,
    pub name: String,
}

pub struct Item {
    pub name: String,
    pub description: Option<String>,
    pub price: f64,
    pub tax: Option<f64>,
    #[schema(default = [])]
    pub tags: HashSet<String>,
    pub image: Option<Image>,
}
