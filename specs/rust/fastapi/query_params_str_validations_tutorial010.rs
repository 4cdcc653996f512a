//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        #[query(name = "item-query", description = "Query string for the items to search in the database that have a good match", deprecated, title = "Query string", min_length = 3, max_length = 50, pattern = "^fixedquery$")] item_query: Option<String>,
    ) -> Json;
}
