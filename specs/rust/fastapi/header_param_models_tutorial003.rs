//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        #[header] host: String,
        #[header(convert_underscores = false)] save_data: bool,
        #[header(convert_underscores = false)] if_modified_since: Option<String>,
        #[header] traceparent: Option<String>,
        #[header(convert_underscores = false, default = [])] x_tag: Vec<String>,
    ) -> Json;
}
