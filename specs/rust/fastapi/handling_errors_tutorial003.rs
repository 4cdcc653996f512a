//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/unicorns/{name}")]
    async fn read_unicorn(name: String) -> Json;
}
