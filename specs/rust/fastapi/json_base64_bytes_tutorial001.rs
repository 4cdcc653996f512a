//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/data")]
    async fn get_data() -> DataOutput;

    #[post("/data")]
    async fn post_data(data_input: DataInput) -> Json;

    #[post("/data-in-out")]
    async fn post_data_in_out(data_input_output: DataInputOutput) -> DataInputOutput;
}

pub struct DataInput {
    pub description: String,
    #[schema(content_encoding = "base64", content_media_type = "application/octet-stream")]
    pub data: String,
}

pub struct DataInputOutput {
    pub description: String,
    #[schema(content_encoding = "base64", content_media_type = "application/octet-stream")]
    pub data: String,
}

pub struct DataOutput {
    pub description: String,
    #[schema(content_encoding = "base64", content_media_type = "application/octet-stream")]
    pub data: String,
}
