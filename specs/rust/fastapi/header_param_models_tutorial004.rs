//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        #[header(required = false)] x_client_name: String,
        #[header(required = false)] x_client_version: String,
    ) -> Json;
}
