//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        #[query(default = 10)] limit: i64,
        #[query(required = false)] start: NaiveDate,
        #[query(required = false)] end: NaiveDate,
    ) -> Json;
}
