//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/authors/{author_id}/items/")]
    async fn create_author_items(author_id: String, items: Vec<Item>) -> Author;

    #[get("/authors/")]
    async fn get_authors() -> Vec<Author>;
}

pub struct Author {
    pub name: String,
    #[schema(required = false)]
    pub items: Vec<Item>,
}

pub struct Item {
    pub name: String,
    pub description: Option<String>,
}
