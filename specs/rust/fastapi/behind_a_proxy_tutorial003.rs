//! # FastAPI
//! version: 0.1.0

#![api(
    profile = "fastapi",
    server(url = "https://stag.example.com", description = "Staging environment"),
    server(url = "https://prod.example.com", description = "Production environment"),
)]

pub trait Operations {
    #[get("/app")]
    async fn read_main() -> Json;
}
