//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/image/stream")]
    #[response(200, description = "Successful Response", body = String, content_type = "image/png")]
    async fn stream_image();

    #[get("/image/stream-no-async")]
    #[response(200, description = "Successful Response", body = String, content_type = "image/png")]
    async fn stream_image_no_async();

    #[get("/image/stream-no-async-yield-from")]
    #[response(200, description = "Successful Response", body = String, content_type = "image/png")]
    async fn stream_image_no_async_yield_from();

    #[get("/image/stream-no-annotation")]
    #[response(200, description = "Successful Response", body = String, content_type = "image/png")]
    async fn stream_image_no_annotation();

    #[get("/image/stream-no-async-no-annotation")]
    #[response(200, description = "Successful Response", body = String, content_type = "image/png")]
    async fn stream_image_no_async_no_annotation();
}
