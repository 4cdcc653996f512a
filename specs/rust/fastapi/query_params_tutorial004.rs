//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/users/{user_id}/items/{item_id}")]
    async fn read_user_item(
        user_id: i64,
        item_id: String,
        q: Option<String>,
        #[query(default = false)] short: bool,
    ) -> Json;
}
