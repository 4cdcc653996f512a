//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/story/stream")]
    #[response(200, description = "Successful Response")]
    async fn stream_story();

    #[get("/story/stream-no-async")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_no_async();

    #[get("/story/stream-no-annotation")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_no_annotation();

    #[get("/story/stream-no-async-no-annotation")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_no_async_no_annotation();

    #[get("/story/stream-bytes")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_bytes();

    #[get("/story/stream-no-async-bytes")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_no_async_bytes();

    #[get("/story/stream-no-annotation-bytes")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_no_annotation_bytes();

    #[get("/story/stream-no-async-no-annotation-bytes")]
    #[response(200, description = "Successful Response")]
    async fn stream_story_no_async_no_annotation_bytes();
}
