//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/files/")]
    async fn create_file(file: Upload) -> Json;

    #[post("/uploadfile/")]
    async fn create_upload_file(file: Upload) -> Json;
}
