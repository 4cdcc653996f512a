//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        #[cookie] session_id: String,
        #[cookie] fatebook_tracker: Option<String>,
        #[cookie] googall_tracker: Option<String>,
    ) -> Json;
}
