//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi", servers("/api/v1"))]

pub trait Operations {
    #[get("/app")]
    async fn read_main() -> Json;
}
