//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/files/")]
    async fn create_file(#[file(description = "A file read as bytes")] file: Upload) -> Json;

    #[post("/uploadfile/")]
    async fn create_upload_file(#[file(description = "A file read as UploadFile")] file: Upload) -> Json;
}
