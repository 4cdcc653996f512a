//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/logs/stream")]
    async fn stream_logs() -> Sse<Json>;
}
